"""A brief for Word: what a meeting hands over, in the conventions of papers of the administration (GB/T 9704-2012)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pages.exporters.handout import Handout
from pages.exporters.print_page import PrintPage
from pages.texts import Language


def brief(handout: Handout) -> bytes:
    """Return a handout as DOCX: a heading, words, figure, table and source per step, notes on the data at the end.

    A map that the gate refuses, or a chart that holds what is not drawn, leaves its table and the reason in words.
    """
    # The library that writes is loaded by the reader who downloads.
    from pages.exporters.brief.writing import write_brief

    return write_brief(handout)


def one_page_brief(pages: Sequence[PrintPage], language: Language = "zh", made_on: date | None = None) -> bytes:
    """Return profiles as DOCX, each on a sheet of its own.

    Raises
    ------
    ValueError
        if there is no page.
    """
    from pages.exporters.brief.profiles import write_profiles

    return write_profiles(pages, language, made_on or date.today())
