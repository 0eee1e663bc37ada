"""The frames of the distribution page: map, pair of maps, ranking, trend, disparity."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from geo.boundaries import BoundaryError
from geo.classes import BreakMethod
from geo.compliance import MapRefusedError
from geo.map_figure import HEIGHT, MAP_CONFIG, map_figure
from geo.map_spec import MapLevel, MapSpec
from geo.page_text import PageText, PictureKind
from pages.charts.atlas_map import MapView, map_note, map_spec
from pages.charts.disparity import disparity_figure
from pages.charts.ranking import ranking_figure
from pages.charts.region_trend import region_trend
from pages.charts.style import PINNED
from pages.controls.selectors import current_state
from pages.controls.trail import go_to
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.tables import board_rows, board_table, disparity_rows, disparity_table, trend_rows, trend_table
from pages.shell.screen import Screen
from pages.texts.figures import change_label, digits, rank_label, unit_of
from pages.texts.findings import disparity_finding, distribution_finding, ranking_finding, region_finding
from queries.board import ranking_board
from queries.catalogue import Indicator
from queries.disparity import disparity
from queries.regions import NATION
from queries.values import indicator_values

MOST_BARS = 60
MAP_HEIGHT_ON_WALL, PAIR_HEIGHT = 800, 420
TREND_HEIGHT, TREND_HEIGHT_ON_WALL = 200, 300
GO_DOWN_FROM = 0.8


@dataclass(frozen=True)
class DistributionView:
    """Everything the reader chose, and the values of the indicator at the level for all years."""

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
        """The ranking of the level in a year, by default the one shown; made once. Copy before changing it."""
        wanted = year or self.year
        if wanted not in self.boards:
            self.boards[wanted] = ranking_board(self.values, wanted)
        return self.boards[wanted]


def map_frame(screen: Screen, view: DistributionView) -> None:
    """The map with the sentence that the ranking yields."""
    with _told_if_refused(screen):
        _map_frame(screen, view)


def pair_frame(screen: Screen, view: DistributionView) -> None:
    """Two years beside each other with the same classes."""
    with _told_if_refused(screen):
        _pair_frame(screen, view)


@contextmanager
def _told_if_refused(screen: Screen) -> Iterator[None]:
    """A map that the compliance gate refuses, or that lacks a boundary file, is named in words instead of drawn."""
    try:
        yield
    except MapRefusedError as fault:
        reasons = [getattr(finding, screen.language) for finding in fault.findings]
        st.error(screen.texts("map.refused", reasons=screen.texts.joined(reasons)), icon=":material/block:")
    except BoundaryError as fault:
        logging.getLogger(__name__).error("%s", fault)
        st.error(screen.texts("map.unavailable"), icon=":material/block:")


def _map_frame(screen: Screen, view: DistributionView) -> None:
    board = view.board()
    spec = map_spec(screen, board, view.indicator, _map_view(screen, view, "map"))
    names = {code: screen.place(code) for code in board["region_code"]}
    inside = _within(screen, view, board)
    figure_frame(
        screen,
        FrameContent(
            key="map",
            finding=distribution_finding(
                inside, names, view.indicator, view.year, screen.texts,
                within=screen.place(view.region) if view.region and len(inside) < len(board) else None,
            ),
            figure=map_figure(spec, screen.boundaries, MAP_HEIGHT_ON_WALL if screen.presenting else HEIGHT),
            alternative_text=spec.alternative_text,
            table=board_table(screen, board, view.indicator),
            rows=board_rows(screen, view.values, view.indicator, [view.year]),
            provenance=_provenance(screen, view, [view.year], spec),
            state=current_state("distribution"),
            subtitle=_subtitle(screen, view, view.year),
            config=MAP_CONFIG,
            draw=_map_drawer(screen, spec),
        ),
        on_select=_on_map_click(screen, view, "map"),
        below=lambda: st.html(f'<p class="map-note">{escape(spec.note)}</p>'),
    )


def _pair_frame(screen: Screen, view: DistributionView) -> None:
    assert view.against is not None
    years = sorted((view.against, view.year))
    boards = {year: view.board(year) for year in years}
    columns = st.columns(2, gap="small")
    for column, year in zip(columns, years, strict=True):
        others = boards[years[0] if year == years[1] else years[1]]["value"].dropna().tolist()
        spec = map_spec(screen, boards[year], view.indicator, _map_view(screen, view, f"map-{year}"), shared=others)
        names = {code: screen.place(code) for code in boards[year]["region_code"]}
        with column:
            figure_frame(
                screen,
                FrameContent(
                    key=f"map-{year}",
                    finding=distribution_finding(boards[year], names, view.indicator, year, screen.texts),
                    figure=map_figure(spec, screen.boundaries, PAIR_HEIGHT),
                    alternative_text=spec.alternative_text,
                    table=board_table(screen, boards[year], view.indicator),
                    rows=board_rows(screen, view.values, view.indicator, [year]),
                    provenance=_provenance(screen, view, [year], spec),
                    state=current_state("distribution"),
                    subtitle=_subtitle(screen, view, year),
                    config=MAP_CONFIG,
                    draw=_map_drawer(screen, spec),
                ),
                on_select=_on_map_click(screen, view, f"map-{year}"),
                below=partial(st.html, f'<p class="map-note">{escape(spec.note)}</p>'),
            )


def ranking_frame(screen: Screen, view: DistributionView) -> None:
    """Bars of all regions, the selected and compared ones pinned on top."""
    board = view.board()
    within = _within(screen, view, board)
    shown = _bars(screen, view, within)
    pinned = dict(zip(view.compare, PINNED, strict=False))
    t = screen.texts
    figure_frame(
        screen,
        FrameContent(
            key="ranking",
            finding=ranking_finding(within, {code: screen.place(code) for code in within["region_code"]}, view.year, t),
            figure=ranking_figure(shown, pinned, view.region),
            alternative_text=t("ranking.alternative", name=view.indicator.name(screen.language)),
            table=board_table(screen, within, view.indicator),
            rows=board_rows(screen, view.values, view.indicator, list(view.years)),
            provenance=_provenance(screen, view, [view.year]),
            state=current_state("distribution"),
            subtitle=_subtitle(screen, view, view.year),
        ),
        on_select=_on_bar_click(screen, view),
    )


def trend_frame(screen: Screen, view: DistributionView) -> None:
    """The selected place over the years against its zone and the nation, with the compared ones."""
    height = TREND_HEIGHT_ON_WALL if screen.presenting else TREND_HEIGHT
    trend = region_trend(screen, view.indicator, view.region, view.compare, height)
    board = view.board()
    if view.region and view.region in set(board["region_code"]):
        finding = region_finding(
            board, view.region, screen.place(view.region), view.indicator, view.year,
            trend.nation.get(view.year), screen.texts,
        )
    else:
        finding = screen.texts("finding.trend", names=screen.texts.joined(trend.names))
    figure_frame(
        screen,
        FrameContent(
            key="trend",
            finding=finding,
            figure=trend.figure,
            alternative_text=screen.texts("trend.alternative", name=view.indicator.name(screen.language)),
            table=trend_table(screen, trend, view.indicator),
            rows=trend_rows(screen, trend, view.indicator),
            provenance=of_indicators(screen, [view.indicator], trend.years, trend.levels, trend.remarks),
            state=current_state("distribution"),
            subtitle=view.indicator.name(screen.language),
        ),
    )


def disparity_frame(screen: Screen, view: DistributionView) -> None:
    """How concentrated the total behind the indicator is, and how much lies between the four zones."""
    counted = screen.catalogue.get(view.indicator.numerator.metric)
    if counted is None or not counted.is_count:
        return
    t = screen.texts
    result = disparity(screen.engine, screen.regions, counted, view.year, screen.layer)
    if not result.is_complete:
        st.caption(t("finding.disparity_none", year=view.year, name=counted.name(screen.language)))
        return
    figure_frame(
        screen,
        FrameContent(
            key="disparity",
            finding=disparity_finding(result, counted.name(screen.language), view.year, t),
            figure=disparity_figure(screen, result),
            alternative_text=t("disparity.alternative"),
            table=disparity_table(screen, result),
            rows=disparity_rows(screen, result),
            provenance=of_indicators(
                screen, [counted], [view.year], ["province"], [t("disparity.weight"), t("disparity.method")]
            ),
            state=current_state("distribution"),
            subtitle=counted.name(screen.language),
        ),
    )


def _map_view(screen: Screen, view: DistributionView, key: str) -> MapView:
    selected: tuple[str, ...] = ()
    if view.region and view.region != NATION and st.session_state.get("clicked") != _click(screen, view, key):
        on_level = screen.regions.levels[view.level]
        selected = (view.region,) if view.region in on_level else screen.regions.members(view.region, view.level)
    focus = None
    if view.level == "city" and view.region:
        focus = next((step for step in screen.regions.trail(view.region)
                      if step in screen.regions.levels["province"]), None)
        if focus and view.region == focus:
            selected = ()
    return MapView(view.level, view.breaks, tuple(code for code in selected if code), focus)


def _click(screen: Screen, view: DistributionView, key: str) -> tuple[object, ...]:
    """What a click was made on. While it is still shown Plotly dims the rest itself, and the figure need not change."""
    return (key, view.region, view.indicator.id, view.level, view.year, view.against, view.breaks, screen.language)


def _within(screen: Screen, view: DistributionView, board: pd.DataFrame) -> pd.DataFrame:
    """The rows of the members when a group is selected on a finer level; else all rows."""
    if not view.region or view.region == NATION or view.region in screen.regions.levels[view.level]:
        return board
    inside = set(screen.regions.members(view.region, view.level))
    return board[board["region_code"].isin(inside)] if inside else board


def _bars(screen: Screen, view: DistributionView, board: pd.DataFrame) -> pd.DataFrame:
    shown = board[board["value"].notna() | board["lo"].notna() | board["hi"].notna()].copy()
    first = [code for code in (view.region, *view.compare) if code]
    shown["is_pinned"] = shown["region_code"].isin(first)
    shown["label"] = [digits(row, view.indicator, screen.texts) for row in shown.itertuples()]
    shown["name"] = [screen.place(code) for code in shown["region_code"]]
    shown["rank_label"] = [rank_label(row) for row in shown.itertuples()]
    shown["change_label"] = [change_label(row, screen.texts) for row in shown.itertuples()]
    shown["value"] = shown["value"].fillna(shown["lo"]).fillna(shown["hi"])
    pinned = shown[shown["is_pinned"]]
    return pd.concat([pinned, shown[~shown["is_pinned"]].head(MOST_BARS)])


def _provenance(
    screen: Screen, view: DistributionView, years: list[int], spec: MapSpec | None = None
) -> Provenance:
    remarks = []
    if view.level == "major" and bool((view.values["proxy"] == 1).any()):
        remarks.append(screen.texts("remark.proxy"))
    elif view.level == "major":
        remarks.append(screen.texts("remark.overlap"))
    return of_indicators(
        screen, [view.indicator], years, [view.level], remarks, map_note(screen) if spec is not None else None
    )


def _subtitle(screen: Screen, view: DistributionView, year: int) -> str:
    t = screen.texts
    return t(
        "export.subtitle",
        name=view.indicator.name(screen.language),
        unit=unit_of(view.indicator, t),
        year=year,
        level=t(f"level.{view.level}"),
        layer=t(f"layer.{screen.layer}"),
    )


def _map_drawer(screen: Screen, spec: MapSpec) -> Callable[[PictureKind, PageText], bytes]:
    def draw(kind: PictureKind, words: PageText) -> bytes:
        # A drawing library is loaded by the reader who downloads, not by everyone who looks.
        from geo.map_image import map_image

        return map_image(spec, screen.boundaries, kind, words.title, words.subtitle, words.footer)

    return draw


def _on_map_click(screen: Screen, view: DistributionView, key: str) -> Callable[[], None]:
    def select() -> None:
        points = st.session_state[key]["selection"]["points"]
        code = clicked_code(points)
        if code is None:
            go_to(NATION, view.level)
            return
        below = level_to_open(screen, view, code)
        go_to(code, below or view.level)
        if below is None:
            st.session_state["clicked"] = _click(screen, replace(view, region=code), key)

    return select


def level_to_open(screen: Screen, view: DistributionView, code: str) -> str | None:
    """The level a click goes down to: the next one, where at least 80 % of the units inside have a figure."""
    below = {"zone": "province", "province": "city"}.get(view.level)
    inside = set(screen.regions.members(code, below)) if below else set()
    if below is None or len(inside) < 2:
        return None
    finer = indicator_values(screen.engine, view.indicator, below, screen.layer)
    finer = finer[(finer["period"] == view.year) & finer["region_code"].isin(inside)]
    return below if finer["value"].notna().sum() >= GO_DOWN_FROM * len(inside) else None


def clicked_code(points: list[dict]) -> str | None:
    """Region code of a click on an area or a circle; None where the click deselected."""
    for point in points:
        code = point.get("location") or point.get("customdata")
        if isinstance(code, list):
            code = code[0] if code else None
        if code:
            return str(code)
    return None


def _on_bar_click(screen: Screen, view: DistributionView) -> Callable[[], None]:
    def select() -> None:
        code = clicked_code(st.session_state["ranking"]["selection"]["points"])
        if code:
            go_to(code, view.level)

    return select
