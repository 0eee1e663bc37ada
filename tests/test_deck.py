"""The deck of ten steps: well formed, whole, linked, marked; LibreOffice shows what it holds."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree
from office import rendered
from pptx import Presentation

from pages.exporters.deck import deck, one_page_deck
from pages.exporters.deck.code import short_code
from pages.exporters.deck.theme import EAST_ASIAN, SCHEME
from pages.exporters.handout import Handout, Missing
from pages.texts import load_texts

NASTY = '<b>粗</b> =1+1 \x00\x0b{=SUM} "引号" & \u202e右至左\u202c 🀄\ud800 {{MERGEFIELD}}'
KEPT = '<b>粗</b> =1+1 {=SUM} "引号" & \u202e右至左\u202c 🀄 {{MERGEFIELD}}'


@pytest.fixture(scope="module")
def ten(ten_handout: Handout) -> bytes:
    return deck(ten_handout)


@pytest.fixture(scope="module")
def slides(ten: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(ten)).slides)


def parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def title_of(slide: Any) -> str:
    return str(slide.shapes.title.text_frame.text)


def step_slides(slides: list[Any], handout: Handout) -> list[Any]:
    """The slide of every step: the first whose title is that of the step."""
    own = [slide for slide in slides if slide.slide_layout.name == "figure"]
    return [next(slide for slide in own if title_of(slide) == step.title) for step in handout.steps]


def test_every_part_is_well_formed_and_every_relation_leads_somewhere(ten: bytes) -> None:
    names = {name for name, _ in parts(ten)}
    for name, content in parts(ten):
        if not name.endswith((".xml", ".rels")):
            continue
        tree = etree.fromstring(content)
        if name.endswith(".rels"):
            folder = re.sub(r"_rels/[^/]+$", "", name)
            for relation in tree:
                if relation.get("TargetMode") == "External":
                    assert urlsplit(relation.get("Target")).scheme in ("http", "https")
                    continue
                target = relation.get("Target")
                path = target.lstrip("/") if target.startswith("/") else folder + target
                while "../" in path:
                    path = re.sub(r"[^/]+/\.\./", "", path, count=1)
                assert path in names, f"{name}: {target}"


def test_numbers_of_shapes_are_unique_and_all_stand_on_the_slide(ten: bytes) -> None:
    presentation = Presentation(io.BytesIO(ten))
    for number, slide in enumerate(presentation.slides, start=1):
        numbers = [element.get("id") for element in slide.shapes._spTree.iter() if element.tag.endswith("}cNvPr")]
        assert len(set(numbers)) == len(numbers), number
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, (number, shape.name)
            assert shape.left + shape.width <= presentation.slide_width + 20, (number, shape.name)
            assert shape.top + shape.height <= presentation.slide_height + 20, (number, shape.name)


def test_words_stand_in_placeholders_of_a_master_with_the_colours_and_fonts_of_the_house(ten: bytes) -> None:
    presentation = Presentation(io.BytesIO(ten))
    assert {layout.name for layout in presentation.slide_layouts} == {"title", "section", "list", "figure"}
    for slide in presentation.slides:
        kinds = {shape.placeholder_format.type.name for shape in slide.placeholders}
        assert {"FOOTER", "SLIDE_NUMBER"} <= kinds
        assert slide.shapes.title.text_frame.text.strip()
    theme = dict(parts(ten))["ppt/theme/theme1.xml"].decode()
    assert theme.count(f'<a:ea typeface="{EAST_ASIAN}"/>') == 2
    assert all(f'val="{colour.lstrip("#").upper()}"' in theme for colour in SCHEME.values())


def test_every_step_has_its_figure_words_and_code(slides: list[Any], ten_handout: Handout) -> None:
    for step, slide in zip(ten_handout.steps, step_slides(slides, ten_handout), strict=True):
        exhibit = step.exhibit
        said = " ".join(" ".join(slide.shapes._spTree.xpath(".//p:txBody//text()")).split())
        assert all(" ".join(part.split()) in said for part in exhibit.source_line.split("\u3000"))
        assert exhibit.snapshot in said
        assert exhibit.watermark is None or exhibit.watermark in said
        assert exhibit.spec is None or "".join(exhibit.spec.note.split()) in "".join(said.split())
        graphics = [shape for shape in slide.shapes if shape._element.tag.endswith(("}graphicFrame", "}pic", "}grpSp"))]
        described = [shape._element.xpath(".//p:cNvPr/@descr") for shape in graphics]
        assert graphics and all(any(words) for words in described)
        targets = {relation.target_ref for relation in slide.part.rels.values() if relation.is_external}
        assert targets == {step.address}
        notes = slide.notes_slide.notes_text_frame.text
        assert all(" ".join(line.split()) in " ".join(notes.split()) for line in exhibit.notes)
        assert step.address in notes
        assert notes.startswith(step.note)


def test_a_profile_stands_on_one_slide_as_on_its_sheet(slides: list[Any], ten_handout: Handout) -> None:
    step = ten_handout.steps[-1]
    assert step.exhibit.paper is not None
    page = step.exhibit.paper()
    (slide,) = [slide for slide in slides if title_of(slide).startswith(step.title)]
    alone = Presentation(io.BytesIO(one_page_deck([page], "zh"))).slides
    assert len(alone) == 1
    for own in (slide, alone[0]):
        said = "".join("".join(own.shapes._spTree.xpath(".//p:txBody//text() | .//a:tbl//text()")).split())
        expected = [figure.value for figure in page.headline]
        for section in page.sections:
            expected += [section.heading, *section.paragraphs, section.source]
            expected += [str(cell) for table in section.tables for cell in table.frame.to_numpy().ravel()]
        assert [words for words in expected if "".join(words.split()) not in said] == []
        assert said.count("".join(page.foot.split())) == 1
        assert sum(shape.has_table for shape in own.shapes) == 1 + sum(len(part.tables) for part in page.sections)
    # Sections side by side do not reach into each other.
    for column in {shape.left for shape in alone[0].shapes if shape.name == "Section"}:
        inside = sorted((shape.top, shape.top + shape.height) for shape in alone[0].shapes if shape.left == column
                        and (shape.has_table or shape.name in ("Section", "Caption")) and shape.top > 2_000_000)
        assert all(end <= start + 2 for (_, end), (start, _) in pairwise(inside))


def test_groups_contents_sources_and_the_missing_have_slides(ten_handout: Handout) -> None:
    few = replace(ten_handout, steps=ten_handout.steps[:2], missing=(Missing("旧的一步", "快照已不在本机"),))
    slides = list(Presentation(io.BytesIO(deck(few))).slides)
    titles = [title_of(slide) for slide in slides]
    texts = load_texts("zh")
    assert titles[0] == few.title
    assert texts("deck.contents") in titles and few.steps[0].group in titles
    assert titles[-1] == texts("deck.not_shown")
    assert "旧的一步：快照已不在本机" in slides[-1].placeholders[1].text_frame.text
    listed = [
        row.cells[1].text
        for slide, title in zip(slides, titles, strict=True) if title.startswith(texts("deck.sources"))
        for shape in slide.shapes if shape.has_table for row in list(shape.table.rows)[1:]
    ]
    expected = {" ".join(str(name).split()) for step in few.steps for name in step.exhibit.export().sources.iloc[:, 0]}
    assert set(listed) == expected


def test_words_of_users_stay_words(ten_handout: Handout) -> None:
    step = replace(
        ten_handout.steps[3], title=NASTY, note=NASTY, group=NASTY, address="/distribution?x=1",
        questions=((NASTY, NASTY),),
    )
    long = replace(step, title="很长的标题" * 400, address="javascript:alert(1)")
    content = deck(Handout(NASTY, "zh", date(2026, 6, 1), (step, long)))
    for name, part in parts(content):
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
        assert b"javascript:" not in part or name.startswith("ppt/notesSlides/")
    slides = list(Presentation(io.BytesIO(content)).slides)
    shown = [slide for slide in slides if slide.slide_layout.name == "figure"]
    assert title_of(shown[0]) == KEPT
    notes = shown[0].notes_slide.notes_text_frame.text
    assert notes.count("粗") == 3
    assert short_code(step) in notes and f"{step.exhibit.page}?{step.exhibit.query}" in notes
    cut = next(slide for slide in shown if title_of(slide).startswith("很长的标题"))
    assert title_of(cut).endswith("…")
    assert long.title in cut.notes_slide.notes_text_frame.text
    assert not [part for name, part in parts(content) if name.startswith("ppt/slides/slide") and b"hlinkClick" in part]


def test_equal_handouts_give_equal_bytes(ten_handout: Handout) -> None:
    few = replace(ten_handout, steps=ten_handout.steps[3:5])
    assert deck(few) == deck(few)


def test_libreoffice_shows_titles_sources_and_marks(ten: bytes, slides: list[Any], ten_handout: Handout) -> None:
    seen = rendered(ten, "ten.pptx")
    assert len(seen.texts) == len(slides)
    for step, slide in zip(ten_handout.steps, step_slides(slides, ten_handout), strict=True):
        words = seen.words(slides.index(slide))
        assert "".join(step.title.split()) in words
        assert "；".join("".join(part.split()) for part in step.exhibit.source_line.split("\u3000"))[:40] in words
        assert step.exhibit.watermark is None or words.count("".join(step.exhibit.watermark.split())) >= 1
