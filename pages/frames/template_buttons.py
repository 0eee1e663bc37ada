"""The templates of tables as buttons. They hold nothing of any snapshot, so nobody records who took one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.exporters.load_report import kind_name
from pages.frames.download import MIME
from pages.shell.screen import Screen


def template_buttons(screen: Screen, tables: Sequence[str]) -> None:
    """One button per table, named after it."""
    for table in tables:
        st.download_button(
            kind_name(table, screen.texts), data=partial(_template, table), file_name=_file_name(table),
            mime=MIME["xlsx"], key=f"template-{table}", on_click="ignore", icon=":material/download:",
        )


def _template(table: str) -> bytes:
    return _templates()[table][1]


def _file_name(table: str) -> str:
    return _templates()[table][0]


def _templates() -> dict[str, tuple[str, bytes]]:
    # The library that writes workbooks is loaded by the reader who downloads, not by everyone who looks.
    from pages.exporters.templates import templates

    return templates()
