"""The selector of the kind of joint projects, in the words of their sources."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen

ALL_KINDS = ""


def project_kind_selector(screen: Screen, kinds: Sequence[str]) -> str | None:
    """One kind of project; None for all of them."""
    t = screen.texts
    restore("kind", [ALL_KINDS, *kinds], ALL_KINDS, screen.rejected)
    chosen: str = st.selectbox(
        t("cooperation.kind"), [ALL_KINDS, *kinds], key="kind",
        format_func=lambda kind: kind or t("cooperation.all_kinds"),
    )
    publish("kind", chosen, ALL_KINDS)
    return chosen or None
