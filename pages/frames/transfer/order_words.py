"""What the figures of the section order say, in a sentence each, from the records they are drawn from."""

from __future__ import annotations

import pandas as pd

from pages.controls.order_selectors import Received
from pages.frames.transfer.order_view import OrderView
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from pages.texts.numbers import percent, plain
from pages.texts.ranks import leader_words
from queries.branch_acceptance import BranchAcceptance
from queries.branch_life import SPAN, BranchLife
from queries.derived_ranks import pair_ranks
from queries.formulas.flow_concentration import TOP_PAIRS
from queries.formulas.order_index import OrderTest
from queries.transfer_order import TransferOrder

SIGNIFICANT = 0.05
WEAK = 0.2
LEAST_BRANCHES = 20
"""Branches below which a unit is not named as the first or the last of all (METHODS E7)."""


def p_in_words(screen: Screen, test: OrderTest) -> str:
    """The p-value with three digits; the word for none where it is not told."""
    if test.p.value is None:
        return screen.texts("value.none")
    return "<0.001" if test.p.value < 0.001 else plain(test.p.value, 3)


def order_finding(screen: Screen, found: TransferOrder) -> str:
    """Whether what was opened followed the gradient, by more than chance."""
    t, test = screen.texts, found.test
    assert test.index.value is not None
    rho, p = test.index.value, test.p.value
    values = {"period": period_words(found.first, found.last, t), "rho": plain(rho, 2), "p": p_in_words(screen, test),
              "between": t(f"transfer_order.between.{found.level}"), "units": test.p.n}
    if p is None:
        return t("transfer_order.finding.untested", **values)
    if p >= SIGNIFICANT:
        return t("transfer_order.finding.chance_down" if rho > 0 else "transfer_order.finding.chance_up", **values)
    if rho < 0:
        return t("transfer_order.finding.against", **values)
    return t("transfer_order.finding.weak" if rho < WEAK else "transfer_order.finding.orderly", **values)


def chance_finding(screen: Screen, found: TransferOrder) -> str:
    """Where the observed index lies among those of chance."""
    test = found.test
    assert test.index.value is not None
    reached = float((test.simulated >= test.index.value).mean())
    return screen.texts("transfer_order.finding.chance", share=percent(reached, 1),
                        count=plain(test.permutations, 0), rho=plain(test.index.value, 3),
                        p=p_in_words(screen, test))


def outward_words(screen: Screen, classes: pd.DataFrame) -> tuple[str, ...]:
    """That flows up the gradient grow with its difference as well, against the order; nothing where they do not."""
    up = classes.loc[classes["hi"] < 0, "mean"]
    if len(up) < 2 or not up.iloc[0] > up.iloc[-1]:
        return ()
    return (screen.texts("transfer_order.outward", most=plain(up.iloc[0], 2), least=plain(up.iloc[-1], 2)),)


def down_finding(screen: Screen, found: TransferOrder) -> str:
    """The share that went down the gradient in the last year of which it is known."""
    t = screen.texts
    known = found.down.dropna(subset=["value"])
    if known.empty:
        return t("transfer_order.finding.no_down")
    row = known.iloc[-1]
    side = "above" if row["lo"] > 0.5 else "below" if row["hi"] < 0.5 else "even"
    told = t("transfer_order.finding.down", year=int(row["year"]), share=percent(row["value"], 0),
             lo=percent(row["lo"], 0), hi=percent(row["hi"], 0), n=plain(row["n"], 0),
             between=t(f"transfer_order.between.{found.level}"), verdict=t(f"transfer_order.side.{side}"))
    return told + _change_of_down(screen, known)


def _change_of_down(screen: Screen, known: pd.DataFrame) -> str:
    """How the share stands to that of the first year, and whether both intervals are apart; empty of a single year."""
    t, first, last = screen.texts, known.iloc[0], known.iloc[-1]
    points = round(100 * (last["value"] - first["value"]))
    if len(known) < 2:
        return ""
    apart = last["lo"] > first["hi"] or last["hi"] < first["lo"]
    return t(f"transfer_order.down_change.{'rose' if points > 0 else 'fell' if points < 0 else 'same'}",
             year=int(first["year"]), share=percent(first["value"], 0), points=abs(points),
             sure=t(f"transfer_order.down_change.{'apart' if apart else 'overlapping'}"))


