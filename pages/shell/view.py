"""One view: opens the screen and draws the page that the address names."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data.snapshot import SnapshotError
from geo.boundaries import BoundaryError
from pages.controls.labels import take_by_labels
from pages.controls.state import forget_unfinished_run, heed_cut_line, is_presenting, resolved_language, write_url
from pages.frames.unanswered import told_if_unanswered
from pages.shell.header import apply_style, header, notices
from pages.shell.meters import View, metered_view
from pages.shell.page_map import page_map, page_module
from pages.shell.paper_line import paper_line
from pages.shell.presentation.room import hold_meeting, is_meeting_window
from pages.shell.screen import Screen, open_screen
from pages.texts import load_texts

ICON_FILE = Path(__file__).resolve().parents[2] / "static" / "icon.png"


def open_door() -> None:
    """Show the view that the address names, and count it."""
    with metered_view() as view:
        _open(view)


def _open(view: View) -> None:
    """Configure the page, open the snapshot, draw the header and the page asked for.

    Without a usable snapshot or boundaries, and where the database gives no answer to what every page asks first, the
    reader is told what to do; nothing else is drawn. A page whose own question gets no answer says so in its place.
    """
    forget_unfinished_run()
    heed_cut_line()
    take_by_labels()
    texts = load_texts(resolved_language())
    st.set_page_config(page_title=texts("app.title"), page_icon=str(ICON_FILE), layout="wide")
    apply_style(is_presenting(), texts.language)

    def draw(name: str) -> None:
        page_module(name).render(screen, pages)

    pages = page_map(draw, texts)
    current = st.navigation(list(pages.values()), position="hidden")
    view.page = name = next(name for name, page in pages.items() if page is current)
    try:
        screen = open_screen(name)
        _show(screen, pages, current, name)
    except (SnapshotError, BoundaryError) as fault:
        # Before the page begins nothing can be served.
        logging.getLogger(__name__).error("%s", fault)
        what = fault.message(texts.language) if isinstance(fault, SnapshotError) else texts("map.unavailable")
        st.error(f"{texts('notice.no_service')}\n\n{what}", icon=":material/error:")
        st.stop()


def _show(screen: Screen, pages: dict[str, StreamlitPage], current: StreamlitPage, name: str) -> None:
    if name == "briefing" and is_meeting_window():
        hold_meeting(screen)
        return
    header(screen, pages, current)
    paper_line(screen, name)
    notice_board = st.container(key="notices")
    with told_if_unanswered(screen, "page"):
        current.run()
    write_url()
    with notice_board:
        notices(screen)
