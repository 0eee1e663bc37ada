"""Figures of the portfolio in words: each dimension with its unit, quadrants, and who cannot be placed and why."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pages.frames.clusters.portfolio_view import PortfolioView
from pages.texts.numbers import in_words, percent, plain
from queries.cluster_measures import ClusterMeasure, cluster_measures
from queries.cluster_portfolio import PRODUCTIVITY, SIZE, ClusterPortfolio
from queries.formulas.reasons import Reason

MOST_NAMED = 4


def measure_of(portfolio: ClusterPortfolio, dimension: str) -> ClusterMeasure | None:
    """The measure that a dimension is told by; growth and premium are worked out of revenue itself."""
    identifier = {"size": SIZE, "productivity": PRODUCTIVITY, "specialisation": portfolio.specialisation}.get(dimension)
    return cluster_measures()[identifier] if identifier else None


def dimension_name(view: PortfolioView, portfolio: ClusterPortfolio, dimension: str) -> str:
    """Name of a dimension: that of its measure, so that no stand-in bears a better name than its own."""
    measure = measure_of(portfolio, dimension)
    return view.screen.texts(f"portfolio.dimension.{dimension}") if measure is None else measure.name(
        view.screen.language
    )


def dimension_unit(view: PortfolioView, portfolio: ClusterPortfolio, dimension: str) -> str:
    """Unit of a dimension in the language of the view; empty where it is written with the figure."""
    measure = measure_of(portfolio, dimension)
    return "" if measure is None else measure.unit(view.screen.language)


def figure_words(view: PortfolioView, portfolio: ClusterPortfolio, dimension: str, value: float) -> str:
    """A figure with its unit; the word for no data where there is none."""
    t = view.screen.texts
    if pd.isna(value):
        return t("value.none")
    if dimension == "growth":
        return percent(value, 1, signed=True)
    if dimension == "premium":
        return t("portfolio.points", value=("+" if value > 0 else "") + plain(value, 1))
    measure = measure_of(portfolio, dimension)
    assert measure is not None
    return in_words(value, measure.decimals, measure.unit_zh, t)


def quadrant_words(
    view: PortfolioView, axes: Sequence[str], across: bool, upward: bool, beside_axes: bool = False
) -> str:
    """A quadrant by what is high and low in it, and against what; beside the axes of a chart these show it."""
    t = view.screen.texts
    levels = ("high" if across else "low", "high" if upward else "low")
    x, y = (t(f"portfolio.level.{axis}_{level}") for axis, level in zip(axes, levels, strict=True))
    return t("portfolio.quadrant" if beside_axes else "portfolio.quadrant_told", x=x, y=y)


def not_placed_words(view: PortfolioView, portfolio: ClusterPortfolio, names: tuple[str, ...]) -> str:
    """How many of the clusters shown cannot be placed, which of them, and why; empty where all can."""
    t = view.screen.texts
    reasons: dict[str, list[str]] = {}
    for cluster in view.shown.index:
        reason = portfolio.first_reason(str(cluster), names)
        if reason is not None:
            reasons.setdefault(reason, []).append(str(cluster))
    if not reasons:
        return ""
    parts = []
    for reason, clusters in reasons.items():
        named = t.joined([view.name(cluster) for cluster in clusters[:MOST_NAMED]])
        key = "portfolio.lacking_more" if len(clusters) > MOST_NAMED else "portfolio.lacking"
        parts.append(t(key, names=named, count=len(clusters), reason=t(f"reason.{Reason(reason).value}")))
    total = sum(len(clusters) for clusters in reasons.values())
    return t("portfolio.not_placed", count=total, parts=t("portfolio.parts_separator").join(parts))
