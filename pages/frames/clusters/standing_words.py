"""The sentences of the section standing, from the same record as its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain
from pages.texts.ranks import moved_words, rank_word
from queries.cluster_measures import cluster_blocks, cluster_measures, score_settings
from queries.cluster_profile import ClusterProfile
from queries.cluster_register import ClusterRegister
from queries.cluster_scores import ScoreScale
from queries.formulas.rank_uncertainty import DRAWS

MIDDLE = 50.0
MANY = 0.25
"""Share of the clusters at the foot of a block from which the page says so."""


def standing_finding(screen: Screen, register: ClusterRegister, found: ClusterProfile) -> str:
    """Total and rank as a band, or why there is no total, then the strongest and the weakest block."""
    t, name = screen.texts, register.name(found.cluster, screen.language)
    ends = _ends(screen, found)
    if pd.isna(found.total["total"]):
        missing = t.joined([_block_name(screen, block) for block in found.blocks_missing])
        return t("cluster_standing_finding.partial", name=name, year=found.year, blocks=missing, ends=ends)
    scores = found.standing.scores
    moved = _moved(screen, found)
    ties = int(found.total["ties"]) if pd.notna(found.total["ties"]) else 0
    return t(
        "cluster_standing_finding.total", name=name, year=found.year, total=plain(found.total["total"], 1),
        place=_place(screen, found, int(scores["total"].notna().sum())),
        ties=t("cluster_standing_finding.ties", count=ties) if ties else "",
        moved=t("cluster_standing_finding.moved", words=moved) if moved else "", ends=ends,
    )


def _place(screen: Screen, found: ClusterProfile, count: int) -> str:
    """The rank of the total; to be first of one is no rank."""
    t = screen.texts
    if count < 2:
        return t("cluster_standing_finding.place_alone")
    return t("cluster_standing_finding.place", count=count, rank=rank_word(found.total.to_dict(), t))


def measures_finding(screen: Screen, register: ClusterRegister, found: ClusterProfile) -> str:
    """How many measures are known, at how many the cluster is above the middle, and how many moved which way."""
    t, rows = screen.texts, found.rows
    name, compared = register.name(found.cluster, screen.language), int(rows["percentile"].notna().sum())
    if not found.known:
        return t("cluster_standing_finding.nothing_known", name=name, year=found.year, count=len(rows))
    better, worse = _directions(found)
    known_before = int(found.rows["change"].notna().sum())
    key = "moved" if better or worse else "still" if known_before else "not_moved"
    among = t("cluster_standing_finding.among", compared=compared, above=int((rows["percentile"] > MIDDLE).sum()))
    return t(
        "cluster_standing_finding.measures", name=name, year=found.year, known=found.known, count=len(rows),
        among=among if compared else "",
        moved=t(f"cluster_standing_movement.{key}", better=better, worse=worse, count=known_before),
    )


def printed_finding(screen: Screen, register: ClusterRegister, found: ClusterProfile) -> str:
    """How many figures are printed of a cluster, and how many of them are bounds."""
    rows = register.figures[register.figures["cluster_id"] == found.cluster]
    bounds = int(rows["qualifier"].isin(("over", "reach", "less_than")).sum())
    return screen.texts(
        f"cluster_standing_finding.{'printed' if bounds else 'printed_exact'}", count=len(rows), bounds=bounds,
        name=register.name(found.cluster, screen.language),
    )


def block_label(screen: Screen, found: ClusterProfile, block: str) -> str:
    """The rank of the cluster in a block as a band, or why the block has no score."""
    t = screen.texts
    row = block_row(found, block)
    if row is not None:
        return rank_word(row, t) if is_ranked(row) else t("cluster_standing.unranked")
    scale = found.standing.scale
    if scale is not None and block in scale.blocks_left_out:
        return t("cluster_standing.block_left_out")
    missing = [
        measure.name(screen.language) for measure in (scale.measures if scale else ())
        if measure.block == block and pd.isna(found.row(measure.id)["value"])
    ]
    key = "block_missing" if len(missing) == 1 else "block_missing_more"
    return t(f"cluster_standing_label.{key}", first=missing[0] if missing else "", count=len(missing))


def is_ranked(row: Mapping[str, Any]) -> bool:
    """Whether there is anybody to be ranked among."""
    return bool(pd.notna(row["rank"]) and row["n"] > 1)


def block_row(found: ClusterProfile, block: str) -> dict[str, Any] | None:
    """The row of a block among the ranks of the year; None without a score."""
    ranks = found.standing.block_ranks
    own = ranks[(ranks["cluster_id"] == found.cluster) & (ranks["block"] == block)]
    return None if own.empty else {str(name): value for name, value in own.iloc[0].to_dict().items()}


def scale_words(screen: Screen, found: ClusterProfile) -> list[str]:
    """What the scale cannot tell: nobody to compare with, measures without a score, blocks at whose foot many lie."""
    scale = found.standing.scale
    if scale is None:
        return []
    lonely = screen.texts("cluster_standing.alone", year=found.year)
    return [*([lonely] if found.is_alone else []), *_left_out(screen, scale), *_fallen_off(screen, found)]


def _fallen_off(screen: Screen, found: ClusterProfile) -> list[str]:
    lines = []
    for block in cluster_blocks():
        scores = found.standing.scores[block.id].dropna()
        lowest = int((scores == 0).sum())
        if len(scores) > 1 and lowest >= MANY * len(scores):
            lines.append(screen.texts("cluster_standing.fallen_off", block=block.name(screen.language), count=lowest,
                                      every=len(scores)))
    return lines


def _left_out(screen: Screen, scale: ScoreScale) -> list[str]:
    if not scale.left_out:
        return []
    names = [cluster_measures()[name].name(screen.language) for name in scale.left_out]
    return [screen.texts("cluster_standing.left_out", names=screen.texts.joined(names), year=scale.base_year,
                         fewest=score_settings().least_clusters, least=percent(score_settings().least_known, 0))]


def standing_remarks(screen: Screen, found: ClusterProfile) -> tuple[str, ...]:
    """How scores and intervals come about; without a scale what happens to bounds."""
    t, settings, scale = screen.texts, score_settings(), found.standing.scale
    if scale is None:
        return (t("cluster_standing.as_printed"),)
    return (
        t("cluster_standing.remark_scale_provisional" if scale.is_provisional else "cluster_standing.remark_scale",
          year=scale.base_year),
        t("cluster_standing.remark_block"),
        t("cluster_standing.remark_draws", draws=plain(DRAWS, 0), money=percent(settings.money_error, 0),
          growth=percent(settings.growth_error, 0)),
        t("cluster_standing.remark_change", year=found.standing.against),
        *scale_words(screen, found),
    )


def _ends(screen: Screen, found: ClusterProfile) -> str:
    """The blocks of best and of worst rank, of several at one rank by score; the one block where there is one."""
    t = screen.texts
    rows = [(block.id, row) for block in cluster_blocks() if (row := block_row(found, block.id)) is not None]
    if not rows:
        return t("cluster_standing_finding.no_block")
    ranked = [(block, row) for block, row in rows if is_ranked(row)]
    order = [block for block, _ in sorted(ranked or rows, key=lambda pair: (pair[1]["rank"], -pair[1]["score"]))]
    best, worst = order[0], order[-1]
    if best == worst:
        key = "one_block" if len(rows) == 1 else "one_ranked"
        return t(f"cluster_standing_finding.{key}", block=_block_name(screen, best), label=_short(screen, found, best))
    if not ranked:
        return t("cluster_standing_finding.none_ranked", count=len(rows))
    if len({float(row["rank"]) for _, row in ranked}) == 1:
        return t("cluster_standing_finding.even", count=len(ranked), label=_short(screen, found, best))
    return t(
        "cluster_standing_finding.ends", best=_block_name(screen, best), best_rank=_short(screen, found, best),
        worst=_block_name(screen, worst), worst_rank=_short(screen, found, worst),
    )


def _short(screen: Screen, found: ClusterProfile, block: str) -> str:
    row = block_row(found, block)
    assert row is not None
    if not is_ranked(row):
        return screen.texts("cluster_standing_finding.unranked")
    return screen.texts("cluster_standing_finding.at", rank=rank_word(row, screen.texts))


def _moved(screen: Screen, found: ClusterProfile) -> str:
    before, now = found.total["rank_before"], found.total["rank"]
    change = float(before) - float(now) if pd.notna(before) and pd.notna(now) else float("nan")
    return moved_words(change, found.total["rank_verdict"], found.standing.against, screen.texts)


def _directions(found: ClusterProfile) -> tuple[int, int]:
    """Measures that got better and worse over three years."""
    signs = pd.Series({name: measure.polarity for name, measure in cluster_measures().items()})
    moved = found.rows["change"] * signs.reindex(found.rows.index)
    return int((moved > 0).sum()), int((moved < 0).sum())


def _block_name(screen: Screen, block: str) -> str:
    return next(one.name(screen.language) for one in cluster_blocks() if one.id == block)
