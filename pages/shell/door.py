"""The script Streamlit runs for every view: opens the screen and draws the page that the address names."""

from __future__ import annotations

import logging
from functools import partial
from importlib import import_module
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data.snapshot import SnapshotError
from geo.boundaries import BoundaryError
from pages.controls.state import forget_unfinished_run, is_presenting, resolved_language, write_url
from pages.shell.header import apply_style, header, notices
from pages.shell.page_names import PAGES
from pages.shell.screen import open_screen
from pages.texts import load_texts

ICON_FILE = Path(__file__).resolve().parents[2] / "static" / "icon.png"


def open_door() -> None:
    """Configure the page, open the snapshot, draw the header and the page asked for.

    Without a usable snapshot or boundaries the reader is told what to do; nothing else is drawn.
    """
    forget_unfinished_run()
    texts = load_texts(resolved_language())
    st.set_page_config(page_title=texts("app.title"), page_icon=str(ICON_FILE), layout="wide")
    apply_style(is_presenting(), texts.language)

    def draw(name: str) -> None:
        import_module(f"pages.{name}").render(screen, pages)

    pages: dict[str, StreamlitPage] = {
        name: st.Page(
            partial(draw, name),
            title=texts(f"nav.{name}"),
            url_path=name,
            default=name == PAGES[0],
        )
        for name in PAGES
    }
    current = st.navigation(list(pages.values()), position="hidden")
    try:
        screen = open_screen(next(name for name, page in pages.items() if page is current))
    except (SnapshotError, BoundaryError) as fault:
        logging.getLogger(__name__).error("%s", fault)
        what = fault.message(texts.language) if isinstance(fault, SnapshotError) else texts("map.unavailable")
        st.error(f"{texts('notice.no_service')}\n\n{what}", icon=":material/error:")
        st.stop()
    header(screen, pages, current)
    notice_board = st.container(key="notices")
    current.run()
    write_url()
    with notice_board:
        notices(screen)


open_door()
