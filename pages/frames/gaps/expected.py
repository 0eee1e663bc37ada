"""Expected supply: what regions with like demand have, and which regions have less than chance would explain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.atlas_map import map_note
from pages.charts.expected_supply import expected_supply_figure
from pages.charts.standing_map import standing_map
from pages.controls.driver_selector import driver_selector
from pages.controls.trail import go_to
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.gaps.expected_tables import expected_dictionary, expected_rows, expected_table, group_table
from pages.frames.gaps.gap_view import GapView, gap_state
from pages.frames.html import html_table
from pages.frames.maps import LEAST_IN_COLUMN, clicked_code, height_of_map, told_if_refused
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.expected import expected_finding, model_card, place_finding
from queries.expected_supply import (
    ExpectedBoard,
    ModelLevel,
    default_drivers,
    driver_options,
    expected_board,
    group_sums,
    model_basis,
    model_level,
)
from queries.formulas.expected_supply import MINIMUM_UNITS
from queries.formulas.reasons import Reason
from queries.gap_measures import supply_per_demand
from queries.regions import NATION

# The line of drivers, and the legend of the scatter.
LINES_ABOVE = 70


@dataclass(frozen=True)
class ExpectedView:
    """A model, the rows of it that the view is about, and the place they belong to."""

    view: GapView
    board: ExpectedBoard
    rows: pd.DataFrame
    within: str | None
    selected: str | None

    @property
    def level(self) -> ModelLevel:
        """Level that the model works on."""
        return model_level(self.view.level)


@apart
def expected_section(screen: Screen, view: GapView) -> None:
    """Draw the section."""
    t = screen.texts
    basis = model_basis(screen.engine, screen.regions, screen.catalogue, view.basis)
    if basis is None:
        st.info(t("expected.no_basis"), icon=":material/info:")
        return
    options = driver_options(screen.engine, screen.catalogue, basis.level, basis.layer)
    default = default_drivers(screen.engine, screen.regions, screen.catalogue, basis)
    drivers = driver_selector(screen, options, default, screen.regions.surveyed(basis.level))
    if basis.level != view.level:
        st.html(f'<p class="map-note">{escape(t("expected.of_provinces"))}</p>')
    if not drivers:
        st.info(t("expected.no_drivers"), icon=":material/info:")
        return
    board = expected_board(screen.engine, screen.regions, screen.catalogue, basis, drivers)
    if board.model.reason is not None:
        _without_model(screen, view, board)
        return
    shown = _view(screen, view, board)
    left, right = st.columns(2, gap="small")
    with left:
        _scatter_frame(screen, shown)
    with right, told_if_refused(screen):
        _map_frame(screen, shown)
    if screen.figure is None:
        _list_and_card(screen, shown)


def _view(screen: Screen, view: GapView, board: ExpectedBoard) -> ExpectedView:
    level, region = board.basis.level, view.region
    selected = region if region in set(board.rows["region_code"]) else None
    group = None if region in (None, NATION) or (selected and level == "province") else region
    if selected and level == "city" and selected not in screen.regions.levels["province"]:
        group = screen.regions.trail(selected)[-2]
    inside = set(screen.regions.members(group, level)) if group else set()
    if len(inside) < 2:
        return ExpectedView(view, board, board.rows, None, selected)
    return ExpectedView(view, board, board.rows[board.rows["region_code"].isin(inside)], group, selected)


def _without_model(screen: Screen, view: GapView, board: ExpectedBoard) -> None:
    """Why no supply can be expected, in words, and what could be done."""
    t = screen.texts
    reported = int(board.rows["supply"].notna().sum())
    positive = int((board.rows["supply"] > 0).sum())
    few_positive = board.model.reason == Reason.TOO_FEW_POINTS and board.model.n >= MINIMUM_UNITS
    words = t(
        "expected_absent.few_positive" if few_positive else f"expected_absent.{board.model.reason}",
        name=view.supply.name(screen.language), year=board.basis.year, layer=t(f"layer.{screen.layer}"),
        unit=t(f"level.unit.{board.basis.level}"), reported=reported, used=board.model.n, positive=positive,
    )
    st.info(words, icon=":material/info:")


@apart
def _scatter_frame(screen: Screen, shown: ExpectedView) -> None:
    t = screen.texts
    supply = shown.view.supply
    figure_frame(
        screen,
        _content(
            screen, shown, "expected", _place_or_all(screen, shown),
            figure=expected_supply_figure(screen, shown.board.rows, supply, shown.selected, _height(screen)),
            alternative_text=t("expected.alternative", name=supply.name(screen.language)),
        ),
        on_select=_on_click(shown, "expected"),
    )


@apart
def _map_frame(screen: Screen, shown: ExpectedView) -> None:
    in_province = shown.level == "city" and shown.within in screen.regions.levels["province"]
    spec = standing_map(
        screen, shown.rows if in_province else shown.board.rows, shown.view.supply, shown.level,
        _outlined(screen, shown), shown.within if in_province else None,
    )
    figure_frame(
        screen,
        _content(
            screen, shown, "expected-map", _finding(screen, shown),
            figure=map_figure(spec, screen.boundaries, _height(screen)),
            alternative_text=spec.alternative_text, config=MAP_CONFIG, spec=spec,
        ),
        on_select=_on_click(shown, "expected-map"),
        below=lambda: st.html(f'<p class="map-note">{escape(spec.note)}</p>'),
    )


def _content(screen: Screen, shown: ExpectedView, key: str, finding: str, **drawn: Any) -> FrameContent:
    board, supply = shown.board, shown.view.supply
    return FrameContent(
        key=key,
        finding=finding,
        table=partial(expected_table, screen, shown.rows, supply),
        rows=partial(expected_rows, screen, board, shown.rows),
        provenance=_provenance(screen, shown, with_map=key == "expected-map"),
        state=gap_state("expected"),
        subtitle=screen.texts("expected.subtitle", name=supply.name(screen.language), year=board.basis.year,
                              layer=screen.texts(f"layer.{screen.layer}")),
        dictionary=partial(expected_dictionary, screen, board, supply),
        **drawn,
    )


def _list_and_card(screen: Screen, shown: ExpectedView) -> None:
    t = screen.texts
    wide, narrow = st.columns([70, 30], gap="small")
    with wide, st.container(border=True, key="frame-expected-list"):
        if shown.view.level != shown.level:
            sums = group_sums(screen.regions, shown.board, shown.view.level)
            st.html(html_table(group_table(screen, sums, shown.view.supply), t("expected.groups")))
        st.html(html_table(expected_table(screen, shown.rows, shown.view.supply), t("expected.list")))
    with narrow, st.container(border=True, key="frame-expected-card"):
        pairs = "".join(
            f"<dt>{escape(heading)}</dt><dd>{escape(text)}</dd>"
            for heading, text in model_card(shown.board, _driver_names(screen, shown.board), _unit(screen, shown), t)
        )
        st.html(f'<h2 class="finding">{escape(t("expected.card"))}</h2><dl class="facts model-card">{pairs}</dl>')


def _place_or_all(screen: Screen, shown: ExpectedView) -> str:
    """The sentence of the selected region; what the figure shows where none is selected."""
    if shown.selected is None:
        return screen.texts("expected.scatter", name=shown.view.supply.name(screen.language),
                            unit=_unit(screen, shown), count=shown.board.model.n)
    row = shown.board.rows[shown.board.rows["region_code"] == shown.selected].iloc[0]
    return place_finding(row, screen.place(shown.selected), shown.view.supply, _unit(screen, shown), screen.texts)


def _finding(screen: Screen, shown: ExpectedView) -> str:
    names = {code: screen.place(code) for code in shown.rows["region_code"]}
    within = screen.place(shown.within) if shown.within else None
    return expected_finding(shown.rows, names, shown.view.supply, _unit(screen, shown), screen.texts, within)


def _outlined(screen: Screen, shown: ExpectedView) -> tuple[str, ...]:
    if shown.selected:
        return (shown.selected,)
    return tuple(shown.rows["region_code"]) if shown.within and shown.level == "province" else ()


def _provenance(screen: Screen, shown: ExpectedView, with_map: bool) -> Provenance:
    t = screen.texts
    board = shown.board
    drivers = [screen.catalogue[metric] for metric in board.drivers]
    card = model_card(board, _driver_names(screen, board), _unit(screen, shown), t)
    remarks = tuple(t("expected.card_line", heading=heading, text=text) for heading, text in card)
    note = map_note(screen) if with_map else None
    # Of a ratio the sources of a demand that another layer lends are known too.
    ratios = [supply_per_demand(screen.catalogue, shown.view.supply.id, metric, year)
              for metric, year in board.driver_years.items()]
    found = of_indicators(
        screen, ratios, [board.basis.year], [shown.level], remarks, note, formula=t("expected.formula")
    )
    return replace(found, indicators=(shown.view.supply, *drivers))


def _driver_names(screen: Screen, board: ExpectedBoard) -> dict[str, str]:
    return {metric: screen.catalogue[metric].name(screen.language) for metric in board.drivers}


def _unit(screen: Screen, shown: ExpectedView) -> str:
    return screen.texts(f"level.unit.{shown.level}")


def _height(screen: Screen) -> int:
    if screen.figure:
        return screen.window_height - AROUND_ONE_FIGURE
    return max(LEAST_IN_COLUMN, height_of_map(screen) - LINES_ABOVE)


def _on_click(shown: ExpectedView, key: str) -> Callable[[], None]:
    def select() -> None:
        code = clicked_code(st.session_state[key]["selection"]["points"])
        go_to(code or NATION, shown.level)

    return select
