"""What the growth of a cluster consists of: by its return, by its firms, and as one of all clusters."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from pages.charts.shift_share import waterfall_figure
from pages.frames.clusters.cluster_view import cluster_state, notice
from pages.frames.clusters.growth_view import (
    SECTION,
    GrowthView,
    amount_labels,
    as_growth,
    height_of,
    revenue_of,
    unit_words,
)
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import quiet
from pages.frames.sheet import Column, Sheet, as_percent, digits, headed, with_sign
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.cluster_growth import parts_finding, signed
from pages.texts.numbers import percent
from pages.texts.ranks import place_words
from queries.cluster_growth import (
    INSTITUTIONS,
    LEVELS,
    PEOPLE,
    REVENUE,
    growth_among_clusters,
    growth_by_return,
    levels_of,
)
from queries.derived_ranks import pace_ranks
from queries.formulas.growth_decomposition import PARTS, parts_told

HEIGHT = 300


@apart
def parts_frame(screen: Screen, view: GrowthView) -> None:
    """Draw number × size × productivity between the two years; words where it takes more than the return tells."""
    t = screen.texts
    assert view.period is not None
    first, last = view.period
    parts = growth_by_return(view.register, view.cluster, first, last)
    told = parts_told(parts)
    before, after = (levels_of(view.register, view.cluster, year) for year in view.period)
    if not told or before.revenue is None or after.revenue is None:
        _untold(screen, view, parts)
        return
    revenue = revenue_of(screen)
    by_part = parts["amount"].to_dict()
    amounts = [float(by_part[part]) for part in told]
    sheet = _parts_sheet(screen, view, parts, told)
    remarks = [t("cluster_growth.parts_size")]
    if told != PARTS:
        missing = "people_missing" if "people" not in told else "institutions_missing"
        remarks.insert(0, t("cluster_growth.parts_partial", missing=t(f"growth_part.{missing}"),
                            parts=t.joined([t(f"growth_part.{part}") for part in told])))
    figure_frame(
        screen,
        FrameContent(
            key="growth-parts",
            finding=parts_finding(
                parts, told, view.name(screen), view.period, (before.revenue, after.revenue), revenue, t,
            ),
            figure=waterfall_figure(
                [*(t(f"growth_part.{part}") for part in told), t("growth_part.total")], amounts,
                amount_labels(screen, amounts), height_of(screen, HEIGHT),
            ),
            alternative_text=t("cluster_growth.parts_alternative", name=view.name(screen)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=view.provenance(screen, LEVELS, t("cluster_growth.parts_formula"), remarks),
            state=cluster_state(SECTION),
            subtitle=view.name(screen),
        ),
        below=lambda: st.html("".join(f'<p class="map-note">{escape(remark)}</p>' for remark in remarks)),
    )


def _untold(screen: Screen, view: GrowthView, parts: pd.DataFrame) -> None:
    """Say why growth is not split."""
    t = screen.texts
    if screen.figure is not None or view.period is None:
        return
    reasons = parts["reason"].to_dict()
    missing = next(str(reasons[part]) for part in ("total", "number", "size") if reasons[part] is not None)
    first, last = view.period
    notice(t("cluster_growth.parts_untold", first=first, last=last, reason=t(f"reason.{missing}")))


def _parts_sheet(screen: Screen, view: GrowthView, parts: pd.DataFrame, told: tuple[str, ...]) -> Sheet:
    t = screen.texts
    revenue = revenue_of(screen)
    rows = parts.loc[[*told, "total"]]
    return Sheet((
        Column(t("growth_column.part"), t("growth_meaning.part"), [t(f"growth_part.{part}") for part in rows.index]),
        Column(t("growth_column.log"), t("growth_meaning.log"), list(rows["value"]), with_sign(screen.texts, 4)),
        Column(t("growth_column.share"), t("growth_meaning.share"), list(rows["share"]), as_percent(screen.texts)),
        Column(headed(t("growth_column.amount"), unit_words(screen, revenue), t), t("growth_meaning.amount"),
               list(rows["amount"]), with_sign(screen.texts, revenue.decimals)),
    ))


def levels_table(screen: Screen, view: GrowthView) -> pd.DataFrame:
    """Institutions, people and revenue of the two years as the reader reads them."""
    t = screen.texts
    assert view.period is not None
    ends = [levels_of(view.register, view.cluster, year) for year in view.period]
    table = []
    for metric, values in ((INSTITUTIONS, [end.institutions for end in ends]), (PEOPLE, [end.people for end in ends]),
                           (REVENUE, [end.revenue for end in ends])):
        indicator = screen.catalogue[metric]
        shown = digits(t, indicator.decimals)
        growth = t("value.none")
        if None not in values and values[0]:
            growth = percent(float(values[1] or 0.0) / float(values[0]) - 1, signed=True)
        table.append([headed(indicator.name(screen.language), unit_words(screen, indicator), t),
                      *(shown(value) for value in values), growth])
    first, last = view.period
    return pd.DataFrame(table, columns=["", str(first), str(last), t("cluster_growth.levels_growth")])


@apart
def system_frame(screen: Screen, view: GrowthView) -> None:
    """Draw what the cluster would have gained at the pace of all clusters, and its own."""
    t = screen.texts
    assert view.period is not None
    first, last = view.period
    every = growth_among_clusters(view.register, first, last)
    if view.cluster not in every.index:
        if screen.figure is None:
            st.html(quiet(t("cluster_growth.system_none")))
        return
    own = every.loc[[view.cluster]].iloc[0].to_dict()
    revenue = revenue_of(screen)
    amounts = [own["national"], own["competitive"]]
    sheet = _system_sheet(screen, view, every)
    note = t("cluster_growth.system_units", count=len(every))
    pace = float(every["after"].sum() / every["before"].sum() - 1)
    figure_frame(
        screen,
        FrameContent(
            key="growth-system",
            finding=t(
                "growth_finding.system", name=view.name(screen), first=first, last=last,
                change=signed(own["change"], revenue, t),
                pace=percent(pace, signed=True), national=signed(amounts[0], revenue, t),
                own=signed(amounts[1], revenue, t), count=len(every),
                growth=percent(float(own["after"] / own["before"] - 1), signed=True) if own["before"] > 0
                else t("value.none"),
                rank=place_words(
                    pace_ranks(every), str(view.cluster),
                    lambda code: view.register.name(code, screen.language), t,
                ),
            ),
            figure=waterfall_figure(
                [t("growth_system.national"), t("growth_system.competitive"), t("growth_system.total")], amounts,
                amount_labels(screen, amounts), height_of(screen, HEIGHT),
            ),
            alternative_text=t("cluster_growth.system_alternative", name=view.name(screen)),
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=view.provenance(screen, [REVENUE], t("cluster_growth.system_formula"), [note],
                                       clusters=list(every.index)),
            state=cluster_state(SECTION),
            subtitle=view.name(screen),
        ),
        below=lambda: st.html(f'<p class="map-note">{escape(note)}</p>'),
    )


def _system_sheet(screen: Screen, view: GrowthView, every: pd.DataFrame) -> Sheet:
    t = screen.texts
    revenue = revenue_of(screen)
    rows = every.assign(growth=every["after"] / every["before"].where(every["before"] > 0) - 1)
    rows = rows.sort_values("growth", ascending=False, kind="stable")
    unit = unit_words(screen, revenue)
    amounts = (
        Column(headed(t(f"growth_column.{name}"), unit, t), t(f"growth_meaning.{name}"), list(rows[name]),
               digits(t, revenue.decimals) if name in ("before", "after") else with_sign(t, revenue.decimals))
        for name in ("before", "after", "change", "national", "competitive")
    )
    names = [view.register.name(str(code), screen.language) for code in rows.index]
    return Sheet((
        Column(t("growth_column.cluster"), t("growth_meaning.cluster"), names), *amounts,
        Column(t("growth_column.pace"), t("growth_meaning.pace"), list(rows["growth"]), as_growth(screen)),
    ))
