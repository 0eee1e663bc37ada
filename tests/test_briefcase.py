"""The briefing file and its steps: what goes in comes out, what is no briefing is refused with the reason."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.controls.briefcase import (
    FORMAT,
    LARGEST_FILE,
    MOST_STEPS,
    BriefingFileError,
    Step,
    from_file,
    moved,
    to_file,
    with_note,
    without,
)

PAGES = frozenset({"overview", "distribution"})
A, B, C = (Step("distribution", f"region={code}", name) for code, name in
           (("110000", "北京"), ("310000", "上海"), ("440000", "广东")))


def content(**changes: object) -> bytes:
    """A briefing of one step, with some of it changed."""
    step = {"page": "overview", "query": "lang=zh", "finding": "五项目标", "note": ""}
    record = {"format": FORMAT, "version": 1, "steps": [step | changes.pop("step", {})]}  # type: ignore[operator]
    return json.dumps(record | changes).encode()


def told(steps: list[Step]) -> list[tuple[str, str, str, str]]:
    return [(step.page, step.query, step.finding, step.note) for step in steps]


def test_what_is_saved_is_opened_again() -> None:
    kept = with_note([A, B], B.identifier, "先讲上海。")
    assert told(from_file(to_file(kept), PAGES)) == told(kept)


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (b"", "other"),
        (b"[]", "other"),
        (b"\xff", "other"),
        (content(format="letter"), "other"),
        (content(version=2), "later"),
        (content(version="one"), "other"),
        (content(steps={}), None),
        (content(step={"page": "nosuch"}), "other"),
        (content(step={"finding": "\ud800"}), "other"),
        (content(step={"note": "a" * 2001}), "other"),
        (content(steps=[{"page": "overview"}]), "other"),
        (content(steps=[{"page": "overview", "query": "", "finding": "", "note": ""}] * (MOST_STEPS + 1)), "too_large"),
        (b" " * (LARGEST_FILE + 1), "too_large"),
    ],
)
def test_what_is_no_briefing_is_refused_with_its_reason(file: bytes, kind: str | None) -> None:
    if kind is None:
        assert from_file(file, PAGES) == []
        return
    with pytest.raises(BriefingFileError) as fault:
        from_file(file, PAGES)
    assert fault.value.kind == kind


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(file: bytes) -> None:
    try:
        from_file(file, PAGES)
    except BriefingFileError as fault:
        assert fault.kind in ("other", "later", "too_large")


@pytest.mark.parametrize(
    ("step", "places", "order"),
    [(A, 1, [B, A, C]), (C, -1, [A, C, B]), (A, -1, [A, B, C]), (C, 1, [A, B, C]), (B, 1, [A, C, B])],
)
def test_a_step_moves_within_the_ends(step: Step, places: int, order: list[Step]) -> None:
    assert moved([A, B, C], step.identifier, places) == order


def test_a_step_that_another_window_removed_changes_nothing() -> None:
    assert moved([A, B], C.identifier, 1) == without([A, B], C.identifier) == [A, B]
    assert with_note([A, B], C.identifier, "x") == [A, B]


def presented() -> None:
    import streamlit as st

    from pages.controls.briefcase import step_presented

    st.session_state["position"] = step_presented()


@pytest.mark.parametrize(("query", "position"), [
    ({}, 0), ({"cluster": "a", "growth-span": "3"}, 0), ({"cluster": "b"}, None), ({"growth-span": "1"}, None),
    ({"service": "agency"}, None), ({"peers": ["c", "d"]}, 0), ({"peers": ["d"]}, None), ({"step": "2"}, None),
])
def test_a_view_is_the_step_only_while_nothing_of_it_is_changed(
    query: dict[str, str | list[str]], position: int | None
) -> None:
    view = AppTest.from_function(presented)
    view.session_state["briefing_steps"] = [Step("clusters", "cluster=a&growth-span=3&peers=c&peers=d", "增长")]
    for name, value in {"step": "1", "mode": "present", **query}.items():
        view.query_params[name] = value
    view.run()
    assert not view.exception
    assert view.session_state["position"] == position
