"""Sentences on technology contracts: who sells more than it buys, what is left over, and what one place did."""

from __future__ import annotations

import math

import pandas as pd

from pages.shell.screen import Screen
from pages.texts.figures import in_sentence
from pages.texts.numbers import percent, plain
from queries.contracts import Contracts, ContractYear
from queries.regions import NATION


def amount(screen: Screen, contracts: Contracts, value: float) -> str:
    """An amount or a number of contracts with its unit."""
    return in_sentence(value, contracts.sold, screen.texts)


def balance_finding(screen: Screen, contracts: Contracts, found: ContractYear) -> str:
    """What all provinces sell and buy, who sells most beyond what it buys, and who buys most."""
    t = screen.texts
    net = found.rows["net"].dropna()
    top, bottom = str(net.idxmax()), str(net.idxmin())
    parts = [t("contracts.whole", year=found.year, units=found.sums.n, sold=amount(screen, contracts, found.sums.sold),
               bought=amount(screen, contracts, found.sums.bought))]
    if net[top] > 0:
        parts.append(t("contracts.top", place=screen.place(top), amount=amount(screen, contracts, float(net[top]))))
    if net[bottom] < 0:
        parts.append(
            t("contracts.bottom", place=screen.place(bottom), amount=amount(screen, contracts, -float(net[bottom])))
        )
    return t("contracts.between").join(parts) + t("centres.stop")


def sum_words(screen: Screen, contracts: Contracts, found: ContractYear) -> str:
    """Why the nets do not add up to zero, and how the sums stand to the national figures as printed."""
    t = screen.texts
    words = t("contracts.sum", units=found.sums.n, net=amount(screen, contracts, found.sums.net))
    if math.isnan(found.printed_sold) or math.isnan(found.printed_bought):
        return words + t("contracts.not_printed")
    return words + t(
        "contracts.printed", sold=amount(screen, contracts, found.printed_sold),
        bought=amount(screen, contracts, found.printed_bought),
        sold_more=amount(screen, contracts, found.printed_sold - found.sums.sold),
        bought_more=amount(screen, contracts, found.printed_bought - found.sums.bought),
    )


def place_hover(screen: Screen, contracts: Contracts, code: str, row: pd.Series) -> str:
    """What stands beside the pointer at a place."""
    t = screen.texts
    if pd.isna(row["net"]):
        return screen.place(code)
    text = t("contracts.hover", place=screen.place(code), sold=amount(screen, contracts, float(row["sold"])),
             bought=amount(screen, contracts, float(row["bought"])), side=side_words(screen, float(row["net"])),
             net=amount(screen, contracts, abs(float(row["net"]))))
    if pd.notna(row["per_output"]):
        text += t("contracts.hover_output", share=f"{plain(float(row['per_output']), 1)}%")
    return text


def side_words(screen: Screen, net: float) -> str:
    """Whether a place sells or buys more."""
    return screen.texts("contracts.net_sold" if net >= 0 else "contracts.net_bought")


def line_name(screen: Screen, contracts: Contracts, place: str) -> str:
    """Name of a place; of the nation, of which only a sum is drawn, how many provinces it sums up at most."""
    if place != NATION:
        return screen.place(place)
    return screen.texts("contracts.sum_of", units=int(contracts.told_provinces().max()))


def years_finding(screen: Screen, contracts: Contracts, place: str, line: pd.DataFrame) -> str:
    """How the two sides of a place changed from the first year with both to the last.

    A sum of provinces has no net: what is left over of it went abroad or where no figures are.
    """
    t = screen.texts
    known = line.dropna()
    name = line_name(screen, contracts, place)
    if known.empty:
        return t("contracts.years_none", place=name) + t("centres.stop")
    if place == NATION:
        return _sum_finding(screen, contracts, known)
    last = known.iloc[-1]
    year = int(str(last.name))
    net = float(last["sold"] - last["bought"])
    share = t("contracts.no_rate") if last.sum() == 0 else percent(abs(net) / float(last.sum()), 0)
    now = t("contracts.years_now", place=name, year=year,
            sold=amount(screen, contracts, float(last["sold"])),
            bought=amount(screen, contracts, float(last["bought"])),
            side=side_words(screen, net), net=amount(screen, contracts, abs(net)), share=share)
    if len(known) < 2:
        return now + t("centres.stop")
    first = known.iloc[0]
    before = float(first["sold"] - first["bought"])
    return now + t("contracts.years_before", year=int(str(first.name)), side=side_words(screen, before),
                   net=amount(screen, contracts, abs(before))) + t("centres.stop")


def _sum_finding(screen: Screen, contracts: Contracts, known: pd.DataFrame) -> str:
    """Both sides of the sum of the provinces in the first and the last year, each with the provinces it sums up."""
    told = contracts.told_provinces()
    ends = known.iloc[[0, -1]] if len(known) > 1 else known
    parts = [
        screen.texts("contracts.years_sum", year=int(str(year)), units=int(told[int(str(year))]),
                     sold=amount(screen, contracts, float(row["sold"])),
                     bought=amount(screen, contracts, float(row["bought"])))
        for year, row in ends.iterrows()
    ]
    return screen.texts("contracts.between").join(parts) + screen.texts("centres.stop")
