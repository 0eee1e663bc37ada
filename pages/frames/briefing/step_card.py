"""One step of a briefing as a card: what it shows and of when, and what a presenter does with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data.snapshot import SnapshotError, current_snapshot, find_snapshot, snapshot_folder
from pages.controls.briefcase import LONGEST_TEXT, MOST_STEPS, Step, change_briefcase, change_steps
from pages.controls.briefing_file import LONGEST_GROUP, LONGEST_TITLE, clean
from pages.controls.briefing_order import (
    doubled,
    groups,
    moved,
    moved_to,
    reach,
    with_group,
    with_note,
    with_step_removed,
    with_title,
)
from pages.controls.state import LAYERS, OF_PRESENTATION
from pages.frames.briefing.showable import reason_known
from pages.frames.snapshots import entry_remembered, local_time
from pages.shell.page_names import PAGES
from pages.shell.presentation.links import enter_meeting
from pages.shell.screen import Screen


def shown_on(key: str, value: Any) -> None:
    """Make a widget show what the briefing holds, which another window, an undo or a file may have changed."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def step_card(
    screen: Screen, pages: Mapping[str, StreamlitPage], position: int, step: Step, kept: Sequence[Step]
) -> None:
    """Draw one step; what it says stands left, what the speaker says in the middle, what is done with it right."""
    reason = reason_known(step, screen.texts)
    with st.container(border=True, key=f"step-{position}", gap="xsmall"):
        words, note, doing = st.columns([47, 25, 28], gap="small")
        with words:
            st.html(_words(screen, position, step, reason))
            if reason is None:
                _links(screen, pages, position, step)
        with note:
            _note(screen, step)
        with doing:
            _placing(screen, position, step, kept)
            _buttons(screen, position, step, kept)


def _words(screen: Screen, position: int, step: Step, reason: str | None) -> str:
    t = screen.texts
    own = f'<p class="step-finding">{escape(step.finding)}</p>' if step.title else ""
    lost = f'<p class="step-lost"><b>{t("briefing.not_shown")}</b>{escape(reason)}</p>' if reason else ""
    return (
        f'<div class="step-words"><b class="step-number">{position + 1}</b>'
        f'<div><p class="step-title">{escape(step.shown_title)}</p>{own}{lost}'
        f'<p class="step-facts">{_facts(screen, step)}</p></div></div>'
    )


def _facts(screen: Screen, step: Step) -> str:
    """Page, layer and snapshot of a step, with the marks that a presenter must know of."""
    t = screen.texts
    layer = step.parameters.get("layer")
    facts = [escape(t(f"nav.{step.page}") if step.page in PAGES else step.page)]
    if layer == "sample":
        facts.append(f'<b class="mark-synthetic">{t("layer.banner")}</b>')
    elif layer in LAYERS:
        facts.append(t(f"layer.{layer}"))
    return " · ".join([*facts, _snapshot(screen, step)])


def _snapshot(screen: Screen, step: Step) -> str:
    t = screen.texts
    try:
        when = entry_remembered(find_snapshot(snapshot_folder(), step.snapshot).path).built_at
        is_current = step.snapshot == current_snapshot(snapshot_folder()).snapshot_id
    except (SnapshotError, OSError, ValueError):
        name = escape(step.snapshot) if step.snapshot else t("value.none")
        return f'{t("briefing.snapshot", when=name)} <span class="status">{t("briefing_snapshot.gone")}</span>'
    kind = "current" if is_current else "older"
    look = "status-on_track" if is_current else "status-at_risk"
    told = t("briefing.snapshot", when=local_time(when, st.context.timezone)[:16])
    return f'<span title="{escape(step.snapshot)}">{told}</span> <span class="status {look}">' \
           f'{t(f"briefing_snapshot.{kind}")}</span>'


