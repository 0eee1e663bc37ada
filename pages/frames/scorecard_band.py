"""The policy scorecard in short: the light of every sentence, by whom it speaks to, and the way to the full card."""

from __future__ import annotations

from html import escape
from typing import get_args

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.controls.link import carried
from pages.frames.gaps.scorecard_card import light_html
from pages.shell.screen import Screen
from pages.texts.scorecard import any_lit, lights_in_short
from queries.formulas.scorecard_light import Light
from queries.scorecard import Scorecard, scorecard
from queries.scorecard_record import Subject, sentences


def scorecard_band(screen: Screen, gaps: StreamlitPage) -> None:
    """Draw one line of groups of lights; no figure stands in it, so a briefing leads to the full card."""
    t = screen.texts
    card = scorecard(screen.engine, screen.regions, screen.catalogue, screen.layer)
    with st.container(border=True, key="frame-scorecard-band", gap="xsmall"):
        # Without any light there is one word to the right, and the sentence needs the room.
        left, right = st.columns([17, 83] if any_lit(card) else [50, 50], gap="small", vertical_alignment="center")
        with left:
            st.html(f'<h2 class="finding">{escape(lights_in_short(card, t))}</h2>')
            if not screen.presenting:
                st.page_link(
                    gaps, label=t("scorecard.full"), icon=":material/arrow_forward:",
                    query_params={**carried(screen, "gaps"), "layer": screen.layer, "section": "scorecard"},
                )
        with right:
            st.html(_groups(screen, card) if any_lit(card) else light_html(screen, Light.GREY.value))


def _groups(screen: Screen, card: Scorecard) -> str:
    t = screen.texts
    groups = []
    for subject in get_args(Subject):
        lines = "".join(
            f"<li>{light_html(screen, card.lights[one.id].value)}"
            f'<span>{escape(t(f"scorecard.own.{one.id}"))}</span></li>'
            for one in sentences() if one.subject == subject
        )
        groups.append(f'<section><h3>{escape(t(f"scorecard.subject.{subject}"))}</h3><ul>{lines}</ul></section>')
    return f'<div class="scorecard-band">{"".join(groups)}</div>'
