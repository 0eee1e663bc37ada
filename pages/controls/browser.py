"""Which browser a view belongs to, by the random name that the server gives it in a cookie."""

from __future__ import annotations

import re
import secrets

import streamlit as st
from streamlit.runtime import exists

READER = "reader"
WINDOW_HEIGHT = "window_height"


def browser_name() -> str | None:
    """The name of this browser, which a reload and a second window share; None where it tells none."""
    name = cookie(READER)
    return name if is_browser_name(name) else None


def cookie(name: str) -> str:
    """What the browser says under a name; nothing where it does not, or where no server runs."""
    return str(st.context.cookies.get(name, "")) if exists() else ""


def is_browser_name(name: str) -> bool:
    """Return whether this is a name as the server gives it."""
    return re.fullmatch(r"[0-9a-f]{32}", name) is not None


def new_browser_name() -> str:
    """Return a name that nobody can guess."""
    return secrets.token_hex(16)
