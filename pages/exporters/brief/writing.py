"""The brief from its title to its notes."""

from __future__ import annotations

from collections import Counter

from geo.compliance import MapRefusedError
from pages.exporters.brief.data_notes import write_data_notes
from pages.exporters.brief.fields import write
from pages.exporters.brief.paper import Paper, joined_references
from pages.exporters.brief.paper_step import items_of, write_page
from pages.exporters.brief.stationery import stationery
from pages.exporters.brief.typography import typography
from pages.exporters.brief.wording import without_full_stop, written_date
from pages.exporters.chart.contract import UnsupportedFigureError
from pages.exporters.exhibit import Exhibit
from pages.exporters.handout import Handout, HandoutStep
from pages.exporters.table import without_empty_columns
from pages.texts import Texts

MOST_ROWS = 12
"""Rows of a table in the brief; the rest stands in the workbook."""


def write_brief(handout: Handout) -> bytes:
    """Return the brief as DOCX."""
    document = stationery(handout.language, handout.title, handout.made_on, handout.watermarks,
                          typography(handout.language))
    paper = Paper(document, handout.language)
    texts = paper.texts
    paper.words(handout.title, "Title")
    paper.words(texts("brief.dated", day=written_date(handout.made_on, handout.language)), "Subtitle")
    for mark in handout.watermarks:
        paper.words(texts("brief.mark", mark=mark), "Mark")
    paper.words(opening(handout, texts), "Normal")
    names: list[str] = []
    for section in handout.sections:
        paper.heading(section.title or texts("handout.first"), 1)
        names += [_write_step(paper, step) for step in section.steps]
    write_data_notes(paper, handout, names)
    return paper.content()


def opening(handout: Handout, texts: Texts) -> str:
    """The first paragraph: how many figures, of which data, on which snapshots, and how they are traced."""
    if not handout.steps:
        return texts("brief.nothing")
    layers = Counter(step.exhibit.layer for step in handout.steps)
    counted = texts.joined([
        texts("brief.of_layer", layer=texts(f"layer.{layer}"), count=count) for layer, count in layers.items()
    ])
    snapshots = texts.joined(list(dict.fromkeys(step.exhibit.snapshot for step in handout.steps)))
    return texts("brief.opening", count=len(handout.steps), layers=counted, snapshots=snapshots)


def scope(exhibit: Exhibit, texts: Texts) -> str:
    """What an exhibit shows, as one enumeration without the name of its layer."""
    parts = [part for text in exhibit.subtitle.split(" · ") for part in text.split("；")]
    kept = [part.strip() for part in parts if part.strip() not in ("", texts(f"layer.{exhibit.layer}"))]
    return texts("brief.between").join(kept) or without_full_stop(exhibit.finding)


def _write_step(paper: Paper, step: HandoutStep) -> str:
    """Write one step, and return by which figure and table it is called."""
    exhibit, texts = step.exhibit, paper.texts
    page = exhibit.paper() if exhibit.paper else None
    if page:
        items = items_of(paper, page)
        _write_finding(paper, step, items)
        write_page(paper, exhibit, page)
    else:
        items = _write_figure_and_table(paper, step)
    source = paper.words(marked(exhibit.source_line, exhibit, texts), "Source")
    if step.address:
        write(source, typography(paper.language).after_number[-1])
        paper.link(source, step.address, texts("brief.open"))
    _write_note_and_questions(paper, step)
    return texts("brief.and").join(paper.name_of(kind, number) for kind, number in items) or step.title


def _write_figure_and_table(paper: Paper, step: HandoutStep) -> list[tuple[str, int]]:
    """Write what was found, the figure and the first rows of its table, and return their kinds and numbers."""
    exhibit, texts = step.exhibit, paper.texts
    frame, absent = without_empty_columns(exhibit.table(), texts("value.none"))
    plate, refused = _plate(exhibit)
    items = [("figure", paper.figures + 1)] if plate is not None else []
    items += [("table", paper.tables + 1)] if not frame.empty else []
    _write_finding(paper, step, items)
    caption = marked(scope(exhibit, texts), exhibit, texts)
    if refused:
        paper.words(texts("brief.picture_refused", reason=refused), "Source")
    if plate is not None:
        paper.figure(plate, caption, exhibit.alternative_text or exhibit.finding)
        if exhibit.spec is not None:
            paper.words(exhibit.spec.note, "Source")
    if not frame.empty:
        left_out = paper.table(frame.head(MOST_ROWS), caption)
        _tell_the_rest(paper, len(frame) - MOST_ROWS, left_out)
        if absent:
            paper.words(texts("brief.empty_columns", columns=texts.joined(absent)), "Source")
    return items


def _plate(exhibit: Exhibit) -> tuple[bytes | None, str]:
    """The picture of an exhibit, or why it has none; a table alone has none and needs no reason."""
    if exhibit.figure is None and exhibit.spec is None:
        return None, ""
    try:
        return exhibit.plate(), ""
    except (MapRefusedError, UnsupportedFigureError) as fault:
        return None, str(fault)


def _write_finding(paper: Paper, step: HandoutStep, items: list[tuple[str, int]]) -> None:
    """Write what was found, once, with the figure and table that it rests on at its end.

    A title of the reader's own is a heading above it; without one the sentence is its own heading, numbered as such.
    """
    texts, finding = paper.texts, without_full_stop(step.exhibit.finding)
    if without_full_stop(step.title) == finding:
        paragraph = paper.heading(finding, 2)
        # Else sentence, figure and caption would go to the next page together and leave half of one empty.
        paragraph.paragraph_format.keep_with_next = False
    else:
        paper.heading(step.title, 2)
        paragraph = paper.words(finding, "Normal")
    if items:
        write(paragraph, texts("brief.see"))
        joined_references(paper, paragraph, items)
        write(paragraph, texts("brief.seen"))
    write(paragraph, texts("brief.stop"))


def _tell_the_rest(paper: Paper, rows: int, columns: int) -> None:
    """Say what of a table stands in the workbook."""
    if rows > 0:
        paper.words(paper.texts("brief.more_rows", count=rows), "Source")
    if columns > 0:
        paper.words(paper.texts("brief.more_columns", count=columns), "Source")


def _write_note_and_questions(paper: Paper, step: HandoutStep) -> None:
    texts = paper.texts
    if step.note.strip():
        paper.paragraphs(texts("brief.note") + step.note.strip())
    questions = step.questions_of_substance
    if questions:
        paper.words(texts("brief.questions"), "Normal")
    for question, answer in questions:
        paper.heading(question, 3)
        paper.paragraphs(answer)


def marked(text: str, exhibit: Exhibit, texts: Texts) -> str:
    """The text with the watermark of an exhibit behind it, unless it says it."""
    if exhibit.watermark is None or exhibit.watermark in text:
        return text
    return texts("brief.marked", text=text, mark=exhibit.watermark)
