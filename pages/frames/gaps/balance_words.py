"""Sentences on the balance of supply and demand."""

from __future__ import annotations

import pandas as pd

from pages.charts.balance_maps import Crossed, p_in_words
from pages.frames.gaps.gap_view import GapView
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from pages.texts.numbers import grouped, percent, plain
from pages.texts.ranks import leader_words, place_words
from queries.balance import Balance
from queries.catalogue import Indicator
from queries.derived_ranks import coordination_ranks
from queries.formulas.ranking import competition_rank
from queries.formulas.spatial_autocorrelation import FALSE_DISCOVERY_RATE, Pattern
from queries.regions import NATION, ZONES
from queries.shortage_clusters import ShortageClusters
from queries.underserved import Underserved

NAMED = 3
GLOBAL_LEVEL = 0.05
"""Level of significance of the one global test; it has no others beside it whose discoveries would be shared."""


def wide_name(indicator: Indicator, ground: str, screen: Screen) -> str:
    """A measure per head or per area, with its unit."""
    return screen.texts("balance.per_ground", name=indicator.name(screen.language), ground=ground,
                        unit=unit_of(indicator, screen.texts) or "1")


def bound_in_words(value: float, screen: Screen) -> str:
    """A bound of an index, grouped as the language does."""
    return grouped(value, 1, screen.texts)


def crossed_finding(found: Crossed, surveyed: int, view: GapView, ground: str, screen: Screen) -> str:
    """Where demand is high and supply low, and the reverse."""
    t = screen.texts
    lead = found.rows["demand_class"] - found.rows["supply_class"]
    parts = []
    for key, without, chosen in (
        ("crossed_short", "crossed_no_short", lead[lead > 0]), ("crossed_ample", "crossed_no_ample", lead[lead < 0])
    ):
        # The widest mismatch first.
        codes = tuple(chosen.abs().sort_values(ascending=False, kind="stable").index)
        parts.append(
            t(f"balance.{key}", count=len(codes), names=named(codes, screen)) if codes
            else t(f"balance.{without}")
        )
    sentence = t("balance.between_parts").join(parts)
    known = len(found.rows)
    opening = t("balance.crossed_opening", year=view.year, ground=ground, known=known)
    if known < surveyed:
        opening = t("balance.crossed_partial", year=view.year, ground=ground, known=known, units=surveyed)
    return opening + sentence + t("finding.stop")


def ratio_finding(known: pd.Series, surveyed: int, view: GapView, screen: Screen) -> str:
    """How many regions have a smaller share of supply than of demand; the lowest and the highest, ties counted."""
    t = screen.texts
    if len(known) == 1:
        return t("balance.ratio_one", year=view.year, units=surveyed, place=screen.place(str(known.index[0])),
                 value=plain(known.iloc[0], 2))
    return t(
        "balance.ratio_finding", opening=_opening(len(known), surveyed, view, screen), short=int((known < 1).sum()),
        lowest=_extreme("lowest", known, screen), highest=_extreme("highest", known, screen),
    )


def _opening(known: int, surveyed: int, view: GapView, screen: Screen) -> str:
    """Year and number of regions compared, and of how many where not all are known."""
    if known < surveyed:
        return screen.texts("balance.compared_partly", year=view.year, known=known, units=surveyed)
    return screen.texts("balance.compared", year=view.year, known=known)


def _extreme(end: str, known: pd.Series, screen: Screen) -> str:
    """Who stands at an end of an order; how many where several stand there alike."""
    ranks = competition_rank(known, largest_first=end == "highest")["value"]
    codes = list(ranks.index[ranks == 1])
    value = plain(known[codes[0]], 2)
    if len(codes) > 1:
        return screen.texts(f"balance.tied.{end}", value=value, count=len(codes))
    return screen.texts(f"balance.single.{end}", value=value, place=screen.place(str(codes[0])))


