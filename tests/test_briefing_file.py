"""The briefing file: what goes in comes out, older files open, what is no briefing is refused with its reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.controls.briefcase import LONGEST_QUERY, MOST_STEPS, Briefcase, Step
from pages.controls.briefing_file import (
    FORMAT,
    LARGEST_FILE,
    LONGEST,
    LONGEST_TITLE,
    OF_SEVERAL_LINES,
    VERSION,
    BriefingFileError,
    clean,
    from_file,
    to_file,
)
from pages.controls.briefing_order import arranged
from pages.controls.state import link_query
from pages.frames.briefing.showable import reason_at_a_glance
from pages.texts import load_texts
from queries.sentences.tokens import LONGEST_SENTENCE

VERSION_1 = Path(__file__).parent / "briefings" / "version-1.json"


def content(**changes: object) -> bytes:
    """A briefing of one step, with some of it changed."""
    step = {"page": "overview", "query": "lang=zh", "finding": "五项目标", "note": ""}
    record = {"format": FORMAT, "version": VERSION, "title": "", "steps": [step | changes.pop("step", {})]}  # type: ignore[operator]
    return json.dumps(record | changes).encode()


def told(steps: tuple[Step, ...]) -> list[Step]:
    """The steps but for their identifiers, which are no one's business outside."""
    return [replace(step, identifier="") for step in steps]


def texts(name: str) -> st.SearchStrategy[str]:
    longest = min(LONGEST[name], 60)
    return st.text(max_size=longest).map(lambda text: clean(text, longest, name in OF_SEVERAL_LINES))


BRIEFCASES = st.builds(
    Briefcase,
    st.text(max_size=80).map(lambda text: clean(text, LONGEST_TITLE)),
    st.lists(st.builds(Step, **{name: texts(name) for name in LONGEST}), max_size=6).map(arranged).map(tuple),
)


@given(BRIEFCASES)
def test_what_is_saved_is_opened_again(held: Briefcase) -> None:
    opened = from_file(to_file(held))
    assert (opened.title, told(opened.steps), opened.version) == (held.title, told(held.steps), VERSION)
    again = from_file(to_file(Briefcase(opened.title, opened.steps)))
    assert told(again.steps) == told(opened.steps)


def test_a_file_of_version_1_opens_with_all_it_held() -> None:
    record = json.loads(VERSION_1.read_text(encoding="utf-8"))
    opened = from_file(VERSION_1.read_bytes())
    assert (opened.version, opened.title) == (1, "")
    for step, saved in zip(opened.steps, record["steps"], strict=True):
        assert {name: getattr(step, name) for name in saved} == saved
        assert (step.title, step.group, step.kept_at, step.method, step.boundary) == ("", "", "", "", "")
        assert step.snapshot == "0f3c9a7b2d10"
    saved_anew = json.loads(to_file(Briefcase("", opened.steps)))
    assert saved_anew["version"] == VERSION
    assert [{name: step[name] for name in record["steps"][0]} for step in saved_anew["steps"]] == record["steps"]


def test_a_step_that_this_version_cannot_show_is_kept_and_saved_unchanged() -> None:
    steps = [{"page": "moon", "query": "lang=zh&crater=7&figure=map-of-craters&snapshot=ffffffffffff", "finding": "句",
              "note": "注", "title": "题", "group": "组", "kept_at": "2026-01-01T00:00:00Z", "method": "m",
              "boundary": ""}]
    opened = from_file(content(steps=steps))
    assert json.loads(to_file(Briefcase("", opened.steps)))["steps"] == steps


def test_a_briefing_of_the_longest_sentences_is_saved_and_opened_again() -> None:
    sentence = "𠀀" * LONGEST_SENTENCE
    query = link_query(
        {"lang": "zh", "layer": "published", "snapshot": "0" * 12, "sentence": sentence, "figure": "sentence"}
    )
    assert 2_000 < len(query) <= LONGEST_QUERY
    full = Briefcase("", tuple(Step("briefing", query, sentence) for _ in range(MOST_STEPS)))
    opened = from_file(to_file(full))
    assert told(opened.steps) == told(full.steps)
    assert reason_at_a_glance(replace(opened.steps[0], query=query.replace("0" * 12, "")), load_texts("zh")) is None


