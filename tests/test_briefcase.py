"""The briefing: steps in their order and groups, one shelf for every browser, and what can be brought back."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.controls import briefcase
from pages.controls.briefcase import MOST_STEPS, Briefcase, Step
from pages.controls.briefing_order import (
    arranged,
    doubled,
    group_moved,
    groups,
    moved,
    moved_to,
    pinned,
    reach,
    undone,
    with_file_opened,
    with_group,
    with_group_renamed,
    with_note,
    with_step_removed,
    with_steps_added,
    with_steps_replaced,
    with_title,
    without,
)


def of(words: str) -> list[Step]:
    """Steps named by letters; what stands behind a colon is the group: ``a b:X c:X``."""
    named = [word.partition(":") for word in words.split()]
    return [Step("overview", name, name, group=group, identifier=name) for name, _, group in named]


def told(steps: list[Step] | tuple[Step, ...]) -> str:
    return " ".join(step.identifier + (f":{step.group}" if step.group else "") for step in steps)


@pytest.mark.parametrize(("before", "step", "places", "after"), [
    ("a b c", "a", 1, "b a c"),
    ("a b c", "c", -1, "a c b"),
    ("a b c", "a", -1, "a b c"),
    ("a b c", "c", 1, "a b c"),
    ("a b c", "gone", 1, "a b c"),
    ("a b:X c:X d", "b", 1, "a c:X b:X d"),
    ("a b:X c:X d", "b", -1, "a b:X c:X d"),
    ("a b:X c:X d", "c", 1, "a b:X c:X d"),
    ("a b:X c:X d", "a", 1, "b:X c:X a d"),
    ("a b:X c:X d", "d", -1, "a d b:X c:X"),
])  # fmt: skip
def test_a_step_moves_within_its_group_and_one_without_passes_groups_whole(
    before: str, step: str, places: int, after: str
) -> None:
    assert told(moved(of(before), step, places)) == after


@pytest.mark.parametrize(("before", "step", "target", "after"), [
    ("a b c d", "a", 3, "b c d a"),
    ("a b c d", "d", 0, "d a b c"),
    ("a b c d", "b", 1, "a b c d"),
    ("a b c d", "b", 4, "a b c d"),
    ("a b c d", "b", -1, "a b c d"),
    ("a b:X c:X d:X", "b", 3, "a c:X d:X b:X"),
    ("a b:X c:X d:X", "b", 0, "a b:X c:X d:X"),
    ("a b:X c:X d", "a", 1, "b:X c:X a d"),
    ("a b:X c:X d", "a", 2, "b:X c:X a d"),
    ("a b:X c:X d", "d", 2, "a d b:X c:X"),
])  # fmt: skip
def test_a_step_moves_to_a_position_and_never_into_a_group_of_others(
    before: str, step: str, target: int, after: str
) -> None:
    assert told(moved_to(of(before), step, target)) == after


@pytest.mark.parametrize(("before", "step", "group", "after"), [
    ("a b c", "b", "X", "a b:X c"),
    ("a b:X c d", "d", "X", "a b:X d:X c"),
    ("a:X b:X c:X", "b", "Y", "a:X c:X b:Y"),
    ("a:X b:X c:X", "b", "", "a:X c:X b"),
    ("a:X b:Y", "a", "Y", "b:Y a:Y"),
    ("a b", "gone", "X", "a b"),
])  # fmt: skip
def test_a_step_is_put_at_the_end_of_its_group_or_behind_the_one_it_leaves(
    before: str, step: str, group: str, after: str
) -> None:
    assert told(with_group(of(before), step, group)) == after


@pytest.mark.parametrize(("before", "group", "places", "after"), [
    ("a b:X c:X d", "X", 1, "a d b:X c:X"),
    ("a b:X c:X d", "X", -1, "b:X c:X a d"),
    ("a:X b:Y c:Y", "Y", -1, "b:Y c:Y a:X"),
    ("a:X b", "X", -1, "a:X b"),
    ("a b", "X", 1, "a b"),
    ("a b", "", 1, "a b"),
])  # fmt: skip
def test_a_group_moves_whole(before: str, group: str, places: int, after: str) -> None:
    assert told(group_moved(of(before), group, places)) == after


@pytest.mark.parametrize(("before", "group", "name", "after"), [
    ("a:X b:X c", "X", "Z", "a:Z b:Z c"),
    ("a:X b c:Y", "Y", "X", "a:X c:X b"),
    ("a:X b:X", "X", "", "a b"),
    ("a b:X", "", "Z", "a b:X"),
])  # fmt: skip
def test_a_group_is_renamed_joined_or_dissolved(before: str, group: str, name: str, after: str) -> None:
    assert told(with_group_renamed(of(before), group, name)) == after


STEPS = st.lists(st.tuples(st.sampled_from(["", "X", "Y", "Z"])), max_size=12).map(
    lambda named: arranged([Step("overview", "", "", group=group, identifier=str(number))
                            for number, (group,) in enumerate(named)])
)


@given(STEPS, st.integers(0, 11), st.integers(-2, 12), st.sampled_from(["", "X", "Y", "W"]))
def test_no_move_loses_a_step_or_tears_a_group(kept: list[Step], number: int, target: int, group: str) -> None:
    who = str(number)
    for changed in (moved(kept, who, target), moved_to(kept, who, target), with_group(kept, who, group),
                    group_moved(kept, group, target), with_group_renamed(kept, "X", group)):
        assert sorted(step.identifier for step in changed) == sorted(step.identifier for step in kept)
        assert arranged(changed) == changed


@given(STEPS, st.integers(0, 11))
def test_a_step_of_a_group_reaches_every_position_of_its_group(kept: list[Step], number: int) -> None:
    who = str(number)
    first, last = reach(kept, who)
    step = next((step for step in kept if step.identifier == who), None)
    for target in range(first, last + 1) if step is not None and step.group else ():
        assert [step.identifier for step in moved_to(kept, who, target)][target] == who


def test_a_step_is_annotated_renamed_and_doubled() -> None:
    kept = of("a b:X")
    assert [step.note for step in with_note(kept, "b", "先讲")] == ["", "先讲"]
    renamed = with_title(kept, "a", "东部仍居前")
    assert [step.shown_title for step in renamed] == ["东部仍居前", "b"]
    assert with_title(renamed, "a", "")[0].shown_title == "a"
    twice = doubled(kept, "b")
    assert [(step.query, step.group) for step in twice] == [("a", ""), ("b", "X"), ("b", "X")]
    assert len({step.identifier for step in twice}) == 3
    assert with_note(kept, "gone", "x") == doubled(kept, "gone") == without(kept, "gone") == kept
    assert groups(of("a:Y b c:X d:Y")) == ["Y", "X"]


def test_what_was_taken_away_comes_back_and_later_changes_stay() -> None:
    held = Briefcase("标题", tuple(of("a b:X c")))
    less = with_step_removed(held, "b")
    assert told(less.steps) == "a c"
    noted = replace(less, steps=tuple(with_note(less.steps, "c", "后写的")))
    back = undone(noted)
    assert (told(back.steps), back.steps[2].note, back.undo, back.title) == ("a b:X c", "后写的", None, "标题")
    assert with_step_removed(held, "gone") == held
    assert undone(held) == held

    opened = with_file_opened(held, "另一份", of("d:Y e d2:Y"))
    assert (opened.title, told(opened.steps)) == ("另一份", "d:Y d2:Y e")
    assert undone(opened) == held
    since = replace(opened, steps=(*with_note(opened.steps, "e", "注"), *of("late")))
    assert told(undone(since).steps) == "a b:X c late"

    added = with_steps_added(held, of("d:X e"))
    assert told(added.steps) == "a b:X d:X c e"
    assert undone(added) == held
    assert told(undone(replace(added, steps=(*added.steps, *of("late")))).steps) == "a b:X c late"
    assert undone(with_steps_added(Briefcase(), of("a"))) == Briefcase()
    assert with_file_opened(Briefcase(), "", of("a")).undo is None

    redone = with_steps_replaced(held, [replace(held.steps[0], finding="新句")])
    assert [step.finding for step in redone.steps] == ["新句", "b", "c"]
    assert undone(redone) == held


def test_a_step_that_names_no_snapshot_is_pinned_to_one() -> None:
    kept = [Step("overview", "lang=zh", ""), Step("overview", "", ""), Step("overview", "lang=zh&snapshot=abc", "")]
    assert [step.query for step in pinned(kept, "f00")] == [
        "lang=zh&snapshot=f00", "snapshot=f00", "lang=zh&snapshot=abc"
    ]
    assert [step.snapshot for step in pinned(kept, "f00")] == ["f00", "f00", "abc"]


def presented() -> None:
    import streamlit as st

    from pages.controls.briefcase import Step, change_steps, step_presented

    change_steps(lambda _: [Step("clusters", "cluster=a&growth-span=3&peers=c&peers=d", "增长")])
    st.session_state["position"] = step_presented()


@pytest.mark.parametrize(("query", "position"), [
    ({}, 0), ({"cluster": "a", "growth-span": "3"}, 0), ({"cluster": "b"}, None), ({"growth-span": "1"}, None),
    ({"service": "agency"}, None), ({"peers": ["c", "d"]}, 0), ({"peers": ["d"]}, None), ({"step": "2"}, None),
])
def test_a_view_is_the_step_only_while_nothing_of_it_is_changed(
    query: dict[str, str | list[str]], position: int | None
) -> None:
    view = AppTest.from_function(presented)
    for name, value in {"step": "1", "mode": "present", **query}.items():
        view.query_params[name] = value
    view.run()
    assert not view.exception
    assert view.session_state["position"] == position


def shelved() -> None:
    import streamlit as st

    from pages.controls.briefcase import (
        MOST_STEPS,
        Step,
        briefcase,
        briefcase_reader,
        change_briefcase,
        change_steps,
    )
    from pages.controls.briefing_order import doubled, undone, with_step_removed, with_steps_added

    def more(count: int) -> list[Step]:
        return [Step("overview", "", "", group="A") for _ in range(count)]

    read = briefcase_reader()
    change_briefcase(lambda held: type(held)("题", held.steps))
    taken = [
        change_steps(lambda kept: [*kept, *more(MOST_STEPS - 1)]),
        change_steps(lambda kept: [*kept, *more(1)]),
    ]
    full = briefcase()
    refused = [
        change_steps(lambda kept: [*kept, *more(1)]),
        change_steps(lambda kept: doubled(kept, full.steps[0].identifier)),
        change_briefcase(lambda held: with_steps_added(held, more(150))),
    ]
    # What was removed does not come back where another step has taken its place.
    change_briefcase(lambda held: with_step_removed(held, full.steps[0].identifier))
    change_steps(lambda kept: [*kept, *more(1)])
    refused.append(change_briefcase(undone))
    st.session_state["seen"] = (taken, refused, full.title, len(full.steps), read() is briefcase())
    st.session_state["lost"] = {step.identifier for step in full.steps[1:]} - {
        step.identifier for step in read().steps
    }


def test_a_full_briefing_refuses_and_loses_nothing() -> None:
    view = AppTest.from_function(shelved).run()
    assert not view.exception
    assert view.session_state["seen"] == ([True, True], [False] * 4, "题", MOST_STEPS, True)
    assert view.session_state["lost"] == set()


def crowded() -> None:
    from concurrent.futures import ThreadPoolExecutor
    from types import SimpleNamespace

    import streamlit as st
    from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

    from pages.controls.briefcase import LONGEST_QUERY, MOST_STEPS, change_steps, keep_step, steps

    screen = SimpleNamespace(
        is_private=False, language="zh", layer="published", engine=SimpleNamespace(snapshot_id="f00")
    )
    context = get_script_run_ctx()

    def keep(region: str) -> str:
        add_script_run_ctx(None, context)
        return keep_step(screen, "句", {"page": "overview", "region": region})  # type: ignore[arg-type]

    with ThreadPoolExecutor(8) as windows:
        same = list(windows.map(keep, ["51"] * 8))
    long = keep("5" * LONGEST_QUERY)
    change_steps(lambda kept: kept * MOST_STEPS)
    st.session_state["seen"] = (sorted(same), long, keep("52"), keep("51"), len(steps()))


def test_a_view_is_kept_once_however_many_windows_keep_it() -> None:
    view = AppTest.from_function(crowded).run()
    assert not view.exception
    assert view.session_state["seen"] == (["kept", *["kept_before"] * 7], "too_long", "full", "kept_before", MOST_STEPS)


def test_briefings_that_weigh_too_much_together_let_go_the_longest_unused_never_the_own(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = [""]
    monkeypatch.setattr(briefcase, "_shelves", OrderedDict())
    monkeypatch.setattr(briefcase, "browser_name", lambda: reader[0])
    monkeypatch.setattr(briefcase, "MOST_HELD", 50_000)
    heavy = Step("overview", "q", "f", note="字" * 10_000)

    def as_reader(name: str) -> None:
        reader[0] = name

    for name in ("first", "second"):
        as_reader(name)
        assert briefcase.change_steps(lambda kept: [*kept, heavy])
    as_reader("first")
    assert briefcase.steps() == [heavy]
    as_reader("third")
    assert briefcase.change_steps(lambda kept: [*kept, heavy])
    as_reader("second")
    assert briefcase.steps() == [], "the longest unused"
    as_reader("first")
    assert briefcase.steps() == [heavy]
    many = [replace(heavy, note=f"{number}{heavy.note}") for number in range(3)]
    assert briefcase.change_steps(lambda kept: many)
    assert briefcase.steps() == many, "one reader's own briefing stays whole"
    as_reader("third")
    assert briefcase.steps() == []