def _links(screen: Screen, pages: Mapping[str, StreamlitPage], position: int, step: Step) -> None:
    t = screen.texts
    view = {name: value for name, value in step.parameters.items() if name not in OF_PRESENTATION}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"step-links-{position}"):
        st.page_link(pages[step.page], label=t("briefing.open"), icon=":material/open_in_new:", query_params=view)
        st.button(t("briefing.present"), key=f"present-{position}", icon=":material/slideshow:", type="tertiary",
                  on_click=enter_meeting, args=(position + 1, screen.language))


def _note(screen: Screen, step: Step) -> None:
    t = screen.texts
    key = f"note-{step.identifier}"
    shown_on(key, step.note)
    st.text_area(
        t("briefing.note"), key=key, height=76, max_chars=LONGEST_TEXT, label_visibility="collapsed",
        placeholder=t("briefing.note_hint"), on_change=_take_note, args=(step.identifier, key),
    )


def _placing(screen: Screen, position: int, step: Step, kept: Sequence[Step]) -> None:
    """Its group and its position, both to be typed."""
    t = screen.texts
    group_key, place_key = f"group-{step.identifier}", f"place-{step.identifier}"
    first, last = reach(kept, step.identifier)
    group, place = st.columns([62, 38], gap="xsmall")
    with group:
        shown_on(group_key, step.group or None)
        st.selectbox(
            t("briefing.group"), groups(kept), index=None, key=group_key, accept_new_options=True,
            placeholder=t("briefing.group"), label_visibility="collapsed", on_change=_take_group,
            args=(step.identifier, group_key),
        )
    with place:
        shown_on(place_key, position + 1)
        st.number_input(
            t("briefing.position"), first + 1, max(last + 1, first + 1), key=place_key, on_change=_take_place,
            label_visibility="collapsed", args=(step.identifier, place_key), disabled=first == last,
        )


def _buttons(screen: Screen, position: int, step: Step, kept: Sequence[Step]) -> None:
    t = screen.texts
    with st.container(horizontal=True, gap="xsmall", key=f"step-buttons-{position}"):
        for key, places in (("up", -1), ("down", 1)):
            st.button(t(f"briefing.{key}"), key=f"{key}-{position}", type="tertiary",
                      disabled=moved(kept, step.identifier, places) == list(kept),
                      on_click=_change, args=(moved, step.identifier, places))
        _rename(screen, position, step)
        st.button(t("briefing.double"), key=f"double-{position}", type="tertiary",
                  disabled=len(kept) >= MOST_STEPS, help=t("briefing.no_room") if len(kept) >= MOST_STEPS else None,
                  on_click=_change, args=(doubled, step.identifier))
        st.button(t("briefing.remove"), key=f"remove-{position}", type="tertiary",
                  on_click=_remove, args=(step.identifier,))


def _rename(screen: Screen, position: int, step: Step) -> None:
    t = screen.texts
    rename = st.popover(t("briefing.rename"), key=f"rename-{position}", type="tertiary", on_change="rerun")
    if rename.open:
        with rename:
            key = f"title-{step.identifier}"
            shown_on(key, step.title)
            st.text_input(t("briefing.own_title"), key=key, max_chars=LONGEST_TITLE, placeholder=step.finding[:80],
                          help=t("briefing.own_title_help"), on_change=_take_title, args=(step.identifier, key))


def _change(change: Callable[..., list[Step]], *what: Any) -> None:
    change_steps(lambda kept: change(kept, *what))


def _remove(identifier: str) -> None:
    change_briefcase(lambda held: with_step_removed(held, identifier))


def _take_note(identifier: str, key: str) -> None:
    _change(with_note, identifier, clean(st.session_state[key], LONGEST_TEXT, of_several_lines=True))


def _take_title(identifier: str, key: str) -> None:
    _change(with_title, identifier, clean(st.session_state[key], LONGEST_TITLE))


def _take_group(identifier: str, key: str) -> None:
    _change(with_group, identifier, clean(st.session_state[key] or "", LONGEST_GROUP))


def _take_place(identifier: str, key: str) -> None:
    _change(moved_to, identifier, int(st.session_state[key]) - 1)
