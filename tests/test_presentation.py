"""A meeting goes where its keys lead, shows every step on its own snapshot, and is not stopped by one that is gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from ten_steps import TEN_STEPS

from pages.controls.briefcase import MOST_STEPS, Step
from pages.shell.presentation.keys import fresh_acts
from pages.shell.presentation.meeting import Act, Meeting, after
from pages.shell.presentation.slides import MOST_SLIDES, Look, Slide, prepare, slide_of, words_of
from pages.shell.presentation.wall_figure import type_size
from pages.shell.presentation.wall_paper import wall_paper
from pages.texts import LANGUAGES, load_texts

COUNT = 10
WALL = Look("zh", "light", 1080)


@pytest.mark.parametrize(("acts", "stands"), [
    ("", (0, False, 0)),
    ("next", (1, False, 0)),
    ("next next previous", (1, False, 0)),
    ("previous", (0, False, 0)),
    ("last", (9, False, 0)),
    ("last next", (10, False, 0)),
    ("last next next", (10, False, 0)),
    ("last next previous", (9, False, 0)),
    ("last next first", (0, False, 0)),
    ("jump:7", (6, False, 0)),
    ("jump:11", (0, False, 0)),
    ("jump:0", (0, False, 0)),
    ("questions", (0, True, 0)),
    ("questions questions", (0, False, 0)),
    ("questions choose:2", (0, True, 2)),
    ("questions choose:2 choose:3", (0, True, 3)),
    ("questions choose:2 choose:2", (0, True, 0)),
    ("questions choose:2 close", (0, False, 0)),
    ("questions choose:2 next", (1, False, 0)),
    ("choose:2", (0, False, 0)),
    ("last next questions", (10, False, 0)),
    ("dance", (0, False, 0)),
])
def test_a_meeting_goes_where_its_keys_lead(acts: str, stands: tuple[int, bool, int]) -> None:
    held = Meeting()
    for act in acts.split():
        name, _, number = act.partition(":")
        held = after(held, Act(name, int(number or 0)), COUNT)
    assert (held.position, held.asking, held.question) == stands


def told(window: str, *acts: tuple[int, str]) -> dict[str, Any]:
    return {"window": window, "acts": [{"id": number, "name": name, "number": 0} for number, name in acts]}


def test_a_press_is_carried_out_once_however_often_it_is_told() -> None:
    handled: dict[str, int] = {}
    carried: list[str] = []
    # The second press is told while the first is under way; the third comes after a run that both have reached.
    for message in (
        told("a", (1, "next")), told("a", (1, "next"), (2, "next")), told("a", (1, "next"), (2, "next")),
        told("a", (3, "previous")), None, told("a", (3, "previous")),
    ):
        acts, handled = fresh_acts(message, handled)
        carried += [act.name for act in acts]
    assert carried == ["next", "next", "previous"]


def test_a_window_that_was_reloaded_counts_anew() -> None:
    acts, handled = fresh_acts(told("b", (1, "next")), {"a": 7})
    assert [act.name for act in acts] == ["next"]
    assert handled == {"b": 1}


def slides(look: Look) -> list[Slide]:
    return [slide_of(step, look) for step in TEN_STEPS]


def sizes_of_type(node: Any) -> list[float]:
    """Every size of type that a figure names."""
    if isinstance(node, list | tuple):
        return [size for item in node for size in sizes_of_type(item)]
    if not isinstance(node, dict):
        return []
    own = [value["size"] for name, value in node.items() if name.endswith("font") and "size" in (value or {})]
    flat = [size for one in own for size in (one if isinstance(one, list | tuple) else [one])]
    return flat + [size for value in node.values() for size in sizes_of_type(value)]


@pytest.mark.usefixtures("sampled_pages")
def test_every_step_of_a_briefing_fills_a_wall_in_type_that_can_be_read() -> None:
    for window_height, least in ((768, 14.0), (1080, 18.0), (2160, 36.0)):
        assert type_size(window_height) == least
    for slide in slides(WALL):
        assert slide.shown is not None, slide.reason
        assert slide.title
        assert len(slide.questions) == 3
        if slide.figure is not None:
            content = slide.figure.to_plotly_json()
            content["data"] = [trace.to_plotly_json() for trace in slide.figure.data]
            assert min(sizes_of_type(content)) >= 18, slide.shown.exhibit.key
            assert "updatemenus" not in content["layout"]


@pytest.mark.usefixtures("sampled_pages")
def test_the_profile_of_a_region_stands_on_the_wall_as_its_page_not_as_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = slide_of(TEN_STEPS[-1], WALL).shown
    assert shown is not None and shown.paper is not None
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr("pages.shell.presentation.wall_paper._paper", lambda key, data: sent.append(data))
    wall_paper(shown.paper, load_texts("zh"), "stage-canvas")
    (data,) = sent
    assert [cell[:2] for cell in data["headline"]] == [[one.label, one.value] for one in shown.paper.headline]
    assert [part["heading"] for part in data["sections"]] == [part.heading for part in shown.paper.sections]
    assert data["sections"][0]["pictures"][0]["address"].startswith("data:image/png;base64,")
    assert sum(len(part["tables"]) for part in data["sections"]) >= 4
    assert all(part["source"] for part in data["sections"][1:])


@pytest.mark.usefixtures("sampled_pages")
def test_a_window_however_low_shows_the_slide() -> None:
    step = next(step for step in TEN_STEPS if "figure=map" in step.query)
    for height in (5, 150, 191, 390):
        slide = slide_of(step, replace(WALL, window_height=height))
        assert slide.shown is not None, slide.reason
        assert slide.figure is not None


@pytest.mark.usefixtures("sampled_pages")
def test_the_speaker_reads_the_words_of_the_wall() -> None:
    for step in (TEN_STEPS[0], replace(TEN_STEPS[3], title="我的标题")):
        slide = slide_of(step, WALL)
        assert words_of(step, "zh") == (slide.title, slide.questions)
    gone = Step("distribution", "snapshot=0123456789ab&figure=map", "东部最高")
    assert words_of(gone, "zh") == ("东部最高", ())


@pytest.mark.usefixtures("sampled_pages")
def test_a_slide_asked_for_waits_for_none_made_ahead_and_a_note_makes_none_anew() -> None:
    step = TEN_STEPS[0]
    looks = [replace(WALL, window_height=height) for height in range(900, 912)]
    for look in looks:
        prepare(step, look)
    # The last of those made ahead is asked for first, by two windows at once.
    with ThreadPoolExecutor(2) as windows:
        one, other = windows.map(lambda _: slide_of(step, looks[-1]), range(2))
    assert one is other and one.shown is not None
    assert slide_of(replace(step, note="现场补记", identifier="other"), looks[-1]) is one
    assert all(slide_of(step, look).shown is not None for look in looks)
    assert MOST_SLIDES >= MOST_STEPS


@pytest.mark.usefixtures("sampled_pages")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_whose_view_is_gone_says_why_and_stops_nobody(language: str) -> None:
    texts = load_texts(language)  # type: ignore[arg-type]
    look = replace(WALL, language=language)  # type: ignore[arg-type]
    gone = Step("distribution", "snapshot=0123456789ab&figure=map", "东部最高")
    unknown = Step("distribution", "figure=map&layer=published&indicator=nosuch", "东部最高", title="我的标题")
    nowhere = Step("nosuch", "figure=map", "东部最高")
    assert slide_of(gone, look) == Slide("东部最高", None, None, texts("not_shown.snapshot", value="0123456789ab"))
    assert slide_of(unknown, look).title == "我的标题"
    assert "nosuch" in slide_of(unknown, look).reason
    assert slide_of(nowhere, look).reason == texts("not_shown.page", value="nosuch")
