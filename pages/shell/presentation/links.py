"""The links into a meeting, both on the page of the briefing."""

from __future__ import annotations

import streamlit as st

from pages.controls.state import PRESENT

SPEAKER = "speaker"
# Under this key a window in a meeting notes the step its address says; without it the address is still to be obeyed.
STEP_TOLD = "step-told"


def meeting_link(number: int, language: str) -> dict[str, str]:
    """Parameters of the link that presents the steps of the briefing from a step on; `number` counts from 1."""
    return {"lang": language, "mode": PRESENT, "step": str(number)}


def speaker_link(language: str) -> dict[str, str]:
    """Parameters of the link that opens the window of the speaker."""
    return {"lang": language, "mode": SPEAKER}


def enter_meeting(number: int, language: str) -> None:
    """Go from the page of the briefing into the meeting, at a step.

    A link from a page to itself leaves the address in the browser as it was, and the next key would lead back out.
    """
    st.session_state.pop(STEP_TOLD, None)
    st.query_params.from_dict(meeting_link(number, language))
