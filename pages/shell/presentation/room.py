"""The room of a meeting: which window this is, what stands on it, and how it follows the others."""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from pages.controls.briefcase import steps
from pages.controls.browser import WINDOW_HEIGHT, cookie
from pages.controls.state import PRESENT
from pages.shell.presentation.dress import GROUNDS, LIGHT, ThemeName, meeting_style
from pages.shell.presentation.keys import height_told, keys
from pages.shell.presentation.links import SPEAKER, STEP_TOLD, speaker_link
from pages.shell.presentation.meeting import Act, Meeting, carry_out, change, meeting
from pages.shell.presentation.questions import questions_panel
from pages.shell.presentation.slides import Look, Slide, prepare, slide_of
from pages.shell.presentation.speaker import show_speaker
from pages.shell.presentation.stage import mark_of, show_end, show_slide
from pages.shell.screen import USUAL_HEIGHT, Screen
from pages.texts import Texts

# Seconds after which a window has followed the other.
FOLLOWS_AFTER = 0.7


def is_meeting_window() -> bool:
    """Whether this window shows a step of a briefing, or is the one of its speaker."""
    mode = st.query_params.get("mode")
    return mode == SPEAKER or (mode == PRESENT and "step" in st.query_params)


def hold_meeting(screen: Screen) -> None:
    """Draw what this window shows of the meeting, listen to its keys, and follow the other windows."""
    kept = steps()
    if not kept or st.session_state.pop("meeting-left", False):
        st.query_params.from_dict({"lang": screen.language})
        st.rerun()
    is_speaker = st.query_params.get("mode") == SPEAKER
    if not is_speaker:
        _take_step(len(kept))
    now = meeting()
    look = Look(screen.language, _theme(), height_told() or _window_height())
    _dress(is_speaker, look)
    if is_speaker:
        questions = show_speaker(screen.texts, kept, now)
    else:
        slide = slide_of(kept[now.position], look) if now.position < len(kept) else None
        _show_wall(screen.texts, slide, now, len(kept))
        questions = slide.questions if slide else ()
    keys(
        screen.texts,
        asking=now.asking,
        questions=len(questions),
        speaker="" if is_speaker else urlencode(speaker_link(screen.language)),
        height=look.window_height,
        carry_out=_carry_out,
    )
    _follow(now.revision)
    for ahead in (now.position + 1, now.position - 1):
        if not is_speaker and 0 <= ahead < len(kept):
            prepare(kept[ahead], look)


def _show_wall(texts: Texts, slide: Slide | None, now: Meeting, count: int) -> None:
    if slide is None:
        show_end(texts)
        return
    show_slide(slide, texts, now.position + 1, count)
    if now.asking and slide.questions:
        questions_panel(texts, slide.questions, now.question, mark_of(slide.shown))


def _take_step(count: int) -> None:
    """Go where the address says as the window enters the meeting; from then on the address says where it stands.

    A press that overtakes the address in the browser brings an older step along, which nobody asks for.
    """
    asked = st.query_params.get("step", "")
    if STEP_TOLD not in st.session_state:
        number = int(asked) if asked.isdecimal() and len(asked) <= 4 else 1
        change(lambda held: replace(held, position=min(max(number - 1, 0), count), asking=False, question=0))
    change(lambda held: replace(
        held, position=min(held.position, count), started=held.started or time.time(),
    ))
    told = str(meeting().position + 1)
    if st.query_params.get("step") != told:
        st.query_params["step"] = told
    st.session_state[STEP_TOLD] = told


def _carry_out(acts: list[Act]) -> None:
    """What new presses ask for: of this window its ground and its end, of the meeting everything else."""
    for act in acts:
        if act.name == "theme":
            st.query_params["theme"] = "light" if _theme() == "dark" else "dark"
        elif act.name == "leave":
            st.session_state["meeting-left"] = True
            # The meeting ends on the wall; a speaker's window may be closed at any time.
            if st.query_params.get("mode") != SPEAKER:
                change(lambda held: replace(held, started=None))
    carry_out(acts, len(steps()))


@st.fragment(run_every=FOLLOWS_AFTER)
def _follow(drawn: int) -> None:
    """Draw anew once another window moved the meeting on; while none did, this is all that runs."""
    if meeting().revision != drawn:
        st.rerun()


def _theme() -> ThemeName:
    return "dark" if st.query_params.get("theme") == "dark" else "light"


def _dress(is_speaker: bool, look: Look) -> None:
    st.html(f"<style>{meeting_style(is_speaker, GROUNDS.get(look.theme, LIGHT))}</style>")


def _window_height() -> int:
    told = cookie(WINDOW_HEIGHT)
    return int(told) if told.isdecimal() and 0 < len(told) <= 5 else USUAL_HEIGHT
