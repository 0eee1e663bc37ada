"""Scenarios in the URL: read back as they were written, refused where they are none, never a sign that harms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_snapshot import write_snapshot
from streamlit.testing.v1 import AppTest

from pages.controls.scenarios import LONGEST_SCENARIO_NAME, PACES, Scenario, fit_name, parse_scenario, scenario_text
from queries.engine import Engine
from queries.regions import Regions
from queries.years_to_close import REFERENCES, Aim


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Regions]:
    engine = Engine(write_snapshot(tmp_path_factory.mktemp("small")))
    yield Regions(engine)
    engine.close()


AIMS = st.one_of(
    st.builds(lambda reference, year: Aim("650000", reference, year=year), st.sampled_from(REFERENCES),
              st.integers(1900, 2200)),
    st.builds(lambda reference, pace: Aim("440300", reference, growth=pace / 100), st.sampled_from(REFERENCES),
              st.sampled_from(PACES)),
)


@settings(deadline=None, derandomize=True)
@given(AIMS, st.text(min_size=1, max_size=60).map(fit_name).filter(bool))
def test_a_scenario_survives_its_link(regions: Regions, aim: Aim, name: str) -> None:
    read = parse_scenario(scenario_text(Scenario(name, aim)), regions)
    assert read is not None
    assert (read.name, read.aim.region_code, read.aim.reference, read.aim.year) == (
        name, aim.region_code, aim.reference, aim.year,
    )
    assert read.aim.growth == (None if aim.growth is None else pytest.approx(aim.growth, abs=1e-12))
    assert scenario_text(read) == scenario_text(Scenario(name, aim))


@pytest.mark.parametrize(
    "text",
    [
        "", "~~~", "650000~nation~y2035", "650000~nation~y2035~", "999999~nation~y2035~x", "100000~nation~y2035~x",
        "650000~moon~y2035~x", "650000~nation~y1800~x", "650000~nation~y99999~x", "650000~nation~g-50.0~x",
        "650000~nation~g-10.5~x", "650000~nation~g40.5~x", "650000~nation~g12.3~x", "650000~nation~gnan~x",
        "650000~nation~ginf~x", "650000~nation~g1e3~x",
        "650000~nation~y2035~ x", f"650000~nation~y2035~{'x' * (LONGEST_SCENARIO_NAME + 1)}",
        "650000~nation~y2035~a\nb",
        "650000~nation~y2035~a\u202eb", "650000~nation~y２０35~x", "x" * 5000,
    ],
)
def test_what_is_none_is_refused(regions: Regions, text: str) -> None:
    assert parse_scenario(text, regions) is None


@given(st.text())
def test_any_text_is_read_or_refused(regions: Regions, text: str) -> None:
    read = parse_scenario(text, regions)
    assert read is None or 1 <= len(read.name) <= LONGEST_SCENARIO_NAME


@given(st.text())
def test_a_fit_name_is_short_and_can_be_shown(typed: str) -> None:
    name = fit_name(typed)
    assert len(name) <= LONGEST_SCENARIO_NAME
    assert name == "" or name.isprintable()
    assert fit_name(name) == name


def controls() -> None:
    from types import SimpleNamespace

    import streamlit as st

    from pages.controls.scenarios import add_scenario, remove_scenario, restore_scenarios
    from pages.controls.state import write_url
    from queries.years_to_close import Aim

    places = dict.fromkeys(("zone", "major", "province", "city"), ("620000", "650000"))
    screen = SimpleNamespace(regions=SimpleNamespace(levels=places), rejected=[])
    kept = restore_scenarios(screen)  # type: ignore[arg-type]
    st.session_state["read"] = [scenario.name for scenario in kept]
    st.session_state["rejected"] = [item.value for item in screen.rejected]
    st.text_input("name", key="name")
    st.button("add", on_click=add_scenario, args=("name", Aim("620000", "east", year=2035), "S"))
    st.button("remove", on_click=remove_scenario, args=("620000~east~y2035~one",))
    write_url()


def test_scenarios_are_added_and_removed_and_stand_in_the_url() -> None:
    view = AppTest.from_function(controls)
    view.run()
    view.text_input[0].set_value("one").run()
    view.button[0].click().run()
    view.button[0].click().run()
    assert not view.exception
    assert view.session_state["read"] == ["one", "S2"]
    assert view.query_params["scenario"] == ["620000~east~y2035~one", "620000~east~y2035~S2"]
    view.button[1].click().run()
    assert view.session_state["read"] == ["S2"]


def test_five_are_kept_and_more_are_told() -> None:
    view = AppTest.from_function(controls)
    texts = [f"650000~nation~y20{number}~{number}" for number in range(30, 37)]
    view.query_params["scenario"] = [*texts, "nonsense"]
    view.run()
    assert view.session_state["read"] == ["30", "31", "32", "33", "34"]
    assert sorted(view.session_state["rejected"]) == sorted([*texts[5:], "nonsense"])
    view.button[0].click().run()
    assert len(view.session_state["read"]) == 5
