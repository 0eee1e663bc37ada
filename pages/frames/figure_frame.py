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

from geo.page_text import PageText, PictureKind
from pages.charts.style import CHART_CONFIG, enlarged
from pages.controls.briefcase import keep_step
from pages.controls.state import link_query
from pages.exporters.table import MOST_WORKBOOK_ROWS, Export, export_csv
from pages.frames.download import download
from pages.frames.html import html_table, link_to
from pages.frames.provenance import Provenance, clause_text, lines, one_line
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from pages.texts.numbers import plain

WALL_TYPE = 1.35
AROUND_ONE_FIGURE = 230
FileKind = Literal["csv", "xlsx", "svg", "png"]
FILE_KINDS: tuple[FileKind, ...] = ("csv", "xlsx", "svg", "png")
TABLE_KINDS: tuple[FileKind, ...] = ("csv", "xlsx")
ImageMaker = Callable[[PictureKind, PageText], bytes]


@dataclass(frozen=True)
class FrameContent:
    """What one frame shows.

    Without a `figure` the frame stands around a table that `below` draws, and there are no pictures to download.
    `table` makes the table twin with translated headings, `rows` the same with unrounded numbers for download, when
    a reader asks for them.
    `draw` makes an image of it; by default the Plotly figure itself is drawn. `state` reopens this view.
    `dictionary` explains the columns of `rows` where these are no indicators; `row_count` says how many rows there
    are where they may be too many for a workbook.
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
    draw: ImageMaker | None = None
    dictionary: Callable[[], pd.DataFrame] | None = None
    row_count: int = 0


def figure_frame(
    screen: Screen,
    content: FrameContent,
    on_select: Callable[[], None] | None = None,
    above: Callable[[], object] | None = None,
    below: Callable[[], object] | None = None,
) -> None:
    """Draw a frame. `on_select` runs when the reader clicks in the figure; the event is in session state by key.

    `above` and `below` draw what belongs right over or under the figure.
    """
    if screen.figure not in (None, content.key):
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
    with st.container(key=f"window-{content.key}", gap=None):
        st.plotly_chart(
            enlarged(figure, WALL_TYPE) if screen.presenting else figure,
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
        outcome = keep_step(screen, content.finding, {**content.state, "figure": content.key})
        st.toast(t(f"keep.{outcome}"))


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
    notes = tuple(lines(screen, content.provenance))
    watermark = screen.watermark

    # The libraries that write workbooks and draw pictures are loaded by the reader who downloads, not by everyone
    # who looks.
    def make(kind: FileKind) -> bytes:
        if kind == "csv" or kind == "xlsx":
            export = _export(screen, content, notes, watermark)
            if kind == "csv":
                return export_csv(export)
            from pages.exporters.workbook import export_workbook

            return export_workbook(export, (t("export.rows"), t("export.dictionary"), t("export.sources")))
        words = PageText(content.finding, content.subtitle, notes, watermark, screen.watermark_colour)
        if content.draw:
            return content.draw(kind, words)
        from pages.exporters.chart_image import chart_image

        assert content.figure is not None
        return chart_image(content.figure, kind, words)

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


def _export(screen: Screen, content: FrameContent, notes: tuple[str, ...], watermark: str | None) -> Export:
    t = screen.texts
    dictionary = content.dictionary() if content.dictionary else pd.DataFrame(
        [
            {
                t("column.name"): indicator.name(screen.language),
                t("column.identifier"): indicator.id,
                t("column.unit"): unit_of(indicator, t),
                t("column.definition"): indicator.definition(screen.language),
                t("column.formula"): t(f"formula.{indicator.kind}"),
                t("column.caveat"): indicator.caveat(screen.language),
            }
            for indicator in content.provenance.indicators
        ]
    )
    sources = content.provenance.sources
    return Export(
        rows=content.rows(),
        dictionary=dictionary,
        sources=pd.DataFrame(
            {
                t("column.source"): sources["title"],
                t("column.grade"): [t(f"grade.{grade}") for grade in sources["grade"]],
                t("column.address"): sources["url"],
                t("column.figures"): sources["figures"],
            }
        ),
        notes=notes,
        watermark=watermark,
    )
