"""What stands on the one page of a cluster: its figures, and one section for each question, all in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.controls.readiness_thresholds import OwnThresholds
from pages.exporters.print_page import PrintFigure, PrintSection, PrintTable
from pages.frames.clusters.life_sheets import when_words
from pages.shell.screen import Screen
from pages.texts.cluster_growth import parts_finding, premium_finding, target_finding
from pages.texts.numbers import plain, quantity
from pages.texts.ranks import band, rank_word
from pages.texts.readiness import nearest_step
from queries.cluster_growth import REVENUE, growth_by_return, levels_of, usual_period, years_of_revenue
from queries.cluster_headlines import HEADLINES, Headline, cluster_headlines
from queries.cluster_measures import cluster_blocks, cluster_measures
from queries.cluster_premium import cluster_premiums, host_levels
from queries.cluster_readiness import readiness_board
from queries.cluster_register import COMPUTED_WITH, ClusterRegister
from queries.cluster_scores import cluster_standing
from queries.cluster_targets import cluster_targets, nearest_first, printed_years
from queries.formulas.growth_decomposition import parts_told
from queries.formulas.readiness import Verdict

MOST_TARGETS, MOST_EVENTS = 3, 6


def headline_figures(screen: Screen, register: ClusterRegister, cluster: str) -> tuple[PrintFigure, ...]:
    """Three figures, each with year and rank; what lacks is said in its place."""
    t = screen.texts
    found = [_headline(screen, one) for one in cluster_headlines(register, cluster)]
    if found:
        return tuple(found)
    amounts = [measure for measure in cluster_measures().values() if measure.kind == "amount"]
    return tuple(
        PrintFigure(measure.name(screen.language), t("one_page.no_figure"), t("one_page.no_figure_note"))
        for measure in amounts[:HEADLINES]
    )


def _headline(screen: Screen, one: Headline) -> PrintFigure:
    t, measure = screen.texts, one.measure
    unit = screen.catalogue[measure.numerator].unit(screen.language)
    value = quantity(one.value, measure.decimals, unit, t, one.qualifier)
    if one.rank is not None:
        note = t("one_page.ranked", year=one.year, count=one.ranked, rank=rank_word(one.rank, t))
    elif one.qualifier in COMPUTED_WITH:
        note = t("one_page.not_ranked", year=one.year)
    else:
        note = t("one_page.bound_not_ranked", year=one.year)
    return PrintFigure(measure.name(screen.language), value, note)


def growth_part(screen: Screen, register: ClusterRegister, cluster: str) -> PrintSection:
    """The premium of the last year, and what the growth of the last three consists of."""
    t = screen.texts
    every = cluster_premiums(screen.engine, screen.regions, screen.catalogue, screen.layer)
    rows = every[(every["cluster_id"] == cluster) & every["year"].isin(printed_years(register, cluster, REVENUE))]
    rows = rows.sort_values("year")
    if rows.empty:
        return PrintSection(t("one_page.heading_growth"), (t("one_page.no_revenue"),))
    host = rows.iloc[-1]["host_code"]
    sentence = premium_finding(
        rows, 1, host_levels(screen.regions, rows),
        screen.place(host) if isinstance(host, str) else "", t,
    )
    return PrintSection(t("one_page.heading_growth"), (sentence, _parts(screen, register, cluster)))


def _parts(screen: Screen, register: ClusterRegister, cluster: str) -> str:
    """Growth as number, size and productivity, in one line."""
    t = screen.texts
    period = usual_period(years_of_revenue(register, cluster))
    if period is None:
        return t("one_page.no_parts")
    before, after = (levels_of(register, cluster, year) for year in period)
    parts = growth_by_return(register, cluster, *period)
    told = parts_told(parts)
    if not told or before.revenue is None or after.revenue is None:
        return t("one_page.no_parts")
    return parts_finding(parts, told, period, (before.revenue, after.revenue), screen.catalogue[REVENUE], t)


def targets_part(screen: Screen, register: ClusterRegister, cluster: str) -> PrintSection:
    """How the cluster stands to its own targets."""
    t = screen.texts
    found = cluster_targets(register, screen.catalogue, cluster)
    words = [target_finding(one, screen.catalogue[one.metric], t) for one in nearest_first(found)[:MOST_TARGETS]]
    if len(found) > MOST_TARGETS:
        words.append(t("one_page.more_targets", count=len(found) - MOST_TARGETS))
    return PrintSection(t("one_page.heading_targets"), tuple(words) or (t("one_page.no_targets"),))


def blocks_part(screen: Screen, register: ClusterRegister, cluster: str) -> PrintSection:
    """Score and rank of every block in the last year of which the cluster returned anything."""
    t, heading = screen.texts, screen.texts("one_page.heading_blocks")
    years = register.figures.loc[register.figures["cluster_id"] == cluster, "year"]
    if years.empty:
        return PrintSection(heading, (t("one_page.blocks_lacking"),))
    year = int(years.max())
    standing = cluster_standing(screen.engine, screen.regions, screen.catalogue, screen.layer, year)
    ranks = standing.block_ranks
    own = ranks[ranks["cluster_id"] == cluster].set_index("block") if len(ranks) else pd.DataFrame()
    if standing.scale is None or own.empty:
        return PrintSection(heading, (t("one_page.blocks_lacking"),))
    rows = []
    for block in cluster_blocks():
        row: Mapping[Any, Any] | None = own.loc[block.id].to_dict() if block.id in own.index else None
        rows.append((
            block.name(screen.language),
            t("one_page.no_score") if row is None else plain(float(row["score"]), 0),
            t("one_page.no_score") if row is None else band(row["lo"], row["hi"], t),
        ))
    names = [t(f"one_page_column.{name}") for name in ("block", "score", "rank")]
    table = PrintTable("", pd.DataFrame(rows, columns=names))
    return PrintSection(heading, (t("one_page.blocks_note", year=year),), tables=(table,))


def step_part(screen: Screen, register: ClusterRegister, cluster: str, own: OwnThresholds) -> PrintSection:
    """The nearest step, and which requirements pass and which do not, by the thresholds of this view."""
    t, heading = screen.texts, screen.texts("one_page.heading_step")
    board = readiness_board(
        screen.engine, screen.regions, screen.catalogue, screen.layer, cluster, own.thresholds, own.ticked
    )
    if board.year is None:
        return PrintSection(heading, (t("one_page.step_lacking"),))
    is_kept = bool(register.identity.loc[cluster, "status"] == board.grade)

    def named(verdict: Verdict) -> tuple[int, str]:
        names = [t(f"readiness_requirement.{name}") for name, one in board.found.requirements.items() if one is verdict]
        return len(names), t.joined(names) or t("one_page.none")

    (passed, names_passed), (short, names_short) = named(Verdict.PASS), named(Verdict.SHORT)
    summary = t(
        "one_page.requirements", passed=passed, names_passed=names_passed, short=short, names_short=names_short,
        unjudged=named(Verdict.UNJUDGED)[0],
    )
    step = nearest_step(board, is_kept, screen.catalogue, t) + t("finding.stop")
    return PrintSection(heading, (step, summary))


def events_part(screen: Screen, register: ClusterRegister, cluster: str) -> PrintSection:
    """The last things that happened, in the order of time."""
    t = screen.texts
    rows = register.events[register.events["cluster_id"] == cluster]
    words = [
        t("one_page.event", when=when_words(screen, row["year"], row["month"]), text=row[f"text_{screen.language}"])
        for row in rows.tail(MOST_EVENTS).to_dict("records")
    ]
    return PrintSection(t("one_page.heading_events"), tuple(words) or (t("one_page.no_events"),))
