"""One figure as every export needs it: what it says, what is drawn, the rows behind it, and where they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from geo.boundaries import Boundaries
from geo.map_spec import MapSpec
from geo.page_text import SYNTHETIC, PageText, PictureKind
from pages.exporters.print_page import PrintPage
from pages.exporters.table import Export
from pages.texts import Language
from queries.asked import Asked


@dataclass(frozen=True)
class Exhibit:
    """A figure of one view on one snapshot, apart from the screen it was seen on.

    Attributes
    ----------
    page, key : the page and the key of the figure on it
    query : the parameters that reopen the view, as a query string; it names language, layer and snapshot
    finding, subtitle : what the figure says, and what it shows
    figure : the chart, or the map as on the screen; None where the exhibit is a table alone
    spec : what the map shows, where it is one; every picture of it passes the compliance gate
    table : makes the table twin, headings and cells as readers see them
    export : makes, once, the rows unrounded, with dictionary, sources, notes and watermark
    source_line : formula, sources, vintage and layer in one line
    notes : definition, formula, caveat, sources, vintage, layer, snapshot, cartographic note: one sentence each
    asked : questions asked of the snapshot for the view; `table` and `export` ask theirs when they are called
    watermark : what must be said of the data before all else; None for facts for everyone
    paper : makes the whole of a figure that is more than one table, as it stands on a sheet
    """

    page: str
    key: str
    query: str
    language: Language
    layer: str
    snapshot: str
    finding: str
    subtitle: str
    alternative_text: str
    figure: go.Figure | None
    spec: MapSpec | None
    boundaries: Boundaries
    table: Callable[[], pd.DataFrame]
    export: Callable[[], Export]
    source_line: str
    notes: tuple[str, ...]
    watermark: str | None = None
    watermark_colour: str = SYNTHETIC
    asked: tuple[Asked, ...] = ()
    paper: Callable[[], PrintPage] | None = None

    def picture(self, kind: PictureKind) -> bytes:
        """Return the figure with its words around it as PNG (1920 x 1080 pixels) or SVG, drawn without a browser.

        Raises
        ------
        geo.compliance.MapRefusedError
            if the map would lack territory, islands, segments or its note.
        pages.exporters.chart.contract.UnsupportedFigureError
            if the chart holds what is not drawn.
        ValueError
            if the exhibit is a table alone.
        """
        # The libraries that draw are loaded by the reader who downloads, not by everyone who looks.
        if self.spec is not None:
            from geo.map_image import map_image

            return map_image(self.spec, self.boundaries, kind, self.finding, self.subtitle, self.notes)
        if self.figure is None:
            raise ValueError("该图表只有表格，没有图 / this exhibit is a table and has no picture")
        from pages.exporters.chart_image import chart_image

        words = PageText(self.finding, self.subtitle, self.notes, self.watermark, self.watermark_colour)
        return chart_image(self.figure, kind, words)

    def plate(self) -> bytes:
        """Return the figure alone as PNG for a page of text, where title and notes stand as text around it.

        Raises
        ------
        geo.compliance.MapRefusedError, pages.exporters.chart.contract.UnsupportedFigureError, ValueError
            as `picture` does.
        """
        if self.spec is not None:
            from geo.map_plate import map_plate

            return map_plate(self.spec, self.boundaries)
        if self.figure is None:
            raise ValueError("该图表只有表格，没有图 / this exhibit is a table and has no picture")
        from pages.exporters.chart_image import chart_plate

        return chart_plate(self.figure, self.watermark, self.watermark_colour)
