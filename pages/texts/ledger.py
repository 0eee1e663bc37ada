"""The gap ledger in words: cells, and the sentences that are generated from the same record as the table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import bounds, in_words, percent, plain, with_unit
from queries.formulas.reasons import Reason
from queries.gap_basis import GapTerms, is_counted
from queries.gap_ledger import Benchmark

Measured = Literal["absolute", "percent", "ratio"]
MEASURED: tuple[Measured, ...] = get_args(Measured)
MOST_NAMED = 3
Standing = Literal["short", "open", "reached"]
Row = Mapping[Any, Any]
"""One row of the ledger."""


@dataclass(frozen=True)
class Aim:
    """A benchmark as a sentence about one place names it: its zone and the region that leads are filled in."""

    benchmark: Benchmark
    name: str


def aim_of(benchmark: Benchmark, zone: str | None, best: str | None, texts: Texts) -> Aim:
    """Name a benchmark for a place. `zone` is the name of its zone, `best` that of the region at the frontier."""
    if benchmark in ("zone", "zone-p75") and zone is not None:
        return Aim(benchmark, texts(f"ledger.aim_in_zone.{benchmark}", zone=zone))
    if benchmark == "frontier" and best is not None:
        return Aim(benchmark, texts("ledger.aim_frontier", place=best))
    return Aim(benchmark, texts(f"ledger.aim.{benchmark}"))


def is_known(value: float | None) -> bool:
    """Whether a cell of the ledger holds a number."""
    return value is not None and not math.isnan(value)


def surplus(difference: float, basis: GapTerms) -> float:
    """The difference as tables show it, negative where short; of agencies and persons the nearest whole number.

    Always rounding up what is short would make the rows add up to more than their total.
    """
    if not is_counted(basis):
        return -difference
    return -math.copysign(math.floor(abs(difference) + 0.5), difference) + 0.0


def standing(row: Row, basis: GapTerms) -> Standing | None:
    """Whether a region is below a benchmark, at or above it, or too small in number to say; None without a gap."""
    if row["reason"] is not None and pd.notna(row["reason"]):
        return None
    if row["interval"] == "poisson":
        ends = surplus(row["difference_lo"], basis), surplus(row["difference_hi"], basis)
        if max(ends) > 0 > min(ends):
            return "open"
    return "short" if surplus(row["difference"], basis) < 0 else "reached"


def standings(rows: pd.DataFrame, basis: GapTerms) -> pd.Series:
    """The same for every row; missing without a gap."""
    return pd.Series([standing(row, basis) for row in rows.to_dict("records")], index=rows.index, dtype=object)


def amount(difference: float, basis: GapTerms, texts: Texts) -> str:
    """What is missing, or above, with its unit and without its sign."""
    return in_words(abs(surplus(difference, basis)), basis.supply.decimals, basis.supply.unit, texts)


def rate(ratio: float, basis: GapTerms, texts: Texts) -> str:
    """Supply per demand as the indicator states it, with three significant digits."""
    return with_unit(rate_digits(ratio, basis), basis.indicator.unit(texts.language), texts)


def rate_digits(ratio: float, basis: GapTerms) -> str:
    """The same without its unit."""
    return three_digits(ratio * basis.indicator.scale)


def three_digits(value: float) -> str:
    """Digits of a number of any size, three of them significant."""
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    return plain(value, min(max(2 - magnitude, 0), 8))


def cell(row: Row, measured: Measured, basis: GapTerms, texts: Texts, with_range: bool = False) -> str:
    """One gap in digits; an absence in a word. `with_range` adds what chance allows where the count is small."""
    if row["reason"] is None:
        shown = _digits(row["relative"], row["difference"], measured, basis)
        if with_range and row["interval"] == "poisson":
            low = _digits(row["relative_lo"], row["difference_hi"], measured, basis)
            high = _digits(row["relative_hi"], row["difference_lo"], measured, basis)
            shown += texts("ledger.range", low=low, high=high)
        return shown
    if row["interval"] == "bound" and is_known(row["reference"]):
        return _bound(row, measured, basis, texts)
    return texts("ledger.not_applicable" if row["reason"] == Reason.NOT_APPLICABLE else "value.none")


def range_words(row: Row, basis: GapTerms, texts: Texts) -> str:
    """What a small count allows for the difference; empty for large ones and for sums of money."""
    if row["interval"] != "poisson" or not is_known(row["difference_lo"]):
        return ""
    low = _digits(0, row["difference_hi"], "absolute", basis)
    return texts("ledger.range", low=low, high=_digits(0, row["difference_lo"], "absolute", basis))


def region_sentence(row: Row, place: str, aim: Aim, basis: GapTerms, texts: Texts) -> str:
    """How a place stands to one benchmark: 甘肃达到西部P75还差38家."""
    words = {"year": basis.year, "place": place, "aim": aim.name}
    if row["reason"] is not None:
        return _without_gap(row, words, aim, basis, texts)
    difference, gap = float(row["difference"]), float(row["gap"])
    rates = {"ratio": rate(row["ratio"], basis, texts), "reference": rate(row["reference"], basis, texts)}
    is_short = surplus(difference, basis) < 0
    outcome = "short" if is_short else "above"
    sentence = texts(
        f"ledger.finding.{outcome}", **words, **rates, amount=amount(difference, basis, texts),
        share=percent(abs(gap)), name=basis.supply.name_zh if texts.language == "zh" else basis.supply.name_en,
    )
    return sentence + _chance(row, basis, texts)


def overall_sentence(rows: pd.DataFrame, names: Mapping[str, str], aim: Aim, basis: GapTerms, texts: Texts) -> str:
    """How many regions of the list are short of a benchmark, how much is missing in all, and who misses most."""
    known = rows[rows["reason"].isna()]
    name = basis.supply.name_zh if texts.language == "zh" else basis.supply.name_en
    words = {"year": basis.year, "aim": aim.name, "name": name, "units": len(rows), "count": len(known)}
    if known.empty:
        reported = int(rows["ratio"].notna().sum())
        return texts("ledger.finding.nothing", **words, reported=reported, reason=usual_reason(rows, aim, texts))
    standing_of = standings(known, basis)
    short = known[standing_of == "short"]
    undecided = int((standing_of == "open").sum())
    remark = texts("ledger.finding.open", count=undecided) if undecided else ""
    if short.empty:
        return texts("ledger.finding.nobody", **words) + remark
    worst = short.sort_values("difference", ascending=False).head(MOST_NAMED)
    leaders = [
        texts("ledger.named", place=names[code], amount=amount(difference, basis, texts))
        for code, difference in zip(worst["region_code"], worst["difference"], strict=True)
    ]
    extent = "all" if len(known) == len(rows) else "partial"
    return texts(
        f"ledger.finding.{extent}", **words, short=len(short), leaders=texts.joined(leaders),
        total=amount(math.fsum(short["shortfall"]), basis, texts),
    ) + remark


def usual_reason(rows: pd.DataFrame, aim: Aim, texts: Texts) -> str:
    """Why most regions cannot be compared: of those that report, if any do."""
    reported = rows[rows["ratio"].notna()]
    reasons = (reported if len(reported) else rows)["reason"].dropna().mode()
    return _reason(reasons.iloc[0], aim, texts, len(reported) > 0) if len(reasons) else texts("value.none")


def _reason(reason: str, aim: Aim, texts: Texts, has_ratio: bool) -> str:
    """A reason in words; a region without peers lacks what they are compared by."""
    if aim.benchmark == "peers" and has_ratio and reason == Reason.NO_DENOMINATOR:
        return texts("ledger.no_own_drivers")
    if aim.benchmark == "target" and reason == Reason.NOT_APPLICABLE:
        return texts("ledger.target_unset")
    return texts(f"reason.{reason}")


def _without_gap(row: Row, words: dict[str, Any], aim: Aim, basis: GapTerms, texts: Texts) -> str:
    name = basis.supply.name_zh if texts.language == "zh" else basis.supply.name_en
    if row["interval"] == "bound" and is_known(row["reference"]):
        return texts("ledger.finding.bound", **words, name=name, bound=_bound(row, "percent", basis, texts))
    if row["reason"] == Reason.ZERO_DENOMINATOR and row["demand"] == 0:
        base = basis.demand.name_zh if texts.language == "zh" else basis.demand.name_en
        return texts("ledger.finding.no_demand", **words, base=base)
    has_ratio = is_known(row["ratio"])
    reason = _reason(row["reason"], aim, texts, has_ratio)
    return texts("ledger.finding.no_reference" if has_ratio else "ledger.finding.no_figure", **words, name=name,
                 reason=reason)


def _chance(row: Row, basis: GapTerms, texts: Texts) -> str:
    """What the count leaves open, in a sentence of its own; nothing where it is large."""
    if row["interval"] != "poisson":
        return ""
    low, high = float(row["difference_lo"]), float(row["difference_hi"])
    words = {
        "supply": in_words(row["supply"], 0, basis.supply.unit, texts),
        "low": amount(low, basis, texts), "high": amount(high, basis, texts),
    }
    if standing(row, basis) == "open":
        return texts("ledger.chance.open", **words)
    return texts("ledger.chance.short" if surplus(low, basis) <= 0 else "ledger.chance.above", **words)


def _digits(relative: float, difference: float, measured: Measured, basis: GapTerms) -> str:
    if measured == "ratio":
        return plain(relative, 2)
    if measured == "percent":
        return percent(relative - 1.0, signed=True)
    shown = surplus(difference, basis)
    return ("+" if shown > 0 else "") + plain(shown, 0 if is_counted(basis) else basis.supply.decimals)


def _bound(row: Row, measured: Measured, basis: GapTerms, texts: Texts) -> str:
    if measured == "absolute":
        ends = [surplus(row[end], basis) for end in ("difference_hi", "difference_lo") if is_known(row[end])]
        decimals = 0 if is_counted(basis) else basis.supply.decimals
    else:
        factor, offset, decimals = (1.0, 0.0, 2) if measured == "ratio" else (100.0, -100.0, 1)
        ends = [factor * row[end] + offset for end in ("relative_lo", "relative_hi") if is_known(row[end])]
    low: float | None = ends[0] if is_known(row["relative_lo"]) else None
    high: float | None = ends[-1] if is_known(row["relative_hi"]) else None
    return bounds(low, high, decimals, texts) + ("%" if measured == "percent" else "")
