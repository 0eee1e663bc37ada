"""The matrix of head offices and branches, in the order of zones."""

from __future__ import annotations

from functools import partial

import pandas as pd

from pages.charts.flow_matrix import matrix_figure
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.transfer.flow_sheets import matrix_sheet, name_of
from pages.frames.transfer.flow_view import FlowView, note_line
from pages.frames.unanswered import apart
from pages.texts.flows import check_words, matrix_finding
from pages.texts.numbers import plain
from queries.flow_board import OTHERS, by_size
from queries.regions import ZONES

MOST_UNITS = 31
ROW, HEAD, HEAD_OF_LONG_NAMES = 20, 60, 130


@apart
def matrix_frame(view: FlowView) -> None:
    """Draw the matrix; of more units than fit, the largest with all others together."""
    screen, board = view.screen, view.board
    t = screen.texts
    flows = by_size(board, MOST_UNITS, view.units)
    order = _by_zone(view, flows)
    flows = flows.loc[order, order]
    names = [name_of(screen, code) for code in flows.index]
    is_long = screen.language != "zh"
    height = (HEAD_OF_LONG_NAMES if is_long else HEAD) + ROW * (len(flows) + 1)
    sheet = matrix_sheet(screen, flows)
    notes = [t("flows.matrix_note"), check_words(board, t), *view.notes()]
    if len(flows) < len(board.flows):
        unit = t(f"flow_unit.{board.level}")
        notes = [t("flows.matrix_grouped", count=min(len(flows), MOST_UNITS), unit=unit), *notes]
    figure_frame(
        screen,
        FrameContent(
            key="flow-matrix",
            finding=matrix_finding(board, view.what, t),
            figure=matrix_figure(
                flows, names, _hover(view, flows), (t("flows.matrix_sent"), t("flows.matrix_received")),
                t("flows.matrix_home"), [code for code in view.units if code in flows.index], _parts(view, order),
                screen.window_height - AROUND_ONE_FIGURE if screen.figure else height, partial(_range, view), is_long,
            ),
            alternative_text=t("flows.matrix_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=view.provenance(tuple(notes[:2])),
            state=view.state(),
            subtitle=view.subtitle(),
        ),
        on_select=view.on_click("flow-matrix"),
        below=lambda: note_line(notes),
    )


def _zone(view: FlowView, code: str) -> int:
    """Place of the zone of a unit among the zones; all others come last."""
    zone = code if code in ZONES else view.screen.regions.zone_of(code) if code != OTHERS else None
    return ZONES.index(zone) if zone in ZONES else len(ZONES)


def _by_zone(view: FlowView, flows: pd.DataFrame) -> list[str]:
    return sorted((str(code) for code in flows.index), key=lambda code: (_zone(view, code), code))


def _parts(view: FlowView, order: list[str]) -> list[int]:
    """Where in the order another zone begins."""
    zones = [_zone(view, code) for code in order]
    return [place for place in range(1, len(zones)) if zones[place] != zones[place - 1]]


def _range(view: FlowView, low: int, high: int | None) -> str:
    """A step of the scale in words."""
    t = view.screen.texts
    if high is None:
        return t("flows.from_on", low=plain(low, 0))
    if high == low:
        return t("flows.exactly", count=plain(low, 0))
    return t("flows.range", low=plain(low, 0), high=plain(high, 0))


def _hover(view: FlowView, flows: pd.DataFrame) -> pd.DataFrame:
    screen = view.screen
    names = {code: name_of(screen, code) for code in flows.index}

    def words(origin: str, destination: str) -> str:
        count = plain(int(flows[destination][origin]), 0)
        if origin == destination:
            return screen.texts("flows.kept_here", place=names[origin], count=count)
        return screen.texts("flows.link", origin=names[origin], destination=names[destination], count=count)

    return pd.DataFrame(
        [[words(origin, destination) for destination in flows.columns] for origin in flows.index],
        index=flows.index, columns=flows.columns,
    )
