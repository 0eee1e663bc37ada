"""The ways from a briefing into the meeting: the wall, and the window of the speaker beside it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from pages.shell.presentation.links import enter_meeting, speaker_link
from pages.shell.screen import Screen


def meeting_doors(screen: Screen) -> None:
    """Draw the two ways."""
    t = screen.texts
    st.button(t("meeting.start"), key="start-meeting", icon=":material/slideshow:", type="primary",
              on_click=enter_meeting, args=(1, screen.language))
    # A second window, for the screen that only the speaker sees.
    st.link_button(t("meeting.open_speaker"), f"briefing?{urlencode(speaker_link(screen.language))}",
                   icon=":material/co_present:", type="tertiary")
