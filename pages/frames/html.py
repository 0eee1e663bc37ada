"""Small pieces of HTML that Streamlit has no element for. Every text is escaped."""

from __future__ import annotations

from html import escape

import pandas as pd


def html_table(frame: pd.DataFrame, caption: str, numeric: frozenset[str] = frozenset()) -> str:
    """A real table with caption and column headings; columns named in `numeric` are set flush right."""
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in frame.columns)
    right = [str(column) in numeric for column in frame.columns]
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="number">{escape(str(cell))}</td>' if is_number else f"<td>{escape(str(cell))}</td>"
            for cell, is_number in zip(row, right, strict=True)
        )
        + "</tr>"
        for row in frame.itertuples(index=False)
    )
    return (
        f'<div class="table-scroll" tabindex="0"><table class="atlas-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
