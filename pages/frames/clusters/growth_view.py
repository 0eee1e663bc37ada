"""What the frames of the section growth share: the cluster, its names and words, and the height of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pages.frames.clusters.cluster_sources import of_returns
from pages.frames.clusters.cluster_view import ClusterView
from pages.frames.figure_frame import AROUND_ONE_FIGURE
from pages.frames.provenance import Provenance
from pages.frames.sheet import Shown, with_sign
from pages.shell.screen import Screen
from pages.texts.numbers import adding_up, percent, unit_label
from queries.catalogue import Indicator
from queries.cluster_growth import REVENUE
from queries.cluster_register import ClusterRegister

SECTION = "growth"
NOTES = 70
"""Height of the notes below a figure that stands alone on a wall."""
GROWTH_TABLES = ("cluster", "cluster_year", "cluster_target")


@dataclass(frozen=True)
class GrowthView:
    """The cluster looked at. `period` are the years between which growth is split; None below two of them."""

    page: ClusterView
    cluster: str
    span: int
    period: tuple[int, int] | None

    @property
    def register(self) -> ClusterRegister:
        """The clusters of the layer."""
        return self.page.register

    def name(self, screen: Screen) -> str:
        """Name of the cluster in the language of the reader."""
        return self.register.name(self.cluster, screen.language)

    def provenance(
        self, screen: Screen, metrics: Sequence[str], formula: str, remarks: Sequence[str] = (),
        clusters: Sequence[str] | None = None,
    ) -> Provenance:
        """Sources of the returns of the cluster, or of others."""
        return of_returns(screen, self.register, metrics, formula, remarks,
                          clusters=[self.cluster] if clusters is None else clusters)


def revenue_of(screen: Screen) -> Indicator:
    """The indicator in whose unit and decimals revenue is written."""
    return screen.catalogue[REVENUE]


def height_of(screen: Screen, usual: int) -> int:
    """The height of a chart among others, or what a single one leaves of the window."""
    return screen.window_height - AROUND_ONE_FIGURE - NOTES if screen.figure else usual


def as_growth(screen: Screen) -> Shown:
    """Write a growth with its sign as per cent; the word for no data where there is none."""
    return lambda cell: screen.texts("value.none") if pd.isna(cell) else percent(float(cell), signed=True)


def unit_words(screen: Screen, indicator: Indicator) -> str:
    """The unit of an indicator for a heading."""
    return unit_label(indicator.unit(screen.language), screen.texts)


def amount_labels(screen: Screen, amounts: Sequence[float]) -> list[str]:
    """Amounts of revenue and their sum with signs, rounded so that what is read adds up."""
    decimals = revenue_of(screen).decimals
    printed = adding_up(amounts, decimals)
    return [with_sign(screen.texts, decimals)(amount) for amount in [*printed, sum(printed)]]
