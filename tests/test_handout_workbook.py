"""A briefing as a workbook: rows unrounded, every meaning and source once, and what was asked can be asked again."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import openpyxl
import pandas as pd
import pytest
from office import rendered
from openpyxl.workbook import Workbook

from data.snapshot import SnapshotReference
from pages.exporters.exhibit import Exhibit
from pages.exporters.handout import Handout, HandoutStep, Missing
from pages.exporters.handout_workbook import handout_workbook
from pages.exporters.table import MOST_WORKBOOK_ROWS, Export, plain_value
from pages.exporters.workbook import LONGEST_CELL
from pages.frames.exhibit import exhibit_of
from pages.shell.replay import replay
from pages.texts import Language, load_texts
from queries.engine import Engine

TITLE = "三步汇报"
SERVER = "https://atlas.example"
MADE_ON = date(2026, 6, 1)
ATTACKS = (
    "=1+1", "@SUM(A1)", "+1", "-1", '=HYPERLINK("http://evil.example")', "a\x00\x0b\ud800b", "[]:*?/\\'", "长" * 40_000,
)  # fmt: skip
VIEWS = (
    ("distribution", {"layer": "published", "indicator": "pct_applications", "level": "province", "figure": "map"}),
    ("distribution", {"layer": "published", "indicator": "pct_applications", "level": "province", "figure": "ranking"}),
    ("transfer", {"layer": "sample", "section": "flows", "figure": "flow-map"}),
)


def exhibit(page: str, view: dict[str, str], language: Language = "zh") -> Exhibit:
    played = replay(page, urlencode({**view, "lang": language}))
    return exhibit_of(played.screen, played.frames[0], played.asked)


def step(of: Exhibit, title: str = "") -> HandoutStep:
    return HandoutStep(of, title or of.finding, note="先讲这一点", group="一、总体",
                       address=f"{SERVER}/{of.page}?{of.query}")


@pytest.fixture(scope="module")
def handout(sampled_pages: None) -> Handout:
    steps = tuple(step(exhibit(page, view)) for page, view in VIEWS)
    return Handout(TITLE, "zh", MADE_ON, steps, (Missing("旧图", "数据快照已不在本机"),))


@pytest.fixture(scope="module")
def content(handout: Handout) -> bytes:
    return handout_workbook(handout)


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def table(book: Workbook, name: str, first_heading: str) -> pd.DataFrame:
    """The rows of a sheet below the headings, up to the first empty row."""
    rows = list(book[name].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == first_heading)
    end = next((n for n in range(start + 1, len(rows)) if not any(cell is not None for cell in rows[n])), len(rows))
    return pd.DataFrame(rows[start + 1 : end], columns=rows[start], dtype=object)


def test_the_first_sheet_says_what_is_in_the_file_and_where_it_comes_from(book: Workbook, handout: Handout) -> None:
    contents = table(book, "目录", "步骤")
    assert contents["标题"].tolist() == [*(one.title for one in handout.steps), "旧图"]
    assert contents["数据快照"].tolist()[:3] == [one.exhibit.snapshot for one in handout.steps]
    assert contents["页面"].tolist()[:3] == ["布局", "布局", "梯度转移"]
    assert contents["数据标记"].tolist()[2] == handout.steps[2].exhibit.watermark
    assert contents["备注"].tolist()[3] == "未能列入：数据快照已不在本机"
    assert book.sheetnames == ["目录", *contents["工作表"].tolist()[:3], "数据字典", "来源", "查询"]
    targets = {link.target for row in book["目录"].iter_rows() for link in [row[-1].hyperlink] if link}
    assert targets == {one.address for one in handout.steps}


def test_every_row_of_every_step_stands_there_unrounded_below_what_it_says(book: Workbook, handout: Handout) -> None:
    names = table(book, "目录", "步骤")["工作表"]
    for name, one in zip(names, handout.steps, strict=False):
        sheet, rows = book[name], one.exhibit.export().rows
        above = [cell.value for cell in sheet["A"][: int(sheet.freeze_panes[1:]) - 1]]
        assert one.title in above[0] and one.exhibit.source_line in above
        assert (one.exhibit.watermark in above) == (one.exhibit.watermark is not None)
        shown = table(book, name, str(rows.columns[0]))
        assert [heading.startswith(str(column)) for heading, column in zip(shown, rows, strict=True)]
        expected = [[plain_value(cell) for cell in row] for row in rows.itertuples(index=False)]
        assert len(shown) == len(rows) > 10
        for line, wanted in zip(shown.itertuples(index=False), expected, strict=True):
            for cell, value in zip(line, wanted, strict=True):
                # A file of Excel holds 16 digits of a number.
                same = pytest.approx(value, rel=1e-14) if isinstance(value, float) else value
                assert pd.isna(cell) if value in (None, "") else cell == same
        column = [cell.value for cell in sheet["A"]]
        assert all(note in column for note in one.exhibit.notes)


def test_meanings_and_sources_stand_there_once_with_the_steps_they_belong_to(book: Workbook, handout: Handout) -> None:
    dictionary = table(book, "数据字典", "名称")
    assert not dictionary.duplicated().any()
    assert dictionary.set_index("标识").loc["pct_applications", "所在步骤"] == "1、2"
    sources = table(book, "来源", "来源")
    assert not sources.duplicated().any()
    told = {str(title) for one in handout.steps for title in one.exhibit.export().sources["来源"]} if handout else set()
    assert set(sources["来源"]) == told


def asked_again(book: Workbook, snapshot: SnapshotReference, number: int) -> list[pd.DataFrame]:
    """Every query of a step, run from the sheet alone: its text with the parameters written in."""
    sheet = list(book["查询"].iter_rows(values_only=True))
    answers = []
    opened = Engine(snapshot)
    with opened.database.connection.cursor() as connection:
        for asked in table(book, "查询", "步骤").itertuples(index=False):
            if asked[0] != number:
                continue
            assert asked[1] == snapshot.snapshot_id
            begin = int(asked[4])
            assert sheet[begin - 1][0] == asked[2]
            end = next((row for row in range(begin, len(sheet)) if sheet[row][0] == "" or
                        str(sheet[row][0]).startswith("queries/")), len(sheet))
            text = "\n".join(str(row[0] or "") for row in sheet[begin:end])
            for parameter in (asked[3] or "").splitlines():
                name, _, literal = parameter.partition(" = ")
                text = re.sub(rf"\${name}\b", lambda _, value=literal: value, text)
            answers.append(connection.execute(text).df())
    opened.close()
    return answers


def test_the_queries_of_a_figure_run_again_hold_its_figures(
    book: Workbook, handout: Handout, sampled_snapshot: SnapshotReference
) -> None:
    rows = handout.steps[0].exhibit.export().rows
    value = next(column for column in rows.columns if str(column).startswith("PCT"))
    wanted = {(code, float(figure)) for code, figure in zip(rows["代码"], rows[value], strict=True) if figure == figure}
    found = {
        (code, float(figure))
        for answer in asked_again(book, sampled_snapshot, 1)
        if {"region_code", "value"} <= set(answer.columns)
        for code, figure in zip(answer["region_code"], answer["value"], strict=True) if figure == figure
    }
    assert len(wanted) > 25
    assert wanted <= found


def test_a_remembered_view_lists_the_queries_that_it_listed_at_first(content: bytes, handout: Handout) -> None:
    again = tuple(step(exhibit(page, view)) for page, view in VIEWS)
    assert [one.exhibit.asked for one in again] == [one.exhibit.asked for one in handout.steps]
    assert all(len(one.exhibit.asked) >= 3 for one in again)
    assert handout_workbook(replace(handout, steps=again)) == content


def hostile(handout: Handout, rows: pd.DataFrame) -> Handout:
    """A handout whose every text is an attack."""
    steps = tuple(
        replace(
            one, title=attack, note=attack, group=attack, address=attack,
            exhibit=replace(
                one.exhibit, finding=attack, subtitle=attack,
                export=lambda attack=attack: Export(
                    rows, pd.DataFrame([[attack]], columns=["=2"], dtype=object),
                    pd.DataFrame({"来源": [attack]}, dtype=object), (attack,), attack,
                ),
            ),
        )
        for one, attack in zip((handout.steps[0],) * len(ATTACKS), ATTACKS, strict=True)
    )  # fmt: skip
    return replace(handout, title=ATTACKS[0], steps=steps, missing=(Missing(ATTACKS[0], ATTACKS[5]),))


def test_no_text_runs_or_breaks_the_file(handout: Handout) -> None:
    content = handout_workbook(hostile(handout, pd.DataFrame({"=1": list(ATTACKS)}, dtype=object)))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert max(len(cell.value) for cell in cells if isinstance(cell.value, str)) == LONGEST_CELL
    assert all(link.target is None for sheet in book for row in sheet.iter_rows() for c in row if (link := c.hyperlink))
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames) == len(ATTACKS) + 4
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    assert any("=1+1" in text for text in rendered(content, "hostile.xlsx").texts)


def test_more_rows_than_a_workbook_takes_are_cut_and_said_to_be(handout: Handout) -> None:
    rows = pd.DataFrame({"序号": range(MOST_WORKBOOK_ROWS + 5)})
    of = handout.steps[0].exhibit
    long = replace(of, export=lambda: replace(of.export(), rows=rows))
    book = openpyxl.load_workbook(io.BytesIO(handout_workbook(Handout(TITLE, "zh", MADE_ON, (step(long, "长表"),)))))
    assert len(table(book, "01 长表", "序号")) == MOST_WORKBOOK_ROWS
    line = load_texts("zh")("handout_workbook.cut", count="20,005", most="20,000")
    assert line in [cell.value for cell in book["01 长表"]["A"][:8]]


def test_it_opens_in_an_office_in_both_languages(content: bytes, sampled_pages: None) -> None:
    page, view = VIEWS[0]
    english = handout_workbook(Handout("Briefing", "en", MADE_ON, (step(exhibit(page, view, "en")),)))
    for file, words in ((content, ("三步汇报", "合成示例", "广东")), (english, ("Briefing", "Guangdong", "Queries"))):
        text = "".join(rendered(file, "handout.xlsx").texts)
        assert all(word in text for word in words)
