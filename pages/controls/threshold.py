"""From how many agencies a service counts as offered, and how services are weighed: told in the URL."""

from __future__ import annotations

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.service_coverage import THRESHOLDS, WEIGHTINGS, Weighting


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


def weighting_selector(screen: Screen) -> Weighting:
    """The weights ω of service coverage: equal, or by the offers on record."""
    t = screen.texts
    restore("weighting", WEIGHTINGS, WEIGHTINGS[0], screen.rejected)
    weighting: Weighting = st.selectbox(
        t("service_coverage.weighting"), WEIGHTINGS, key="weighting",
        format_func=lambda word: t(f"service_weighting.{word}"), help=t("service_coverage.weighting_help"),
    )
    publish("weighting", weighting, WEIGHTINGS[0])
    return weighting
