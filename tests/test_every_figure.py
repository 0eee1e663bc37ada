"""Every figure that the sample can show can be handed over: as a picture, on a slide and in a brief."""

from __future__ import annotations

import re
from collections.abc import Callable

import pptx
import pytest
from test_questions_of_figures import VIEWS, query_of

from pages.controls.state import FIGURES
from pages.exporters.chart.contract import check_figure
from pages.exporters.deck.figure import add_figure
from pages.exporters.exhibit import Exhibit
from pages.frames.exhibit import exhibit_of
from pages.shell.replay import Replay
from pages.texts import load_texts

pytestmark = pytest.mark.usefixtures("sampled_pages")

# What the sample cannot show by itself: contracts, two years beside each other, wishes for a year, pairs of provinces,
# a sheet for paper, a sentence that somebody typed.
ELSEWHERE = {
    r"map-\d{4}", "difference", "scenarios", "joint-provinces", "standing-printed", "sentence",
    "contract-centres-map", "contract-centres-path", "contracts-map", "contracts-ranking", "contracts-years",
}
CITIES = ("gaps", {"section": "years", "level": "city"})
BOX = (0.5, 1.0, 12.0, 5.5)


def keys_of(pattern: str) -> set[str]:
    """Every key that a pattern of alternatives, also in brackets, stands for; signs for any digit stay as they are."""
    found = re.search(r"\(((?:[^()]|\([^()]*\))*)\)(\??)", pattern)
    if found is None:
        return {pattern}
    before, after = pattern[:found.start()], pattern[found.end():]
    inside = [key for part in parts_of(found[1]) for key in keys_of(part)] + ([""] if found[2] else [])
    return {key for one in inside for key in keys_of(before + one + after)}


def parts_of(pattern: str) -> list[str]:
    """The alternatives of a pattern outside brackets."""
    return re.findall(r"(?:[^|()]|\((?:[^()]|\([^()]*\))*\))+", pattern)


def test_every_figure_is_handed_over_as_picture_slide_and_page(replayed: Callable[[str, str], Replay]) -> None:
    seen: set[str] = set()
    presentation = pptx.Presentation()
    for page, view in (*VIEWS, CITIES):
        played = replayed(page, query_of(page, view, "sample", "zh"))
        for content in played.frames:
            if content.key in seen and (page, view) != CITIES:
                continue
            seen.add(content.key)
            exhibit = exhibit_of(played.screen, content)
            if exhibit.figure is not None or exhibit.spec is not None:
                # As in a deck, each has a slide of its own; on one slide every further shape takes longer to name.
                _hand_over(exhibit, presentation.slides.add_slide(presentation.slide_layouts[6]))
    wanted = {key for part in parts_of(FIGURES.pattern) for key in keys_of(part)} - ELSEWHERE
    assert {key for key in wanted if not any(re.fullmatch(key, own) for own in seen)} == set()
    assert all(FIGURES.fullmatch(key) for key in seen)


def _hand_over(exhibit: Exhibit, slide: object) -> None:
    """Make the part of every file; a chart alone is checked as the picture with words around it checks it."""
    assert exhibit.plate().startswith(b"\x89PNG"), exhibit.key
    if exhibit.spec is None:
        check_figure(exhibit.figure)
    else:
        assert b"<svg" in exhibit.picture("svg")[:1000], exhibit.key
    told = add_figure(slide, exhibit, BOX)
    assert told in (None, load_texts(exhibit.language)("deck.picture_only")), exhibit.key
