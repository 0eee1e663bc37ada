"""What a link asks for, and how much of it a control takes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.metrics import load_metrics
from pages.controls.state import FIGURES

FRAMES = Path(__file__).parents[1] / "pages" / "frames"


def controls() -> None:
    import streamlit as st

    from pages.controls.state import restore

    rejected: list = []
    for parameter in ("compare", "type"):
        restore(parameter, [str(number) for number in range(12)], [], rejected)
    st.session_state["rejected"] = [item.value for item in rejected]


@pytest.mark.parametrize(
    ("parameter", "taken", "rejected"), [("compare", 10, ["10", "11"]), ("type", 12, [])]
)
def test_ten_places_are_compared_and_a_filter_takes_every_word(
    parameter: str, taken: int, rejected: list[str]
) -> None:
    view = AppTest.from_function(controls)
    view.query_params[parameter] = [str(number) for number in range(12)]
    view.run()
    assert not view.exception
    assert len(view.session_state[parameter]) == taken
    assert view.session_state["rejected"] == rejected


def level_follows() -> None:
    import streamlit as st

    from pages.controls.state import check_implied, write_url

    rejected: list = []
    check_implied("level", st.session_state.get("implied", "province"), rejected)
    write_url()
    st.session_state["rejected"] = [item.value for item in rejected]


@pytest.mark.parametrize(("asked", "rejected", "left"), [("city", ["city"], None), ("province", [], "province")])
def test_a_level_that_contradicts_the_place_is_noted_once_and_taken_out(
    asked: str, rejected: list[str], left: str | None
) -> None:
    view = AppTest.from_function(level_follows)
    view.query_params["level"] = asked
    view.session_state["level"] = "zone"
    view.run()
    assert not view.exception
    assert view.session_state["rejected"] == rejected
    assert view.query_params.get("level") == left
    view.run()
    assert view.session_state["rejected"] == []
    # Another place is chosen on the page: its level follows without a word, and what other pages remember stays.
    view.session_state["implied"] = "zone"
    view.run()
    assert view.session_state["rejected"] == [] and "level" not in view.query_params
    assert view.session_state["level"] == "zone"


def cut_short() -> None:
    import streamlit as st

    from pages.controls.state import publish, restore, write_url

    restore("region", ["", "a", "b"], "", [])
    chosen = st.selectbox("region", ["", "a", "b"], key="region")
    if st.session_state.get("cut"):
        # What a second click does to a run that the first one began.
        st.stop()
    publish("region", chosen, "")
    write_url()


def test_a_step_forward_right_after_a_step_back_keeps_what_it_leads_to() -> None:
    view = AppTest.from_function(cut_short)
    view.query_params["region"] = "b"
    view.run()
    view.session_state["cut"] = True
    view.query_params["region"] = "a"
    view.run()
    view.session_state["cut"] = False
    view.query_params["region"] = "b"
    view.run()
    assert not view.exception
    assert view.session_state["region"] == "b"
    assert view.query_params["region"] == "b"


def chooses_places() -> None:
    from types import SimpleNamespace

    import streamlit as st

    from pages.controls.selectors import compare_selector, region_selector
    from pages.controls.state import write_url

    if st.session_state.get("loses"):
        for name in ("region", "compare"):
            st.session_state.pop(name, None)
    levels = {"nation": ["0"], "zone": [], "major": [], "province": ["43"], "city": ["431", "432"]}
    regions = SimpleNamespace(levels=levels, trail=lambda code: ["0", "43", code])
    screen = SimpleNamespace(texts=lambda key, **_: key, rejected=[], regions=regions)
    st.session_state["shown"] = region_selector(screen, "city"), compare_selector(screen, "city")
    write_url()


def test_places_that_the_session_lost_are_those_that_the_address_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.controls.selectors.region_label", lambda screen, code: code)
    view = AppTest.from_function(chooses_places)
    view.query_params["region"], view.query_params["compare"] = "431", ["432", "43"]
    view.run()
    view.session_state["loses"] = True
    view.run()
    assert not view.exception
    assert view.session_state["shown"] == ("431", ["432", "43"])
    assert view.query_params["region"] == "431"


def keys_of_figures() -> set[str]:
    """Every key that code gives to a frame as it stands."""
    return {
        str(argument.value.value)
        for path in FRAMES.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FrameContent"
        for argument in node.keywords if argument.arg == "key" and isinstance(argument.value, ast.Constant)
    }


def test_every_figure_can_be_presented_alone() -> None:
    known = keys_of_figures()
    assert known >= {"growth-premium", "life-events", "peers-ratios", "portfolio-table", "readiness", "region-profile"}
    known |= {f"growth-target-{metric.replace('_', '-')}" for metric in (*load_metrics(), "a_metric_of_500m_in_2")}
    assert [key for key in sorted(known) if not FIGURES.fullmatch(key)] == []
