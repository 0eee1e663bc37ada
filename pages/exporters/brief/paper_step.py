"""A step that holds a whole page for paper, in a brief: headline figures, map, then part by part words and tables."""

from __future__ import annotations

import pandas as pd

from pages.exporters.brief.paper import Paper
from pages.exporters.exhibit import Exhibit
from pages.exporters.print_page import PrintPage, PrintSection

MAP_WIDTH = 110.0
"""Millimetres of a small map, which bears no words of its own."""


def items_of(paper: Paper, page: PrintPage) -> list[tuple[str, int]]:
    """The figures and tables that a page will take, by kind and number."""
    pictures = sum(picture.kind == "png" for section in page.sections for picture in section.pictures)
    tables = bool(page.headline) + sum(len(section.tables) for section in page.sections)
    return [("figure", paper.figures + number) for number in range(1, pictures + 1)] + [
        ("table", paper.tables + number) for number in range(1, tables + 1)
    ]


def write_page(paper: Paper, exhibit: Exhibit, page: PrintPage) -> None:
    """Write a page under the heading of its step; figures and tables are numbered with the others of the brief."""
    if page.headline:
        texts = paper.texts
        frame = pd.DataFrame(
            [(figure.label, figure.value, figure.note) for figure in page.headline],
            columns=[texts("brief.headline_measure"), texts("brief.headline_value"), texts("brief.headline_note")],
        )
        paper.table(frame, _caption(paper, exhibit, page, texts("brief.headline")))
    for section in page.sections:
        _write_section(paper, exhibit, page, section)


def _write_section(paper: Paper, exhibit: Exhibit, page: PrintPage, section: PrintSection) -> None:
    paper.heading(section.heading, 3)
    for text in section.paragraphs:
        paper.paragraphs(text)
    for picture in section.pictures:
        if picture.kind == "png":
            words = picture.caption or section.heading
            paper.figure(picture.image, _caption(paper, exhibit, page, words), picture.alternative_text, MAP_WIDTH)
            # Snapshot, layer and the note on the map stand in the foot of the page.
            paper.words(page.foot, "Source")
        else:
            paper.paragraphs(picture.alternative_text)
    for table in section.tables:
        left_out = paper.table(table.frame, _caption(paper, exhibit, page, table.caption or section.heading))
        if left_out:
            paper.words(paper.texts("brief.more_columns", count=left_out), "Source")
    if section.source:
        paper.words(section.source, "Source")


def _caption(paper: Paper, exhibit: Exhibit, page: PrintPage, words: str) -> str:
    """What a figure or table shows, of which place, with the mark of its data."""
    told = paper.texts("brief.between").join([" ".join(page.title.split()), words])
    return told if exhibit.watermark is None else paper.texts("brief.marked", text=told, mark=exhibit.watermark)
