"""Columns of the twins and downloads of the portfolio: the statuses on the map, and their periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.frames.clusters.portfolio_view import PortfolioView
from pages.frames.sheet import Column, Sheet
from queries.cluster_places import cluster_places

PRINTED_METRICS = ("ip_service_institutions", "employees", "industry_revenue", "brand_institutions")
"""What is shown of a cluster where nothing can be worked out: the figures that sources print most."""


def status_sheet(view: PortfolioView) -> Sheet:
    """One row per cluster shown: status, host, place on the map, years of approval and what is printed besides."""
    t = view.screen.texts
    codes = [str(code) for code in view.shown.index]
    places = cluster_places(view.screen.regions, view.shown)

    def column(name: str, cells: list[Any], shown: Any = str) -> Column:
        return Column(t(f"portfolio.column.{name}"), t(f"portfolio.meaning.{name}"), cells, shown)

    def year(name: str) -> list[Any]:
        return [None if pd.isna(cell) else int(cell) for cell in view.shown[name]]

    def shown_year(cell: Any) -> str:
        return t("portfolio.no_year") if cell is None else str(cell)

    return Sheet((
        column("name", [view.name(code) for code in codes]),
        column("status", [view.status(code) for code in codes]),
        column("host", [view.host(code) for code in codes]),
        column("placed", [t(f"portfolio.placed.{precision}") for precision in places["precision"]]),
        column("pilot_year", year("pilot_year"), shown_year),
        column("demonstration_year", year("demonstration_year"), shown_year),
        column("remark", [text if isinstance(text, str) else "" for text in view.shown["note"]]),
    ))


def period_sheet(view: PortfolioView) -> Sheet:
    """One row per period of a cluster shown, and one for every cluster without any."""
    t = view.screen.texts
    rows: list[tuple[str, Mapping[Any, Any] | None]] = []
    for cluster in view.shown.index:
        own = view.periods[view.periods["cluster_id"] == cluster].to_dict("records")
        rows += [(str(cluster), row) for row in own] or [(str(cluster), None)]

    def column(name: str, cells: list[Any], shown: Any = str) -> Column:
        return Column(t(f"portfolio.column.{name}"), t(f"portfolio.meaning.{name}"), cells, shown)

    def shown_year(cell: Any) -> str:
        return t("portfolio.no_year") if pd.isna(cell) else str(int(cell))

    return Sheet((
        column("name", [view.name(code) for code, _ in rows]),
        column("status", [view.status(code) for code, _ in rows]),
        column("begun", [t(f"portfolio.begun.{row['status']}") if row else "" for _, row in rows]),
        column("first", [row["first"] if row else None for _, row in rows], shown_year),
        column("last", [_last(row) if row else None for _, row in rows], shown_year),
        column("ends", [t(f"portfolio.ends.{row['ends']}") if row else t("portfolio.no_year") for _, row in rows]),
    ))


def period_words(view: PortfolioView, row: Mapping[Any, Any]) -> str:
    """One period in words: its years, and how its end is known."""
    t = view.screen.texts
    if pd.isna(row["end"]):
        return t("portfolio.since", year=int(row["first"]))
    return t("portfolio.period", first=int(row["first"]), last=_last(row), ends=t(f"portfolio.ends.{row['ends']}"))


def _last(row: Mapping[Any, Any]) -> int | None:
    """The year that a period leads to: the last one printed, else the one in which the next status or nothing began."""
    return None if pd.isna(row["end"]) else int(row["end"]) - (row["ends"] == "printed")
