"""The wall: one figure on the whole canvas under its finding, with the mark of its data and its source."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go
import streamlit as st

from geo.map_figure import MAP_CONFIG
from pages.charts.style import CHART_CONFIG
from pages.shell.presentation.fitted_table import fitted_table
from pages.shell.presentation.slides import Shown, Slide
from pages.shell.presentation.wall_paper import wall_paper
from pages.texts import Texts

# A character of Chinese is as wide as it is high, one of Latin about half: how much a line of a title holds.
LATIN_WIDTH = 0.55
LONG_TITLE, LONGER_TITLE = 60, 96


def show_slide(slide: Slide, texts: Texts, number: int, count: int) -> None:
    """Draw the slide of step `number`, from 1, of `count`."""
    step = f'<p class="place-in-meeting">{escape(texts("briefing.step", number=number, count=count))}</p>'
    key = slide.shown.exhibit.key if slide.shown else "missing"
    with st.container(key="stage"), st.container(key=f"frame-{key}"):
        st.html(f'<h2 class="finding {_size_of(slide.title)}">{escape(slide.title)}</h2>{_subtitle(slide)}')
        if slide.shown is None:
            why = texts("meeting.not_shown", reason=slide.reason)
            st.html(f'<p class="not-shown">{escape(why)}</p>')
            st.html(f'<footer class="stage-foot"><div></div>{step}</footer>')
            return
        _figure(slide.figure, slide.shown, texts)
        st.html(f'<footer class="stage-foot"><div>{_sources(slide.shown)}</div>{step}</footer>')


def show_end(texts: Texts) -> None:
    """Draw the black slide after the last step."""
    with st.container(key="stage"), st.container(key="stage-end"):
        st.html(f'<h2 class="the-end">{escape(texts("meeting.end"))}</h2><p>{escape(texts("meeting.way_back"))}</p>')


def _figure(figure: go.Figure | None, shown: Shown, texts: Texts) -> None:
    """The figure, and beside it, on a canvas far wider than a figure, the first rows of its table and its notes."""
    exhibit = shown.exhibit
    with st.container(key="stage-body", horizontal=True):
        with st.container(key="stage-canvas"):
            if shown.paper is not None:
                wall_paper(shown.paper, texts, "stage-canvas")
                return
            if figure is None:
                fitted_table(shown.table, texts, "stage-table", exhibit.finding, "stage-canvas")
                return
            st.plotly_chart(
                figure,
                key=exhibit.key,
                height="stretch",
                theme=None,
                config=MAP_CONFIG if exhibit.spec else CHART_CONFIG,
                alt=exhibit.alternative_text,
            )
        with st.container(key="stage-panel"):
            with st.container(key="panel-table"):
                fitted_table(shown.table, texts, "panel-rows", exhibit.finding, "panel-table")
            st.html("".join(f"<p>{escape(note)}</p>" for note in exhibit.notes[:3]))


def mark_of(shown: Shown | None) -> str:
    """What is said of data that must not be taken for published ones; nothing of these."""
    if shown is None or not shown.exhibit.watermark:
        return ""
    kind = "synthetic" if shown.exhibit.layer == "sample" else "private"
    return f'<b class="mark-{kind}">{escape(shown.exhibit.watermark)}</b>'


def _sources(shown: Shown) -> str:
    exhibit, mark = shown.exhibit, mark_of(shown)
    note = exhibit.spec.note if exhibit.spec else shown.paper.foot if shown.paper else ""
    below = f'<p class="map-note">{escape(note)}</p>' if note else ""
    return f'<p class="source-line">{mark}{escape(exhibit.source_line)}</p>{below}'


def _subtitle(slide: Slide) -> str:
    subtitle = slide.shown.exhibit.subtitle if slide.shown else ""
    if slide.shown and slide.shown.paper and slide.title != slide.shown.exhibit.finding:
        subtitle = slide.shown.exhibit.finding
    return f'<p class="stage-subtitle">{escape(subtitle)}</p>' if subtitle else ""


def _size_of(title: str) -> str:
    width = sum(LATIN_WIDTH if ord(letter) < 0x2E80 else 1.0 for letter in title)
    return "longer" if width > LONGER_TITLE else "long" if width > LONG_TITLE else ""
