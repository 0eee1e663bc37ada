"""Order and headings of a meeting, the same in deck, brief and workbook; the mark wherever marked steps stand."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from docx import Document
from pptx import Presentation

from pages.exporters.brief import brief
from pages.exporters.deck import deck
from pages.exporters.handout import Handout
from pages.exporters.handout_workbook import handout_workbook, tab_words
from pages.exporters.table import without_empty_columns
from pages.texts import load_texts

FIRST, OTHERS = load_texts("zh")("handout.first"), load_texts("zh")("handout.others")


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("", []),
        ("   ", [("", 3)]),
        ("甲甲乙", [("甲", 2), ("乙", 1)]),
        ("甲 乙", [("甲", 1), (OTHERS, 1), ("乙", 1)]),
        ("甲  ", [("甲", 1), (OTHERS, 2)]),
        (" 甲 ", [(FIRST, 1), ("甲", 1), (OTHERS, 1)]),
    ],
)
def test_steps_of_no_group_stand_under_a_heading_of_their_own(
    ten_handout: Handout, groups: str, expected: list[tuple[str, int]]
) -> None:
    steps = tuple(replace(ten_handout.steps[0], title=str(n), group=group) for n, group in enumerate(groups))
    handout = replace(ten_handout, steps=steps)
    assert [(section.title, len(section.steps)) for section in handout.sections] == expected
    assert tuple(step for section in handout.sections for step in section.steps) == steps


def test_deck_brief_and_workbook_have_the_same_headings_and_marks(ten_handout: Handout) -> None:
    published, sample = ten_handout.steps[3], ten_handout.steps[9]
    steps = (replace(published, group="甲"), replace(sample, group=""), replace(published, group="乙", title="末项"))
    handout = replace(ten_handout, steps=steps)
    [mark] = handout.watermarks
    slides = list(Presentation(io.BytesIO(deck(handout))).slides)
    told = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in slides]
    dividers = {slide.shapes.title.text_frame.text: words for slide, words in zip(slides, told, strict=True)
                if slide.slide_layout.name == "section"}
    assert list(dividers) == ["甲", OTHERS, "乙"]
    line = f"{sample.title}〔合成示例〕"
    assert line in dividers[OTHERS] and mark in dividers[OTHERS]
    assert not any(mark in text for text in dividers["甲"])
    contents = next(words for slide, words in zip(slides, told, strict=True)
                    if slide.shapes.title.text_frame.text == load_texts("zh")("deck.contents"))
    assert [text.split("\n") for text in contents if "【" in text] == [
        ["【甲】", f"1 {published.title}", f"【{OTHERS}】", f"2 {line}", "【乙】", "3 末项"]]
    for slide, words in zip(slides, told, strict=True):
        names = [shape.name for shape in slide.shapes]
        prints_sample = any(sample.title in text for text in words) or slide.slide_layout.name in ("title", "list")
        assert ("Mark band" in names and "Mark" in names) >= prints_sample
        assert published.exhibit.snapshot in " ".join(words)
    # Where all is of one kind, the band says it once.
    alone = Presentation(io.BytesIO(deck(replace(handout, steps=steps[1:2]))))
    assert not any("〔合成示例〕" in shape.text_frame.text for slide in alone.slides for shape in slide.shapes
                   if shape.has_text_frame)
    headings = [p.text for p in Document(io.BytesIO(brief(handout))).paragraphs if p.style.style_id == "Heading1"]
    assert headings[:3] == ["甲", OTHERS, "乙"]
    sheet = openpyxl.load_workbook(io.BytesIO(handout_workbook(handout))).worksheets[0]
    rows = [row[1] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert rows == ["甲", OTHERS, "乙"]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ('=HYPERLINK("http://x.cn","点我") <b>', "HYPERLINK http x cn 点我 b"),
        ("2023年：机构（省）", "2023年 机构 省"),
        ("=+-@", ""),
    ],
)
def test_a_tab_of_the_workbook_holds_letters_digits_and_chinese(title: str, words: str) -> None:
    assert tab_words(title) == words


def test_columns_that_say_nothing_are_left_out_and_those_of_figures_told() -> None:
    frame = pd.DataFrame({
        "地区": ["甲", "乙"], "位次变化": ["—", "—"], "备注": ["", None], "目标": ["无数据", "—"], "家": ["—", "2"],
    })
    shown, absent = without_empty_columns(frame, "无数据")
    assert (list(shown.columns), absent) == (["地区", "家"], ["位次变化", "目标"])
    empty = frame[["备注"]]
    assert without_empty_columns(empty, "无数据")[0] is empty
    assert list(without_empty_columns(frame.head(0), "无数据")[0].columns) == list(frame.columns)
