"""Writes the parts of a brief one after another: headings, paragraphs, figures, tables, each in its style."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pandas as pd
from docx.document import Document as DocumentType
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from pages.exporters.brief.fields import Bookmarks, add_field, add_link, write
from pages.exporters.brief.tables import add_table
from pages.exporters.brief.typography import text_width, typography
from pages.exporters.brief.wording import harmless, sentence, without_full_stop, without_number
from pages.exporters.workbook import fixed_archive
from pages.texts import Language, Texts, load_texts

PICTURE_WIDTH = 156.0
"""Millimetres: the whole width of the text in Chinese briefs."""


class Paper:
    """A document under way. Figures and tables are numbered in their order; their numbers are fields of Word."""

    def __init__(self, document: DocumentType, language: Language) -> None:
        self.document, self.language = document, language
        self.texts: Texts = load_texts(language)
        self.figures = self.tables = 0
        self._bookmarks = Bookmarks()

    def words(self, text: str, style: str) -> Paragraph:
        """Add a paragraph of a style."""
        paragraph = self.empty(style)
        write(paragraph, sentence(text, self.language))
        return paragraph

    def paragraphs(self, text: str, style: str = "Normal") -> None:
        """Add a paragraph for each line of a text."""
        for line in text.split("\n"):
            if harmless(line):
                self.words(line, style)

    def empty(self, style: str) -> Paragraph:
        """Add a paragraph without words."""
        paragraph = self.document.add_paragraph()
        paragraph._p.style = style
        return paragraph

    def heading(self, text: str, level: int) -> Paragraph:
        """Add a heading of level 1 to 4; its number comes from the style."""
        return self.words(without_number(without_full_stop(text)), f"Heading{level}")

    def figure(self, image: bytes, caption: str, alternative_text: str, width: float = PICTURE_WIDTH) -> None:
        """Add a picture, at most some millimetres wide, with its caption below."""
        self.figures += 1
        self.picture(image, min(width, text_width(typography(self.language))), alternative_text)
        self._caption("figure", self.figures, caption, "Caption")

    def picture(self, image: bytes, width: float, alternative_text: str) -> None:
        """Add a picture of some millimetres, with the words for who cannot see it."""
        inline = self.empty("Figure").add_run().add_picture(io.BytesIO(image), width=Mm(width))._inline
        inline.docPr.set("descr", harmless(alternative_text))
        for side in "TBLR":
            # Not said, some programs leave three millimetres beside it.
            inline.set(f"dist{side}", "0")

    def table(self, frame: pd.DataFrame, title: str) -> int:
        """Add a table with its title above, and return how many of its columns found no room."""
        self.tables += 1
        self._caption("table", self.tables, title, "TableTitle")
        page = typography(self.language)
        return add_table(self.document, frame, text_width(page), page.styles["TableText"].size, self.language)

    def reference(self, paragraph: Paragraph, kind: str, number: int) -> None:
        """Name a figure or table by a field that follows it when numbers change."""
        add_field(paragraph, f"REF {_bookmark(kind, number)} \\h", self.name_of(kind, number))

    def name_of(self, kind: str, number: int) -> str:
        """How a figure or table is called in a sentence: 图1, Figure 1."""
        return self.texts(f"brief.{kind}", number=number)

    def link(self, paragraph: Paragraph, address: str, shown: str) -> None:
        """Add a link to a paragraph."""
        add_link(paragraph, address, shown)

    def _caption(self, kind: str, number: int, words: str, style: str) -> None:
        paragraph = self.empty(style)
        label = self.texts(f"brief.label_of.{kind}")
        end = self._bookmarks.begin(paragraph, _bookmark(kind, number))
        write(paragraph, label)
        add_field(paragraph, f"SEQ {label.strip()} \\* ARABIC", str(number))
        paragraph._p.append(end)
        write(paragraph, typography(self.language).after_number + sentence(words, self.language))

    def content(self) -> bytes:
        """The file; equal content gives equal bytes."""
        stream = io.BytesIO()
        self.document.save(stream)
        return fixed_archive(stream.getvalue(), self.document.core_properties.created.replace(tzinfo=None))


def joined_references(paper: Paper, paragraph: Paragraph, items: Sequence[tuple[str, int]]) -> None:
    """Name figures and tables in one enumeration."""
    for position, (kind, number) in enumerate(items):
        if position:
            write(paragraph, paper.texts("brief.and"))
        paper.reference(paragraph, kind, number)


def _bookmark(kind: str, number: int) -> str:
    return f"_Ref_{kind}_{number}"
