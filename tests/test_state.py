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


def names_its_options() -> None:
    import streamlit as st

    from pages.controls.state import publish, restore, write_url

    def label(option: str) -> str:
        return f"{st.session_state.get('words', 'zh')} {option}"

    # The browser still says what the run before called the options.
    st.session_state["words"] = st.session_state.get("words_now", "zh")
    st.button("c", on_click=lambda: st.session_state.update(indicator="c"))
    options = st.session_state.get("options", ["a", "b", "c"])
    restore("indicator", options, options[0], [], label=label)
    chosen = st.selectbox("indicator", options, format_func=label, key="indicator")
    publish("indicator", chosen, options[0])
    write_url()


def test_a_select_box_that_shows_the_choice_is_the_same_message_with_every_choice() -> None:
    view = AppTest.from_function(names_its_options).run()
    sent = []
    for option in ("b", "c", "b"):
        view.selectbox[0].select(option).run()
        assert not view.exception
        assert view.selectbox[0].value == view.session_state["indicator"] == option
        sent.append(view.selectbox[0].proto.SerializeToString(deterministic=True))
    assert len(set(sent)) == 1
    assert view.query_params["indicator"] in ("b", ["b"])


@pytest.mark.parametrize(
    ("changed", "shown"), [({"words_now": "en"}, "en b"), ({"options": ["a", "c"]}, "zh a")],
)
def test_a_select_box_that_shows_something_else_is_told_the_choice(changed: dict[str, object], shown: str) -> None:
    view = AppTest.from_function(names_its_options).run()
    view.selectbox[0].select("b").run()
    for name, value in changed.items():
        view.session_state[name] = value
    view.run()
    assert not view.exception
    assert view.selectbox[0].proto.set_value and view.selectbox[0].proto.raw_value == shown


def test_a_select_box_is_told_what_a_click_elsewhere_chose() -> None:
    view = AppTest.from_function(names_its_options).run()
    view.selectbox[0].select("b").run()
    view.button[0].click().run()
    assert view.selectbox[0].proto.set_value and view.selectbox[0].proto.raw_value == "zh c"
    assert view.session_state["indicator"] == "c"


def test_a_select_box_follows_the_address() -> None:
    view = AppTest.from_function(names_its_options).run()
    view.selectbox[0].select("b").run()
    view.query_params["indicator"] = "c"
    view.run()
    assert view.selectbox[0].proto.raw_value == "zh c" and view.session_state["indicator"] == "c"


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