def coupling_finding(found: Balance, view: GapView, screen: Screen) -> str:
    """The best and the least coordinated region, or the selected one, and which side lags where."""
    t = screen.texts
    known = found.coordinated
    opening = _opening(len(known), len(found.rows), view, screen)
    if view.region in known.index:
        row = known.loc[[str(view.region)]].iloc[0]
        ranks = coordination_ranks(screen.engine, view.basis, found)
        return t(
            "balance.coupling_region", opening=opening, place=screen.place(str(view.region)),
            value=plain(row["coordination"], 2), level=t(f"balance.level.{row['level']}"),
            direction=t(f"balance.direction.{row['direction']}"), classical=plain(row["classical"], 2),
            rank=place_words(ranks, str(view.region), screen.place, t),
        )
    tied = leader_words(coordination_ranks(screen.engine, view.basis, found), screen.place, t)
    counts = {name: int((known["direction"] == name).sum()) for name in ("supply_lags", "demand_lags", "in_step")}
    sides = t("balance.coupling_sides", supply=counts["supply_lags"], demand=counts["demand_lags"],
              in_step=counts["in_step"])
    first, last = known.iloc[0], known.iloc[-1]
    return t(
        "balance.coupling_finding", opening=opening, sides=sides, tied=tied,
        highest=_extreme("highest", known["coordination"], screen), high_level=t(f"balance.level.{first['level']}"),
        lowest=_extreme("lowest", known["coordination"], screen), low_level=t(f"balance.level.{last['level']}"),
    )


def cluster_finding(clusters: ShortageClusters, view: GapView, screen: Screen) -> str:
    """Which regions form a cluster of shortage or of plenty; or that none is beyond chance."""
    t = screen.texts
    parts = []
    patterns: tuple[Pattern, ...] = ("low_low", "high_high", "low_high", "high_low")
    for pattern in patterns:
        codes = tuple(clusters.units.index[clusters.units["pattern"] == pattern])
        if codes:
            parts.append(t("balance.cluster_part", pattern=t(f"balance.pattern.{pattern}"), count=len(codes),
                           names=named(codes, screen)))
    name = view.basis.indicator.name(screen.language)
    if not parts:
        return t("balance.no_cluster", year=view.year, name=name, units=len(clusters.units))
    return t("balance.cluster_finding", year=view.year, name=name, parts=t("balance.between_parts").join(parts))


def moran_finding(clusters: ShortageClusters, view: GapView, screen: Screen) -> str:
    """Moran's I in words: alike beside alike, unlike beside unlike, or no more than chance."""
    t = screen.texts
    test = clusters.test
    assert test.statistic.value is not None and test.p.value is not None and test.expected is not None
    verdict = "by_chance"
    if test.p.value < GLOBAL_LEVEL:
        verdict = "alike" if test.statistic.value > test.expected else "unlike"
    return t("balance.moran_finding", verdict=t(f"balance.verdict.{verdict}"), value=plain(test.statistic.value, 3),
             p=p_in_words(test.p.value, screen), name=view.basis.indicator.name(screen.language))


def policy_words(clusters: ShortageClusters, screen: Screen) -> list[str]:
    """Permutations, threshold and the policy for islands, which stand beside every statistic."""
    t = screen.texts
    test, local = clusters.test, clusters.local
    bridged = t.joined([
        t("balance.bridge", one=screen.place(one), other=screen.place(other)) for one, other in clusters.bridged
    ])
    alone = named(tuple(test.isolates), screen)
    words = [
        t("balance.inference", permutations=plain(local.permutations, 0), rate=percent(FALSE_DISCOVERY_RATE, 0),
          threshold=plain(local.threshold, 4), units=len(clusters.units)),
        t("balance.islands", bridged=bridged) if bridged else t("balance.islands_none"),
    ]
    return [*words, t("balance.isolates", count=len(test.isolates), names=alone)] if test.isolates else words


def reach_finding(found: Underserved, limit: int, view: GapView, screen: Screen) -> str:
    """What share of the demand of the nation lies beyond the limit, and in which zone the most."""
    t = screen.texts
    share = found.share(NATION, limit).value
    assert share is not None
    zones = {zone: value for zone in ZONES if (value := found.share(zone, limit).value) is not None}
    worst = max(zones, key=lambda zone: zones[zone], default=None)
    sentence = t("balance.reach_finding", year=found.demand_year, name=view.demand.name(screen.language),
                 share=percent(share, 0), distance=limit)
    if worst is not None and zones[worst] > 0:
        sentence += t("balance.reach_worst", zone=screen.place(worst), share=percent(zones[worst], 0),
                      city=screen.place(str(found.beyond(worst, limit).index[0])))
    return sentence + t("finding.stop")


def named(codes: tuple[str, ...], screen: Screen) -> str:
    """The first names of a list, and that there are more."""
    names = screen.texts.joined([screen.place(code) for code in codes[:NAMED]])
    return screen.texts("balance.and_more", names=names) if len(codes) > NAMED else names