def test_a_step_too_long_is_read_and_never_shown() -> None:
    opened = from_file(content(steps=[STEP, {**STEP, "query": "lang=zh&sentence=" + "a" * LONGEST_QUERY}, STEP]))
    saved = from_file(to_file(Briefcase("", opened.steps)))
    for texts in (load_texts("zh"), load_texts("en")):
        assert [reason_at_a_glance(step, texts) for step in saved.steps] == [None, texts("not_shown.too_long"), None]


def test_what_is_written_around_the_file_by_others_does_not_matter() -> None:
    opened = from_file(b"\xef\xbb\xbf" + content())
    assert [step.finding for step in opened.steps] == ["五项目标"]


def test_the_fullest_briefing_can_be_opened_again() -> None:
    longest = {name: "𠀀" * most for name, most in LONGEST.items()}
    full = Briefcase("", tuple(Step(**longest) for _ in range(MOST_STEPS)))
    file = to_file(full)
    assert len(file) < LARGEST_FILE
    assert told(from_file(file).steps) == told(full.steps)


STEP = {"page": "overview", "query": "", "finding": "", "note": ""}


@pytest.mark.parametrize(
    ("file", "kind", "position"),
    [
        (b"", "other", 0),
        (b"[]", "other", 0),
        (b"\xff", "other", 0),
        (b"[" * 100_000, "other", 0),
        (b'{"a":' * 100_000, "other", 0),
        (content(format="letter"), "other", 0),
        (content(version=VERSION + 1), "later", 0),
        (content(version=VERSION + 1, steps="as that version has it"), "later", 0),
        (content(version="one"), "other", 0),
        (content(version=True), "other", 0),
        (content(version=0), "other", 0),
        (content(version=1.0), "other", 0),
        (content(steps={}), "other", 0),
        (content(title=7), "other", 0),
        (content(title="\ud800"), "other", 0),
        (content(steps=[STEP, 7]), "step", 2),
        (content(steps=[STEP, STEP, {"page": "overview"}]), "step", 3),
        (content(step={"finding": "\ud800"}), "step", 1),
        (content(step={"finding": None}), "step", 1),
        (content(step={"page": ["overview"]}), "step", 1),
        (content(step={"group": 4}), "step", 1),
        (content(steps=[STEP] * (MOST_STEPS + 1)), "too_many", 0),
        (b" " * (LARGEST_FILE + 1), "too_large", 0),
    ],
)
def test_what_is_no_briefing_is_refused_with_its_reason(file: bytes, kind: str, position: int) -> None:
    with pytest.raises(BriefingFileError) as fault:
        from_file(file)
    assert (fault.value.kind, fault.value.position) == (kind, position)


def test_fields_that_no_version_knows_are_left_alone() -> None:
    opened = from_file(content(step={"colour": "red", "identifier": "mine"}, author={"name": "x"}))
    assert [step.finding for step in opened.steps] == ["五项目标"]
    assert opened.steps[0].identifier != "mine"


@pytest.mark.parametrize(("text", "line", "lines"), [
    ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ("先讲\r\n再讲\r最后", "先讲 再讲 最后", "先讲\n再讲\n最后"),
    ("a\x00b\x1bc\x85d\u202ee\ufffff", "abcdef", "abcdef"),
    ("a\u061cb\xadc\ufff9d\ufffae\ufffbf", "abcdef", "abcdef"),
    ("  题\t目  ", "题 目", "题\t目"),
    ("一\u2028二", "一 二", "一\u2028二"),
    ("👩\u200d🔬", "👩\u200d🔬", "👩\u200d🔬"),
])  # fmt: skip
def test_text_stays_text_and_steers_nothing(text: str, line: str, lines: str) -> None:
    assert (clean(text, 99), clean(text, 99, of_several_lines=True)) == (line, lines)


@given(st.text(), st.integers(0, 30), st.booleans())
def test_what_is_clean_stays_as_it_is(text: str, longest: int, of_several_lines: bool) -> None:
    once = clean(text, longest, of_several_lines)
    assert clean(once, longest, of_several_lines) == once
    assert len(once) <= longest


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(st.binary(max_size=300) | st.builds(content, version=JSON, steps=JSON, title=JSON)
       | st.builds(content, step=st.dictionaries(st.sampled_from(list(LONGEST)), JSON)))
def test_no_content_crashes_the_reader(file: bytes) -> None:
    try:
        from_file(file)
    except BriefingFileError as fault:
        assert fault.kind in ("other", "step", "later", "too_many")
