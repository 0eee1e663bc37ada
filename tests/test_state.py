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
