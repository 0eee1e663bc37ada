"""What the server does before the first reader comes."""

from __future__ import annotations

import gc
from threading import Thread

from pages.shell.garbage import spare_unseen, spare_what_lives
from pages.shell.page_map import page_module
from pages.shell.page_names import PAGES
from pages.shell.readers_first import READERS

OPENED_FIRST = ("distribution", "overview")


def warm_up() -> None:
    """Begin to import what draws pages, and to work out what first views need, while the server already listens.

    The browser of the first reader meanwhile fetches and reads Streamlit's own scripts, which takes it as long.
    """
    # Importing makes much and throws nothing away: to look for garbage meanwhile took a sixth of its time.
    gc.disable()
    Thread(target=_warm_up, name="warm up", daemon=True).start()


def _warm_up() -> None:
    try:
        page_module("shell.view")
        ahead = page_module("shell.ahead")
    finally:
        spare_unseen()
        gc.enable()
    ahead.work_ahead()
    ahead.draw_ahead()
    _import_pages()


def _import_pages() -> None:
    """Import what most readers open first at once, unless one is here and asks for it; the others when nobody waits."""
    for name in OPENED_FIRST:
        if not READERS.is_anybody_served():
            page_module(name)
    READERS.wait_for_pause()
    for name in PAGES:
        page_module(name)
    spare_what_lives()
