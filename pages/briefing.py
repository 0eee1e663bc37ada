"""Briefing 汇报: the views collected while exploring, in order, each pinned to its snapshot, kept as one small file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.briefcase import (
    LONGEST_TEXT,
    BriefingFileError,
    Step,
    change_steps,
    file_writer,
    from_file,
    moved,
    presentation_of,
    steps,
    with_note,
    without,
)
from pages.controls.state import OF_PRESENTATION
from pages.frames.download import download
from pages.frames.html import as_plain
from pages.shell.screen import Screen

FILE_NAME = "briefing.json"


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page."""
    t = screen.texts
    st.html(f'<h1 class="page">{t("briefing.title")}</h1><p class="lead">{t("briefing.lead")}</p>')
    _open_file(screen, frozenset(pages))
    kept = steps()
    if not kept:
        st.info(t("briefing.empty"))
        return
    download(screen, t("briefing.save"), file_writer(), FILE_NAME, "save-briefing")
    for position, step in enumerate(kept):
        _step(screen, pages, position, step, len(kept))


def _step(
    screen: Screen, pages: Mapping[str, StreamlitPage], position: int, step: Step, count: int
) -> None:
    t = screen.texts
    view = {name: value for name, value in step.parameters.items() if name not in OF_PRESENTATION}
    with st.container(border=True, key=f"step-{position}", gap="xsmall"):
        words, note, buttons = st.columns([46, 30, 24], vertical_alignment="center", gap="small")
        with words:
            st.markdown(f"**{position + 1}.** {as_plain(step.finding)}")
            if step.parameters.get("layer") == "sample":
                st.html(f'<p class="source-line"><b class="mark-synthetic">{t("layer.banner")}</b></p>')
            with st.container(horizontal=True, gap="small"):
                st.page_link(pages[step.page], label=t("briefing.open"), icon=":material/open_in_new:",
                             query_params=view)
                st.page_link(pages[step.page], label=t("briefing.present"), icon=":material/slideshow:",
                             query_params=presentation_of(position))
        with note:
            st.text_area(
                t("briefing.note"), value=step.note, key=f"note-{step.identifier}", height=72,
                max_chars=LONGEST_TEXT, on_change=_take_note, args=(step.identifier,),
            )
        with buttons, st.container(horizontal=True, gap="xsmall"):
            st.button(t("briefing.up"), key=f"up-{position}", disabled=position == 0,
                      on_click=_change, args=(moved, step.identifier, -1))
            st.button(t("briefing.down"), key=f"down-{position}", disabled=position == count - 1,
                      on_click=_change, args=(moved, step.identifier, 1))
            st.button(t("briefing.remove"), key=f"remove-{position}",
                      on_click=_change, args=(without, step.identifier))


def _change(change: Callable[..., list[Step]], *what: Any) -> None:
    change_steps(lambda kept: change(kept, *what))


def _take_note(identifier: str) -> None:
    _change(with_note, identifier, st.session_state[f"note-{identifier}"])


def _open_file(screen: Screen, pages: frozenset[str]) -> None:
    t = screen.texts
    with st.expander(t("briefing.open_file")):
        file = st.file_uploader(t("briefing.file"), type=["json"], key="briefing-file", label_visibility="collapsed",
                                max_upload_size=1)
        if file is not None and steps():
            st.caption(t("briefing.replaces", count=len(steps())))
        if file is not None and st.button(t("briefing.load"), key="briefing-load"):
            try:
                opened = from_file(file.getvalue(), pages)
                change_steps(lambda _: opened)
                st.rerun()
            except BriefingFileError as fault:
                st.error(t("briefing.bad_file", reason=t(f"briefing_fault.{fault.kind}")))
