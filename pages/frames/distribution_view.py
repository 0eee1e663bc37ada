"""What the reader chose on the distribution page, and what its frames have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from geo.classes import BreakMethod
from geo.map_spec import MapLevel, MapSpec
from pages.charts.atlas_map import map_note
from pages.frames.asked import asked_of_indicator
from pages.frames.provenance import Provenance, of_indicators
from pages.shell.screen import Screen
from pages.texts.asked import AskedOf
from pages.texts.figures import measured_in
from pages.texts.ranks import rank_remarks
from queries.board import credible_board, earlier_year
from queries.catalogue import Indicator
from queries.composite_criteria import settings
from queries.engine import Engine
from queries.rank_credibility import error_kind, indicator_ranks
from queries.regions import NATION


@dataclass(frozen=True)
class DistributionView:
    """Everything the reader chose, and the values of the indicator at the level for all years."""

    engine: Engine
    layer: str
    indicator: Indicator
    level: MapLevel
    year: int
    against: int | None
    breaks: tuple[BreakMethod, tuple[float, ...]]
    region: str | None
    compare: tuple[str, ...]
    values: pd.DataFrame
    years: tuple[int, ...]
    boards: dict[int, pd.DataFrame] = field(default_factory=dict, compare=False, repr=False)

    def board(self, year: int | None = None) -> pd.DataFrame:
        """The ranking of the level in a year, by default the one shown; made once. Copy before changing it.

        Beside a second year, the change of rank is counted from that one.
        """
        wanted = year or self.year
        if wanted not in self.boards:
            self.boards[wanted] = credible_board(
                self.engine, self.indicator, self.level, self.layer, wanted, self.against
            )
        return self.boards[wanted]

    def ranks(self, years: Sequence[int]) -> pd.DataFrame:
        """Ranks and what they are worth for a file: one row per region and year, each change since the year before."""
        parts = [
            indicator_ranks(
                self.engine, self.indicator, self.level, self.layer, year, earlier_year(self.values, year, self.against)
            ).assign(period=year).reset_index()
            for year in years
        ]
        return pd.concat(parts, ignore_index=True)


def within(screen: Screen, view: DistributionView, board: pd.DataFrame) -> pd.DataFrame:
    """The rows of the members when a group is selected on a finer level, or of the province of a city; else all."""
    group = group_shown(screen, view)
    inside = set(screen.regions.members(group, view.level)) if group else set()
    return board[board["region_code"].isin(inside)] if inside else board


def asked_of_view(screen: Screen, view: DistributionView, year: int) -> AskedOf:
    """What the questions to a figure of a year are answered from."""
    inside = within(screen, view, view.board(year))
    return asked_of_indicator(
        screen, view.indicator, view.level, year, units=set(inside["region_code"]), selected=view.region,
        against=view.against,
    )


def group_shown(screen: Screen, view: DistributionView) -> str | None:
    """The place whose units the view is about: the selected group, or the province of a selected city."""
    if not view.region or view.region == NATION:
        return None
    if view.level == "city":
        province = next((c for c in screen.regions.trail(view.region) if c in screen.regions.levels["province"]), None)
        return province or view.region
    return None if view.region in screen.regions.levels[view.level] else view.region


def provenance_of(
    screen: Screen, view: DistributionView, years: list[int], spec: MapSpec | None = None
) -> Provenance:
    """Where the figures of some years come from; with the cartographic note for a map."""
    remarks = []
    if view.level == "major" and bool((view.values["proxy"] == 1).any()):
        remarks.append(screen.texts("remark.proxy"))
    elif view.level == "major":
        remarks.append(screen.texts("remark.overlap"))
    group = group_shown(screen, view)
    remarks += [*outside_survey(screen, view.level), *rank_notes(screen, view.indicator)]
    return of_indicators(
        screen, [view.indicator], years, [view.level], remarks, map_note(screen) if spec is not None else None,
        screen.regions.members(group, view.level) if group and view.level in ("province", "city") else None,
    )


def outside_survey(screen: Screen, level: str) -> list[str]:
    """Which places of a level stand last in its tables and are not counted, as the survey leaves them out."""
    names = [screen.place(code) for code in screen.regions.levels[level] if not screen.regions[code].in_survey]
    if not names:
        return []
    surveyed = screen.regions.surveyed(level)
    return [screen.texts("remark.outside_survey", places=screen.texts.joined(names), surveyed=surveyed)]


def rank_notes(screen: Screen, indicator: Indicator) -> list[str]:
    """What the intervals of the ranks of an indicator rest on, or why there are none."""
    return rank_remarks(
        error_kind(indicator.numerator), settings().money_error, screen.texts,
        of_ratios=indicator.kind in ("density", "location_quotient", "share"), of_growth=indicator.kind == "growth",
        of_changes=True,
    )


def subtitle(screen: Screen, view: DistributionView, year: int) -> str:
    """What an exported picture shows: indicator, unit, year, level, layer."""
    t = screen.texts
    return t(
        "export.subtitle",
        name=measured_in(view.indicator, t),
        year=year,
        level=t(f"level.{view.level}"),
        layer=t(f"layer.{screen.layer}"),
    )


def shown_names(screen: Screen, board: pd.DataFrame) -> dict[str, str]:
    """Names of the regions of a board by code, marked where whole provinces stand in."""
    pairs = zip(board["region_code"], board["proxy"], strict=True)
    return {code: screen.place_shown(code, int(proxy)) for code, proxy in pairs}
