"""The pictures on the one page of a cluster: growth beside its host, and its blocks among those of the others."""

from __future__ import annotations

from hashlib import sha256

import plotly.graph_objects as go

from geo.page_text import PageText
from pages.charts.block_profile import BlockRow, block_profile_figure
from pages.charts.growth_premium import GrowthYear, premium_figure
from pages.charts.style import enlarged
from pages.exporters.print_page import PrintPicture
from pages.shell.screen import Screen

PAPER_TYPE = 3.0
"""How much larger type is set: a picture of 1,920 pixels is printed 9 centimetres wide."""
HEIGHT = 300


def growth_picture(screen: Screen, years: list[GrowthYear], names: tuple[str, str, str], name: str) -> PrintPicture:
    """The lines of the last years; which is which stands in the caption, in shapes."""
    t = screen.texts
    caption = t("one_page.growth_caption", own=names[0], output=names[1], tertiary=names[2])
    alternative = t("cluster_growth.premium_alternative", name=name)
    return _picture(screen, premium_figure(years, names, HEIGHT), alternative, caption)


def blocks_picture(screen: Screen, rows: list[BlockRow], name: str, others: int) -> PrintPicture:
    """The blocks as dots, those of the other clusters behind."""
    t = screen.texts
    return _picture(
        screen, block_profile_figure(rows, name, t("cluster_standing.others", count=others), HEIGHT),
        t("cluster_standing.alternative", name=name), t("one_page.blocks_caption", count=others),
    )


def _picture(screen: Screen, figure: go.Figure, alternative: str, caption: str) -> PrintPicture:
    """The figure without legend, drawn once for every way it looks."""
    figure.update_layout(showlegend=False)

    def make() -> bytes:
        # A drawing library is loaded where it draws, not with every page.
        from pages.exporters.chart_image import chart_image

        return chart_image(enlarged(figure, PAPER_TYPE), "png", PageText("", "", ()))

    # The whole figure as a key would be kept beside the picture, and weigh in no bound.
    look = sha256(figure.to_json().encode()).hexdigest()
    image = screen.engine.recall(("one_page_picture", look), make)
    return PrintPicture(image, alternative, caption)
