"""Where a figure comes from, in the words that stand beside it on the screen and in every export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.policy import POLICY_NUMBER, clauses
from data.register.statistics import REGISTER_SOURCE
from pages.shell.screen import Screen
from queries.catalogue import Indicator
from queries.sources import sources_of

SAMPLE_SOURCE = "sample"
OF_THE_WHOLE = ("share", "location_quotient")


@dataclass(frozen=True)
class Provenance:
    """Everything that answers "where does this number come from?" for one figure.

    `sources` has columns metric, source_id, title, url, grade, first_year, last_year, figures. They are asked for
    before a figure is drawn: none stands without them.
    `remarks` are known breaks and conflicts and what is special about this view. `formula` says how the figures come
    about where that is not the way of the first indicator.
    """

    indicators: tuple[Indicator, ...]
    period: str
    sources: pd.DataFrame
    remarks: tuple[str, ...] = ()
    map_note: str | None = None
    formula: str | None = None


def of_indicators(
    screen: Screen,
    indicators: Sequence[Indicator],
    years: Sequence[int],
    levels: Sequence[str],
    remarks: Sequence[str] = (),
    map_note: str | None = None,
    regions: Sequence[str] | None = None,
    formula: str | None = None,
) -> Provenance:
    """Provenance of indicators shown for some years and levels; zones also rest on their provinces' figures.

    `regions` restricts the sources to those regions, where no figure rests on a national total.
    """
    metrics = sorted({metric for indicator in indicators for metric in indicator.metrics})
    base_years = [i.denominator_year for i in indicators if i.denominator_year]
    used = sorted({*years, *base_years, *_earlier_years(screen, indicators, years)})
    read = sorted({*levels, *(["province"] if {"zone", "major", "nation"} & set(levels) else [])})
    within = None if regions is None or any(i.kind in OF_THE_WHOLE for i in indicators) else list(regions)

    def found(wanted: list[str], layer: str) -> pd.DataFrame:
        return sources_of(screen.engine, wanted, read, used, layer, within)

    sources = found(metrics, screen.layer)
    denominators = {i.denominator.metric for i in indicators if i.denominator} - set(sources["metric"])
    if screen.layer != "published" and denominators:
        # A published denominator serves where the layer has none of its own.
        sources = pd.concat([sources, found(sorted(denominators), "published")], ignore_index=True)
    leading = {indicator.numerator.metric for indicator in indicators}
    sources = sources.sort_values("metric", key=lambda names: ~names.isin(leading), kind="stable", ignore_index=True)

    known = screen.engine.query("indicator/breaks", metrics=metrics, layer=screen.layer)
    relevant = known[(known["year"] <= max(years, default=0)) & (known["year"] >= min(used, default=0))]
    shown = {code for level in (*read, "composite") for code in screen.regions.levels[level]}
    texts = tuple(dict.fromkeys(relevant.loc[relevant["region_code"].isin(shown), f"text_{screen.language}"]))
    return Provenance(tuple(indicators), _period(screen, years), sources, (*remarks, *texts), map_note, formula)


def one_line(screen: Screen, provenance: Provenance) -> str:
    """The line below a figure: formula, sources, vintage, layer."""
    t = screen.texts
    return t(
        "frame.line",
        formula=formula_words(screen, provenance),
        sources=source_summary(screen, provenance.sources),
        period=provenance.period,
        layer=t(f"layer.{screen.layer}"),
    )


def formula_words(screen: Screen, provenance: Provenance) -> str:
    """How the figures come about: in the words of the figure, else by the kind of the first indicator."""
    t = screen.texts
    if provenance.formula:
        return provenance.formula
    kind = provenance.indicators[0].kind
    if kind != "value":
        return t(f"formula.{kind}")
    is_added_up = set(provenance.sources["source_id"]) == {REGISTER_SOURCE}
    return t("as_stored.register" if is_added_up else f"as_stored.{screen.layer}")


def source_summary(screen: Screen, sources: pd.DataFrame) -> str:
    """Name the best-graded source of the leading metric, and how many sources there are in all."""
    t = screen.texts
    if sources.empty:
        return t("value.none")
    first = sources.iloc[0]
    summary = t("frame.source", title=titles_of(screen, sources)[0], grade=t(f"grade.{first['grade']}"))
    count = sources["source_id"].nunique()
    return summary if count == 1 else t("frame.more_sources", first=summary, count=count)


def titles_of(screen: Screen, sources: pd.DataFrame) -> list[str]:
    """Titles of sources as printed; the sample names itself in the language of the reader."""
    own = screen.texts("sample_source.title")
    return [
        own if source == SAMPLE_SOURCE else str(title)
        for source, title in zip(sources["source_id"], sources["title"], strict=True)
    ]


def lines(screen: Screen, provenance: Provenance) -> list[str]:
    """Definition, formula, caveat, sources, vintage, layer, snapshot: one sentence a line, for exports and notes."""
    t = screen.texts
    language = screen.language
    result = []
    for indicator in provenance.indicators:
        result.append(t("note.definition", name=indicator.name(language), text=indicator.definition(language)))
        if indicator.kind != "value":
            result.append(t("note.formula", text=t(f"formula.{indicator.kind}"), method=indicator.method))
        if indicator.caveat(language):
            key = "note.caveat" if screen.layer == "published" else "note.caveat_of_published"
            result.append(t(key, text=indicator.caveat(language)))
    if REGISTER_SOURCE in set(provenance.sources["source_id"]):
        result.append(t("note.added_up"))
    pairs = dict.fromkeys(zip(titles_of(screen, provenance.sources), provenance.sources["grade"], strict=True))
    titles = [t("frame.source", title=title, grade=t(f"grade.{grade}")) for title, grade in pairs]
    result.append(t("note.sources", text=t.joined(titles) if titles else t("value.none")))
    result.append(t("note.period", period=provenance.period, layer=t(f"layer.{screen.layer}")))
    result += [t("note.remark", text=remark) for remark in provenance.remarks]
    result.append(t("note.snapshot", snapshot=screen.engine.snapshot_id))
    if provenance.map_note:
        result.append(provenance.map_note)
    return result


def clause_text(screen: Screen, number: str | None) -> str:
    """A clause of the policy with number and heading, in the original Chinese, or that none names the measure."""
    if number is None:
        return screen.texts("policy.no_clause")
    heading, text = clauses()[number]
    return screen.texts("policy.clause", document=POLICY_NUMBER, number=number, heading=heading, text=text)


def _period(screen: Screen, years: Sequence[int]) -> str:
    if not years:
        return screen.texts("value.none")
    first, last = min(years), max(years)
    key = "frame.year" if first == last else "frame.years"
    return screen.texts(key, first=first, last=last)


def _earlier_years(screen: Screen, indicators: Sequence[Indicator], years: Sequence[int]) -> list[int]:
    """Base years of growth rates: the last year before with any figure."""
    earlier = []
    for indicator in indicators:
        if indicator.kind == "growth" and years:
            coverage = screen.engine.query("coverage/metric_years", layer=screen.layer)
            known = coverage.loc[coverage["metric"] == indicator.numerator.metric, "period"]
            before = known[known < min(years)]
            earlier += [int(before.max())] if len(before) else []
    return earlier