def openings_finding(screen: Screen, region: str, life: BranchLife) -> str:
    """Openings, closings and net of the last year."""
    t = screen.texts
    rows = life.years[life.years["opened"] > 0]
    if rows.empty:
        return t("transfer_order.finding.none_opened", place=screen.place(region))
    row = rows.iloc[-1]
    values = {"place": screen.place(region), "year": int(row["year"]), "opened": plain(row["opened"], 0),
              "share": percent(row["opened_other"] / row["opened"], 0)}
    if not life.dates_closings:
        return t("transfer_order.finding.opened", **values)
    return t("transfer_order.finding.net", closed=plain(row["closed"], 0), net=plain(row["net"], 0), **values)


def survival_finding(screen: Screen, region: str, life: BranchLife) -> str:
    """How many of the last cohort from other provinces last three years."""
    row = life.lasting("other")
    if row is None:
        return screen.texts("transfer_order.finding.no_survival", place=screen.place(region), span=SPAN)
    return screen.texts(
        "transfer_order.finding.survival", place=screen.place(region), year=int(row["year"]), span=SPAN,
        opened=plain(row["opened"], 0), standing=plain(row["standing"], 0), share=percent(row["value"], 0),
        lo=percent(row["lo"], 0), hi=percent(row["hi"], 0),
    )


def received_finding(screen: Screen, chosen: OrderView, found: BranchAcceptance, received: Received) -> str:
    """The selected unit, else the first and the last of those with enough branches to be named."""
    t = screen.texts
    if chosen.unit is not None:
        row = found.rows[found.rows.index == chosen.unit].iloc[0]
        return t("transfer_order.finding.one", place=screen.place(chosen.unit), standing=plain(row["standing"], 0),
                 index=_with_interval(screen, row, "index"), match=in_digits(screen, row["match"], "match"))
    enough = found.rows.loc[found.rows["standing"] >= LEAST_BRANCHES, received].dropna().sort_values(kind="stable")
    name = t(f"transfer_order.received.{received}")
    if enough.empty:
        return t("transfer_order.finding.no_receiver", name=name)
    if len(enough) == 1:
        return t("transfer_order.finding.one_receiver", name=name, place=screen.place(str(enough.index[0])),
                 value=in_digits(screen, enough.iloc[0], received))
    return t("transfer_order.finding.receivers", name=name,
             top=screen.place(str(enough.index[-1])), most=in_digits(screen, enough.iloc[-1], received),
             bottom=screen.place(str(enough.index[0])), least=in_digits(screen, enough.iloc[0], received))


def pairs_finding(screen: Screen, found: TransferOrder) -> str:
    """How much the largest pairs hold, and how evenly the rest is spread."""
    t, spread = screen.texts, found.concentration
    top = spread.top.value
    assert top is not None
    first = spread.pairs.iloc[0]
    ranks = pair_ranks(spread.pairs).rename(index=str)
    return t("transfer_order.finding.pairs", period=period_words(found.first, found.last, t),
             count=min(TOP_PAIRS, len(spread.pairs)), share=percent(top, 0),
             between=t(f"transfer_order.between.{found.level}"),
             pair=pair_name(screen, first), branches=plain(first["branches"], 0),
             tied=leader_words(ranks, lambda place: pair_name(screen, spread.pairs.iloc[int(place)]), t))


def pair_name(screen: Screen, row: pd.Series) -> str:
    """Both ends of a pair with the direction between."""
    return screen.texts("transfer_order.pair", origin=screen.place(str(row["origin"])),
                        destination=screen.place(str(row["destination"])))


def in_digits(screen: Screen, value: float, received: Received) -> str:
    """A figure of a receiver in the form it is read in; the word for none where there is none."""
    if pd.isna(value):
        return screen.texts("value.none")
    if received in ("survival", "dependence"):
        return percent(value, 1 if received == "dependence" else 0)
    return plain(value, 0 if received == "inflow" else 2)


def _with_interval(screen: Screen, row: pd.Series, name: str) -> str:
    if pd.isna(row[name]):
        return screen.texts("value.none")
    return screen.texts("transfer_order.with_interval", value=plain(row[name], 2), lo=plain(row[f"{name}_lo"], 2),
                        hi=plain(row[f"{name}_hi"], 2))
