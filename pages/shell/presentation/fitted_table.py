"""A table that shows as many rows and columns as its place has room for, and says how many more there are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from pages.frames.html import is_numeric
from pages.texts import Texts

SCRIPT_FILE = Path(__file__).with_suffix(".js")
# More than any window shows at a size that can be read.
MOST_ROWS = 80
_table = st.components.v2.component("fitted_table", js=SCRIPT_FILE.read_text(encoding="utf-8"), isolate_styles=False)


def fitted_table(frame: pd.DataFrame, texts: Texts, key: str, caption: str, place: str) -> None:
    """Draw the first rows of `frame` into the container whose key is `place`; `caption` is read aloud only."""
    shown = frame.head(MOST_ROWS)
    _table(
        key=key,
        data={
            "caption": caption,
            "headings": [str(heading) for heading in frame.columns],
            "numeric": [is_numeric(frame[column]) for column in frame.columns],
            "rows": shown.astype(str).to_numpy().tolist(),
            "count": len(frame),
            "place": place,
            "moreRows": texts("meeting.more_rows", count="{count}"),
            "moreColumns": texts("meeting.more_columns", count="{count}"),
        },
    )
