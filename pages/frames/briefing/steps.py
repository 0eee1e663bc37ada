"""The steps of a briefing: title of the whole, files in and out, redoing on new data, and the steps one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from itertools import groupby

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data.snapshot import current_snapshot, snapshot_folder
from pages.controls.briefcase import (
    MOST_STEPS,
    Briefcase,
    briefcase,
    briefcase_reader,
    change_briefcase,
    change_steps,
    steps,
)
from pages.controls.briefing_file import (
    LARGEST_FILE_MB,
    LONGEST_GROUP,
    LONGEST_TITLE,
    BriefingFileError,
    clean,
    from_file,
    to_file,
)
from pages.controls.briefing_order import (
    group_moved,
    groups,
    pinned,
    undone,
    with_file_opened,
    with_group_renamed,
    with_steps_added,
)
from pages.frames.briefing.hand_over import hand_over
from pages.frames.briefing.meeting_doors import meeting_doors
from pages.frames.briefing.redo_section import redo_section
from pages.frames.briefing.showable import check
from pages.frames.briefing.step_card import shown_on, step_card
from pages.frames.download import download
from pages.frames.html import as_plain
from pages.frames.unanswered import apart
from pages.shell.screen import Screen

FILE_NAME = "briefing.json"
# A page of as many cards is drawn in good time.
MOST_CARDS = 30
TITLE = "briefing-title"
# How many steps of the file just opened named no snapshot.
PINNED = "briefing-pinned"


@apart
def steps_section(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the steps, what is done with them one by one, and what is done with all of them."""
    t = screen.texts
    held = briefcase()
    _undo(screen, held)
    if newly_pinned := st.session_state.pop(PINNED, 0):
        st.warning(t("briefing.pinned", count=newly_pinned))
    if not held.steps:
        st.info(t("briefing.empty"))
        _open_file(screen)
        return
    with st.container(key="briefing-head", horizontal=True, vertical_alignment="bottom", gap="small"):
        shown_on(TITLE, held.title)
        st.text_input(t("briefing.whole_title"), key=TITLE, max_chars=LONGEST_TITLE, on_change=_take_title,
                      placeholder=t("briefing.whole_title_help"))
        read = briefcase_reader()
        download(screen, t("briefing.save"), lambda: to_file(read()), FILE_NAME, "save-briefing")
        meeting_doors(screen)
    with st.container(key="hand-over", horizontal=True, vertical_alignment="center", gap="small"):
        hand_over(screen, read)
    _open_file(screen)
    redo_section(screen)
    _cards(screen, pages, held)


def _cards(screen: Screen, pages: Mapping[str, StreamlitPage], held: Briefcase) -> None:
    first, last = _part(screen, len(held.steps))
    known = groups(held.steps)
    numbered = list(enumerate(held.steps))[first:last]
    for group, members in groupby(numbered, key=lambda item: item[1].group or item[1].identifier):
        if group in known:
            _group_heading(screen, group, known.index(group), sum(step.group == group for step in held.steps))
        for position, step in members:
            step_card(screen, pages, position, step, held.steps)


def _part(screen: Screen, count: int) -> tuple[int, int]:
    """Which of many steps are shown: the positions from the first up to the one behind the last."""
    parts = range(0, count, MOST_CARDS)
    if len(parts) == 1:
        return 0, count
    if st.session_state.get("briefing-part") not in parts:
        st.session_state["briefing-part"] = 0
    first = st.segmented_control(
        screen.texts("briefing.part"), parts, required=True, key="briefing-part", label_visibility="collapsed",
        format_func=lambda start: screen.texts(
            "briefing.range", first=start + 1, last=min(start + MOST_CARDS, count)
        ),
    )
    start = first or 0
    return start, min(start + MOST_CARDS, count)


