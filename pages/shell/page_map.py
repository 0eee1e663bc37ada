"""The pages of the atlas by name, as links need them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from threading import RLock
from types import ModuleType

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.shell.page_names import PAGES
from pages.texts import Texts

_ONE_IMPORT_AT_A_TIME = RLock()


def page_module(name: str) -> ModuleType:
    """Return a module below pages/, such as the one that draws a page, imported where it is not yet.

    Two threads that import modules which import each other may each see the other's half done: whatever may run while
    the server still imports, asks here.
    """
    with _ONE_IMPORT_AT_A_TIME:
        return import_module(f"pages.{name}")


def page_map(draw: Callable[[str], None], texts: Texts) -> dict[str, StreamlitPage]:
    """Return every page; `draw` draws the one of a name."""
    return {
        name: st.Page(partial(draw, name), title=texts(f"nav.{name}"), url_path=name, default=name == PAGES[0])
        for name in PAGES
    }
