"""The section service coverage of the gaps page: the matrix of services, the widest gaps, and when cells closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.charts.service_coverage import STATE_SYMBOLS, cell_grid_figure, closed_figure, gap_bars_figure
from pages.controls.threshold import threshold_selector, weighting_selector
from pages.controls.trail import go_to
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.gaps.gap_view import PlaceView, gap_state
from pages.frames.gaps.service_tables import (
    below_table,
    cell_rows,
    cell_table,
    closed_rows,
    closed_table,
    dictionary,
    ranking_rows,
    ranking_table,
)
from pages.frames.html import html_table, quiet
from pages.frames.maps import clicked_code
from pages.frames.register import count_remark, of_register
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from pages.texts.ranks import rank_beside
from pages.texts.service_coverage import (
    below_finding,
    beyond_remark,
    cells_finding,
    closed_finding,
    ranking_finding,
    share,
    standing_finding,
)
from queries.agencies import IP_TYPES
from queries.formulas.service_coverage import CellState
from queries.regions import NATION
from queries.service_cells import RegionCells, closed_cells, region_cells
from queries.service_coverage import Weighting, level_coverage, service_types

MOST_BARS, MOST_LISTED = 60, 8
GRID_HEIGHT, CLOSED_HEIGHT = 330, 190


@dataclass(frozen=True)
class FrameParts:
    """What one of the three frames shows of its own: figure, table, rows of the download, remarks by key, in words."""

    figure: go.Figure
    table: Callable[[], pd.DataFrame]
    rows: Callable[[], pd.DataFrame]
    remarks: tuple[str, ...]
    told: tuple[str, ...] = ()


@apart
def service_coverage_section(screen: Screen, view: PlaceView) -> None:
    """Draw threshold and weights, the matrix with the cells that matter most, the ranking and the years."""
    threshold, weighting = _choices(screen, view)
    region = view.region or NATION
    if not screen.regions[region].in_survey:
        st.info(screen.texts("service_coverage.outside", place=screen.place(region)), icon=":material/info:")
        return
    rows = level_coverage(screen.engine, screen.regions, screen.layer, view.level, threshold, weighting)
    matrix = region_cells(
        screen.engine, screen.regions, screen.catalogue, screen.layer, region, threshold, weighting
    )
    left, right = st.columns([58, 42], gap="small")
    with left:
        _cells_frame(screen, region, rows, matrix, threshold, weighting)
        if screen.figure is None:
            _below_list(screen, region, matrix)
    with right:
        _ranking_frame(screen, view, rows, threshold, weighting)
        _closed_frame(screen, region, threshold)


def _choices(screen: Screen, view: PlaceView) -> tuple[int, Weighting]:
    """The threshold, the weights and what the symbols mean."""
    t = screen.texts
    left, middle, right = view.controls.columns([16, 20, 40], gap="small", vertical_alignment="bottom")
    with left:
        threshold = threshold_selector(screen)
    with middle:
        weighting = weighting_selector(screen)
    legend = "　".join(
        f"{STATE_SYMBOLS[state.value]} {t(f'service_state_meaning.{state.value}', threshold=threshold)}"
        for state in CellState if threshold > 1 or state is not CellState.THIN
    )
    right.html(f'<p class="map-note">{escape(legend)}</p>')
    return threshold, weighting


@apart
def _cells_frame(
    screen: Screen, region: str, rows: pd.DataFrame, matrix: RegionCells, threshold: int, weighting: Weighting
) -> None:
    t = screen.texts
    grid = matrix.cells.set_index(["form", "ip_type"])
    forms = service_types().forms
    states = grid["state"].unstack("ip_type").loc[list(forms), list(IP_TYPES)]
    labels = grid.apply(lambda row: _label(screen, row), axis=1).unstack("ip_type").loc[list(forms), list(IP_TYPES)]
    hover = grid.apply(lambda row: _hover(screen, row), axis=1).unstack("ip_type").loc[list(forms), list(IP_TYPES)]
    place = screen.place(region)
    [own] = _row_of(screen, region, rows, threshold, weighting).to_dict("records")
    _frame(
        screen, region, "service-cells", cells_finding(pd.Series(own), place, threshold, t),
        FrameParts(
            cell_grid_figure(
                states, labels, hover, [t(f"ip_type_short.{word}") for word in IP_TYPES],
                [t(f"service_form.{form}") for form in forms], _height(screen, GRID_HEIGHT),
            ),
            partial(cell_table, screen, matrix), partial(cell_rows, screen, matrix, region, threshold),
            (f"service_weights.{weighting}", "service_coverage.not_additive", "service_coverage.only_open",
             "service_coverage.unknown_rule"),
            beyond_remark(matrix.cells, t),
        ),
    )


def _row_of(
    screen: Screen, region: str, rows: pd.DataFrame, threshold: int, weighting: Weighting
) -> pd.DataFrame:
    """The row of a region; a place of another level than the list has its own."""
    found = rows[rows["region_code"] == region]
    if len(found):
        return found
    level = screen.regions.level_of(region)
    others = level_coverage(screen.engine, screen.regions, screen.layer, level, threshold, weighting)
    return others[others["region_code"] == region]


def _label(screen: Screen, row: pd.Series) -> str:
    t = screen.texts
    symbol, word = STATE_SYMBOLS[row["state"]], t(f"service_state.{row['state']}")
    if row["state"] == CellState.NOT_FEASIBLE.value and row["agencies"] > 0:
        return f"{symbol} {word}<br>{t('service_coverage.beyond', count=plain(row['agencies'], 0))}"
    if row["state"] in (CellState.UNKNOWN.value, CellState.NOT_FEASIBLE.value, CellState.MISSING.value):
        return f"{symbol} {word}"
    return f"{symbol} {word}<br>{t('service_coverage.agencies', count=plain(row['agencies'], 0))}"


def _hover(screen: Screen, row: pd.Series) -> str:
    t = screen.texts
    why = service_types().why_not.get((str(row.name[0]), str(row.name[1])))  # type: ignore[index]
    if why:
        if row["agencies"] > 0:
            reported = t("service_coverage.beyond_in_full", count=plain(row["agencies"], 0))
            return f"{why[screen.language]}<br>{reported}"
        return why[screen.language]
    return t("service_coverage.hover", weight=share(row["weight"], t), local=share(row["local_weight"], t))


def _below_list(screen: Screen, region: str, matrix: RegionCells) -> None:
    """The cells below the threshold, those first that matter most to the region."""
    t = screen.texts
    with st.container(border=True, key="below-services", gap="xsmall"):
        finding = below_finding(matrix, screen.place(region), t)
        st.html(f'<h2 class="finding">{escape(finding)}</h2>')
        table = below_table(screen, matrix)
        if table.empty:
            return
        st.html(html_table(table.head(MOST_LISTED), caption=t("service_coverage.listed")))
        weighing = t("service_coverage.weighing" if matrix.demand else "service_coverage.weighing_national")
        more = [t("service_coverage.more", count=len(table) - MOST_LISTED)] if len(table) > MOST_LISTED else []
        st.html(quiet(" ".join([weighing, *more])))


@apart
def _ranking_frame(
    screen: Screen, view: PlaceView, rows: pd.DataFrame, threshold: int, weighting: Weighting
) -> None:
    t = screen.texts
    own = rows[~rows["is_reference"]]
    shown = own[own["gap"].notna()].head(MOST_BARS)
    selected = own[own["region_code"] == view.region]
    if len(selected) and view.region not in set(shown["region_code"]):
        shown = pd.concat([selected, shown.head(MOST_BARS - 1)])
    names = [screen.place(code) for code in shown["region_code"]]
    finding = ranking_finding(own, screen.place, view.level, t)
    if len(selected) and view.region:
        finding += standing_finding(own, view.region, screen.regions.zone_of(view.region), screen.place, t)
    if shown.empty:
        st.info(finding, icon=":material/info:")
        return
    labels = [
        t("service_coverage.bar", gap=share(row["gap"], t), missing=row["missing"], thin=row["thin"])
        if pd.notna(row["gap"]) else t(f"service_coverage.why.{row['reason']}")
        for row in shown.to_dict("records")
    ]
    ranks = [rank_beside(row["rank"], row["lo"], row["hi"], t) for row in shown.to_dict("records")]
    figure = gap_bars_figure(
        [f"{rank}  {name}".strip() for rank, name in zip(ranks, names, strict=True)],
        shown["gap"].fillna(0).tolist(), labels, shown["region_code"].tolist(), view.region,
    )
    remarks = (
        f"service_weights.{weighting}", "service_coverage.only_open", "service_coverage.aggregate",
        "service_coverage.ranks_drawn",
    )

    def select() -> None:
        code = clicked_code(st.session_state["service-ranking"]["selection"]["points"])
        if code:
            go_to(code, view.level)

    _frame(
        screen, view.region or NATION, "service-ranking", finding,
        FrameParts(figure, partial(ranking_table, screen, rows), partial(ranking_rows, screen, rows, threshold),
                   remarks),
        select,
    )


@apart
def _closed_frame(screen: Screen, region: str, threshold: int) -> None:
    t = screen.texts
    closed = closed_cells(screen.engine, screen.regions, screen.layer, region, threshold)
    finding = closed_finding(closed, screen.place(region), threshold, t)
    if closed.years.empty:
        st.info(finding, icon=":material/info:")
        return
    names = (t("service_coverage.with_year"), t("service_coverage.certain_year"))
    _frame(
        screen, region, "service-years", finding,
        FrameParts(
            closed_figure(closed.years, names, _height(screen, CLOSED_HEIGHT)),
            partial(closed_table, screen, closed), partial(closed_rows, screen, closed, region, threshold),
            ("service_coverage.survivors", "service_coverage.undated_rule"),
        ),
    )


@apart
def _frame(
    screen: Screen, region: str, key: str, finding: str, parts: FrameParts,
    on_select: Callable[[], None] | None = None,
) -> None:
    t = screen.texts
    remarks = (*(t(remark) for remark in parts.remarks), *parts.told, *count_remark(screen, region))
    figure_frame(
        screen,
        FrameContent(
            key=key,
            finding=finding,
            figure=parts.figure,
            alternative_text=t(f"service_alternative.{key}", place=screen.place(region)),
            table=parts.table,
            rows=parts.rows,
            provenance=of_register(screen, t(f"service_formula.{key}"), remarks, period=t("agencies.period_standing")),
            state=gap_state("service-coverage"),
            subtitle=t("service_coverage.subtitle", place=screen.place(region), layer=t(f"layer.{screen.layer}")),
            dictionary=partial(dictionary, screen, key),
        ),
        on_select=on_select,
    )


def _height(screen: Screen, usual: int) -> int:
    """Height of a figure: its usual one, or the whole window where it is presented alone."""
    return screen.window_height - AROUND_ONE_FIGURE if screen.figure else usual
