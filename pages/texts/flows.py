"""Sentences on flows of branches, from the board that the figures draw."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import percent, plain
from queries.branch_register import Counted
from queries.flow_board import FlowBoard, Shown

Name = Callable[[str], str]
LARGEST_PAIRS = 10
MOST_NAMED = 3


def signed(net: int) -> str:
    """A net inflow with its sign: ``+45``, ``−12``, ``0``."""
    return f"+{plain(net, 0)}" if net > 0 else plain(net, 0)


def counted_words(counted: Counted, first: int, last: int, form: str | None, texts: Texts) -> str:
    """What is counted, in words: 2018—2022年新设分支机构."""
    period = texts("flow_what.year" if first == last else "flow_what.period", first=first, last=last)
    what = texts(f"flow_what.{counted}", period=period, last=last)
    suffix = texts("flows.of_form", form=texts(f"service_form.{form}")) if form else ""
    return texts("flows.counting", what=what, form=suffix)


def flow_finding(board: FlowBoard, what: str, name: Name, texts: Texts) -> str:
    """What stays at home, the largest link, and who gains most."""
    unit = texts(f"flow_unit.{board.level}")
    whole, away = plain(board.totals.whole, 0), plain(board.totals.away, 0)
    if board.links.empty:
        return texts("flows.finding_home", what=what, whole=whole, unit=unit)
    gain = texts("flows.finding_receiver", receiver=_named(board.receivers, name, texts),
                 net=signed(int(board.balance["net"].max()))) if board.receivers else ""
    return texts(
        "flows.finding", what=what, whole=whole, home=percent(board.totals.home / board.totals.whole, 0), unit=unit,
        away=away, pair=_largest_pair(board.links, name, texts), count=plain(board.links["count"].max(), 0),
        receiver=gain,
    )


def _named(codes: Iterable[str], name: Name, texts: Texts) -> str:
    """Names of those that tie: all of a few, else the first and how many they are."""
    names = [name(code) for code in codes]
    if len(names) <= MOST_NAMED:
        return texts.joined(names)
    return texts("flows.and_more", names=texts.joined(names[:MOST_NAMED]), count=len(names))


def _largest_pair(links: pd.DataFrame, name: Name, texts: Texts) -> str:
    """The largest link, and how many are as large."""
    top = links.iloc[0]
    pair = texts("flows.pair", origin=name(top["origin"]), destination=name(top["destination"]))
    ties = int((links["count"] == top["count"]).sum())
    return texts("flows.pair_and_more", pair=pair, count=ties) if ties > 1 else pair


def place_finding(board: FlowBoard, units: Collection[str], place: str, what: str, name: Name, texts: Texts) -> str:
    """What a place sends and receives, with its largest link each way."""
    own = board.balance_of(units)
    links = board.links_of(units)
    leaving, entering = links[links["origin"].isin(units)], links[links["destination"].isin(units)]
    to = back = ""
    if len(leaving):
        largest = leaving["count"].max()
        ends = leaving.loc[leaving["count"] == largest, "destination"]
        to = texts("flows.finding_to", place=_named(ends, name, texts), count=plain(largest, 0))
    if len(entering):
        largest = entering["count"].max()
        ends = entering.loc[entering["count"] == largest, "origin"]
        back = texts("flows.finding_back", place=_named(ends, name, texts), count=plain(largest, 0))
    return texts(
        "flows.finding_place", what=what, place=place, sent=plain(own["sent"], 0), to=to,
        received=plain(own["received"], 0), back=back, net=signed(own["received"] - own["sent"]),
    )


def shown_words(shown: Shown, unit: str, place: str | None, texts: Texts) -> str:
    """How much of the flows a figure shows: links, branches and their share, and what is hidden."""
    scope = texts("flows.scope_place", place=place) if place else texts("flows.scope_all", unit=unit)
    words = {"all": plain(shown.all_links, 0), "branches": plain(shown.all_branches, 0), "scope": scope}
    if shown.hidden == 0:
        return texts("flows.shown_all", **words)
    if shown.links.empty:
        return texts("flows.shown_none", **words)
    return texts("flows.shown", shown=plain(len(shown.links), 0), hidden=plain(shown.hidden, 0),
                 share=percent(shown.branches / shown.all_branches, 0), **words)


def balance_finding(board: FlowBoard, name: Name, texts: Texts) -> str:
    """Who gains most and who gives most."""
    if not board.receivers:
        return texts("flows.balance_finding_even", unit=texts(f"flow_unit.{board.level}"))
    net = board.balance["net"]
    return texts("flows.balance_finding", receiver=_named(board.receivers, name, texts),
                 sender=_named(board.senders, name, texts),
                 **{"in": signed(int(net.max())), "out": signed(int(net.min()))})


def check_words(board: FlowBoard, texts: Texts) -> str:
    """The sum of net inflows, which is zero, and the effectiveness of the movement."""
    total = plain(int(board.balance["net"].sum()), 0)
    if board.effectiveness.value is None:
        return texts("flows.check_none", sum=total, unit=texts(f"flow_unit.{board.level}"))
    return texts("flows.check", sum=total, mei=plain(board.effectiveness.value, 2))


def zones_finding(board: FlowBoard, what: str, name: Name, texts: Texts) -> str:
    """What stays in its zone, and the largest flow between two."""
    whole = plain(board.totals.whole, 0)
    if board.links.empty:
        return texts("flows.zones_finding_home", what=what, whole=whole)
    largest = int(board.links["count"].max())
    return texts(
        "flows.zones_finding", what=what, whole=whole, home=percent(board.totals.home / board.totals.whole, 0),
        away=plain(board.totals.away, 0), pair=_largest_pair(board.links, name, texts), count=plain(largest, 0),
        share=percent(largest / board.totals.away, 0),
    )


def matrix_finding(board: FlowBoard, what: str, texts: Texts) -> str:
    """How many pairs have a flow, and what the largest of them hold."""
    unit = texts(f"flow_unit.{board.level}")
    if board.links.empty:
        return texts("flows.matrix_finding_home", what=what, whole=plain(board.totals.whole, 0), unit=unit)
    units = len(board.flows)
    top = board.links.head(LARGEST_PAIRS)
    return texts(
        "flows.matrix_finding", what=what, shown=units, unit=unit, possible=plain(units * (units - 1), 0),
        filled=plain(len(board.links), 0), top=len(top), share=percent(top["count"].sum() / board.totals.away, 0),
    )
