"""The pages of the atlas by name, as links need them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.shell.page_names import PAGES
from pages.texts import Texts


def page_map(draw: Callable[[str], None], texts: Texts) -> dict[str, StreamlitPage]:
    """Return every page; `draw` draws the one of a name."""
    return {
        name: st.Page(partial(draw, name), title=texts(f"nav.{name}"), url_path=name, default=name == PAGES[0])
        for name in PAGES
    }
