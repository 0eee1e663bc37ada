"""What is said of years to close: the words of a row, and the sentences above figures and sliders."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from pages.texts import Texts
from pages.texts.figures import in_sentence, within
from pages.texts.numbers import in_words, percent, plain
from queries.catalogue import Indicator
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.years_to_close import SPANS, Speed, WayThere

SOON = 20


def span(years: float) -> str:
    """A number of years in digits: one decimal below ten, none above."""
    return plain(years, 1 if years < 10 else 0)


def label(row: Mapping[Any, Any], texts: Texts) -> str:
    """The words of one region: years with their interval, 已达到, 不收敛, or why nothing can be said."""
    standing = row["standing"]
    if standing == "above":
        return texts("years.standing.above")
    if standing == "unknown":
        return reason(row["reason"], texts)
    if standing == "not_closing":
        words = texts("years.standing.not_closing")
        return words + texts("years.at_best", lo=span(row["lo"])) if pd.notna(row["lo"]) else words
    words = texts("years.years", years=span(row["years"]))
    return words + interval(row, texts, "years.at_best")


def reason(word: str, texts: Texts) -> str:
    """Why there are no years, in words; too few years and no supply at all are the usual ones."""
    own = {Reason.NO_BASE_YEAR: "years.one_year", Reason.NOT_POSITIVE: "years.zero"}
    return texts(own.get(Reason(word), f"reason.{word}"))


def interval(row: Mapping[Any, Any], texts: Texts, open_end: str = "years.interval_open") -> str:
    """The interval of the years in brackets; in the words of `open_end` without a latest year, empty without any."""
    if pd.isna(row["lo"]):
        return ""
    if pd.isna(row["hi"]):
        return texts(open_end, lo=span(row["lo"]))
    return texts("years.interval", lo=span(row["lo"]), hi=span(row["hi"]))


def ranking_finding(
    rows: pd.DataFrame, names: Mapping[str, str], reference: str, level: str, year: int, speed: Speed, texts: Texts
) -> str:
    """How many regions are there, on the way, not on the way, and unknown; who is fastest there.

    Where a speed of five or three years had to do with fewer, the sentence says for how many regions, and which years.
    """
    known = rows[rows["ratio"].notna() & rows["reference"].notna()]
    shared = {"year": year, "level": texts(f"level.unit.{level}"), "reference": reference}
    if known.empty:
        return texts("years.finding.nothing", count=len(rows), **shared)
    counts = {str(word): len(part) for word, part in known.groupby("standing")}
    sentence = texts("years.finding.counts", count=len(known), above=counts.get("above", 0), **shared)
    if counts.get("not_closing"):
        sentence += texts("years.finding.slower", count=counts["not_closing"])
    closing = known[known["standing"] == "closing"].sort_values("years")
    if len(closing):
        first = closing.iloc[0]
        sentence += texts("years.finding.closing", count=len(closing), soon=int((closing["years"] <= SOON).sum()),
                          within=SOON, name=names[first["region_code"]], years=span(first["years"]))
    if counts.get("unknown"):
        sentence += texts("years.finding.speedless", count=counts["unknown"], reference=reference)
    if len(known) < len(rows):
        sentence += texts("years.finding.missing", count=len(rows) - len(known))
    if speed != "trend":
        of_speed = known[known["standing"].isin(("closing", "not_closing"))]
        shorter = of_speed.loc[of_speed["first_year"] > year - SPANS[speed], "first_year"]
        if len(shorter):
            sentence += texts("years.finding.shorter", count=len(shorter), since=year - SPANS[speed],
                              first=int(shorter.max()), year=year)
    return sentence + texts("finding.stop")


def path_finding(
    row: Mapping[Any, Any], name: str, reference: str, indicator: Indicator, year: int, texts: Texts
) -> str:
    """Where a region stands to its reference, how fast both move, and when they meet."""
    if pd.isna(row["ratio"]) or pd.isna(row["reference"]):
        return texts("years.finding.absent", year=year, name=name, reference=reference,
                     reason=reason(row["reason"], texts))
    sentence = texts(
        "years.finding.stands", year=year, name=name,
        value=in_sentence(row["ratio"] * indicator.scale, indicator, texts),
        share=percent(row["ratio"] / row["reference"], 0), reference=reference,
    )
    if row["standing"] == "above":
        return sentence + texts("years.finding.above") + texts("finding.stop")
    if row["standing"] == "unknown":
        unknown = texts("years.finding.unknown_speed", reason=reason(row["reason"], texts))
        return sentence + unknown + texts("finding.stop")
    own = {"first": int(row["first_year"]), "year": year, "growth": percent(row["growth"], signed=True),
           "reference": reference}
    if row["reference_growth"] == 0:
        sentence += texts("years.finding.speeds_still", **own)
    else:
        other = percent(row["reference_growth"], signed=True)
        sentence += texts("years.finding.speeds", reference_growth=other, **own)
    if row["standing"] == "not_closing":
        sentence += texts("years.finding.not_closing")
        sentence += texts("years.at_best", lo=span(row["lo"])) if pd.notna(row["lo"]) else ""
    else:
        sentence += texts("years.finding.closes", years=span(row["years"]), interval=interval(row, texts),
                          when=math.ceil(year + row["years"]))
    return sentence + texts("finding.stop")


def year_finding(
    way: WayThere, name: str, reference: str, supply: Indicator, row: Mapping[Any, Any], texts: Texts
) -> str:
    """What a fixed year asks for: growth of the ratio and of the supply, units a year, beside the present growth."""
    if way.growth.value is None:
        return _none(way.growth, name, reference, texts)
    shared = {"year": way.aim.year, "name": name, "reference": reference, "present": rate(row["growth"], texts)}
    if way.growth.value <= 0:
        fall = percent(-way.growth.value)
        key = "years.finding.still_allowed" if fall == percent(0.0) else "years.finding.fall_allowed"
        allowed = texts(key, growth=fall)
        sentence = texts("years.finding.by_year_falling", allowed=allowed,
                         reference_move=move(row["reference_growth"], texts), **shared)
    else:
        sentence = texts("years.finding.by_year", growth=percent(way.growth.value), **shared)
    return sentence + added(way, supply, texts) + texts("finding.stop")


def pace_finding(
    way: WayThere, name: str, reference: str, supply: Indicator, year: int, texts: Texts
) -> str:
    """What a fixed growth leads to: the year in which the gap closes, and the units a year until then."""
    assert way.aim.growth is not None
    how = move(way.aim.growth, texts)
    if way.years.reason is Reason.NOT_CLOSING:
        return texts("years.finding.pace_never", move=how, name=name, reference=reference)
    if way.years.value is None or way.years.value == 0:
        return _none(way.years, name, reference, texts)
    sentence = texts("years.finding.by_pace", move=how, name=name, reference=reference,
                     years=span(way.years.value), when=when(way, year, texts))
    return sentence + added(way, supply, texts) + texts("finding.stop")


def when(way: WayThere, year: int, texts: Texts) -> str:
    """The year in which the gap closes under an aim, or why there is none."""
    if way.aim.growth is None:
        return str(way.aim.year)
    if way.years.value is None:
        return texts(f"reason.{way.years.reason}")
    if way.years.value == 0:
        return texts("years.standing.above")
    return str(math.ceil(year + way.years.value))


def move(growth: float, texts: Texts) -> str:
    """A growth as what a level does: it grows or falls by so much a year, or stands still."""
    amount = percent(abs(growth))
    word = "still" if amount == percent(0.0) else "fall" if growth < 0 else "grow"
    return texts(f"years.move.{word}", growth=amount)


def rate(growth: float, texts: Texts) -> str:
    """A growth as per cent a year; the word for no data where there is none."""
    return texts("value.none") if pd.isna(growth) else percent(growth, signed=True)


def added(way: WayThere, supply: Indicator, texts: Texts) -> str:
    """How many units of supply more or fewer a year that is, and how fast the supply itself moves then."""
    if way.added.value is None or way.supply_growth.value is None:
        return ""
    key = "years.finding.removed" if way.added.value < 0 else "years.finding.added"
    return texts(key, supply=within(supply.name(texts.language), texts), move=move(way.supply_growth.value, texts),
                 units=units_per_year(replace(way.added, value=abs(way.added.value)), supply, texts))


def units_per_year(outcome: Outcome, supply: Indicator, texts: Texts) -> str:
    """Units a year in words: 12.4家, 3.1亿元."""
    if outcome.value is None:
        return texts(f"reason.{outcome.reason}")
    decimals = max(supply.decimals, 1 if abs(outcome.value) < 10 else 0)
    return in_words(round(outcome.value, decimals), decimals, supply.unit(texts.language), texts)


def _none(outcome: Outcome, name: str, reference: str, texts: Texts) -> str:
    if outcome.value == 0 or outcome.reason is Reason.NOT_APPLICABLE:
        return texts("years.finding.reached", name=name, reference=reference)
    return texts("years.finding.no_way", name=name, reason=reason(str(outcome.reason), texts))
