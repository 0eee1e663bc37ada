"""What happens as the server starts and stops, beside serving."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from pages.controls.private_folder import remove_leftovers
from pages.shell.page_map import page_module
from pages.shell.version import say_start
from pages.shell.warm_up import warm_up


@asynccontextmanager
async def lifetime(app: st.App) -> AsyncIterator[None]:
    """Private data end with the server; those of one that was killed end as the next one starts.

    The log says which program it is that starts. What is worked out ahead begins when nothing is left to do before the
    server listens: Python runs one thread at a time.
    """
    say_start()
    remove_leftovers()
    warm_up()
    yield
    # A server that ends before it has imported what holds private data holds none.
    if "pages.controls.private_data" in sys.modules:
        page_module("controls.private_data").remove_everything()
