"""The profile of a region: everything that its one page says, from one layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from queries.catalogue import Indicator
from queries.cluster_register import cluster_register
from queries.engine import Engine
from queries.region_figures import RegionFigure, region_figures
from queries.region_flows import BranchFlows, ContractFlows, branch_flows, contract_flows
from queries.region_gaps import RegionGaps, region_gaps
from queries.region_parts import RegionParts, region_parts
from queries.regions import NATION, Regions
from queries.scorecard_record import CLUSTERS, sentences

REVENUE = "industry_revenue"


@dataclass(frozen=True)
class Addressed:
    """A sentence of the policy with whom it speaks to: codes of groups that the region is or lies in.

    `in_part` are those of them that hold only a part of the region.
    """

    quote: str
    groups: tuple[str, ...]
    in_part: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegionProfile:
    """What is known of one region in one layer; empty or None where nothing is.

    Attributes
    ----------
    level : nation, zone, major, province or city
    in_survey : False of 港澳台, whose statistics are another system (METHODS E6)
    clusters : index cluster_id: name_zh, name_en, status, pilot_year, year and revenue (latest, NaN without)
    """

    region: str
    level: str
    layer: str
    in_survey: bool
    figures: tuple[RegionFigure, ...]
    parts: RegionParts | None
    gaps: RegionGaps | None
    branches: BranchFlows | None
    contracts: ContractFlows | None
    clusters: pd.DataFrame
    policy: tuple[Addressed, ...]


def region_profile(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, region: str
) -> RegionProfile:
    """Return the profile of a region in a layer."""

    def make() -> RegionProfile:
        in_survey = region == NATION or regions[region].in_survey
        clusters = _clusters(engine, regions, layer, region)
        return RegionProfile(
            region=region,
            level=regions.level_of(region),
            layer=layer,
            in_survey=in_survey,
            figures=tuple(region_figures(engine, regions, catalogue, layer, region)) if in_survey else (),
            parts=region_parts(engine, regions, catalogue, layer, region) if in_survey else None,
            gaps=region_gaps(engine, regions, catalogue, layer, region) if in_survey else None,
            branches=branch_flows(engine, regions, layer, region) if in_survey else None,
            contracts=contract_flows(engine, catalogue, layer, region) if in_survey else None,
            clusters=clusters,
            policy=addressed(regions, region, has_clusters=len(clusters) > 0),
        )

    return engine.recall(("region_profile", layer, region), make)


def addressed(regions: Regions, region: str, has_clusters: bool) -> tuple[Addressed, ...]:
    """Return the sentences of clause (五) that speak to a region, in the order of the policy, each once.

    A province or city is spoken to with its zone and with every major region that it, or a part of it, lies in; the
    nation by what is said of all; places with clusters by what is said of clusters.
    """
    found: dict[str, dict[str, bool]] = {}
    for sentence in sentences():
        for group in sentence.groups:
            how = _reach(regions, region, group, has_clusters)
            if how is not None:
                found.setdefault(sentence.quote, {})[group] = how
    return tuple(
        Addressed(quote, tuple(groups), tuple(group for group, in_part in groups.items() if in_part))
        for quote, groups in found.items()
    )


def _reach(regions: Regions, region: str, group: str, has_clusters: bool) -> bool | None:
    """Whether a group holds only a part of a region; None where it holds nothing of it, or is the nation's part."""
    if group == CLUSTERS:
        return False if has_clusters else None
    if group == region:
        return False
    if region == NATION or group == NATION or regions.level_of(region) not in ("province", "city"):
        return None
    if regions.level_of(group) == "zone":
        return False if group in regions.trail(region) else None
    inside = set(regions.inside(group))
    if region in inside:
        return False
    return True if inside & set(regions.inside(region)) else None


def _clusters(engine: Engine, regions: Regions, layer: str, region: str) -> pd.DataFrame:
    register = cluster_register(engine, layer)
    columns = ["name_zh", "name_en", "status", "pilot_year"]
    if register is None:
        return pd.DataFrame(columns=[*columns, "year", "revenue"])
    places = register.identity[["region_code", "place_code"]]
    is_inside = places.isin(regions.inside(region)).any(axis=1) | (region == NATION)
    rows = register.identity.loc[is_inside, columns].copy()
    revenue = register.wide(REVENUE).loc[rows.index]
    rows["year"] = [line.last_valid_index() for _, line in revenue.iterrows()]
    rows["revenue"] = [
        float("nan") if pd.isna(year) else revenue.loc[code, year]
        for code, year in zip(rows.index, rows["year"], strict=True)
    ]
    return rows.sort_values("revenue", ascending=False, kind="stable")
