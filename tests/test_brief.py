"""The brief for Word: page and type of GB/T 9704-2012, every finding, figure, table, source and mark on its pages."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from lxml import etree
from office import rendered

from pages.exporters.brief import brief, one_page_brief
from pages.exporters.brief.tables import add_table
from pages.exporters.brief.wording import sentence, without_full_stop, without_number
from pages.exporters.brief.writing import scope
from pages.exporters.handout import Handout, Missing
from pages.exporters.print_page import PrintFigure, PrintPage, PrintPicture, PrintSection, PrintTable
from pages.texts import load_texts

WORDS = load_texts("zh")
# The order of children that the schema (ECMA-376, part 1, wml.xsd) asks for, of the elements that are written.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs snapToGrid spacing ind "
           "contextualSpacing jc textAlignment outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs u vertAlign lang",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW tcBorders vAlign",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr tblStylePr",
    "lvl": "start numFmt pStyle suff lvlText lvlJc pPr rPr",
    "font": "altName charset family pitch",
    "p": "pPr",
}
FONTS = {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体", "Times New Roman"}


@pytest.fixture(scope="module")
def asked(ten_handout: Handout) -> Handout:
    """The ten steps, with questions at the first and a step that cannot be shown."""
    first, *others = ten_handout.steps
    first = replace(first, questions=(("哪一年只有下限?", "2020年和2021年。"),))
    return replace(ten_handout, steps=(first, *others), missing=(Missing("旧视图", "没有这个快照"),))


@pytest.fixture(scope="module")
def content(asked: Handout) -> bytes:
    return brief(asked)


def parts(content: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()
                if name.endswith((".xml", ".rels"))}


def fields(document: DocumentType) -> list[tuple[str, str]]:
    """Code and shown result of every field of the text."""
    found = []
    for paragraph in document.element.body.iter(qn("w:p")):
        code, shown, state = "", "", ""
        for part in paragraph.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
            if part.tag == qn("w:fldChar"):
                state = part.get(qn("w:fldCharType"))
                if state == "end":
                    found.append((code.strip(), shown))
                    code, shown = "", ""
            elif part.tag == qn("w:instrText"):
                code += part.text
            elif state == "separate":
                shown += part.text
    return found


def test_page_grid_and_type_are_those_of_the_standard(content: bytes) -> None:
    document = Document(io.BytesIO(content))
    [section] = document.sections
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(length.mm) for length in (section.page_width, section.page_height, *margins)] == [
        210, 297, 37, 26, 35, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    text_points = (225 / 25.4 * 72, 156 / 25.4 * 72)
    pitch = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert (int(text_points[0] / (int(grid.get(qn("w:linePitch"))) / 20)), int(text_points[1] / pitch)) == (22, 28)
    styles = {style.style_id: style for style in document.styles}
    faces = {name: styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in styles if styles[name].type == 1}
    assert (faces["Title"], faces["Heading1"], faces["Heading2"], faces["Normal"], faces["Caption"]) == (
        "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312")
    assert (styles["Title"].font.size.pt, styles["Normal"].font.size.pt, styles["Footer"].font.size.pt) == (22, 16, 14)
    assert styles["Normal"].element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert {font.get(qn("w:name")) for font in parts(content)["word/fontTable.xml"]} == FONTS
    levels = [(level.find(qn("w:numFmt")).get(qn("w:val")), level.find(qn("w:lvlText")).get(qn("w:val")))
              for level in parts(content)["word/numbering.xml"].iter(qn("w:lvl"))]
    assert levels == [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."),
                      ("decimal", "（%4）")]
    properties = document.core_properties
    assert (properties.language, properties.created.date().isoformat()) == ("zh-CN", "2026-06-01")


def test_elements_stand_in_the_order_of_the_schema(content: bytes, ten_handout_en: Handout) -> None:
    english = brief(replace(ten_handout_en, steps=ten_handout_en.steps[-1:]))
    for file in (content, english):
        for name, root in parts(file).items():
            for element in root.iter():
                kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
                if kind in ORDER and "wordprocessingml" in str(element.tag) and name.startswith("word/"):
                    names = [etree.QName(child).localname for child in element]
                    if kind == "p":
                        assert "pPr" not in names[1:], name
                        continue
                    order = ORDER[kind].split()
                    assert set(names) <= set(order), (name, kind, names)
                    # References to heads and feet may stand in any order among themselves.
                    same = ["headerReference" if child == "footerReference" else child for child in names]
                    assert same == sorted(same, key=order.index), (name, kind, names)


def test_figures_and_tables_are_numbered_without_gaps(content: bytes, asked: Handout) -> None:
    document = Document(io.BytesIO(content))
    found = fields(document)
    drawn = sum(
        step.exhibit.figure is not None or step.exhibit.spec is not None or step.exhibit.paper is not None
        for step in asked.steps
    )
    for label, least in (("图", drawn), ("表", 1)):
        numbers = [int(shown) for code, shown in found if code.startswith(f"SEQ {label} ")]
        assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= least
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert len(pictures) == drawn and all(picture.get("descr") for picture in pictures)
    bookmarks = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    targets = {code.split()[1] for code, _ in found if code.startswith("REF")}
    assert targets and targets <= bookmarks


def test_every_page_shows_what_was_found_where_it_comes_from_and_its_mark(content: bytes, asked: Handout) -> None:
    pages = rendered(content, "brief.docx")
    words = [pages.words(number) for number in range(len(pages.texts))]
    whole = "".join(words)
    [mark] = asked.watermarks
    assert all(mark in page for page in words)
    assert [page for number, page in enumerate(words, start=1) if f"—{number}—" not in page] == []
    for step in asked.steps:
        exhibit = step.exhibit
        heading = without_number(without_full_stop(sentence(step.title, "zh")))
        for text in (heading, sentence(scope(exhibit, WORDS), "zh"), sentence(exhibit.source_line, "zh")[:24]):
            assert "".join(text.split()) in whole, text
        # The finding stands there once, with what it rests on behind it.
        finding = re.escape("".join(without_number(without_full_stop(sentence(exhibit.finding, "zh"))).split()))
        assert len(re.findall(finding + "（见(?:图|表)", whole)) == whole.count(finding.replace("\\", "")) == 1
    assert "怎么算出来" not in whole and "数据从哪里来" not in whole
    assert not re.search("((?:图|表)[0-9]+、)\\1", whole)
    for text in (asked.title, "2026年6月1日", "一、总体情况", "（一）", "1.哪一年只有下限？", "讲解要点：", "数据说明",
                 "旧视图：没有这个快照", "公开使用前须送审", asked.steps[0].exhibit.snapshot):
        assert text in whole, text
    assert "一、一、" not in whole
    assert not re.search(r"\d\s?[KMB]\b", whole)


def test_a_profile_stands_as_text_figure_and_tables_not_as_rows(ten_handout: Handout) -> None:
    step = ten_handout.steps[-1]
    assert step.exhibit.paper is not None
    page = step.exhibit.paper()
    document = Document(io.BytesIO(brief(replace(ten_handout, steps=(step,)))))
    said = "".join("".join(node.text or "" for node in document.element.body.iter(qn("w:t"))).split())
    shown = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    titles = [paragraph.text for paragraph in document.paragraphs if paragraph._p.style == "TableTitle"]
    of_page = [title for title in titles if " ".join(page.title.split()) in title]
    assert len(of_page) == 1 + sum(len(section.tables) for section in page.sections)
    assert all([figure.label, figure.value] in [row[:2] for row in shown] for figure in page.headline)
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph._p.style == "Heading3"]
    assert headings[: len(page.sections)] == [section.heading for section in page.sections]
    assert len(document.inline_shapes) == 1
    assert "制图说明" in said and "图1" in said and f"表{len(of_page)}" in said
    assert all("".join(sentence(text, "zh").split()) in said for part in page.sections for text in part.paragraphs)


def test_an_english_brief_counts_in_decimals(ten_handout_en: Handout) -> None:
    chosen = replace(ten_handout_en, steps=(ten_handout_en.steps[0], ten_handout_en.steps[-1]))
    pages = rendered(brief(chosen), "english.docx")
    whole = " ".join(" ".join(pages.texts).split())
    for text in ("1 June 2026", "Figure 1. ", "Table 1. ", "Notes on the data", "Synthetic, not for decisions"):
        assert text in whole, text
    assert re.search(r"1\.1 \w", whole)


HOSTILE = "<w:p/>{ PAGE } \x00\x0b\ufffe\ud800=1+1 &amp; HYPERLINK \"http://evil.example\""


def test_text_of_users_stays_text(asked: Handout) -> None:
    step = replace(asked.steps[-1], title=HOSTILE, note=f"{HOSTILE}\n第二行", group=HOSTILE,
                   address="javascript:alert(1)",
                   questions=((HOSTILE, HOSTILE),))
    file = brief(replace(asked, title=HOSTILE, steps=(step,), missing=(Missing(HOSTILE, HOSTILE),)))
    document = Document(io.BytesIO(file))
    assert {code.split()[0] for code, _ in fields(document)} <= {"SEQ", "REF"}
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert sum("<w:p/>" in text and "=1+1" in text for text in texts) == 7
    assert "第二行" in texts
    targets = [relation.target_ref for relation in document.part.rels.values() if relation.is_external]
    assert [target for target in targets if "evil" in target or "javascript" in target] == []


def test_a_brief_of_nothing_says_so(ten_handout: Handout) -> None:
    document = Document(io.BytesIO(brief(replace(ten_handout, steps=(), missing=(Missing("甲", "乙"),)))))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert WORDS("brief.nothing") in texts and "甲：乙" in texts


def test_what_cannot_be_drawn_leaves_its_table_and_the_reason_and_stops_no_other_step(ten_handout: Handout) -> None:
    chart, region_map, other = ten_handout.steps[0], ten_handout.steps[1], ten_handout.steps[3]
    assert region_map.exhibit.spec is not None
    unknown = replace(chart.exhibit, figure=go.Figure(go.Pie(values=[1])))
    refused = replace(region_map.exhibit, spec=replace(region_map.exhibit.spec, note=""))
    steps = (replace(chart, exhibit=unknown), replace(region_map, exhibit=refused), other)
    document = Document(io.BytesIO(brief(replace(ten_handout, steps=steps, missing=()))))
    assert len(document.inline_shapes) == 1
    told = [p.text for p in document.paragraphs if p.text.startswith(WORDS("brief.picture_refused", reason=""))]
    assert len(told) == 2 and "pie" in told[0]
    # A table for each step, and that of the sources.
    assert len(document.tables) == len(steps) + 1
    assert [shown for code, shown in fields(document) if code.startswith("REF _Ref_figure")] == ["图1"]


def test_equal_briefs_are_equal_files(asked: Handout) -> None:
    short = replace(asked, steps=asked.steps[-1:])
    assert brief(short) == brief(short)


@pytest.mark.parametrize(("columns", "left_out"), [(4, 0), (10, 0), (60, 20)])
def test_a_table_fits_the_width_of_the_text(columns: int, left_out: int) -> None:
    document = Document()
    frame = pd.DataFrame({f"第{n}项指标": ["1,234", "—"] for n in range(columns)})
    missing = add_table(document, frame, 156.0, 10.5, "zh")
    assert (missing > 0) == (left_out > 0)
    widths = [column.w.mm for column in document.tables[0]._tbl.tblGrid.gridCol_lst]
    assert len(widths) == columns - missing and sum(widths) == pytest.approx(156, abs=0.1)


def test_profiles_stand_on_a_sheet_each() -> None:
    frame = pd.DataFrame({"地区": [f"第{n}市" for n in range(6)], "家": [str(n) for n in range(6)]})
    table = PrintTable("各市机构数", frame)
    section = PrintSection("分布", ("文" * 100,), (), (table,), "来源：统计年鉴")
    picture = PrintPicture(b'<svg viewBox="0 0 8 5"/>', "四川在全国的位置")
    page = PrintPage("四川 区域概况", "省", (PrintFigure("专利代理机构", "156家", "第8位"),),
                     (replace(section, pictures=(picture,)), *[section] * 6), ("年鉴",), "公开统计，快照 0123456789ab")
    second = replace(page, title="江苏 区域概况", marks=("合成示例，不得用于决策",))
    pages = rendered(one_page_brief([page, second], "zh"), "profiles.docx")
    assert len(pages.texts) == 2
    for number, title in enumerate(("四川区域概况", "江苏区域概况")):
        for text in (title, "156家", "第5市", "来源：统计年鉴", "0123456789ab", "四川在全国的位置"):
            assert text in pages.words(number)
    assert ["合成示例" in pages.words(number) for number in (0, 1)] == [False, True]
    with pytest.raises(ValueError, match="no page"):
        one_page_brief([])
