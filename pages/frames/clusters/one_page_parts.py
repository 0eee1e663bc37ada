"""What stands on the one page of a cluster: its figures, and one section for each question, all in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.charts.block_profile import BlockRow
from pages.controls.readiness_thresholds import OwnThresholds
from pages.exporters.print_page import PrintFigure, PrintPicture, PrintSection, PrintTable
from pages.frames.clusters.cluster_sources import of_hosts, of_thresholds
from pages.frames.clusters.growth_premium import growth_years
from pages.frames.clusters.life_sheets import event_words, when_words
from pages.frames.clusters.one_page_pictures import blocks_picture, growth_picture
from pages.shell.screen import Screen
from pages.texts.cluster_growth import parts_finding, premium_finding, target_finding
from pages.texts.numbers import plain, quantity
from pages.texts.ranks import band, rank_word
from pages.texts.readiness import nearest_step
from queries.cluster_growth import REVENUE, growth_by_return, levels_of, usual_period, years_of_revenue
from queries.cluster_headlines import HEADLINES, Headline, cluster_headlines
from queries.cluster_life import life_events
from queries.cluster_measures import cluster_blocks, cluster_measures
from queries.cluster_premium import cluster_premiums, host_levels
from queries.cluster_profile import usual_year
from queries.cluster_readiness import ReadinessBoard, readiness_board
from queries.cluster_register import COMPUTED_WITH, ClusterRegister
from queries.cluster_scores import cluster_standing
from queries.cluster_targets import cluster_targets, nearest_first, printed_years
from queries.formulas.growth_decomposition import parts_told
from queries.formulas.readiness import Verdict

MOST_TARGETS, MOST_EVENTS = 3, 6
YEARS_DRAWN = 6


def headline_figures(screen: Screen, register: ClusterRegister, cluster: str) -> tuple[PrintFigure, ...]:
    """Three figures, each with year and rank; what lacks is said in its place."""
    t = screen.texts
    key = ("cluster headlines", register.layer, cluster)
    told = screen.engine.recall(key, lambda: cluster_headlines(register, cluster))
    found = [_headline(screen, one) for one in told]
    if found:
        return tuple(found)
    amounts = [measure for measure in cluster_measures().values() if measure.kind == "amount"]
    return tuple(
        PrintFigure(measure.name(screen.language), t("one_page.no_figure"), t("one_page.no_figure_note"))
        for measure in sorted(amounts, key=lambda measure: measure.numerator != REVENUE)[:HEADLINES]
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
    rows = _premiums(screen, register, cluster)
    if rows.empty:
        return PrintSection(t("one_page.heading_growth"), (t("one_page.no_revenue"),))
    host = rows.iloc[-1]["host_code"]
    sentence = premium_finding(
        rows, 1, register.name(cluster, screen.language), host_levels(screen.regions, rows),
        screen.place(host) if isinstance(host, str) else "", t,
    )
    return PrintSection(
        t("one_page.heading_growth"), (sentence, _parts(screen, register, cluster)),
        _growth_pictures(screen, rows, register.name(cluster, screen.language)),
    )


def _growth_pictures(screen: Screen, rows: pd.DataFrame, name: str) -> tuple[PrintPicture, ...]:
    """The last years as lines; of fewer than two growths there is no line to draw."""
    t, last = screen.texts, _drawn(rows)
    if last["growth"].notna().sum() < 2:
        return ()
    names = (t("cluster_growth.own"), t("cluster_growth.output"), t("cluster_growth.tertiary"))
    return (growth_picture(screen, growth_years(screen, 1, last), names, name),)


def host_sources(screen: Screen, register: ClusterRegister, cluster: str) -> list[str]:
    """The sources of the host's growth that is quoted: of the last year with a premium, and of the years drawn."""
    rows = _premiums(screen, register, cluster)
    if rows.empty:
        return []
    quoted = pd.concat([rows[rows["premium"].notna()].tail(1), _drawn(rows)])
    return [str(title) for title in of_hosts(screen, quoted, 1)["title"]]


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["year"] > int(rows["year"].max()) - YEARS_DRAWN]


def _premiums(screen: Screen, register: ClusterRegister, cluster: str) -> pd.DataFrame:
    """The growth premiums of the years of which any revenue is known, in order."""
    every = cluster_premiums(screen.engine, screen.regions, screen.catalogue, screen.layer)
    rows = every[(every["cluster_id"] == cluster) & every["year"].isin(printed_years(register, cluster, REVENUE))]
    return rows.sort_values("year")


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
    name = register.name(cluster, screen.language)
    return parts_finding(parts, told, name, period, (before.revenue, after.revenue), screen.catalogue[REVENUE], t)


