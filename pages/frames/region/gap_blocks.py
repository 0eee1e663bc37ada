"""What a region lacks, and the regions most like it."""

from __future__ import annotations

import pandas as pd

from pages.frames.region.block_sources import of_figures, source_line, together
from pages.frames.region.headline import is_short
from pages.frames.region.region_view import Block, RegionView
from pages.frames.sheet import headed
from pages.texts.figures import unit_of
from pages.texts.figures import within as within_sentence
from pages.texts.ledger import aim_of, cell, region_sentence
from pages.texts.numbers import plain
from queries.gap_measures import demand_year
from queries.peer_drivers import Driver
from queries.region_gaps import AGAINST, RegionGap, RegionPeers, told_gaps, usual_reason
from queries.regions import NATION

BILLIONS, TEN_THOUSANDS = "亿元", 1e4
"""Money per head is told in units of ten thousand yuan, of which there are ten thousand in 亿元."""


def gaps_block(view: RegionView) -> Block:
    """Draw up the block on gaps: the largest in a sentence, all in a table."""
    t, gaps = view.screen.texts, view.profile.gaps
    heading = t("region_block.gaps")
    query = {"level": view.profile.level, "region": view.region}
    if gaps is None:
        key = "no_gaps_nation" if view.region == NATION else "no_gaps"
        return Block("gaps", heading, (t(f"region.{key}"),))
    told = told_gaps(gaps)
    if not told:
        words = t("region.gap_absent", place=view.place, reason=t(f"reason.{usual_reason(gaps)}"))
        return Block("gaps", heading, (words,), page="gaps", query=query)
    bases = [gap.basis for gap in told]
    sources = _sources(view, told)
    return Block(
        key="gaps",
        heading=heading,
        sentences=(*_sentences(view, told), t("region.gap_unit", demand=_demand(view, told[0]))),
        source=source_line(view, sources, [year for basis in bases for year in (basis.year, basis.demand_year)]),
        sources=sources,
        table=_table(view, told),
        caption=t("region_caption.gaps"),
        page="gaps",
        query={**query, "supply": told[0].basis.supply.metric, "demand": told[0].basis.demand.metric},
    )


def peers_block(view: RegionView) -> Block:
    """Draw up the block on similar regions: who they are, and the figures that they are alike in."""
    t, gaps = view.screen.texts, view.profile.gaps
    heading = t("region_block.peers")
    if view.profile.level not in ("province", "city"):
        return Block("peers", heading, (t("region.no_peers_level"),))
    if gaps is None or gaps.peers is None:
        return Block("peers", heading, (t("region.no_peers"),))
    peers = gaps.peers
    names = t.joined([view.screen.place(code) for code in peers.places])
    drivers = t.joined([within_sentence(_driver(view, driver), t) for driver in peers.drivers])
    sources = together([_driver_sources(view, driver) for driver in peers.drivers])
    return Block(
        key="peers",
        heading=heading,
        sentences=(t("region.peers", drivers=drivers, places=names), t("region.peers_why")),
        source=source_line(view, sources, [driver.year for driver in peers.drivers]),
        sources=sources,
        table=_peer_table(view, peers),
        caption=t("region_caption.peers"),
        page="gaps",
        query={"level": view.profile.level, "region": view.region, "benchmark": "peers"},
    )


def _sources(view: RegionView, told: list[RegionGap]) -> pd.DataFrame:
    """Sources of supply and demand of the regions of the level, and of the nation where its figure is printed."""
    return together([
        of_figures(
            view, [gap.basis.indicator], [gap.basis.year],
            [view.profile.level, *(["nation"] if gap.basis.national.basis == "printed" else [])],
        )
        for gap in told
    ])


def _driver_sources(view: RegionView, driver: Driver) -> pd.DataFrame:
    """Sources of a driver, and of what it is counted per, which is of the nearest year well known."""
    screen, level = view.screen, view.profile.level
    used: list[tuple[str, int | None]] = [(driver.metric, driver.year)]
    if driver.per:
        year = demand_year(screen.engine, screen.catalogue, driver.per, level, driver.year, screen.layer)
        used.append((driver.per, year))
    return together([of_figures(view, [screen.catalogue[name]], [year], [level]) for name, year in used if year])


def _sentences(view: RegionView, told: list[RegionGap]) -> tuple[str, ...]:
    """The largest gap to the nation, or that there is none."""
    t = view.screen.texts
    known = [gap for gap in told if gap.reason("nation") is None]
    short = [gap for gap in known if is_short(gap)]
    if not known:
        return ()
    if not short:
        return (t("region.gap_above", place=view.place, count=len(known)),)
    place = view.screen.place_shown(view.region, int(short[0].proxy))
    return (region_sentence(short[0].row("nation"), place, aim_of("nation", None, None, t), short[0].basis, t),)


def _demand(view: RegionView, gap: RegionGap) -> str:
    return within_sentence(view.screen.catalogue[gap.basis.demand.metric].name(view.screen.language), view.screen.texts)


def _table(view: RegionView, told: list[RegionGap]) -> pd.DataFrame:
    t, catalogue = view.screen.texts, view.screen.catalogue
    measures = [catalogue[gap.basis.supply.metric] for gap in told]
    columns = {
        t("region_column.measure"): [
            t("region.measure", name=headed(measure.name(view.screen.language), unit_of(measure, t), t),
              year=gap.basis.year)
            for gap, measure in zip(told, measures, strict=True)
        ],
        t("region_column.relative"): [
            cell(gap.row("nation"), "ratio", gap.basis, t) for gap in told
        ],
    }
    shown = [name for name in AGAINST if any(gap.reason(name) is None for gap in told)]
    for name in shown:
        columns[t(f"region_column.{name}")] = [
            cell(gap.row(name), "absolute", gap.basis, t) for gap in told
        ]
    return pd.DataFrame(columns)


def _driver(view: RegionView, driver: Driver) -> str:
    name = view.screen.catalogue[driver.metric].name(view.screen.language)
    return view.screen.texts("region.driver_per" if driver.per else "region.driver", name=name, year=driver.year)


def _peer_table(view: RegionView, peers: RegionPeers) -> pd.DataFrame:
    """The region and its peers with the figures that they are alike in, with their units."""
    t = view.screen.texts
    codes = [view.region, *peers.places]
    columns: dict[str, list[str]] = {t("region_column.place"): [view.screen.place(code) for code in codes]}
    for driver, values in peers.drivers.items():
        indicator = view.screen.catalogue[driver.metric]
        is_money = driver.per is not None and indicator.numerator.unit == BILLIONS
        unit = t("region.money_per_head") if is_money else unit_of(indicator, t)
        name = t("region.per_head", name=indicator.name(view.screen.language)) if driver.per else indicator.name(
            view.screen.language
        )
        heading = t("region.measure", name=headed(name, unit, t), year=driver.year)
        decimals = 2 if driver.per else indicator.decimals
        scale = TEN_THOUSANDS if is_money else 1.0
        columns[heading] = [_figure(values.get(code), scale, decimals, t("value.none")) for code in codes]
    return pd.DataFrame(columns)


def _figure(value: float | None, scale: float, decimals: int, none: str) -> str:
    return none if value is None or pd.isna(value) else plain(scale * float(value), decimals)
