"""What the questions from the floor are answered from, for figures of an indicator at a level of regions."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from pages.charts.region_trend import RegionTrend
from pages.shell.screen import Screen
from pages.texts.asked import AskedOf, Measure, OtherMeasure, Whole
from queries.board import earlier_year
from queries.catalogue import Indicator
from queries.formulas.reasons import Reason
from queries.rank_credibility import indicator_ranks
from queries.regions import NATION, ZONES
from queries.values import BOUNDS, BREAKING, indicator_values, national_total

OVERLAPPING = "major"
LEAST_KNOWN = 0.5


def measure_of(screen: Screen, indicator: Indicator) -> Measure:
    """What an indicator measures, in the language of the view."""
    return Measure(indicator.name(screen.language), indicator.unit(screen.language), indicator.decimals)


def asked_of_indicator(
    screen: Screen,
    indicator: Indicator,
    level: str,
    year: int,
    *,
    units: Collection[str] | None = None,
    selected: str | None = None,
    against: int | None = None,
) -> AskedOf:
    """The regions of a level with the figures of an indicator, as a map or a ranking of a year shows them.

    Parameters
    ----------
    units : the regions shown, by default all of the level
    against : the earlier year that changes are counted from, by default the last one with a figure
    """
    values = indicator_values(screen.engine, indicator, level, screen.layer)
    before = earlier_year(values, year, against)
    rows = values if units is None else values[values["region_code"].isin(units)]
    rows = rows.rename(columns={"region_code": "unit"})
    proxies = set(rows.loc[rows["proxy"] == 1, "unit"])
    shown = rows[rows["period"] == year]
    is_whole = units is None or len(shown) == values.loc[values["period"] == year, "region_code"].nunique()
    ranks = indicator_ranks(screen.engine, indicator, level, screen.layer, year, before)
    return AskedOf(
        rows=rows,
        measure=measure_of(screen, indicator),
        period=year,
        name=lambda code: screen.place_shown(code, int(code in proxies)),
        before=before,
        whole=_nation(screen, indicator, [y for y in (before, year) if y is not None]) if is_whole else None,
        adds_up=indicator.is_count and level != OVERLAPPING,
        verdicts={str(code): verdict for code, verdict in ranks["verdict"].items()} if before is not None else {},
        selected=selected,
        breaks=breaks_of(screen, indicator, {NATION, *shown["unit"]}),
        other=other_measure(screen, indicator, level, year),
    )


def breaks_of(screen: Screen, indicator: Indicator, codes: Collection[str]) -> tuple[tuple[int, str], ...]:
    """Year and words of the breaks of the series that an indicator rests on, in some places."""
    known = screen.engine.query("indicator/breaks", metrics=list(indicator.metrics), layer=screen.layer)
    known = known[known["kind"].isin(BREAKING) & known["region_code"].isin(codes)]
    return tuple(
        (int(year), str(words)) for year, words in zip(known["year"], known[f"text_{screen.language}"], strict=True)
    )


def other_measure(screen: Screen, indicator: Indicator, level: str, year: int) -> OtherMeasure | None:
    """The same thing over another denominator: another density of it, else its total; None where none is known."""
    found = [
        other for other in screen.catalogue.values()
        if other.numerator == indicator.numerator and other.id != indicator.id
        and (other.kind == "density" or (other.is_count and indicator.kind == "density"))
    ]
    for other in sorted(found, key=lambda candidate: candidate.kind != "density"):
        rows = indicator_values(screen.engine, other, level, screen.layer)
        values = rows[rows["period"] == year].set_index("region_code")["value"].astype(float)
        if len(values) and values.notna().mean() >= LEAST_KNOWN:
            return OtherMeasure(measure_of(screen, other), values)
    return None


def _nation(screen: Screen, indicator: Indicator, years: list[int]) -> Whole | None:
    """The figure of the nation where an indicator has one: a share or a quotient of the nation says nothing."""
    if indicator.kind in ("share", "location_quotient"):
        return None
    if indicator.is_count:
        totals = {year: national_total(screen.engine, indicator.numerator, year, screen.layer) for year in years}
        found = {year: total.value for year, total in totals.items() if total is not None}
        return Whole(screen.texts("questions.nation_total"), found)
    rows = indicator_values(screen.engine, indicator, "nation", screen.layer)
    known: pd.Series = rows[rows["region_code"] == NATION].set_index("period")["value"].dropna()
    name = screen.place(NATION)
    if indicator.numerator.total_includes_hong_kong_macao_taiwan:
        name = screen.texts("value.nation_with", name=name)
    return Whole(name, {int(str(year)): float(value) for year, value in known.items()})


def asked_of_trend(screen: Screen, indicator: Indicator, trend: RegionTrend, selected: str | None) -> AskedOf:
    """The lines of a trend, last year against the first; the nation is the whole where other lines stand beside it."""
    rows = trend.rows.rename(columns={"region_code": "unit"})
    names = dict(zip(rows["unit"], rows["name"], strict=True))
    others = rows[rows["unit"] != NATION]
    first, last = trend.years[0], trend.years[-1]
    return AskedOf(
        rows=rows if others.empty else others,
        measure=measure_of(screen, indicator),
        period=last,
        name=names.__getitem__,
        before=first if first < last else None,
        whole=Whole(names[NATION], trend.nation) if NATION in names else None,
        adds_up=indicator.is_count and set(names) == set(ZONES),
        selected=selected,
        breaks=breaks_of(screen, indicator, names),
    )


def asked_of_series(screen: Screen, printed: pd.DataFrame, metric: str, breaks: pd.DataFrame) -> AskedOf | None:
    """The national series of a metric as printed; a bound says nothing of a change.

    Parameters
    ----------
    printed : result of ``indicator/printed``
    breaks : rows of ``indicator/breaks``
    """
    own = printed[printed["metric"] == metric].sort_values("period")
    if own.empty:
        return None
    own = own[own["unit"] == own["unit"].iloc[-1]]
    bounded = own["qualifier"].isin(BOUNDS)
    rows = pd.DataFrame({
        "unit": metric, "period": own["period"].astype(int), "value": own["value"].mask(bounded),
        "reason": pd.Series(None, index=own.index, dtype=object).mask(bounded, Reason.BOUND_ONLY.value),
    })
    known = breaks[breaks["metric"] == metric]
    indicator = screen.catalogue[metric]
    return AskedOf(
        rows, Measure(indicator.name(screen.language), str(own["unit"].iloc[-1]), indicator.decimals),
        int(own["period"].iloc[-1]), lambda _: screen.place(NATION), kind="line", regions=lambda _: (NATION,),
        breaks=tuple(
            (int(year), str(words))
            for year, words in zip(known["year"], known[f"text_{screen.language}"], strict=True)
        ),
    )
