"""The section where a sentence is checked: verdict in words, correction, readings, and what was not read."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from test_pages import html_of, opened

from pages.frames.exhibit import exhibit_of
from pages.shell.replay import replay

pytestmark = pytest.mark.usefixtures("sampled_pages")


def view(sentence: str, layer: str = "sample") -> dict[str, str]:
    return {"section": "sentence", "layer": layer, "sentence": sentence}


def test_the_answer_stands_on_the_page_with_the_sentence_put_right() -> None:
    screen = opened("briefing", **view("东部专利代理机构是西部的3倍"))
    assert not screen.exception
    words = html_of(screen)
    assert "■ 不成立" in words and "东部专利代理机构是西部的6.9倍" in words
    assert "种口径中" in words
    field = screen.text_input(key="sentence")
    field.set_value("Beijing has more patent agencies than Shanghai").run()
    assert not screen.exception
    assert "● 成立" in html_of(screen)


def test_what_was_not_read_is_marked_and_examples_lead_on() -> None:
    screen = opened("briefing", **view("东部<b>天气</b>是西部的3倍"))
    assert not screen.exception
    words = html_of(screen)
    assert "<mark>" in words and "没有读懂" in words
    example = screen.button(key="example-0")
    label = example.label
    example.click().run()
    assert not screen.exception
    assert screen.text_input(key="sentence").value == label
    assert "无法核验" not in html_of(screen) and ("成立" in html_of(screen))


def test_a_verdict_on_a_part_is_none_on_the_whole() -> None:
    content = replay("briefing", urlencode(view("东部发展迅猛，东部专利代理机构是西部的3倍"))).frames[0]
    assert "1处不成立、1处没有读懂" in content.finding


def test_markup_in_a_sentence_stays_text() -> None:
    screen = opened("briefing", **view("<img src=x onerror=1>东部专利代理机构是西部的3倍"))
    assert not screen.exception
    raw = " ".join(element.proto.body for element in screen.get("html"))
    assert "<img src=x" not in raw


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_answer_can_be_kept_and_exported_like_any_figure(language: str) -> None:
    query = {**view("广东PCT国际专利申请量居全国首位", "published"), "lang": language, "figure": "sentence"}
    played = replay("briefing", urlencode(query))
    assert played.rejected == ()
    content = played.frames[0]
    assert (content.key, content.figure) == ("sentence", None)
    exhibit = exhibit_of(played.screen, content)
    again = replay(exhibit.page, exhibit.query)
    assert again.frames[0].finding == content.finding
    assert len(content.table()) == len(content.rows()) >= 1
    assert content.provenance.sources["title"].notna().all() and len(content.provenance.sources)
