"""Years to close and back: when each region reaches a reference, what a year asks for, and scenarios side by side."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from pages.charts.catch_up import PathWords, path_figure, years_figure
from pages.controls.scenarios import Scenario
from pages.controls.trail import go_to
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.gaps.gap_view import GapView
from pages.frames.gaps.years_aims import aims_frame, scenarios_frame
from pages.frames.gaps.years_tables import (
    ordered,
    path_rows,
    path_table,
    years_dictionary,
    years_rows,
    years_table,
)
from pages.frames.gaps.years_view import YearsView, reference_name, way_of, years_provenance, years_view
from pages.frames.maps import clicked_code
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import measured_in
from pages.texts.numbers import plain
from pages.texts.years import label, path_finding, ranking_finding
from queries.catch_up_path import catch_up_path, path_until
from queries.regions import NATION
from queries.years_to_close import WayThere

MOST_REGIONS_DRAWN = 60
PATH_HEIGHT, USUAL_WINDOW = 300, 860


@apart
def years_section(screen: Screen, view: GapView) -> None:
    """Draw the section: all regions on the left; on the right one region, its aims, and the scenarios."""
    years = years_view(screen, view)
    if len(years.catching.series.years) < 2 and not screen.presenting:
        t = screen.texts
        st.info(t("years.only_one", supply=view.supply.name(screen.language), year=years.year,
                  layer=t(f"layer.{screen.layer}")), icon=":material/info:")
    left, right = st.columns([46, 54], gap="small")
    with left:
        _years_frame(screen, years)
    with right:
        if years.region is not None:
            _path_frame(screen, years, years.region)
            if not screen.presenting:
                aims_frame(screen, years, years.region)
    scenarios_frame(screen, years)


@apart
def _years_frame(screen: Screen, view: YearsView) -> None:
    t = screen.texts
    names = {code: screen.place(code) for code in view.rows["region_code"]}
    reference = reference_name(screen, view, view.reference, None)
    shown, left_out = _drawn(screen, view)
    shown = shown.assign(
        name=[names[code] for code in shown["region_code"]], label=[label(row, t) for row in shown.to_dict("records")]
    )
    figure_frame(
        screen,
        FrameContent(
            key="years",
            finding=ranking_finding(view.rows, names, reference, view.gap.level, view.year, view.speed, t),
            figure=years_figure(shown, view.region, t("years.axis", year=view.year)),
            alternative_text=t("years.alternative", reference=reference),
            table=partial(years_table, screen, view),
            rows=partial(years_rows, screen, view),
            provenance=years_provenance(screen, view),
            state=view.state(),
            subtitle=_subtitle(screen, view),
            dictionary=partial(years_dictionary, screen),
        ),
        on_select=_on_click(view),
        below=partial(_legend, screen, left_out),
    )


def _legend(screen: Screen, left_out: int) -> None:
    t = screen.texts
    words = t("years.legend") + (t("years.left_out", count=plain(left_out, 0)) if left_out else "")
    st.html(f'<p class="map-note">{escape(words)}</p>')


def _drawn(screen: Screen, view: YearsView) -> tuple[pd.DataFrame, int]:
    """The regions drawn: of cities those of the selected province, else the first; and how many are left out."""
    rows = ordered(view.rows)
    inside = rows
    if view.gap.region and view.gap.region != NATION and view.gap.level in ("province", "city"):
        steps = screen.regions.trail(view.gap.region)
        group = next((step for step in steps if step in screen.regions.levels["province"]), view.gap.region)
        members = set(screen.regions.members(group if view.gap.level == "city" else view.gap.region, view.gap.level))
        inside = rows[rows["region_code"].isin(members)] if members & set(rows["region_code"]) else rows
    drawn = inside.head(MOST_REGIONS_DRAWN)
    return drawn, len(rows) - len(drawn)


def _on_click(view: YearsView) -> Callable[[], None]:
    def select() -> None:
        code = clicked_code(st.session_state["years"]["selection"]["points"])
        if code:
            go_to(code, view.gap.level)

    return select


@apart
def _path_frame(screen: Screen, view: YearsView, region: str) -> None:
    t, scale = screen.texts, view.indicator.scale
    row = view.row(region)
    assert row is not None
    reference = reference_name(screen, view, view.reference, region)
    scenarios, ways = _of_region(screen, view, region)
    path = catch_up_path(view.catching, view.reference, row, ways, path_until(view.year, row, ways))
    path[path.columns[1:]] *= scale
    height = PATH_HEIGHT + max(0, screen.window_height - USUAL_WINDOW) // 3
    if screen.figure:
        height = screen.window_height - AROUND_ONE_FIGURE
    name = screen.place(region)
    words = PathWords(
        name, reference, t("years.projected"), t("years.band"),
        measured_in(view.indicator, t),
        tuple(scenario.name for scenario in scenarios), _crossing(screen, view, row, path),
    )
    figure_frame(
        screen,
        FrameContent(
            key="catch-up-path",
            finding=path_finding(row, name, reference, view.indicator, view.year, t),
            figure=path_figure(path, view.year, words, height),
            alternative_text=t("years.path_alternative", name=name, reference=reference),
            table=partial(path_table, screen, view, path, scenarios),
            rows=partial(path_rows, screen, path, scenarios),
            provenance=years_provenance(screen, view),
            state={**view.state(), "region": region},
            subtitle=_subtitle(screen, view),
            dictionary=partial(years_dictionary, screen),
        ),
        below=_hint(screen, view, region),
    )


def _hint(screen: Screen, view: YearsView, region: str) -> Callable[[], object] | None:
    """Say whose path it is while no region of the level is selected."""
    if region == view.gap.region or screen.presenting:
        return None
    return lambda: st.caption(screen.texts("years.choose", name=screen.place(region)))


def _of_region(screen: Screen, view: YearsView, region: str) -> tuple[list[Scenario], list[WayThere]]:
    """The scenarios of a region whose reference is the one shown, with what they come to."""
    found = [
        (scenario, way) for scenario in view.scenarios
        if scenario.aim.region_code == region and scenario.aim.reference == view.reference
        and (way := way_of(screen, view, scenario.aim)) is not None
    ]
    return [scenario for scenario, _ in found], [way for _, way in found]


def _crossing(
    screen: Screen, view: YearsView, row: dict[str, object], path: pd.DataFrame
) -> tuple[float, float, str] | None:
    """Year and height of the meeting at present speeds with its words, where it lies on the picture."""
    years = row["years"]
    if row["standing"] != "closing" or not isinstance(years, float):
        return None
    when = view.year + years
    if when > path["period"].max():
        return None
    base = path.loc[path["period"] == view.year, "reference_projected"]
    growth = row["reference_growth"]
    if base.empty or not isinstance(growth, float):
        return None
    value = float(base.iloc[0]) * (1.0 + growth) ** years
    return when, value, screen.texts("years.crossing", year=math.ceil(when))


def _subtitle(screen: Screen, view: YearsView) -> str:
    t = screen.texts
    return t("export.subtitle", name=measured_in(view.indicator, t), year=view.year,
             level=t(f"level.{view.gap.level}"), layer=t(f"layer.{screen.layer}"))
