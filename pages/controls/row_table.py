"""A table whose rows can be chosen, by mouse and by keyboard, which Streamlit's own tables of text cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from pages.controls.state import is_presenting
from pages.frames.html import html_table

SCRIPT_FILE = Path(__file__).with_suffix(".js")
_table = st.components.v2.component(
    "row_table", js=SCRIPT_FILE.read_text(encoding="utf-8"), isolate_styles=False
)


@dataclass(frozen=True)
class RowOrder:
    """By which column the rows stand, and which column is `marked` as the one that the view is about; by position."""

    column: int
    descending: bool
    marked: int


def row_table(
    frame: pd.DataFrame, codes: list[str], numeric: list[bool], caption: str, chosen: str, key: str,
    choose: Callable[[str], None], order: RowOrder | None = None, reorder: Callable[[int], None] | None = None,
) -> None:
    """Draw `frame`, whose first column becomes buttons. `choose` is called with the code of the row that is chosen.

    `codes` has one code per row, `numeric` says which columns are set flush right, `chosen` is the row marked.
    With an `order` the headings become buttons too, and `reorder` is called with the column that is chosen.
    On a wall and in a replay nobody chooses: the table stands there without buttons.
    """
    if is_presenting():
        st.html(html_table(frame.astype(str), caption))
        return

    def on_choice() -> None:
        choose(str(st.session_state[key]["chosen"]))

    def on_order() -> None:
        if reorder is not None:
            reorder(int(st.session_state[key]["ordered"]))

    _table(
        key=key,
        data={
            "caption": caption,
            "headings": [str(heading) for heading in frame.columns],
            "numeric": numeric,
            "rows": frame.astype(str).to_numpy().tolist(),
            "codes": codes,
            "chosen": chosen,
            "order": asdict(order) if order else None,
        },
        on_chosen_change=on_choice,
        on_ordered_change=on_order,
    )
