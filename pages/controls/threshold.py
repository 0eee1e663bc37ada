"""From how many agencies a service counts as offered: chosen by the reader, told in the URL."""

from __future__ import annotations

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.service_coverage import THRESHOLDS


def threshold_selector(screen: Screen) -> int:
    """The threshold θ of service coverage, one to ten agencies."""
    t = screen.texts
    restore("threshold", THRESHOLDS, THRESHOLDS[0], screen.rejected)
    threshold: int = st.selectbox(
        t("service_coverage.threshold"), THRESHOLDS, key="threshold",
        format_func=lambda count: t("service_coverage.at_least", count=count),
        help=t("service_coverage.threshold_help"),
    )
    publish("threshold", threshold, THRESHOLDS[0])
    return threshold
