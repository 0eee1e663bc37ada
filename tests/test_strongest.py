"""The layer a question is answered from, unless the reader says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from test_pages import opened

from data.snapshot import SnapshotReference
from pages.texts import load_texts
from queries.board import years_known
from queries.catalogue import catalogue_of
from queries.coverage import indicators_known, regions_reported
from queries.coverage_of_places import PLACES
from queries.engine import Engine
from queries.region_figures import region_figures
from queries.regions import LEVELS, Regions
from queries.strongest import layer_of, layers_of, strongest
from queries.values import indicator_values

ZH = load_texts("zh")
BANNER = ZH("layer.banner")
PUBLISHED_EVERYWHERE = "pct_applications_per_million_people"
OF_THE_SAMPLE_ALONE = "ip_consulting_service_institutions"


@pytest.mark.parametrize(
    ("reported", "layer"),
    [
        ({}, None),
        ({"published": 0, "sample": 0}, None),
        ({"published": 31}, "published"),
        ({"published": 31, "imported": 31, "sample": 31}, "imported"),
        ({"published": 5, "imported": 5}, "imported"),
        ({"published": 31, "imported": 25}, "imported"),
        ({"published": 31, "imported": 24}, "published"),
        ({"published": 25, "sample": 31}, "published"),
        ({"published": 24, "sample": 31}, "sample"),
        ({"imported": 3, "sample": 31}, "imported"),
        ({"published": 5, "imported": 3}, "published"),
        ({"published": 5, "sample": 7}, "published"),
        ({"sample": 1}, "sample"),
    ],
)
def test_own_data_come_first_then_published_ones_of_four_fifths_then_the_sample(
    reported: dict[str, int], layer: str | None
) -> None:
    assert strongest(reported, units=31) == layer


@pytest.mark.parametrize("level", ["province", "city"])
def test_each_indicator_is_offered_from_the_layer_that_it_is_shown_from(sampled_engine: Engine, level: str) -> None:
    catalogue, regions = catalogue_of(sampled_engine), Regions(sampled_engine)
    layers, units = ("published", "sample"), regions.surveyed(level)
    offered = layers_of(sampled_engine, catalogue, level, layers, units)
    shown = {name: layer_of(sampled_engine, catalogue[name], level, layers, units) or layer
             for name, (layer, _) in offered.items()}
    assert {name: layer for name, (layer, _) in offered.items()} == shown
    assert set(shown.values()) == set(layers)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("layer", ["published", "sample"])
def test_what_is_known_is_what_the_values_themselves_would_tell(
    sampled_engine: Engine, layer: str, level: str
) -> None:
    catalogue = catalogue_of(sampled_engine)
    known = indicators_known(sampled_engine, catalogue, level, layer)
    told = dict(zip(known["indicator"], known["reported"], strict=True))
    # Of groups all others are worked out in full.
    judged = [one for one in catalogue.values() if level in PLACES or one.kind in ("share", "location_quotient")]
    assert {one.kind for one in judged if one.id in told} >= {"share", "location_quotient"}
    for indicator in judged:
        values = indicator_values(sampled_engine, indicator, level, layer)
        assert told.get(indicator.id) == (regions_reported(values) if years_known(values) else None), indicator.id


@pytest.fixture
def sample_folder(sampled_snapshot: SnapshotReference, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    st.cache_resource.clear()
    monkeypatch.setenv("ATLAS_DATA", str(sampled_snapshot.path.parent))
    yield
    st.cache_resource.clear()


def test_a_page_follows_the_strongest_layer_until_the_reader_chooses_one(sample_folder: None) -> None:
    screen = opened("distribution", "zh")
    assert (screen.session_state["layer"], [w.value for w in screen.warning]) == ("published", [])
    screen.selectbox(key="indicator").set_value(OF_THE_SAMPLE_ALONE).run()
    assert screen.session_state["layer"] == "sample"
    assert BANNER in [warning.value for warning in screen.warning]
    screen.selectbox(key="indicator").set_value(PUBLISHED_EVERYWHERE).run()
    assert screen.session_state["layer"] == "published"


def test_a_layer_in_the_link_stays_whatever_the_indicator(sample_folder: None) -> None:
    screen = opened("distribution", "zh", layer="sample", indicator=OF_THE_SAMPLE_ALONE)
    assert screen.session_state["layer"] == "sample"
    screen = opened("distribution", "zh", layer="published", indicator=OF_THE_SAMPLE_ALONE)
    assert screen.session_state["layer"] == "published"
    assert load_texts("zh")("layer.banner") not in [warning.value for warning in screen.warning]


def test_the_overview_opens_where_the_targets_are_published(sample_folder: None) -> None:
    assert opened("overview", "zh").session_state["layer"] == "published"


@pytest.mark.parametrize(("region", "layer"), [("west", "published"), ("510000", "published"), ("510600", None)])
def test_the_profile_of_a_place_opens_on_published_figures_wherever_it_has_any(
    sample_folder: None, region: str, layer: str | None, sampled_engine: Engine
) -> None:
    regions, catalogue = Regions(sampled_engine), catalogue_of(sampled_engine)
    known = [each for each in ("published", "sample")
             if region_figures(sampled_engine, regions, catalogue, each, region)]
    screen = opened("region", "zh", region=region)
    assert screen.session_state["layer"] == known[0] == (layer or known[0])
    # Where it opens on invented figures it says why, as other pages do.
    told = [html for html in screen.get("html") if ZH("region.opened_on_sample") in str(html.proto)]
    assert bool(told) == (known[0] == "sample")


def shown_and_told(screen: AppTest) -> tuple[str, object]:
    """The layer of a view and what its address says of it."""
    told = screen.query_params.get("layer")
    return screen.session_state["layer"], told[-1] if isinstance(told, list) else told


def test_a_layer_chosen_at_the_switch_stays_where_a_section_opens_on_it_by_itself(sample_folder: None) -> None:
    screen = opened("distribution", "zh")
    screen.button_group(key="layer").set_value("sample").run()
    assert shown_and_told(screen) == ("sample", "sample")
    # The sample alone holds a register here.
    screen.button_group(key="section").set_value("agencies").run()
    assert shown_and_told(screen) == ("sample", "sample")
    screen.button_group(key="section").set_value("regions").run()
    assert shown_and_told(screen) == ("sample", "sample")


def test_going_back_to_the_layer_of_before_is_a_choice_too(sample_folder: None) -> None:
    screen = opened("distribution", "zh")
    screen.button_group(key="layer").set_value("sample").run()
    screen.button_group(key="layer").set_value("published").run()
    assert shown_and_told(screen) == ("published", "published")
    screen.button_group(key="section").set_value("agencies").run()
    assert shown_and_told(screen) == ("published", "published")


def test_a_layer_in_the_link_stays_where_it_was_the_strongest_anyway(sample_folder: None) -> None:
    screen = opened("distribution", "zh", layer="published")
    screen.button_group(key="section").set_value("agencies").run()
    assert shown_and_told(screen) == ("published", "published")


def test_an_address_without_a_layer_leaves_it_open_again(sample_folder: None) -> None:
    screen = opened("distribution", "zh")
    screen.button_group(key="layer").set_value("sample").run()
    del screen.query_params["layer"]
    assert shown_and_told(screen.run()) == ("published", None)
    screen.query_params["layer"] = "sample"
    assert shown_and_told(screen.run()) == ("sample", "sample")


def test_a_view_that_nobody_chose_a_layer_for_names_none_in_its_address(sample_folder: None) -> None:
    screen = opened("distribution", "zh")
    screen.button_group(key="section").set_value("agencies").run()
    assert shown_and_told(screen) == ("sample", None)
    screen.button_group(key="section").set_value("regions").run()
    assert shown_and_told(screen) == ("published", None)


def test_a_chosen_layer_that_the_snapshot_lacks_is_rejected_with_a_note(sample_folder: None) -> None:
    note = load_texts("zh")("notice.rejected", parameter="layer", value="imported")
    screen = opened("distribution", "zh", layer="imported")
    assert note in [info.value for info in screen.info]
    assert shown_and_told(screen) == ("published", None)
    screen.button_group(key="section").set_value("agencies").run()
    assert note not in [info.value for info in screen.info]
    assert shown_and_told(screen) == ("sample", None)


def test_a_chosen_layer_is_rejected_with_a_note_once_the_current_snapshot_lacks_it(
    sample_folder: None, real_snapshot: SnapshotReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = opened("distribution", "zh", layer="sample")
    monkeypatch.setenv("ATLAS_DATA", str(real_snapshot.path.parent))
    screen.run()
    note = load_texts("zh")("notice.rejected", parameter="layer", value="sample")
    assert note in [info.value for info in screen.info]
    assert shown_and_told(screen) == ("published", None)
