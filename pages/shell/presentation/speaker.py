"""The window of the speaker: note, what comes next, clock and time, and the buttons that move every window."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages.controls.briefcase import Step
from pages.shell.presentation.meeting import Meeting
from pages.shell.presentation.questions import questions_beside
from pages.shell.presentation.slides import words_of
from pages.texts import Texts
from pages.texts.questions import Question


def show_speaker(texts: Texts, kept: list[Step], now: Meeting) -> tuple[Question, ...]:
    """Draw what the speaker needs of the step shown and the one after it; return what is likely to be asked."""
    count = len(kept)
    is_end = now.position >= count
    title, questions = (texts("meeting.end"), ()) if is_end else words_of(kept[now.position], texts.language)
    note = "" if is_end else kept[now.position].note
    number = texts("meeting.end") if is_end else texts("briefing.step", number=now.position + 1, count=count)
    with st.container(key="speaker"):
        st.html(
            f'<header class="speaker-head"><h1>{escape(number)}</h1>{_time(texts, now)}</header>'
            f'<div class="speaker-main"><section class="speaker-now"><h2 class="finding">{escape(title)}</h2>'
            f"{_note(texts, note)}{questions_beside(texts, questions)}</section>"
            f'<aside class="speaker-next">{_next(texts, kept, now)}</aside></div>'
            f"{_buttons(texts)}"
        )
    return questions


def _note(texts: Texts, note: str) -> str:
    if not note.strip():
        return f'<p class="speaker-note none">{escape(texts("meeting.no_note"))}</p>'
    lines = "".join(f"<p>{escape(line)}</p>" for line in note.splitlines() if line.strip())
    return f'<div class="speaker-note">{lines}</div>'


def _next(texts: Texts, kept: list[Step], now: Meeting) -> str:
    following = now.position + 1
    title = words_of(kept[following], texts.language)[0] if following < len(kept) else texts("meeting.end")
    return f'<h3>{escape(texts("briefing.next"))}</h3><p>{escape(title)}</p>'


def _time(texts: Texts, now: Meeting) -> str:
    since = "" if now.started is None else f'{1000 * now.started:.0f}'
    return (
        f'<dl class="speaker-time"><div><dt>{escape(texts("meeting.clock"))}</dt><dd data-clock="now"></dd></div>'
        f'<div><dt>{escape(texts("meeting.elapsed"))}</dt><dd data-since="{since}"></dd></div></dl>'
    )


def _buttons(texts: Texts) -> str:
    words = {
        "previous": texts("briefing.previous"), "next": texts("briefing.next"), "restart": texts("meeting.restart"),
    }
    buttons = "".join(
        f'<button type="button" data-act="{act}">{escape(word)}</button>' for act, word in words.items()
    )
    return f'<nav class="speaker-buttons">{buttons}</nav>'
