"""Which browser a view belongs to, by the random name that the page gives it in a cookie."""

from __future__ import annotations

import re

import streamlit as st

READER = "reader"


def browser_name() -> str | None:
    """The name of this browser, which a reload and a second window share; None where it tells none."""
    name = str(st.context.cookies.get(READER, ""))
    return name if re.fullmatch(r"[0-9a-f]{32}", name) else None
