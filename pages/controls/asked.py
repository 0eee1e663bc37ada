"""What a view asks for before its controls are drawn, and the layer that answers it best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.map_spec import MapLevel
from pages.controls.state import chosen, held
from queries.catalogue import Indicator
from queries.cluster_register import layer_of_cluster
from queries.engine import Engine
from queries.gap_measures import layer_of_gaps
from queries.region_figures import region_figures
from queries.regions import LEVELS, Regions
from queries.strongest import STRENGTH, layer_of, layer_of_nation, layer_of_register

DEFAULT_LEVEL: MapLevel = "province"
DEFAULT_INDICATOR = "pct_applications_per_million_people"
SECTIONS_OF_REGISTER = {
    "distribution": ("agencies", "structure"), "gaps": ("service-coverage",), "data": ("quality",),
}
SECTIONS_OF_FIGURES = ("cooperation", "contracts")
NATIONAL_SERIES = {
    "institutions": ("ip_service_institutions",),
    "employees": ("employees",),
    "revenue": ("industry_revenue",),
    "patent_agencies": ("patent_agencies",),
    "attorneys": ("practising_patent_attorneys",),
    "trademark_agencies": ("trademark_agencies",),
    "forms": ("ip_legal_service_institutions", "ip_information_service_institutions",
              "ip_operation_service_institutions"),
}


def implied_level(regions: Regions) -> MapLevel | None:
    """The level that the selected place stands for where none is asked for: that of a city, which no other shows."""
    return "city" if held("region") in set(regions.levels["city"]) - set(regions.levels["province"]) else None


def strongest_layer(
    page: str, engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layers: Sequence[str]
) -> str:
    """The layer that a page opens on: the strongest that can answer what the page is about to ask."""
    if page == "overview":
        wanted = {metric for series in NATIONAL_SERIES.values() for metric in series}
        targets = engine.query("target/targets")["metric"]
        return layer_of_nation(engine, wanted | set(targets), layers) or layers[0]
    if held("section") in SECTIONS_OF_REGISTER.get(page, ()):
        return layer_of_register(engine, layers) or layers[0]
    if page == "clusters":
        return layer_of_cluster(engine, held("cluster"), layers) or layers[0]
    level = held("level")
    level = level if level in LEVELS else implied_level(regions) or DEFAULT_LEVEL
    if page == "transfer" and held("section") not in SECTIONS_OF_FIGURES:
        return layer_of_register(engine, layers) or layers[0]
    if page == "region":
        return _layer_of_place(engine, regions, catalogue, layers)
    if page == "gaps":
        supply = chosen("supply")
        return layer_of_gaps(engine, catalogue, supply, level, layers, regions.surveyed(level)) or layers[0]
    if page == "distribution":
        indicator = catalogue.get(str(chosen("indicator")), catalogue.get(DEFAULT_INDICATOR))
        found = layer_of(engine, indicator, level, layers, regions.surveyed(level)) if indicator else None
        return found or layers[0]
    return layers[0]


def _layer_of_place(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layers: Sequence[str]
) -> str:
    """The layer that a profile opens on: of those that know the place the one that answers best, the sample last.

    A page that has shown published figures must not turn to invented ones because another place is chosen of which
    less is published.
    """
    region = held("region")
    level = regions.level_of(region) if region in regions else "nation"
    if level not in LEVELS:
        return layer_of_nation(engine, NATIONAL_SERIES["institutions"], layers) or layers[0]
    best = layer_of_gaps(engine, catalogue, None, level, layers, regions.surveyed(level)) or layers[0]
    held_here = [layer for layer in STRENGTH if layer in layers]
    order = sorted(held_here, key=lambda layer: (layer == "sample", layer != best))
    if not regions[region].in_survey:
        return order[0]
    return next((layer for layer in order if region_figures(engine, regions, catalogue, layer, region)), best)