def _group_heading(screen: Screen, group: str, number: int, count: int) -> None:
    t = screen.texts
    with st.container(key=f"group-heading-{number}", horizontal=True, vertical_alignment="center", gap="xsmall"):
        told = t("briefing_group.count", count=count)
        st.html(f'<h3 class="step-group">{escape(group)} <small>{told}</small></h3>', width="content")
        for key, places in (("up", -1), ("down", 1)):
            st.button(t(f"briefing_group.{key}"), key=f"group-{key}-{number}", type="tertiary",
                      on_click=_move_group, args=(group, places))
        rename = st.popover(t("briefing_group.rename"), key=f"group-rename-{number}", type="tertiary",
                            on_change="rerun")
        if rename.open:
            with rename:
                key = f"group-name-{number}"
                shown_on(key, group)
                st.text_input(t("briefing_group.name"), key=key, max_chars=LONGEST_GROUP,
                              help=t("briefing_group.name_help"), on_change=_rename_group, args=(group, key))


def _undo(screen: Screen, held: Briefcase) -> None:
    if held.undo is None:
        return
    t = screen.texts
    with st.container(key="briefing-undo", horizontal=True, vertical_alignment="center", gap="small"):
        undo = held.undo
        count = len(undo.came if undo.kind == "added" else undo.steps)
        text = t(f"briefing_undo.{undo.kind}", what=undo.steps[0].shown_title if undo.kind == "removed" else count)
        st.markdown(as_plain(text), width="content")
        st.button(t("briefing_undo.label"), key="undo", on_click=_take_back, args=(t("briefing.no_room"),))


def _take_back(no_room: str) -> None:
    if not change_briefcase(undone):
        st.toast(no_room)


def _open_file(screen: Screen) -> None:
    t = screen.texts
    with st.expander(t("briefing.open_file")):
        file = st.file_uploader(t("briefing.file"), type=["json"], key="briefing-file", label_visibility="collapsed",
                                max_upload_size=LARGEST_FILE_MB)
        if file is None:
            return
        count = len(steps())
        if count:
            st.caption(t("briefing.replaces", count=count))
        with st.container(horizontal=True, gap="small"):
            replaces = st.button(t("briefing.load"), key="briefing-load")
            adds = bool(count) and st.button(t("briefing.add"), key="briefing-add")
        if replaces or adds:
            _take_file(screen, file.getvalue(), adds)


def _take_file(screen: Screen, content: bytes, adds: bool) -> None:
    """Take what a file holds, having shown each step once, so that those that cannot be shown are told at once."""
    t = screen.texts
    try:
        opened = from_file(content)
    except BriefingFileError as fault:
        st.error(t(f"briefing_fault.{fault.kind}", position=fault.position))
        return
    if adds and len(steps()) + len(opened.steps) > MOST_STEPS:
        st.error(t("briefing.full", count=len(steps()), more=len(opened.steps)))
        return
    brought = pinned(opened.steps, current_snapshot(snapshot_folder()).snapshot_id)
    bar = st.progress(0.0)
    for done, step in enumerate(brought, start=1):
        check(step, t)
        bar.progress(done / len(brought), text=t("briefing.checking", done=done, count=len(brought)))
    has_room = change_briefcase(
        lambda held: with_steps_added(held, brought) if adds else with_file_opened(held, opened.title, brought)
    )
    if not has_room:
        st.error(t("briefing.full", count=len(steps()), more=len(brought)))
        return
    st.session_state[PINNED] = sum(not step.snapshot for step in opened.steps)
    st.rerun()


def _take_title() -> None:
    title = clean(st.session_state[TITLE], LONGEST_TITLE)
    change_briefcase(lambda held: replace(held, title=title))


def _move_group(group: str, places: int) -> None:
    change_steps(lambda kept: group_moved(kept, group, places))


def _rename_group(group: str, key: str) -> None:
    name = clean(st.session_state[key], LONGEST_GROUP)
    change_steps(lambda kept: with_group_renamed(kept, group, name))
