"""The columns of the table of the portfolio: what is worked out of returns, or else the figures that sources print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pages.frames.clusters.portfolio_sheets import PRINTED_METRICS
from pages.frames.clusters.portfolio_view import PortfolioView
from pages.frames.clusters.portfolio_words import figure_words
from pages.texts.numbers import plain
from pages.texts.ranks import change_mark, rank_beside
from queries.cluster_portfolio import ClusterPortfolio
from queries.cluster_status import CLUSTER_STANDINGS

BARS = "▁▂▃▄▅▆▇█"
LEAST_BARS = 3


@dataclass(frozen=True)
class PortfolioColumn:
    """One column: what it is ordered by (None where there is nothing, which comes last) and what it shows.

    `cells` are what its file holds, where that is not the words; `is_number` sets it flush right.
    """

    name: str
    heading: str
    meaning: str
    keys: Sequence[Any]
    words: Sequence[str]
    cells: Sequence[Any] | None = None
    is_number: bool = False


def identity_columns(view: PortfolioView) -> list[PortfolioColumn]:
    """Name, status and host, with which both tables begin."""
    codes = [str(code) for code in view.shown.index]
    names, hosts = [view.name(code) for code in codes], [view.host(code) for code in codes]
    standings = [CLUSTER_STANDINGS.index(view.standing(code)) for code in codes]
    return [
        _column(view, "name", names, names),
        _column(view, "status", standings, [view.status(code) for code in codes]),
        _column(view, "host", hosts, hosts),
    ]


def printed_columns(view: PortfolioView) -> list[PortfolioColumn]:
    """The last figure that a source prints of each metric, as it prints it, and all others in a line."""
    t = view.screen.texts
    codes = [str(code) for code in view.shown.index]
    columns = identity_columns(view)
    for metric in PRINTED_METRICS:
        last = {code: view.last_printed(code, metric) for code in codes}
        columns.append(PortfolioColumn(
            metric, view.screen.catalogue[metric].name(view.screen.language), t("portfolio.meaning.printed"),
            [None if row is None else float(row["value"]) for row in last.values()],
            [view.printed(code, metric) or t("value.none") for code in codes],
        ))
    others = [_others(view, code) for code in codes]
    columns.append(_column(view, "others", [len(words) or None for words in others],
                           [t.joined(words) if words else t("value.none") for words in others]))
    return columns


def figure_columns(view: PortfolioView, portfolio: ClusterPortfolio, scores: pd.DataFrame) -> list[PortfolioColumn]:
    """Revenue with its course, growth, premium, and the score with its rank as an interval."""
    t = view.screen.texts
    codes = [str(code) for code in view.shown.index]
    columns = identity_columns(view)
    size = [portfolio.figure(code, "size") for code in codes]
    columns += [
        _column(view, "size", [None if pd.isna(value) else float(value) for value in size],
                [view.printed(code, "industry_revenue") or t("value.none") for code in codes], size, True),
        _column(view, "course", [None] * len(codes), [sparkline(portfolio.revenue.T[code]) for code in codes]),
    ]
    for dimension in ("growth", "premium"):
        cells = [portfolio.figure(code, dimension) for code in codes]
        words = [
            t("portfolio.lacking_figure", reason=t(f"reason.{portfolio.reason(code, dimension)}"))
            if pd.isna(cell) else figure_words(view, portfolio, dimension, cell)
            for code, cell in zip(codes, cells, strict=True)
        ]
        own = _column(view, dimension, [None if pd.isna(cell) else float(cell) for cell in cells], words, cells, True)
        columns.append(replace(own, heading=t(f"portfolio.column.{dimension}", year=portfolio.year)))
    return [*columns, *_score_columns(view, scores, codes)]


def _score_columns(view: PortfolioView, scores: pd.DataFrame, codes: Sequence[str]) -> list[PortfolioColumn]:
    """Score, rank with interval, ties, and what a change is worth; none where nobody has a total."""
    t = view.screen.texts
    own = scores.reindex(list(codes))
    if scores.empty or own["total"].isna().all():
        return []
    totals, rows = own["total"].tolist(), own.to_dict("records")
    ranks = [
        t("portfolio.lacking_figure", reason=t(f"reason.{row['reason']}")) if pd.isna(row["rank"])
        else rank_beside(row["rank"], row["lo"], row["hi"], t)
        for row in rows
    ]
    ties = [None if pd.isna(row["ties"]) else int(row["ties"]) for row in rows]
    changes: list[float] = (own["rank_before"] - own["rank"]).astype(float).tolist()
    moved = [None if pd.isna(change) else int(change) for change in changes]
    return [
        _column(view, "score", [None if pd.isna(value) else value for value in totals],
                [t("value.none") if pd.isna(value) else plain(value, 1) for value in totals], totals, True),
        _column(view, "rank", [None if pd.isna(row["rank"]) else row["rank"] for row in rows], ranks, None, True),
        _column(view, "ties", ties, [
            t("value.none") if tie is None else t("portfolio.tied", count=tie) for tie in ties
        ], ties, True),
        _column(view, "moved", moved, [
            change_mark(change, row["rank_verdict"], t) or t("value.none")
            for change, row in zip(moved, rows, strict=True)
        ], moved, True),
    ]


def sparkline(series: pd.Series) -> str:
    """The course of a figure as bars from lowest to highest; a gap in the years stays one; of few years none."""
    known = series.dropna()
    if len(known) < LEAST_BARS:
        return ""
    span = series.loc[known.index.min() : known.index.max()]
    low, spread = float(known.min()), float(known.max() - known.min())
    steps = ((span - low) / (spread or 1.0) * (len(BARS) - 1)).round()
    return "".join(" " if pd.isna(step) else BARS[int(step)] for step in steps)


def _others(view: PortfolioView, code: str) -> list[str]:
    """What else is printed of a cluster, the last figure of each metric."""
    rows = view.register.figures
    metrics = dict.fromkeys(rows.loc[rows["cluster_id"] == code, "metric"])
    return [
        view.screen.texts("portfolio.other", name=view.screen.catalogue[str(metric)].name(view.screen.language),
                          value=view.printed(code, str(metric)))
        for metric in metrics if metric not in PRINTED_METRICS
    ]


def _column(
    view: PortfolioView, name: str, keys: Sequence[Any], words: Sequence[str], cells: Sequence[Any] | None = None,
    is_number: bool = False,
) -> PortfolioColumn:
    t = view.screen.texts
    return PortfolioColumn(
        name, t(f"portfolio.column.{name}"), t(f"portfolio.meaning.{name}"), keys, words, cells, is_number
    )
