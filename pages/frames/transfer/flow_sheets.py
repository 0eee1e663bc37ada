"""Flows of branches in rows: links, balance of places, and the matrix, each as table twin and as file."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import pandas as pd

from pages.frames.sheet import Column, Sheet, Shown, digits
from pages.shell.screen import Screen
from pages.texts.numbers import percent
from queries.flow_board import OTHERS, FlowBoard

TWIN_LINKS = 400


def name_of(screen: Screen, code: str) -> str:
    """Name of a unit; the word for all others."""
    return screen.texts("flows.others") if code == OTHERS else screen.place(code)


def links_sheet(
    screen: Screen, board: FlowBoard, links: pd.DataFrame, drawn: Collection[int], most: int | None = None
) -> Sheet:
    """Every link with its share, the largest first, and whether the figure draws it.

    Parameters
    ----------
    links : of the board
    drawn : labels of the rows drawn
    most : rows at most
    """
    t = screen.texts
    rows = links if most is None else links.head(most)
    shares = [count / board.totals.away for count in rows["count"]]
    return Sheet((
        *_ends(screen, rows),
        Column(t("flow_column.count"), t("flow_column.count_meaning"), rows["count"].tolist(), digits(t, 0)),
        Column(t("flow_column.share"), t("flow_column.share_meaning"), shares, lambda share: percent(share, 1)),
        Column(t("flow_column.drawn"), t("flow_column.drawn_meaning"),
               [t("flow_column.yes" if label in drawn else "flow_column.no") for label in rows.index]),
    ))


def _ends(screen: Screen, rows: pd.DataFrame) -> tuple[Column, ...]:
    t = screen.texts
    columns = []
    for end in ("origin", "destination"):
        heading = t(f"flow_column.{end}")
        columns.append(Column(heading, t("flow_column.place_meaning"), [screen.place(code) for code in rows[end]]))
        columns.append(Column(f"{heading} {t('flow_column.code')}", t("flow_column.code_meaning"),
                              rows[end].tolist(), None))
    return tuple(columns)


def balance_sheet(screen: Screen, board: FlowBoard, order: Sequence[str]) -> Sheet:
    """What every place keeps, sends and receives, its net inflow and rate."""
    t = screen.texts
    rows = board.balance.loc[list(order)]
    whole = digits(t, 0)
    amounts = (
        Column(t(f"flow_column.{name}"), t(f"flow_column.{name}_meaning"), rows[name].tolist(), whole)
        for name in ("kept", "sent", "received", "net")
    )
    return Sheet((
        Column(t("flow_column.place"), t("flow_column.place_meaning"), [screen.place(code) for code in rows.index]),
        Column(t("flow_column.code"), t("flow_column.code_meaning"), list(rows.index), None),
        *amounts,
        Column(t("flow_column.rate"), t("flow_column.rate_meaning"), rows["value"].tolist(), rate_words(screen)),
    ))


def rate_words(screen: Screen) -> Shown:
    """A net rate with its sign; the word for no flow where there is none."""
    t = screen.texts
    return lambda rate: t("flows.net_label_none") if math.isnan(rate) else percent(rate, 0, signed=True)


def matrix_sheet(screen: Screen, flows: pd.DataFrame) -> Sheet:
    """The matrix with its sums, which leave the diagonal out."""
    t = screen.texts
    home = pd.Series([flows.loc[code, code] for code in flows.index], index=flows.index)
    whole = digits(t, 0)
    cells = (
        Column(name_of(screen, code), t("flow_column.cell_meaning", place=name_of(screen, code)),
               flows[code].tolist(), whole)
        for code in flows.columns
    )
    return Sheet((
        Column(t("flow_column.origin"), t("flow_column.home_meaning"),
               [name_of(screen, code) for code in flows.index]),
        *cells,
        Column(t("flow_column.sent"), t("flow_column.sent_meaning"), (flows.sum(axis=1) - home).tolist(), whole),
        Column(t("flow_column.received"), t("flow_column.received_meaning"), (flows.sum(axis=0) - home).tolist(),
               whole),
    ))
