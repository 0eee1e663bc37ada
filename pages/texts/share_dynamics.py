"""What is said of moving shares: the measure in words, and the sentences above the figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import TEN_THOUSAND, in_words, plain
from queries.catalogue import Indicator
from queries.formulas.share_dynamics import TransferType
from queries.formulas.shift_share import TERMS, Split
from queries.supply_panel import REGISTER_MEASURES

NAMED = 3
UNITS = {"agencies": "家", "staff": "人", "revenue": "万元"}
DECIMALS = {"agencies": 1, "staff": 1, "revenue": 0}
OWN_TERM: dict[Split, str] = {"plain": "competitive", "esteban_marquillas": "homothetic", "spatial": "local"}
BESIDE_TERM: dict[Split, str] = {"plain": "mix", "esteban_marquillas": "allocation", "spatial": "neighbour"}
Place = Callable[[str], str]


@dataclass(frozen=True)
class MeasureWords:
    """A measure of supply as the reader sees it: name, unit as stored, decimals of a table."""

    name: str
    unit: str
    decimals: int

    def amount(self, value: float, texts: Texts, signed: bool = False) -> str:
        """An amount with its unit, as a sentence says it."""
        if self.unit == "万元" and abs(value) >= TEN_THOUSAND:
            # In Chinese a large number of 万元 would be so many 万万元.
            text = in_words(round(value / TEN_THOUSAND, 2), 2, "亿元", texts)
        else:
            text = in_words(round(value, self.decimals), self.decimals, self.unit, texts)
        return f"+{text}" if signed and round(value, self.decimals) > 0 else text


def measure_words(measure: str, form: str | None, indicator: Indicator | None, texts: Texts) -> MeasureWords:
    """Words of a measure of the register, of one form of service or of all, or of a metric."""
    if measure in REGISTER_MEASURES:
        name = texts(f"share_measure.{measure}")
        if form:
            name = texts("share_dynamics.of_form", form=texts(f"share_form.{form}"), name=name)
        return MeasureWords(name, UNITS[measure], DECIMALS[measure])
    assert indicator is not None
    return MeasureWords(indicator.name(texts.language), indicator.unit(texts.language), indicator.decimals)


def points(value: float, texts: Texts) -> str:
    """A change of share in percentage points with its sign."""
    text = plain(value, 2)
    return texts("share_dynamics.points", value=f"+{text}" if round(value, 2) > 0 else text)


def moves_finding(
    rows: pd.DataFrame, units: int, period: tuple[int, int], words: MeasureWords, place: Place, texts: Texts
) -> str:
    """Who gained and who lost most, how many regions are of each type, and what that does not prove.

    `rows` are those with a change of share, the greatest receiver first.
    """
    up = rows[rows["share_change"] > 0].head(NAMED)
    down = rows[rows["share_change"] < 0][::-1].head(NAMED)

    def named(chosen: pd.DataFrame) -> str:
        return texts.joined([
            texts("share_dynamics.moved", place=place(str(code)), points=points(float(step), texts))
            for code, step in chosen["share_change"].items()
        ])

    shared = {"first": period[0], "last": period[1], "name": words.name}
    if up.empty and down.empty:
        return texts("share_dynamics.nothing_moved", **shared)
    counts = rows["transfer_type"].value_counts()
    types = texts.joined([
        texts("share_dynamics.counted", kind=texts(f"transfer_type.{kind.value}"), count=int(counts[kind.value]))
        for kind in TransferType if kind.value in counts.index
    ])
    sentence = texts("share_dynamics.finding", up=named(up), down=named(down), types=types, **shared)
    if len(rows) < units:
        sentence += texts("share_dynamics.partial", known=len(rows), units=units)
    return sentence + texts("share_dynamics.no_proof")


def zones_finding(zones: pd.DataFrame, words: MeasureWords, place: Place, texts: Texts) -> str:
    """Which zones received and which gave, relative to the pace of the nation."""
    known = zones[zones["reason"].isna()].sort_values("relative_net_flow", ascending=False, kind="stable")
    if known.empty:
        return texts("share_dynamics.no_zones")
    parts = texts.joined([
        texts("share_dynamics.zone_flow", place=place(str(code)), flow=words.amount(float(flow), texts, signed=True))
        for code, flow in known["relative_net_flow"].items()
    ])
    return texts("share_dynamics.zones_finding", parts=parts)


def parts_finding(
    terms: Sequence[float], change: float, split: Split, period: tuple[int, int], name: str, words: MeasureWords,
    texts: Texts,
) -> str:
    """What the terms of a region are and that they add up to its change."""
    parts = texts.joined([
        texts("shift_share.part", term=texts(f"shift_term.{term}"), amount=words.amount(value, texts, signed=True))
        for term, value in zip(TERMS[split], terms, strict=True) if term != "not_split" or value
    ])
    return texts("shift_share.finding", first=period[0], last=period[1], place=name, name=words.name,
                 change=words.amount(change, texts, signed=True), parts=parts)


def ranking_finding(
    rows: pd.DataFrame, split: Split, words: MeasureWords, place: Place, texts: Texts
) -> str:
    """Whose own term is highest and lowest; `rows` are sums by region."""
    own = rows[OWN_TERM[split]].dropna().sort_values(ascending=False, kind="stable")
    if own.empty:
        return texts("shift_share.no_ranking")

    def named(chosen: pd.Series) -> str:
        return texts.joined([
            texts("shift_share.ranked", place=place(str(code)), amount=words.amount(float(value), texts, signed=True))
            for code, value in chosen.items()
        ])

    each = min(NAMED, max(1, len(own) // 2))
    return texts("shift_share.ranking_finding", term=texts(f"shift_term.{OWN_TERM[split]}"), up=named(own.head(each)),
                 down=named(own[::-1].head(each)))
