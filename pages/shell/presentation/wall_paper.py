"""A page for paper on the wall: headline figures in a row, the map, as many sections as can be read from afar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from pages.exporters.print_page import PrintPage, PrintSection
from pages.frames.html import is_numeric
from pages.texts import Texts

SCRIPT_FILE = Path(__file__).with_suffix(".js")
_paper = st.components.v2.component("wall_paper", js=SCRIPT_FILE.read_text(encoding="utf-8"), isolate_styles=False)


def wall_paper(page: PrintPage, texts: Texts, place: str) -> None:
    """Draw a page into the container whose key is `place`.

    Type does not shrink: sections that find no room are left out and named.
    """
    _paper(
        key="stage-paper",
        data={
            "place": place,
            "headline": [[figure.label, figure.value, figure.note] for figure in page.headline],
            "sections": [_section(section) for section in page.sections],
            "leftOut": texts("meeting.left_out", headings="{headings}"),
            "tableOf": texts("meeting.table_of", heading="{heading}"),
            "sourceOf": texts("meeting.source_of", source="{source}", headings="{headings}"),
            "between": texts("meeting.between_headings"),
        },
    )


def _section(section: PrintSection) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "paragraphs": section.paragraphs,
        "source": section.source,
        "pictures": [
            {"address": picture.address, "words": picture.alternative_text, "aspect": picture.aspect}
            for picture in section.pictures
        ],
        "tables": [
            {
                "caption": table.caption,
                "headings": [str(heading) for heading in table.frame.columns],
                "numeric": [is_numeric(table.frame[column]) for column in table.frame.columns],
                "rows": table.frame.astype(str).to_numpy().tolist(),
            }
            for table in section.tables
        ],
    }
