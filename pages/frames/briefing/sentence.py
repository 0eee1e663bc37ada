"""Whether a sentence that somebody means to say holds: the field, the answer, and examples."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.state import publish, restore_text
from pages.frames.briefing.sentence_answer import answer_frame, unread_notes
from pages.frames.html import quiet
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.sentences.answer import answer_to
from queries.sentences.examples import examples_for
from queries.sentences.tokens import LONGEST_SENTENCE


@apart
def sentence_section(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the field for the sentence, the answer and examples that can be checked."""
    t = screen.texts
    restore_text("sentence", LONGEST_SENTENCE, screen.rejected)
    if not screen.presenting:
        st.html(quiet(t("sentence.lead")))
        st.text_input(
            t("sentence.field", most=LONGEST_SENTENCE), key="sentence", max_chars=LONGEST_SENTENCE,
            placeholder=t("sentence.placeholder"),
        )
    sentence = str(st.session_state["sentence"])
    publish("sentence", sentence, "")
    if sentence.strip():
        found = answer_to(
            sentence, screen.engine, screen.regions, screen.catalogue, screen.layer, screen.layers
        )
        if found.is_read:
            answer_frame(screen, pages, found)
        unread_notes(screen, found)
        if found.is_read and not found.reading.unread:
            return
    if not screen.presenting:
        _examples(screen, sentence)


def _examples(screen: Screen, sentence: str) -> None:
    """Sentences that can be checked here, the nearest to what was written first."""
    t = screen.texts
    st.html(quiet(t("sentence.nearest") if sentence.strip() else t("sentence.examples")))
    offered = examples_for(
        sentence, screen.engine, screen.regions, screen.catalogue, screen.layer, screen.language
    )
    with st.container(horizontal=True, gap="small"):
        for position, example in enumerate(offered):
            st.button(example, key=f"example-{position}", on_click=_take, args=(example,))


def _take(example: str) -> None:
    st.session_state["sentence"] = example
