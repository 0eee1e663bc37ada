"""The portfolio chart: size, specialisation, growth and productivity of all clusters, parted by their medians."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from geo.classes import class_of
from pages.charts.cluster_bubbles import CLASS_MARKS, QUADRANTS, BubbleAxis, BubbleWords, bubble_figure
from pages.controls.portfolio_controls import axes_selector, axes_shown
from pages.frames.clusters.cluster_sources import of_returns
from pages.frames.clusters.portfolio_map import height_of
from pages.frames.clusters.portfolio_view import PortfolioView
from pages.frames.clusters.portfolio_words import (
    dimension_name,
    dimension_unit,
    figure_words,
    not_placed_words,
    quadrant_words,
)
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.sheet import Column, Sheet, headed
from pages.frames.unanswered import apart
from pages.texts.numbers import percent
from queries.cluster_measures import cluster_measures
from queries.cluster_portfolio import DIMENSIONS, LEAST_PLACED, ClusterPortfolio

AROUND_BUBBLES = 66
"""What the selector and the note take more than those of the map, px."""
AXES: dict[str, tuple[str, str, str]] = {
    "specialisation-growth": ("specialisation", "growth", "productivity"),
    "specialisation-productivity": ("specialisation", "productivity", "growth"),
    "growth-productivity": ("growth", "productivity", "specialisation"),
}
"""What stands across, upward, and as class; size is the area of the bubble."""


@dataclass(frozen=True)
class Placed:
    """The clusters that can be placed: x, y, size, third and class by cluster, and the medians of x and y.

    `breaks` part the third measure; they and the medians are of all clusters of the layer, whatever is shown.
    """

    axes: tuple[str, str, str]
    rows: pd.DataFrame
    middle: tuple[float, float]
    breaks: tuple[float, ...]


def axes_known(portfolio: ClusterPortfolio | None) -> list[str]:
    """The choices of axes for which enough clusters are known."""
    if portfolio is None:
        return []
    return [name for name, axes in AXES.items() if len(portfolio.placed(("size", *axes))) >= LEAST_PLACED]


def placed(portfolio: ClusterPortfolio, axes: tuple[str, str, str]) -> Placed:
    """Place the clusters of a layer: three classes of about as many clusters each."""
    known = portfolio.placed(("size", *axes))
    rows = pd.DataFrame({name: known[axis] for name, axis in zip(("x", "y", "third"), axes, strict=True)})
    rows["size"] = known["size"]
    breaks = tuple(float(value) for value in np.quantile(rows["third"], [1 / 3, 2 / 3]))
    rows["class"] = class_of(rows["third"].tolist(), breaks)
    return Placed(axes, rows[rows["size"] > 0], (float(rows["x"].median()), float(rows["y"].median())), breaks)


@apart
def chart_frame(view: PortfolioView, portfolio: ClusterPortfolio, known: list[str]) -> None:
    """Draw the bubbles; a click selects a cluster."""
    screen, t = view.screen, view.screen.texts
    axes = AXES[axes_shown(screen, known)]
    every = placed(portfolio, axes)
    rows = every.rows[every.rows.index.isin(view.shown.index)]
    if rows.empty:
        st.info(t("portfolio.none_placed"), icon=":material/filter_alt_off:")
        return
    sheet = chart_sheet(view, portfolio, every)
    notes = [note for note in (_reading(view, portfolio, axes), not_placed_words(view, portfolio, ("size", *axes)),
                               *view.filtered()) if note]
    metrics = {"industry_revenue", "employees"}
    if portfolio.specialisation:
        metrics.add(cluster_measures()[portfolio.specialisation].numerator)
    figure_frame(
        screen,
        FrameContent(
            key="portfolio-chart",
            finding=chart_finding(view, portfolio, every, rows),
            figure=bubble_figure(
                rows, every.middle, _words(view, portfolio, every), view.short_names, _hover(view, portfolio, rows),
                view.selected, height_of(screen) - AROUND_BUBBLES,
            ),
            alternative_text=t("portfolio.chart_alternative", count=len(rows)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=of_returns(screen, view.register, metrics, t("portfolio.chart_formula"), notes),
            state=view.state(),
            subtitle=t("portfolio.chart_subtitle", year=portfolio.year, subtitle=view.subtitle()),
        ),
        on_select=view.on_click("portfolio-chart"),
        above=lambda: axes_selector(screen, known),
        below=lambda: st.html(f'<p class="map-note">{escape("".join(notes))}</p>'),
    )


def chart_finding(view: PortfolioView, portfolio: ClusterPortfolio, every: Placed, rows: pd.DataFrame) -> str:
    """How many clusters lie above both medians, with what part of the revenue, and where the selected one lies."""
    t = view.screen.texts
    x, y = every.middle
    both = rows[(rows["x"] > x) & (rows["y"] > y)]
    axes = every.axes[:2]
    sentence = t(
        "portfolio.chart_finding", year=portfolio.year, count=len(rows), both=len(both),
        quadrant=quadrant_words(view, axes, True, True), share=percent(both["size"].sum() / rows["size"].sum(), 0),
    )
    if view.selected in rows.index:
        own = rows.loc[str(view.selected)]
        quadrant = quadrant_words(view, axes, bool(own["x"] > x), bool(own["y"] > y))
        return sentence + t("portfolio.chart_own", name=view.name(str(view.selected)), quadrant=quadrant)
    return sentence + t("portfolio.stop")


def chart_sheet(view: PortfolioView, portfolio: ClusterPortfolio, every: Placed) -> Sheet:
    """Every cluster shown with its four figures and its quadrant, or why it has no place."""
    t = view.screen.texts
    codes = [str(code) for code in view.shown.index]

    def figures(dimension: str) -> Column:
        name, unit = dimension_name(view, portfolio, dimension), dimension_unit(view, portfolio, dimension)
        return Column(
            headed(name, unit, t), t(f"portfolio.dimension_meaning.{dimension}"),
            [portfolio.figure(code, dimension) for code in codes],
            lambda value: figure_words(view, portfolio, dimension, value),
        )

    def place(code: str) -> str:
        if code not in every.rows.index:
            reason = portfolio.first_reason(code, ("size", *every.axes))
            return t(f"reason.{reason}") if reason else t("value.none")
        own = every.rows.loc[code]
        return quadrant_words(view, every.axes[:2], bool(own["x"] > every.middle[0]), bool(own["y"] > every.middle[1]))

    return Sheet((
        Column(t("portfolio.column.name"), t("portfolio.meaning.name"), [view.name(code) for code in codes]),
        Column(t("portfolio.column.status"), t("portfolio.meaning.status"), [view.status(code) for code in codes]),
        *(figures(dimension) for dimension in DIMENSIONS),
        Column(t("portfolio.column.quadrant"), t("portfolio.meaning.quadrant"), [place(code) for code in codes]),
    ))


def _words(view: PortfolioView, portfolio: ClusterPortfolio, every: Placed) -> BubbleWords:
    t = view.screen.texts
    across, upward, third = every.axes

    def axis(dimension: str) -> BubbleAxis:
        name, unit = dimension_name(view, portfolio, dimension), dimension_unit(view, portfolio, dimension)
        return BubbleAxis(headed(name, unit, t), dimension == "growth")

    ends = [figure_words(view, portfolio, third, value) for value in every.breaks]
    bounds = (t("portfolio.class_low", high=ends[0]), t("portfolio.class_middle", low=ends[0], high=ends[-1]),
              t("portfolio.class_high", low=ends[-1]))
    name = dimension_name(view, portfolio, third)
    return BubbleWords(
        axis(across), axis(upward), [t("portfolio.class", name=name, bounds=words) for words in bounds],
        [quadrant_words(view, every.axes[:2], bool(x), bool(y), beside_axes=True) for x, y in QUADRANTS],
        (t("portfolio.median", value=figure_words(view, portfolio, across, every.middle[0])),
         t("portfolio.median", value=figure_words(view, portfolio, upward, every.middle[1]))),
    )


def _hover(view: PortfolioView, portfolio: ClusterPortfolio, rows: pd.DataFrame) -> dict[str, str]:
    t = view.screen.texts
    hover = {}
    for cluster in rows.index:
        code = str(cluster)
        figures = [
            t("portfolio.hover_figure", name=dimension_name(view, portfolio, dimension),
              value=figure_words(view, portfolio, dimension, portfolio.figure(code, dimension)))
            for dimension in DIMENSIONS
        ]
        head = t("portfolio.hover", name=escape(view.name(code)), status=view.status(code), host=view.host(code))
        hover[code] = "<br>".join([head, *figures])
    return hover


def _reading(view: PortfolioView, portfolio: ClusterPortfolio, axes: tuple[str, str, str]) -> str:
    """What area, shape and lines mean, and what stands in for a location quotient."""
    t = view.screen.texts
    sentence = t("portfolio.chart_reading", third=dimension_name(view, portfolio, axes[2]), classes=len(CLASS_MARKS))
    stands_in = portfolio.specialisation not in (None, "location_quotient")
    return sentence + (t("portfolio.stands_in") if stands_in and "specialisation" in axes else "")