def targets_part(screen: Screen, register: ClusterRegister, cluster: str) -> PrintSection:
    """How the cluster stands to its own targets."""
    t = screen.texts
    found = cluster_targets(register, screen.catalogue, cluster)
    words = [target_finding(one, screen.catalogue[one.metric], t) for one in nearest_first(found)[:MOST_TARGETS]]
    if len(found) > MOST_TARGETS:
        words.append(t("one_page.more_targets", count=len(found) - MOST_TARGETS))
    return PrintSection(t("one_page.heading_targets"), tuple(words) or (t("one_page.no_targets"),))


def blocks_part(screen: Screen, register: ClusterRegister, cluster: str) -> PrintSection:
    """Score and rank of every block in the last year of which others returned enough to compare."""
    t, heading = screen.texts, screen.texts("one_page.heading_blocks")
    year = usual_year(register, cluster)
    if year is None:
        return PrintSection(heading, (t("one_page.blocks_lacking"),))
    standing = cluster_standing(screen.engine, screen.regions, screen.catalogue, screen.layer, year)
    ranks = standing.block_ranks
    own = ranks[ranks["cluster_id"] == cluster].set_index("block") if len(ranks) else pd.DataFrame()
    if standing.scale is None or own.empty:
        return PrintSection(heading, (t("one_page.blocks_lacking"),))
    rows, drawn = [], []
    others = standing.scores.drop(index=cluster)
    for block in cluster_blocks():
        row: Mapping[Any, Any] | None = own.loc[block.id].to_dict() if block.id in own.index else None
        rows.append((
            block.name(screen.language),
            t("one_page.no_score") if row is None else plain(float(row["score"]), 0),
            t("one_page.no_score") if row is None else band(row["lo"], row["hi"], t) if row["n"] > 1
            else t("one_page.alone"),
        ))
        drawn.append(BlockRow(
            block.name(screen.language), None if row is None else float(row["score"]),
            [float(score) for score in others[block.id].dropna()], _block_label(screen, row), "",
        ))
    names = [t(f"one_page_column.{name}") for name in ("block", "score", "rank")]
    table = PrintTable("", pd.DataFrame(rows, columns=names))
    picture = blocks_picture(screen, drawn, register.name(cluster, screen.language), len(others))
    return PrintSection(heading, (t("one_page.blocks_note", year=year),), (picture,), (table,))


def _block_label(screen: Screen, row: Mapping[Any, Any] | None) -> str:
    """The interval of the rank in a block, or that there is none."""
    if row is None:
        return screen.texts("one_page.no_score")
    return band(row["lo"], row["hi"], screen.texts) if row["n"] > 1 else screen.texts("one_page.alone")


def step_part(screen: Screen, register: ClusterRegister, cluster: str, own: OwnThresholds) -> PrintSection:
    """The nearest step, and which requirements pass and which do not, by the thresholds of this view."""
    t, heading = screen.texts, screen.texts("one_page.heading_step")
    board = _board(screen, cluster, own)
    if board.year is None:
        return PrintSection(heading, (t("one_page.step_lacking"),))
    is_kept = bool(register.identity.loc[cluster, "status"] == board.grade)

    verdicts = board.found.requirements

    def named(verdict: Verdict) -> str:
        names = [t(f"readiness_requirement.{name}") for name, own in verdicts.items() if own is verdict]
        return t("one_page.named", count=len(names), names=t.joined(names)) if names else t("one_page.unnamed")

    summary = t(
        "one_page.requirements", passed=named(Verdict.PASS), short=named(Verdict.SHORT),
        unjudged=list(verdicts.values()).count(Verdict.UNJUDGED),
    )
    step = nearest_step(board, is_kept, screen.catalogue, t) + t("finding.stop")
    return PrintSection(heading, (step, summary))


def threshold_sources(screen: Screen, cluster: str, own: OwnThresholds) -> list[str]:
    """The sources of thresholds that are published figures of another zone, or of the nation."""
    board = _board(screen, cluster, own)
    return [] if board.year is None else [str(title) for title in of_thresholds(screen, board.items)["title"]]


def _board(screen: Screen, cluster: str, own: OwnThresholds) -> ReadinessBoard:
    return readiness_board(
        screen.engine, screen.regions, screen.catalogue, screen.layer, cluster, own.thresholds, own.ticked
    )


def events_part(screen: Screen, register: ClusterRegister, cluster: str) -> PrintSection:
    """The last things that happened, in the order of time, and how many of the section life have no room."""
    t = screen.texts
    rows = life_events(register, cluster)
    words = [
        t("one_page.event", when=when_words(screen, row["year"], row["month"]), text=event_words(screen, row))
        for row in rows.tail(MOST_EVENTS).to_dict("records")
    ]
    if len(rows) > MOST_EVENTS:
        words.insert(0, t("one_page.events_before", count=len(rows) - MOST_EVENTS))
    return PrintSection(t("one_page.heading_events"), tuple(words) or (t("one_page.no_events"),))
