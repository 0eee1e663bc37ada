"""What is said of the growth of a cluster: the premium with its verdict, its parts, and its way to a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pages.texts import Texts
from pages.texts.figures import in_sentence
from pages.texts.numbers import adding_up, percent, plain
from queries.catalogue import Indicator
from queries.cluster_targets import ClusterTarget, Standing
from queries.formulas.growth_decomposition import FLOWS
from queries.formulas.reasons import Reason
from queries.formulas.steps import Steps

Row = Mapping[Any, Any]


def verdict_of(row: Row) -> str:
    """met, met_as_known (one of the two host growths is unknown), missed, or unknown."""
    if pd.isna(row["premium"]):
        return "unknown"
    if row["premium"] <= 0:
        return "missed"
    is_whole = pd.notna(row["host_gdp_growth"]) and pd.notna(row["host_tertiary_growth"])
    return "met" if is_whole else "met_as_known"


def reason_words(row: Row, span: int, host: str, texts: Texts) -> str:
    """Why a year has no premium, in words that name the years."""
    if not isinstance(row["reason"], str):
        return ""
    reason, year = Reason(row["reason"]), int(row["year"])
    if reason is Reason.NO_BASE_YEAR:
        if pd.isna(row["earlier_year"]):
            return texts("growth_reason.no_year_before")
        return texts("growth_reason.gap", year=year - span, earlier=_earlier(row, span))
    if reason is Reason.NO_DENOMINATOR:
        return texts("growth_reason.no_host", first=year - span, last=year)
    if reason is Reason.MIXED_PRICES:
        return texts("growth_reason.mixed_prices", host=host, growth=plain(float(row["real_growth"]), 1))
    if reason is Reason.SERIES_BREAK:
        years = {"host": host, "first": year - span, "last": year}
        if pd.isna(row["real_growth"]):
            return texts("growth_reason.series_break", **years)
        return texts("growth_reason.series_break_real", **years, growth=plain(float(row["real_growth"]), 1))
    return texts("growth_reason.bound_only") if reason is Reason.BOUND_ONLY else texts(f"reason.{reason.value}")


def _earlier(row: Row, span: int) -> str:
    return str(int(row["earlier_year"]))


def premium_finding(
    rows: pd.DataFrame, span: int, name: str, host_level: Mapping[str, str], host: str, texts: Texts,
) -> str:
    """The last year with a premium in one sentence, and why a later one has none.

    Parameters
    ----------
    rows : of one cluster, as ``cluster_premiums``, years with a figure in order; not empty
    name : of the cluster; the sentence also stands alone, in the contents of a deck
    host_level : level of every host, city or province
    host : name of the host of the last year
    """
    last = rows.iloc[-1].to_dict()
    known = rows[rows["premium"].notna()]
    if known.empty:
        return texts("growth_finding.none", name=name, year=int(last["year"]),
                     reason=reason_words(last, span, host, texts))
    row = known.iloc[-1].to_dict()
    verdict = verdict_of(row)
    if verdict == "met_as_known":
        verdict += "_output" if pd.notna(row["host_gdp_growth"]) else "_tertiary"
    sentence = texts(
        "growth_finding.premium" if span == 1 else "growth_finding.premium_three",
        name=name, year=int(row["year"]), first=int(row["year"]) - span, own=percent(row["growth"]),
        compared=_compared(row, host_level, texts), premium=plain(float(row["premium"]), 1),
        verdict=texts(f"growth_finding.{verdict}"),
    ) + texts("finding.stop")
    if int(row["year"]) != int(last["year"]):
        sentence += texts("growth_finding.newer", year=int(last["year"]), reason=reason_words(last, span, host, texts))
    return sentence


def _compared(row: Row, host_level: Mapping[str, str], texts: Texts) -> str:
    own, output, tertiary = row["growth"], row["host_gdp_growth"], row["host_tertiary_growth"]
    reached = [float(one) for one in (output, tertiary) if pd.notna(one) and own <= one]
    # Growths that print alike are not called lower: the reader sees the same figure twice.
    below = "level" if any(percent(one) == percent(own) for one in reached) else "lower"
    values = {
        "below": texts(f"growth_below.{below}"),
        "host": texts(f"growth_host.{host_level[row['host_code']]}"),
        "output": "" if pd.isna(output) else percent(output),
        "tertiary": "" if pd.isna(tertiary) else percent(tertiary),
    }
    if pd.isna(tertiary):
        return texts(f"growth_compared.{_faster('output', own > output)}", **values)
    if pd.isna(output):
        return texts(f"growth_compared.{_faster('tertiary', own > tertiary)}", **values)
    if (own > output) == (own > tertiary):
        return texts(f"growth_compared.{_faster('both', own > output)}", **values)
    only = "output_only" if own > output else "tertiary_only"
    return texts(f"growth_compared.{only}", **values)


def _faster(what: str, is_faster: bool) -> str:
    return f"{what}_faster" if is_faster else f"{what}_slower"


def signed(value: float, indicator: Indicator, texts: Texts) -> str:
    """An amount with its sign and unit."""
    text = in_sentence(round(value, indicator.decimals), indicator, texts)
    return f"+{text}" if round(value, indicator.decimals) > 0 else text


def parts_finding(parts: pd.DataFrame, told: Sequence[str], name: str, period: tuple[int, int],
                  levels: tuple[float, float], revenue: Indicator, texts: Texts) -> str:
    """Revenue of both years, and what each part adds with its share of the growth, the greatest first.

    Amounts are rounded here, so that wherever the sentence stands they are the same and add up.
    """
    by_part, shares = parts["amount"].to_dict(), parts["share"].to_dict()
    rounded = adding_up([float(by_part[part]) for part in told], revenue.decimals)
    amounts = dict(zip(told, rounded, strict=True))
    words = [
        texts("cluster_growth.adds" if pd.notna(shares[part]) else "cluster_growth.adds_without_share",
              part=texts(f"growth_part.{part}"), amount=signed(amounts[part], revenue, texts),
              share="" if pd.isna(shares[part]) else percent(shares[part], 0))
        for part in sorted(told, key=lambda one: -abs(amounts[one]))
    ]
    before, after = levels
    growth = percent(after / before - 1, signed=True)
    key = "growth_finding.parts_still" if before == after else "growth_finding.parts"
    return texts(key, name=name, first=period[0], last=period[1], before=in_sentence(before, revenue, texts),
                 after=in_sentence(after, revenue, texts), growth=growth, parts=texts.joined(words))


def firms_finding(flows: pd.DataFrame, name: str, period: tuple[int, int], revenue: Indicator, texts: Texts) -> str:
    """What the member firms changed by, and what each kind of them added."""
    amounts, firms = flows["amount"].to_dict(), flows["firms"].to_dict()
    words = [
        texts("cluster_growth.adds_without_share", part=texts(f"growth_flow.{flow}"),
              amount=signed(amounts[flow], revenue, texts))
        for flow in FLOWS if firms[flow]
    ]
    return texts("growth_finding.firms", name=name, first=period[0], last=period[1],
                 change=signed(float(flows["amount"].sum()), revenue, texts), parts=texts.joined(words))


def target_finding(one: ClusterTarget, metric: Indicator, texts: Texts, name: str = "") -> str:
    """Target, latest figure, way left, pace needed and present, standing; of the cluster named, if any."""
    of_metric = metric.name(texts.language)
    subject = texts("growth_finding.target_of", name=name, metric=of_metric) if name else of_metric
    named = {"metric": subject, "year": one.target.year,
             "target": in_sentence(one.target.value, metric, texts)}
    now = texts("growth_finding.target_no_figure")
    if one.year is not None and one.current is not None:
        now = texts("growth_finding.target_now", year=one.year, value=in_sentence(one.current, metric, texts))
    if one.standing is Standing.DUE:
        key = "growth_finding.target_due_none" if one.year is None else "growth_finding.target_due"
        return texts(key, now=now, **named)
    is_at_start = one.year is not None and one.year == one.base_year
    left = texts("growth_finding.target_at_start" if is_at_start else "growth_finding.target_left_unknown")
    if one.distance.value is not None:
        left = texts("growth_finding.target_left", share=percent(one.distance.value, 0))
    return texts("growth_finding.target", now=now, distance=left, pace=_pace(one, metric, texts),
                 standing=texts(f"growth_standing.{one.standing.value}"), **named)


def _pace(one: ClusterTarget, metric: Indicator, texts: Texts) -> str:
    if one.standing is Standing.ACHIEVED:
        return texts("growth_finding.target_done")
    if one.standing is Standing.MISSED:
        return texts("growth_finding.target_pace_over")
    if one.path is None or one.path.required.value is None:
        return texts("growth_finding.target_pace_none")
    required = pace_words(one.path.required.value, one.path.steps, metric, texts)
    if one.path.observed.value is None or one.pace_from is None or one.year is None:
        return texts("growth_finding.target_pace_unknown", required=required,
                     reason=texts(f"reason.{one.path.observed.reason}"))
    return texts("growth_finding.target_pace", required=required, span=one.year - one.pace_from,
                 present=pace_words(one.path.observed.value, one.path.steps, metric, texts))


def pace_words(pace: float, steps: Steps, metric: Indicator, texts: Texts) -> str:
    """A pace a year: per cent of an amount, units of a rate."""
    if steps is Steps.GEOMETRIC:
        return percent(pace, signed=True)
    return signed(pace, metric, texts)
