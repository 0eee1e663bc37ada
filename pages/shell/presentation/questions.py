"""The questions that are likely to be asked of a step, over the wall and in the window of the speaker."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from pages.shell.presentation.fitted_table import fitted_table
from pages.texts import Texts
from pages.texts.questions import Question


def questions_panel(texts: Texts, questions: Sequence[Question], chosen: int, mark: str) -> None:
    """Lay the questions over the wall; the `chosen` one, from 1, stands with its answer, 0 chooses none.

    `mark` is what the slide below says of its data: the panel hides it, and an answer needs it as much.
    """
    with st.container(key="questions"):
        st.html(f'<h2 class="questions-head">{mark}{escape(texts("meeting.questions"))}</h2>')
        for number, asked in enumerate(questions, start=1):
            answer = f'<p class="answer">{escape(asked.answer)}</p>' if number == chosen else ""
            st.html(
                f'<section class="question{" chosen" if answer else ""}">'
                f"<h3><kbd>{number}</kbd>{escape(asked.question)}</h3>{answer}</section>"
            )
            if answer and asked.detail is not None and len(asked.detail):
                with st.container(key="question-detail"):
                    fitted_table(asked.detail, texts, f"detail-{chosen}", asked.question, "question-detail")


def questions_beside(texts: Texts, questions: Sequence[Question]) -> str:
    """The same for the speaker: every question with its answer at once."""
    if not questions:
        return ""
    parts = "".join(
        f"<h4>{number}. {escape(asked.question)}</h4><p>{escape(asked.answer)}</p>"
        for number, asked in enumerate(questions, start=1)
    )
    return f'<section class="speaker-questions"><h3>{escape(texts("meeting.questions"))}</h3>{parts}</section>'
