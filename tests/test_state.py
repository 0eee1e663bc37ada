"""What a link asks for, and how much of it a control takes."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


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
