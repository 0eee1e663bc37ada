"""What a meeting hands over as slides that others can edit: native charts with their data, tables, words, sources."""

from __future__ import annotations

import io

from pages.exporters.deck.one_page import one_page_deck
from pages.exporters.deck.paper_step import add_paper_step
from pages.exporters.deck.slide import dress_notes
from pages.exporters.deck.slides import (
    add_list,
    add_missing,
    add_section,
    add_sources,
    add_title,
    contents_lines,
)
from pages.exporters.deck.step_slide import add_step
from pages.exporters.deck.theme import new_presentation
from pages.exporters.deck.words import one_line
from pages.exporters.handout import Handout
from pages.exporters.workbook import FIXED_DATE, fixed_archive
from pages.texts import load_texts

__all__ = ["deck", "one_page_deck"]


def deck(handout: Handout) -> bytes:
    """Return a handout as PPTX of 16:9.

    Title and contents come first, then the steps in the order of the meeting, a slide before each group, then every
    source once, then what could not be shown and why. Equal handouts give equal bytes.
    """
    presentation = new_presentation()
    texts = load_texts(handout.language)
    _set_properties(presentation, handout)
    add_title(presentation, handout)
    if handout.steps:
        add_list(presentation, texts("deck.contents"), contents_lines(handout), handout, handout.steps)
    slides_of: dict[int, list[int]] = {}
    number = 0
    for section in handout.sections:
        if section.title:
            add_section(presentation, section, handout)
        for step in section.steps:
            first = len(presentation.slides) + 1
            if step.exhibit.paper:
                add_paper_step(presentation, step, step.exhibit.paper(), handout)
            else:
                add_step(presentation, step, handout)
            slides_of[number] = list(range(first, len(presentation.slides) + 1))
            number += 1
    if handout.steps:
        add_sources(presentation, handout, slides_of)
        dress_notes(presentation)
    if handout.missing:
        add_missing(presentation, handout)
    stream = io.BytesIO()
    presentation.save(stream)
    return fixed_archive(stream.getvalue())


def _set_properties(presentation: object, handout: Handout) -> None:
    """What the file says of itself."""
    properties = presentation.core_properties  # type: ignore[attr-defined]
    properties.title = one_line(handout.title)[:255]
    properties.author = ""
    properties.last_modified_by = ""
    properties.language = {"zh": "zh-CN", "en": "en-GB"}[handout.language]
    properties.created = properties.modified = FIXED_DATE
