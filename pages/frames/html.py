"""Small pieces of HTML that Streamlit has no element for. Every text is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

import pandas as pd

from pages.exporters.bars import bar_style

_MARKDOWN = re.compile(r"([\\\\`*_{}\[\]()#+\-.!|<>~$:&])")
# Brackets and blanks, which end a link of Markdown, are not among them.
_KEPT_IN_ADDRESSES = "/:?#&=%@!;,+~"
_FIGURE = r"[><≥−+]?[\d,]+(?:\.\d+)?[%万亿]?"
# A figure may have its interval beside it, +3（−5至+13）, and a dash stands where there is none.
_NUMBER = re.compile(rf"{_FIGURE}(?:\s?[（(]{_FIGURE}(?:至|—|–| to ){_FIGURE}[）)])?|[—–]")


def as_plain(text: str) -> str:
    """Text that Streamlit's Markdown shows as it is: no link, image, emphasis or symbol comes of it."""
    return _MARKDOWN.sub(r"\\\1", _unlinked(text.replace("\n", " ")))


def _unlinked(text: str) -> str:
    """Addresses with an invisible break, since Markdown links even what is escaped."""
    return text.replace("://", ":\u200b//").replace("www.", "www\u200b.")


def link_to(title: str, address: str) -> str:
    """Markdown of a link, of which nothing but a link comes; the bare title where the address is none of the web."""
    if address.partition(":")[0].lower() not in ("http", "https"):
        return as_plain(title)
    return f"[{as_plain(title)}]({quote(address, safe=_KEPT_IN_ADDRESSES)})"


def quiet(text: str) -> str:
    """A sentence that explains, less loud than what it explains."""
    return f'<p class="lead">{escape(text)}</p>'


def html_table(frame: pd.DataFrame, caption: str, bars: Sequence[float] = ()) -> str:
    """A real table with caption and column headings; columns that hold only numbers are set flush right.

    `bars` are lengths 0..1 drawn behind the first cell of the first rows; the number stands beside them.
    """
    right = [is_numeric(frame[column]) for column in frame.columns]
    head = "".join(
        f'<th scope="col" class="number">{escape(str(column))}</th>' if is_number
        else f'<th scope="col">{escape(str(column))}</th>'
        for column, is_number in zip(frame.columns, right, strict=True)
    )
    body = "".join(
        f"<tr{bar_style(bars, number)}>"
        + "".join(
            f'<td class="number">{escape(str(cell))}</td>' if is_number else f"<td>{escape(str(cell))}</td>"
            for cell, is_number in zip(row, right, strict=True)
        )
        + "</tr>"
        for number, row in enumerate(frame.itertuples(index=False))
    )
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="atlas-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def is_numeric(column: pd.Series) -> bool:
    """Whether the cells of a column, as readers see them, are numbers all, or dashes for want of one."""
    cells = [str(cell) for cell in column if str(cell)]
    return bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)
