"""The one page of a cluster says what the sections say, and names the source of everything that it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from own_clusters import COMPLETE, ONE_YEAR
from real_maps import screen_of

from pages.controls.readiness_thresholds import OwnThresholds
from pages.exporters.print_page import PrintPage
from pages.frames.clusters.life_sheets import event_words, when_words
from pages.frames.clusters.one_page import cluster_page
from pages.frames.clusters.one_page_parts import MOST_EVENTS
from pages.shell.screen import Screen
from pages.texts import LANGUAGES, Language
from queries.cluster_life import life_events
from queries.cluster_premium import cluster_premiums
from queries.cluster_register import ClusterRegister, cluster_register
from queries.engine import Engine

DEFAULTS = OwnThresholds({}, frozenset())


def of_layer(engine: Engine, layer: str, language: Language = "zh") -> tuple[Screen, ClusterRegister]:
    register = cluster_register(engine, layer)
    assert register is not None
    return replace(screen_of(engine, language), strongest_layer=layer), register


def section(page: PrintPage, screen: Screen, name: str) -> tuple[str, ...]:
    return next(one.paragraphs for one in page.sections if one.heading == screen.texts(f"one_page.{name}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_lists_the_events_of_the_section_life(sampled_engine: Engine, language: Language) -> None:
    lengths = set()
    for layer in ("published", "sample"):
        screen, register = of_layer(sampled_engine, layer, language)
        for cluster in ("beijing_zgc",) if layer == "published" else tuple(map(str, register.identity.index[:3])):
            told = [
                screen.texts("one_page.event", when=when_words(screen, row["year"], row["month"]),
                             text=event_words(screen, row))
                for row in life_events(register, cluster).to_dict("records")
            ]
            listed = section(cluster_page(screen, register, cluster, DEFAULTS), screen, "heading_events")
            left = len(told) - MOST_EVENTS
            expected = told if left <= 0 else [screen.texts("one_page.events_before", count=left), *told[left:]]
            assert list(listed) == expected
            lengths.add(len(told))
    assert max(lengths) > 1


def test_it_names_the_sources_of_the_hosts_growth_and_of_the_thresholds(own_clusters_engine: Engine) -> None:
    screen, register = of_layer(own_clusters_engine, "imported")
    rows = cluster_premiums(screen.engine, screen.regions, screen.catalogue, "imported")
    last = rows[(rows["cluster_id"] == COMPLETE) & rows["premium"].notna()].sort_values("year").iloc[-1]
    columns = {"gdp": "host_gdp_growth", "gdp_tertiary_industry": "host_tertiary_growth"}
    metrics = [metric for metric, column in columns.items() if last[column] == last[column]]
    year = int(last["year"])
    quoted = own_clusters_engine.query(
        "source/of_metrics", metrics=metrics, levels=["city", "province"], years=[year - 1, year],
        layer=str(last["host_layer"]), regions=[str(last["host_code"])],
    )
    page = cluster_page(screen, register, COMPLETE, DEFAULTS)
    assert len(quoted) and set(quoted["title"]) <= set(page.sources)
    published = cluster_register(own_clusters_engine, "published")
    assert published is not None
    threshold = published.figures.set_index(["cluster_id", "metric"]).loc[
        [("changchun_new", "ip_service_institutions")], "source_title"]
    assert set(threshold) <= set(cluster_page(screen, register, ONE_YEAR, DEFAULTS).sources)
    assert len(set(page.sources)) == len(page.sources)
