"""The slides of one step: its figure under its finding, and its table beside or on the next slide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pages.exporters.addresses import is_address
from pages.exporters.deck.code import code_picture, short_code
from pages.exporters.deck.figure import add_figure
from pages.exporters.deck.native_table import add_table, natural_width, texts_of
from pages.exporters.deck.slide import (
    add_marks,
    add_notes,
    add_picture,
    link_of,
    link_shape,
    new_slide,
    place_of,
    put,
    put_title,
)
from pages.exporters.deck.theme import SOURCE, SUBTITLE
from pages.exporters.deck.words import (
    clean,
    fill_placeholder,
    fitting_size,
    one_line,
    paragraphs_xml,
    run_xml,
    sentences_of,
    shortened,
    text_box,
)
from pages.exporters.handout import Handout, HandoutStep
from pages.exporters.table import without_empty_columns
from pages.texts import load_texts

FIGURE_BOX = (0.45, 1.56, 12.43, 4.7)
CODE_BOX = (11.78, 0.1, 1.1, 1.1)
TABLE_SHARE, GAP = 4.2, 0.2
"""Inches that a table beside the figure may take."""
BESIDE_SIZE = 9.0
MOST_ROWS = 12
SOURCE_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
LINE = 0.24


def add_step(presentation: Any, step: HandoutStep, handout: Handout) -> None:
    """Add the slides of a step, with their notes."""
    exhibit, texts = step.exhibit, load_texts(handout.language)
    # A map bears its mark itself, above its places, which would hide one behind.
    slide, is_whole = framed(presentation, step, handout, step.title, behind=exhibit.spec is None)
    told = None
    frame, absent = without_empty_columns(exhibit.table(), texts("value.none"))
    headings, rows = texts_of(frame)
    beside = False
    if exhibit.figure is not None or exhibit.spec is not None:
        first = rows[:MOST_ROWS]
        beside = exhibit.spec is None and bool(rows) and natural_width(headings, first, BESIDE_SIZE) <= TABLE_SHARE
        left, top, width, height = FIGURE_BOX
        room = width - TABLE_SHARE - GAP if beside else width
        told = add_figure(slide, exhibit, (left, top, room, height))
        if beside:
            box = (left + room + GAP, top, TABLE_SHARE, height)
            _add_rows(slide, step, headings, rows, box, absent)
    elif rows:
        _add_rows(slide, step, headings, rows, FIGURE_BOX, absent)
    add_source(slide, step, told)
    add_notes(slide, step_notes(step, is_whole), handout.language)
    if (exhibit.figure is not None or exhibit.spec is not None) and not beside and rows:
        follow, _ = framed(presentation, step, handout, texts("deck.data_of", title=step.title))
        _add_rows(follow, step, headings, rows, FIGURE_BOX, absent)
        add_source(follow, step, None)
        add_notes(follow, [*exhibit.notes, _address_note(step)], handout.language)


def framed(
    presentation: Any, step: HandoutStep, handout: Handout, title: str, subtitle: str = "", *, behind: bool = True
) -> tuple[Any, bool]:
    """A slide with title, subtitle (that of the figure if none is told), marks and code; whether the title is whole."""
    exhibit, texts = step.exhibit, load_texts(handout.language)
    footer = texts("deck.footer", title=one_line(handout.title)[:60], snapshot=exhibit.snapshot,
                   layer=texts(f"layer.{exhibit.layer}"))
    slide = new_slide(presentation, "figure", footer, handout.language)
    is_whole = put_title(slide, "figure", title, handout.language)
    put(slide, "figure", SUBTITLE, [one_line(subtitle or exhibit.subtitle) or " "], (12.0, 11.0, 10.0, 9.0, 8.0),
        handout.language)
    if exhibit.watermark:
        add_marks(slide, exhibit.watermark, exhibit.watermark_colour, handout.language, behind=behind)
    _add_code(slide, step)
    return slide, is_whole


def _add_code(slide: Any, step: HandoutStep) -> None:
    texts = load_texts(step.exhibit.language)
    if is_address(step.address):
        shape = add_picture(slide, code_picture(step.address), CODE_BOX, texts("deck.code_of", title=step.title))
        link_shape(shape, link_of(slide, step.address))
        return
    words = texts("deck.reopen_code", code=short_code(step))
    text_box(slide, "View code", (CODE_BOX[0] - 0.6, 0.05, CODE_BOX[2] + 0.6, 0.24),
             paragraphs_xml([words], step.exhibit.language, "r", size=9), "ctr", description=words)


def _add_rows(
    slide: Any, step: HandoutStep, headings: Any, rows: Any, box: tuple[float, float, float, float],
    absent: Sequence[str],
) -> None:
    """The first rows, and below them how many more there are and where, and which columns had no figure at all."""
    exhibit = step.exhibit
    texts = load_texts(exhibit.language)
    left, top, width, height = box
    shown = rows[:MOST_ROWS]
    description = texts("deck.table_of", title=step.title)
    laid = add_table(slide, headings, shown, (left, top, width, height - LINE * 2), description, exhibit.language)
    told = [texts("deck.empty_columns", columns=texts.joined(list(absent)))] if absent else []
    if laid.rows < len(rows):
        counts = {"shown": laid.rows, "left": len(rows) - laid.rows}
        words = texts("deck.more_rows", **counts)
        if not is_address(step.address):
            words = texts("deck.more_rows_by_code", code=short_code(step), **counts)
        told.insert(0, words)
    if told:
        text_box(slide, "Rows", (left, top + laid.height + 0.06, width, LINE * 2),
                 paragraphs_xml(told, exhibit.language, size=9))


def add_source(slide: Any, step: HandoutStep, told: str | None) -> None:
    """Write the foot of a slide: what is `told` of the figure, its sources, and the way back to the view."""
    exhibit, texts = step.exhibit, load_texts(step.exhibit.language)
    lines = [*([told] if told else []), sentences_of(exhibit.source_line, exhibit.language)]
    has_link = is_address(step.address)
    last = texts("deck.reopen_link") if has_link else texts("deck.reopen_code", code=short_code(step))
    _, _, width, height = place_of("figure", SOURCE)
    size = fitting_size([*lines, last], SOURCE_SIZES, width, height)
    if size is None:
        # The whole stands in the notes.
        size = SOURCE_SIZES[-1]
        lines = [shortened(lines[-1], size, width, height - 0.3)]
    relation = link_of(slide, step.address) if has_link else ""
    words = paragraphs_xml(lines, exhibit.language, size=size)
    words += f"<a:p>{run_xml(last, exhibit.language, size, link=relation)}</a:p>"
    fill_placeholder(slide.placeholders[SOURCE], words)


def step_notes(step: HandoutStep, is_whole: bool) -> list[str]:
    """The notes of a step: what the speaker wrote, where the figure comes from, likely questions, the address."""
    texts = load_texts(step.exhibit.language)
    lines = [clean(step.note)] if step.note.strip() else []
    if not is_whole:
        lines.append(texts("deck.own_title", title=clean(step.title)))
    lines += [step.exhibit.finding] if step.title != step.exhibit.finding else []
    lines += [clean(note) for note in step.exhibit.notes]
    for question, answer in step.questions:
        lines += [texts("deck.question", question=clean(question)), texts("deck.answer", answer=clean(answer))]
    return [*lines, _address_note(step)]


def _address_note(step: HandoutStep) -> str:
    texts = load_texts(step.exhibit.language)
    if is_address(step.address):
        return texts("deck.view", address=step.address)
    view = f"{step.exhibit.page}?{step.exhibit.query}"
    return texts("deck.code_meaning", code=short_code(step), view=view)
