"""The one frame every figure stands in: finding, figure, table twin, provenance, downloads, "add to briefing"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from geo.map_spec import MapSpec
from geo.sent_figure import sent_figure
from pages.charts.style import CHART_CONFIG, drawn_once, enlarged
from pages.controls.briefcase import keep_step
from pages.controls.state import link_query
from pages.exporters.print_page import PrintPage
from pages.exporters.table import MOST_WORKBOOK_ROWS, export_csv
from pages.frames.download import download
from pages.frames.exhibit import exhibit_of
from pages.frames.fingerprint import boundary_of, method_of
from pages.frames.html import html_table, link_to
from pages.frames.provenance import Provenance, clause_text, lines, one_line
from pages.shell.screen import Screen
from pages.texts.asked import AskedOf
from pages.texts.numbers import plain

WALL_TYPE = 1.35
AROUND_ONE_FIGURE = 230
FileKind = Literal["csv", "xlsx", "svg", "png"]
FILE_KINDS: tuple[FileKind, ...] = ("csv", "xlsx", "svg", "png")
TABLE_KINDS: tuple[FileKind, ...] = ("csv", "xlsx")


@dataclass(frozen=True)
class FrameContent:
    """What one frame shows.

    Without a `figure` the frame stands around a table that `below` draws, and there are no pictures to download.
    `table` makes the table twin with translated headings, `rows` the same with unrounded numbers for download, when
    a reader asks for them.
    `spec` is what a map shows; pictures of it are drawn from there, of charts from the Plotly figure itself. `state`
    reopens this view.
    `dictionary` explains the columns of `rows` where these are no indicators; `row_count` says how many rows there
    are where they may be too many for a workbook. `paper` makes the whole of a frame that is more than one table, as it
    stands on a sheet: presentation, deck and brief show it in place of the table.
    """

    key: str
    finding: str
    figure: go.Figure | None
    alternative_text: str
    table: Callable[[], pd.DataFrame]
    rows: Callable[[], pd.DataFrame]
    provenance: Provenance
    state: dict[str, Any]
    subtitle: str = ""
    config: dict[str, Any] = field(default_factory=lambda: dict(CHART_CONFIG))
    spec: MapSpec | None = None
    dictionary: Callable[[], pd.DataFrame] | None = None
    row_count: int = 0
    asked: Callable[[], AskedOf | None] | None = None
    paper: Callable[[], PrintPage] | None = None


def figure_frame(
    screen: Screen,
    content: FrameContent,
    on_select: Callable[[], None] | None = None,
    above: Callable[[], object] | None = None,
    below: Callable[[], object] | None = None,
) -> None:
    """Draw a frame. `on_select` runs when the reader clicks in the figure; the event is in session state by key.

    `above` and `below` draw what belongs right over or under the figure. A replay takes the content and draws nothing.
    """
    if screen.figure not in (None, content.key):
        return
    if screen.replayed is not None:
        screen.replayed.append(content)
        return
    with st.container(border=True, key=f"frame-{content.key}", gap="xsmall"):
        st.html(f'<h2 class="finding">{escape(content.finding)}</h2>')
        if above:
            above()
        if content.figure is not None:
            _chart(screen, content, content.figure, on_select)
        if below:
            below()
        with st.container(key=f"foot-{content.key}", horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.html(f'<p class="source-line">{_mark(screen)}{escape(one_line(screen, content.provenance))}</p>')
            if not screen.presenting:
                _foot(screen, content)


def _chart(
    screen: Screen, content: FrameContent, figure: go.Figure, on_select: Callable[[], None] | None
) -> None:
    shown = enlarged(figure, WALL_TYPE) if screen.presenting else figure
    with st.container(key=f"window-{content.key}", gap=None):
        st.plotly_chart(
            drawn_once(shown if content.spec is None else sent_figure(shown), takes_clicks=on_select is not None),
            key=content.key,
            theme=None,
            config=content.config,
            alt=content.alternative_text,
            on_select=on_select or "ignore",
            selection_mode="points",
        )


def bound_note(screen: Screen) -> None:
    """Explain the hollow points of a trend."""
    st.html(f'<p class="map-note">{escape(screen.texts("trend.bound_note"))}</p>')


def _mark(screen: Screen) -> str:
    kind = "synthetic" if screen.layer == "sample" else "private"
    return f'<b class="mark-{kind}">{escape(screen.watermark)}</b>　' if screen.watermark else ""


def _foot(screen: Screen, content: FrameContent) -> None:
    t = screen.texts
    table = _lazy(t("frame.table"), f"table-{content.key}")
    if table.open:
        with table:
            st.html(html_table(content.table(), caption=content.finding))
    note = _lazy(t("frame.note"), f"note-{content.key}")
    if note.open:
        with note:
            _provenance_note(screen, content.provenance)
    files = _lazy(t("frame.download"), f"download-{content.key}")
    if files.open:
        with files:
            _downloads(screen, content)
    if st.button(t("frame.keep"), key=f"keep-{content.key}", type="tertiary"):
        state = {**content.state, "figure": content.key}
        outcome = keep_step(screen, content.finding, state, method_of(content), boundary_of(screen, content))
        # Who goes quickly must hear which steps rest on synthetic data.
        st.toast("　".join(part for part in (t(f"keep.{outcome}"), screen.watermark) if part))


def _lazy(label: str, key: str) -> Any:
    """A popover whose content is sent only while it is open."""
    return st.popover(label, key=key, type="tertiary", on_change="rerun")


def _provenance_note(screen: Screen, provenance: Provenance) -> None:
    # The lines hold what readers typed and what files brought along: nothing of it may become an image or a link.
    st.html("".join(f'<p class="note">{escape(line)}</p>' for line in lines(screen, provenance)))
    for source in provenance.sources.drop_duplicates("source_id").to_dict("records"):
        if isinstance(source["url"], str):
            st.markdown(link_to(source["title"], source["url"]))
    for indicator in provenance.indicators[:1]:
        st.latex(indicator.formula)
        st.caption(clause_text(screen, indicator.clause))


def _downloads(screen: Screen, content: FrameContent) -> None:
    t = screen.texts
    exhibit = exhibit_of(screen, content)

    # The library that writes workbooks is loaded by the reader who downloads, not by everyone who looks.
    def make(kind: FileKind) -> bytes:
        if kind == "svg" or kind == "png":
            return exhibit.picture(kind)
        if kind == "csv":
            return export_csv(exhibit.export())
        from pages.exporters.workbook import export_workbook

        return export_workbook(exhibit.export(), (t("export.rows"), t("export.dictionary"), t("export.sources")))

    is_too_long = content.row_count > MOST_WORKBOOK_ROWS
    if is_too_long:
        st.caption(t("export.too_long", count=plain(content.row_count, 0), most=plain(MOST_WORKBOOK_ROWS, 0)))
    for kind in FILE_KINDS if content.figure is not None else TABLE_KINDS:
        download(
            screen,
            t(f"export.{kind}"),
            partial(make, kind),
            f"{_file_name(screen, content)}.{kind}",
            f"{kind}-{content.key}",
            width="stretch",
            disabled=is_too_long and kind == "xlsx",
            view=link_query(content.state),
        )


def _file_name(screen: Screen, content: FrameContent) -> str:
    """What the file shows, then the snapshot: ``map-pct_applications-2023-510000-d7788641af40``."""
    shown = [content.state.get(name) for name in ("indicator", "year", "series", "region")]
    return "-".join([content.key, *(str(part) for part in shown if part), screen.engine.snapshot_id])
