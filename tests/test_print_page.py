"""A page for paper: whole in one file, nothing asked for, nothing a text could smuggle in, sized to fit a sheet."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from pages.exporters.print_page import (
    SIZES,
    PrintFigure,
    PrintPage,
    PrintPicture,
    PrintSection,
    PrintTable,
    page_height,
    print_page,
    type_size,
)
from pages.exporters.print_room import Room, ems, text_lines

PICTURE = PrintPicture(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500" viewBox="0 0 800 500"><rect width="800" '
    b'height="500" fill="#dce8f4"/></svg>', "四川在全国的位置", "底图未经审图",
)
ROWS = pd.DataFrame({"地区": [f"第{n}市" for n in range(6)], "家": [str(n) for n in range(6)]})
TABLE = PrintTable("各市机构数", ROWS)


def filled(sections: int, characters: int = 100) -> PrintPage:
    """A page of so many sections, each with a table of six rows; the first with a picture."""
    section = PrintSection("分布", ("文" * characters,), (), (TABLE,), "来源：统计年鉴")
    return PrintPage(
        "四川 区域概况", "省", tuple(PrintFigure("专利代理机构", "156家", "2023年，第8位") for _ in range(3)),
        (replace(section, pictures=(PICTURE,)), *[section] * (sections - 1)),
        tuple(f"第{n}个来源的名称" for n in range(8)), "公开统计，快照 0123456789ab",
    )


class Reading(HTMLParser):
    """Tags with their attributes, and the text of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_everything_given_stands_on_the_page() -> None:
    found = Reading(print_page(filled(2), "zh"))
    expected = ("四川 区域概况", "156家", "2023年，第8位", "分布", "各市机构数", "第5市", "第7个来源的名称")
    for words in expected:
        assert words in found.text
    [picture] = [attributes for tag, attributes in found.tags if tag == "img"]
    assert picture["alt"] == "四川在全国的位置"
    english = Reading(print_page(filled(1), "en"))
    languages = [told["lang"] for reading in (found, english) for tag, told in reading.tags if tag == "html"]
    assert languages == ["zh-CN", "en"]


def test_nothing_is_asked_for() -> None:
    page = print_page(replace(filled(1), marks=("合成示例",)), "zh").decode("utf-8")
    tags = Reading(page.encode()).tags
    assert {tag for tag, _ in tags}.isdisjoint({"script", "link", "iframe", "object", "base"})
    addresses = [value for _, attributes in tags for name, value in attributes.items() if name in ("src", "href")]
    assert addresses and all(str(address).startswith("data:image/svg+xml;base64,") for address in addresses)
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|url\(|@import", page)


def test_no_text_becomes_markup() -> None:
    evil = '<script>alert(1)</script>"&'
    table = PrintTable(evil, pd.DataFrame({evil: [evil]}))
    section = PrintSection(evil, (evil,), (replace(PICTURE, alternative_text=evil, caption=evil),), (table,), evil)
    page = print_page(
        PrintPage(evil, evil, (PrintFigure(evil, evil, evil),), (section,), (evil,), evil, (evil,)), "zh"
    )
    found = Reading(page)
    assert "script" not in {tag for tag, _ in found.tags}
    assert found.text.count(evil) == 17


def test_a_mark_stands_across_the_page_and_above_its_title() -> None:
    plain, marked = filled(1), replace(filled(1), marks=("合成示例，不得用于决策", "仅您可见"), mark_colour="#6b3fa0")
    page = print_page(marked, "zh").decode("utf-8")
    assert page.count("合成示例，不得用于决策 / 仅您可见") == 2 and "--mark: #6b3fa0" in page
    assert 'class="watermark"' not in print_page(plain, "zh").decode("utf-8")


def test_type_becomes_smaller_as_the_page_fills_and_never_smaller_than_can_be_read() -> None:
    sizes = [type_size(filled(count)) for count in range(1, 30)]
    assert sizes[0] == SIZES[0] and sizes[-1] == SIZES[-1] == 7.0
    assert sizes == sorted(sizes, reverse=True)


def test_a_sheet_holds_what_is_promised() -> None:
    assert page_height(filled(7), SIZES[-1]) <= Room(SIZES[-1]).height


def test_a_page_that_is_too_long_loses_nothing() -> None:
    assert Reading(print_page(filled(40), "zh")).text.count("各市机构数") == 40


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 10, 0), ("文" * 9, 10, 1), ("文" * 10, 10, 2), ("a" * 16, 10, 1), ("a" * 17, 10, 2), ("文\n文", 10, 2)],
)
def test_lines_are_counted_rather_too_many_than_too_few(text: str, width: float, lines: int) -> None:
    assert text_lines(text, width) == lines


def test_width_is_counted_in_ems() -> None:
    assert ems("四川，ab") == pytest.approx(3 + 2 * 0.56)


def test_the_shape_of_a_picture_is_read_from_it() -> None:
    assert PICTURE.aspect == 500 / 800
    assert PrintPicture(b"<svg/>", "").aspect == 9 / 16
    png = PrintPicture(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (400).to_bytes(4) + (300).to_bytes(4), "")
    assert png.aspect == 0.75 and png.address.startswith("data:image/png;base64,")
