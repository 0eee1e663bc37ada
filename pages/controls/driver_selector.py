"""The demand that a model of expected supply rests on, bound to its parameter in the URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from pages.controls.state import Rejected, publish, restore
from pages.shell.screen import Screen
from queries.formulas.drivers import MOST_DRIVERS


def driver_selector(screen: Screen, reported: Mapping[str, int], default: Sequence[str], units: int) -> tuple[str, ...]:
    """One to three drivers among those `reported` by some of the `units` of the level; none if the reader took all."""
    t = screen.texts

    def label(metric: str) -> str:
        name, count = screen.catalogue[metric].name(screen.language), reported[metric]
        return name if 2 * count >= units else t("control.covered", name=name, count=count, units=units)

    options = [metric for metric in reported if metric in screen.catalogue]
    wanted = [metric for metric in default if metric in options]
    restore("drivers", options, wanted, screen.rejected)
    left_over = st.session_state["drivers"][MOST_DRIVERS:]
    screen.rejected.extend(Rejected("drivers", metric) for metric in left_over)
    _keep_three()
    with st.container(key="drivers-line", horizontal=True, vertical_alignment="center", gap="xsmall"):
        words = escape(t("expected.drivers"))
        st.html(f'<span class="beside-label" aria-hidden="true">{words}</span>', width="content")
        chosen = st.multiselect(
            t("expected.drivers"), options, format_func=label, key="drivers", on_change=_keep_three,
            placeholder=t("expected.drivers_placeholder"), label_visibility="collapsed",
        )
    publish("drivers", chosen, wanted)
    return tuple(chosen)


def _keep_three() -> None:
    """Streamlit's own limit speaks English only."""
    st.session_state["drivers"] = st.session_state["drivers"][:MOST_DRIVERS]
