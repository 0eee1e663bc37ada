"""What happens as the server starts and stops, beside serving."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from pages.controls.private_data import remove_everything
from pages.controls.private_folder import remove_leftovers


@asynccontextmanager
async def lifetime(app: st.App) -> AsyncIterator[None]:
    """Private data end with the server; those of one that was killed end as the next one starts."""
    remove_leftovers()
    yield
    remove_everything()
