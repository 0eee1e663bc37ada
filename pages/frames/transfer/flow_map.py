"""The flow map: the largest links between head offices and branches, all of them or those of one place."""

from __future__ import annotations

from functools import partial

from geo.map_figure import MAP_CONFIG, map_figure
from pages.charts.flow_map import flow_map_spec
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.maps import LEAST_IN_COLUMN, told_if_refused
from pages.frames.transfer.flow_sheets import TWIN_LINKS, links_sheet
from pages.frames.transfer.flow_view import FlowView, note_line
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.flows import flow_finding, place_finding, shown_words, signed
from pages.texts.numbers import plain

AROUND, AROUND_ON_WALL = 390, 220


@apart
def map_frame(view: FlowView, least: int) -> None:
    """Draw the map; a click on a place shows its links alone."""
    screen, board = view.screen, view.board
    t = screen.texts
    shown = board.shown(least, view.units)
    words = shown_words(shown, t(f"flow_unit.{board.level}"), view.place, t)
    with told_if_refused(screen):
        spec = flow_map_spec(screen, board, shown, view.units, _hover(view))
        sheet = partial(links_sheet, screen, board, board.links_of(view.units), frozenset(shown.links.index))
        notes = [words, *view.notes(), *([] if view.units or screen.presenting else [t("flows.select")]), spec.note]
        figure_frame(
            screen,
            FrameContent(
                key="flow-map",
                finding=_finding(view),
                figure=map_figure(spec, screen.boundaries, _height(screen)),
                alternative_text=spec.alternative_text,
                table=lambda: sheet(TWIN_LINKS).table(),
                rows=lambda: sheet().rows(),
                dictionary=lambda: sheet(0).dictionary(t),
                provenance=view.provenance((words,), with_map=True),
                state=view.state(),
                subtitle=view.subtitle(),
                config=MAP_CONFIG,
                spec=spec,
            ),
            on_select=view.on_click("flow-map"),
            below=lambda: note_line(notes),
        )


def _finding(view: FlowView) -> str:
    screen = view.screen
    if view.place:
        return place_finding(view.board, view.units, view.place, view.what, screen.place, screen.texts)
    return flow_finding(view.board, view.what, screen.place, screen.texts)


def _hover(view: FlowView) -> dict[str, str]:
    """Text beside the pointer by unit."""
    screen = view.screen
    return {
        str(code): screen.texts(
            "flows.hover", place=screen.place(str(code)), sent=plain(row["sent"], 0),
            received=plain(row["received"], 0), net=signed(int(row["net"])), kept=plain(row["kept"], 0),
        )
        for code, row in view.board.balance.iterrows()
    }


def _height(screen: Screen) -> int:
    if screen.figure:
        return screen.window_height - AROUND_ONE_FIGURE
    return max(LEAST_IN_COLUMN, screen.window_height - (AROUND_ON_WALL if screen.presenting else AROUND))
