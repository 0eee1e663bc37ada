"""The rig that opens office files, and the ten steps that exports are tried on."""

from __future__ import annotations

import io

import pytest
from office import OfficeError, rendered
from pptx import Presentation
from pptx.util import Cm

from pages.exporters.handout import Handout


def test_a_deck_comes_back_as_text_and_pictures() -> None:
    deck = Presentation()
    for text in ("第一页", "second page"):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        slide.shapes.add_textbox(Cm(1), Cm(1), Cm(10), Cm(2)).text_frame.text = text
    stream = io.BytesIO()
    deck.save(stream)
    pages = rendered(stream.getvalue(), "two.pptx")
    assert [pages.words(number) for number in range(2)] == ["第一页", "secondpage"]
    assert pages is rendered(stream.getvalue(), "two.pptx")
    first = pages.pictures[0]
    assert first.width == 1280
    darkest, lightest = first.convert("L").getextrema()
    assert darkest < 60 and lightest == 255


def test_what_is_no_office_file_is_refused_in_the_words_of_the_office() -> None:
    with pytest.raises(OfficeError, match=r"broken\.pptx"):
        rendered(b"PK\x03\x04 no deck at all", "broken.pptx")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_ten_steps_hold_every_kind_of_figure(language: str, request: pytest.FixtureRequest) -> None:
    handout: Handout = request.getfixturevalue({"zh": "ten_handout", "en": "ten_handout_en"}[language])
    exhibits = [step.exhibit for step in handout.steps]
    assert {exhibit.language for exhibit in exhibits} == {language}
    assert [exhibit.layer for exhibit in exhibits].count("published") == 5
    assert len([exhibit for exhibit in exhibits if exhibit.watermark]) == 5
    specs = [exhibit.spec for exhibit in exhibits if exhibit.spec]
    assert {spec.level for spec in specs} == {"zone", "province"}
    for part in ("flows", "tracks", "symbols", "letters"):
        assert any(getattr(spec, part) for spec in specs), part
    charts = [exhibit.figure for exhibit in exhibits if exhibit.spec is None and exhibit.figure is not None]
    assert {trace.type for figure in charts for trace in figure.data} == {"bar", "scatter"}
    assert [exhibit.key for exhibit in exhibits if exhibit.figure is None] == ["region-profile"]
    assert all(not exhibit.table().empty for exhibit in exhibits)
    assert all(step.address.startswith("http://atlas.example/") and "snapshot=" in step.address
               for step in handout.steps)
