"""Runs of text, fields, bookmarks and links of a paragraph. Text is text: it never becomes markup or a field's code."""

from __future__ import annotations

from itertools import count
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from pages.exporters.addresses import is_address
from pages.exporters.brief.wording import harmless


def write(paragraph: Paragraph, text: str, *, bold: bool = False) -> Run:
    """Add text to a paragraph."""
    run = paragraph.add_run(harmless_between(text))
    # Signs that Latin and Chinese share (“”, —, …) take the Chinese font among Chinese.
    if not text.isascii():
        run._r.get_or_add_rPr()._add_rFonts().set(qn("w:hint"), "eastAsia")
    if bold:
        run.bold = True
    return run


def harmless_between(text: str) -> str:
    """The text without what no file holds, with a blank kept at either end."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return f"{before}{harmless(text)}{after}"


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Add a field with its result filled in, so that it reads right before anything works it out anew."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), (None, shown), ("end", "")):
        if kind is None:
            write(paragraph, text or "")
            continue
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)


class Bookmarks:
    """Gives the bookmarks of one document their numbers."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def begin(self, paragraph: Paragraph, name: str) -> Any:
        """Open a bookmark at the end of a paragraph, and return what closes it."""
        number = str(next(self._numbers))
        start = OxmlElement("w:bookmarkStart")
        start.set(qn("w:id"), number)
        start.set(qn("w:name"), name)
        paragraph._p.append(start)
        end = OxmlElement("w:bookmarkEnd")
        end.set(qn("w:id"), number)
        return end


def add_link(paragraph: Paragraph, address: str, shown: str) -> None:
    """Add a text that opens an address of the web; of any other kind it stays text."""
    if not is_address(address):
        write(paragraph, shown)
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(harmless(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = write(paragraph, shown)
    run._r.get_or_add_rPr().insert(0, _style("Hyperlink"))
    link.append(run._r)
    paragraph._p.append(link)


def _style(identifier: str) -> Any:
    element = OxmlElement("w:rStyle")
    element.set(qn("w:val"), identifier)
    return element
