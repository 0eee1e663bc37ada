"""The one way a file leaves the page: made when it is asked for, and recorded where readers have names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from data.audit import can_record, record
from data.snapshot import snapshot_folder
from pages.shell.access import way_in
from pages.shell.screen import Screen

MIME = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def download(
    screen: Screen,
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    key: str,
    width: Literal["content", "stretch"] = "content",
    kind: Literal["secondary", "tertiary"] = "secondary",
    disabled: bool = False,
    view: str = "",
) -> None:
    """Draw a button that makes a file and sends it; `make` runs when a reader asks for the file, in any thread.

    Where a log-in or a trusted header is configured, the audit file says who took which file, of which snapshot, layer
    and `view`, and whether the snapshot was private, before the file is made. Where that cannot be written, there is no
    button but a sentence. Templates need no record.
    """
    is_recorded = way_in() != "none"
    if is_recorded and not can_record(snapshot_folder()):
        st.caption(screen.texts("access.unrecordable"))
        return
    st.download_button(
        label,
        data=_recorded(screen, make, file_name, view) if is_recorded else make,
        file_name=file_name,
        mime=MIME[file_name.rpartition(".")[2]],
        key=key,
        on_click="ignore",
        width=width,
        type=kind,
        disabled=disabled,
    )


def _recorded(screen: Screen, make: Callable[[], bytes], file_name: str, view: str) -> Callable[[], bytes]:
    who = screen.reader.name
    folder = snapshot_folder()
    details: dict[str, object] = {
        "snapshot": screen.engine.snapshot_id, "layer": screen.layer, "language": screen.language, "view": view,
    }  # fmt: skip
    if screen.is_private:
        details["private"] = True

    def make_recorded() -> bytes:
        record(folder, who, "export", file_name, details)
        return make()

    return make_recorded
