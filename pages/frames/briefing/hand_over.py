"""What a briefing hands over: the same steps as a deck, a brief and a workbook that others can edit and trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from pages.controls.briefcase import Briefcase
from pages.controls.link import server_address
from pages.exporters.handout import Handout
from pages.frames.briefing.handout import handout_of
from pages.frames.download import download
from pages.shell.screen import Screen


def hand_over(screen: Screen, read: Callable[[], Briefcase]) -> None:
    """Draw the buttons of the files that hold the steps; each is made of what `read` tells when it is asked for."""
    t = screen.texts
    server = server_address()

    def handout() -> Handout:
        held = read()
        return handout_of(held.title or t("briefing.title"), held.steps, screen.language, server, date.today())

    for kind, make in (("pptx", _deck), ("docx", _brief), ("xlsx", _workbook)):
        download(
            screen, t(f"hand_over.{kind}"), partial(_made, make, handout), f"{t('briefing.title')}.{kind}",
            f"hand-over-{kind}", view=f"briefing: {len(read().steps)}",
        )
    st.caption(t("hand_over.help"))
    if not server:
        st.caption(t("hand_over.without_links"))


def _made(make: Callable[[Handout], bytes], handout: Callable[[], Handout]) -> bytes:
    return make(handout())


# The libraries that write these files are loaded by the reader who downloads, not by everyone who looks.
def _deck(handout: Handout) -> bytes:
    from pages.exporters.deck import deck

    return deck(handout)


def _brief(handout: Handout) -> bytes:
    from pages.exporters.brief import brief

    return brief(handout)


def _workbook(handout: Handout) -> bytes:
    from pages.exporters.handout_workbook import handout_workbook

    return handout_workbook(handout)
