"""A table of the data page in its frame, with its download."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.exporters.table import Export, export_csv
from pages.frames.download import download
from pages.frames.html import html_table
from pages.shell.screen import Screen

MOST_ROWS = 300
"""What a browser draws at once without a pause; a register of clusters has some thousands."""


def section_table(screen: Screen, table: pd.DataFrame, key: str, caption: str) -> None:
    """Draw the rows and the button that downloads them as CSV; rows that need a mark bear it.

    Of more than `MOST_ROWS` the first are drawn and the reader is told; the CSV has them all.
    """
    t = screen.texts
    notes = (caption, t("note.snapshot", snapshot=screen.engine.snapshot_id), t(f"layer.{screen.layer}"))
    with st.container(border=True, key=f"section-{key}", gap="xsmall"):
        st.html(html_table(table.head(MOST_ROWS), caption=caption))
        if len(table) > MOST_ROWS:
            st.caption(t("data.longer", count=f"{len(table):,}", most=MOST_ROWS))
        download(
            screen,
            t("export.csv"),
            lambda: export_csv(Export(table, pd.DataFrame(), pd.DataFrame(), notes, screen.watermark)),
            f"{key}-{screen.engine.snapshot_id}.csv",
            f"csv-{key}",
            kind="tertiary",
        )
