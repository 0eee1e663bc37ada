"""The slide of a step that holds a whole page for paper: its headline figures, map and sections, not their rows."""

from __future__ import annotations

from typing import Any

from pages.exporters.deck.one_page import add_paper, subtitle_of
from pages.exporters.deck.slide import add_notes
from pages.exporters.deck.step_slide import add_source, framed, step_notes
from pages.exporters.deck.words import one_line
from pages.exporters.handout import Handout, HandoutStep
from pages.exporters.print_page import PrintPage


def add_paper_step(presentation: Any, step: HandoutStep, page: PrintPage, handout: Handout) -> None:
    """Add the page of a step, one slide where it fits, with source and notes on each."""
    whole: list[bool] = []

    def make(title: str) -> Any:
        slide, is_whole = framed(presentation, step, handout, title, subtitle_of(page))
        whole.append(is_whole)
        return slide

    for slide in add_paper(make, page, step.title, handout.language):
        add_source(slide, step, one_line(page.foot))
        add_notes(slide, step_notes(step, whole[0]), handout.language)
