"""The table of the portfolio: every cluster with what is worked out of its returns, or else what is printed of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from pages.controls.cluster_selector import select_cluster
from pages.controls.portfolio_controls import reorder, table_order
from pages.controls.row_table import RowOrder, row_table
from pages.frames.clusters.cluster_sources import of_returns
from pages.frames.clusters.portfolio_columns import PortfolioColumn, figure_columns, printed_columns
from pages.frames.clusters.portfolio_sheets import PRINTED_METRICS
from pages.frames.clusters.portfolio_view import PortfolioView
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.unanswered import apart
from pages.texts.numbers import percent
from queries.cluster_portfolio import ClusterPortfolio
from queries.cluster_scores import cluster_scores


@apart
def table_frame(view: PortfolioView, portfolio: ClusterPortfolio | None) -> None:
    """Draw the table; choosing a row selects its cluster, choosing a heading orders by it."""
    screen, t = view.screen, view.screen.texts
    works_out = portfolio is not None and bool(portfolio.figures["growth"].notna().any())
    scores = _scores(view, portfolio) if works_out else pd.DataFrame()
    columns = figure_columns(view, portfolio, scores) if portfolio and works_out else printed_columns(view)
    order = table_order(screen, [column.name for column in columns])
    places = ordered(columns, order)
    table = pd.DataFrame({column.heading: [column.words[place] for place in places] for column in columns})
    notes = [_note(view, portfolio, columns) if works_out else t("portfolio.printed_note"), *view.filtered()]
    metrics = ("industry_revenue",) if works_out else set(view.register.figures["metric"]) | set(PRINTED_METRICS)
    names = [column.name for column in columns]
    figure_frame(
        screen,
        FrameContent(
            key="portfolio-table",
            finding=table_finding(view, portfolio if works_out else None),
            figure=None,
            alternative_text="",
            table=lambda: table,
            rows=partial(_rows, columns, places),
            dictionary=partial(_dictionary, view, columns),
            provenance=of_returns(
                screen, view.register, metrics, t("portfolio.table_formula" if works_out else "portfolio.as_printed"),
                notes,
            ),
            state=view.state(),
            subtitle=view.subtitle(),
        ),
        below=lambda: _table(view, columns, table, places, RowOrder(
            names.index(order.removeprefix("-")), order.startswith("-"), names.index(order.removeprefix("-"))
        ), notes),
    )


def _table(
    view: PortfolioView, columns: Sequence[PortfolioColumn], table: pd.DataFrame, places: Sequence[int],
    order: RowOrder, notes: Sequence[str],
) -> None:
    codes = [str(view.shown.index[place]) for place in places]
    row_table(
        table, codes, [column.is_number for column in columns], view.screen.texts("portfolio.table_caption"),
        view.selected or "", "portfolio-rows", select_cluster, order, lambda column: reorder(columns[column].name),
    )
    st.html(f'<p class="map-note">{escape("".join(notes))}</p>')


def ordered(columns: Sequence[PortfolioColumn], order: str) -> list[int]:
    """Positions of the rows in an order; what has no figure comes last either way, equals stay as they were."""
    keys = next(column.keys for column in columns if column.name == order.removeprefix("-"))
    known = [place for place, key in enumerate(keys) if key is not None]
    unknown = [place for place, key in enumerate(keys) if key is None]
    return [*sorted(known, key=lambda place: keys[place], reverse=order.startswith("-")), *unknown]


def table_finding(view: PortfolioView, portfolio: ClusterPortfolio | None) -> str:
    """How many clusters outgrow their host and who of these leads; of printed figures how many, and of whom."""
    t = view.screen.texts
    shown = [str(code) for code in view.shown.index]
    if portfolio is None:
        own = view.register.figures[view.register.figures["cluster_id"].isin(shown)]
        known = own["cluster_id"].nunique()
        return t("portfolio.printed_finding", count=len(shown), known=known, figures=len(own),
                 lacking=len(shown) - known)
    figures = portfolio.figures.reindex(shown)
    premiums = figures["premium"].dropna()
    growths = figures.loc[premiums.index, "growth"].dropna()
    sentence = t("portfolio.table_finding", year=portfolio.year, count=len(shown), known=len(premiums),
                 above=int((premiums > 0).sum()))
    if growths.empty:
        return sentence + t("portfolio.stop")
    fastest = str(growths.idxmax())
    return sentence + t("portfolio.fastest", name=view.name(fastest), growth=percent(growths[fastest], 1, signed=True))


def _scores(view: PortfolioView, portfolio: ClusterPortfolio | None) -> pd.DataFrame:
    screen = view.screen
    assert portfolio is not None
    return cluster_scores(screen.engine, screen.regions, screen.catalogue, screen.layer, portfolio.year)


def _note(view: PortfolioView, portfolio: ClusterPortfolio | None, columns: Sequence[PortfolioColumn]) -> str:
    """How figures and ranks are read; why there are no scores, where there are none."""
    t = view.screen.texts
    assert portfolio is not None
    has_scores = any(column.name == "rank" for column in columns)
    return t("portfolio.table_note", year=portfolio.year, first=portfolio.year - 3) + t(
        "portfolio.rank_note" if has_scores else "portfolio.no_scores"
    )


def _rows(columns: Sequence[PortfolioColumn], places: Sequence[int]) -> pd.DataFrame:
    """The file: figures unrounded beside what the screen shows of them."""
    cells = {}
    for column in columns:
        cells[column.heading] = [(column.words if column.cells is None else column.cells)[place] for place in places]
    return pd.DataFrame(cells)


def _dictionary(view: PortfolioView, columns: Sequence[PortfolioColumn]) -> pd.DataFrame:
    t = view.screen.texts
    return pd.DataFrame(
        [(column.heading, column.meaning) for column in columns], columns=[t("column.name"), t("column.definition")]
    )
