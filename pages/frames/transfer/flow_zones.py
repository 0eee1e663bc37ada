"""Flows between the zones of head offices and those of their branches, as bands."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from pages.charts.flow_zones import zones_figure
from pages.charts.style import ZONE_COLOURS
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.transfer.flow_sheets import matrix_sheet
from pages.frames.transfer.flow_view import FlowView, note_line
from pages.frames.unanswered import apart
from pages.texts.flows import check_words, zones_finding
from pages.texts.numbers import plain

AROUND, LEAST = 380, 360


@apart
def zones_frame(view: FlowView, with_home: bool) -> None:
    """Draw the bands; those inside a zone where the reader asks for them, or where there are no others."""
    screen, board = view.screen, view.board
    t = screen.texts
    home = np.eye(len(board.flows), dtype=bool)
    with_home = with_home or board.links.empty
    drawn = board.flows if with_home else board.flows.mask(home, 0)
    sheet = matrix_sheet(screen, board.flows)
    notes = [t("flows.zones_shown" if with_home else "flows.zones_apart", home=plain(board.totals.home, 0)),
             check_words(board, t), *view.notes()]
    places = board.flows.index[(board.flows.sum(axis=1) + board.flows.sum(axis=0)) > 0]
    if len(places) == 1:
        notes = [t("flows.zones_one", place=screen.place(str(places[0]))), *notes]
    figure_frame(
        screen,
        FrameContent(
            key="flow-zones",
            finding=zones_finding(board, view.what, screen.place, t),
            figure=zones_figure(
                drawn, ZONE_COLOURS, (t("flows.zones_left"), t("flows.zones_right")), _labels(view), _bands(view),
                _sides(view, drawn, with_home),
                screen.window_height - AROUND_ONE_FIGURE if screen.figure
                else max(LEAST, screen.window_height - AROUND),
            ),
            alternative_text=t("flows.zones_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=view.provenance(tuple(notes[:2])),
            state=view.state(),
            subtitle=view.subtitle(),
        ),
        below=lambda: note_line(notes),
    )


def _labels(view: FlowView) -> pd.DataFrame:
    screen, flows = view.screen, view.board.flows
    return pd.DataFrame(
        [
            [
                screen.texts("flows.link", origin=screen.place(origin), destination=screen.place(destination),
                             count=plain(flows.loc[origin, destination], 0))
                for destination in flows.columns
            ]
            for origin in flows.index
        ],
        index=flows.index, columns=flows.columns,
    )


def _sides(view: FlowView, drawn: pd.DataFrame, with_home: bool) -> dict[str, tuple[str, str]]:
    """What stands beside every zone: its name and what is drawn of it on that side."""
    screen = view.screen
    sums = (drawn.sum(axis=1), drawn.sum(axis=0))
    keys = ("zone_all", "zone_all") if with_home else ("zone_sent", "zone_received")

    def words(side: int, zone: str) -> str:
        return screen.texts(f"flows.{keys[side]}", zone=screen.place(zone), count=plain(sums[side][zone], 0))

    return {str(zone): (words(0, str(zone)), words(1, str(zone))) for zone in drawn.index}


def _bands(view: FlowView) -> pd.DataFrame:
    """What is written in every band: whose head offices, and how many branches."""
    screen, flows = view.screen, view.board.flows
    rows = [
        [screen.texts("flows.band", zone=screen.place(origin), count=plain(count, 0)) for count in flows.loc[origin]]
        for origin in flows.index
    ]
    return pd.DataFrame(rows, index=flows.index, columns=flows.columns)
