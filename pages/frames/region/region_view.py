"""One region on a reader's screen, and what its blocks have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pages.frames.provenance import of_indicators, source_summary
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from queries.catalogue import Indicator
from queries.region_profile import RegionProfile


@dataclass(frozen=True)
class RegionView:
    """The profile of a region, in one layer and language."""

    screen: Screen
    profile: RegionProfile

    @property
    def region(self) -> str:
        """Code of the region."""
        return self.profile.region

    @property
    def place(self) -> str:
        """Name of the region."""
        return self.screen.place(self.region)

    @property
    def state(self) -> dict[str, object]:
        """The parameters that reopen this view."""
        return {"page": "region", "region": self.region}


@dataclass(frozen=True)
class Block:
    """One part of the page: sentences, perhaps a table with a bar in every row, where it comes from, where to go on.

    `bars` are lengths 0..1, one for each row of `table`; `page` and `query` lead to the page that goes deeper.
    """

    key: str
    heading: str
    sentences: tuple[str, ...]
    source: str = ""
    table: pd.DataFrame | None = None
    caption: str = ""
    bars: tuple[float, ...] = ()
    page: str = ""
    query: Mapping[str, object] = field(default_factory=dict)


def source_line(
    view: RegionView, indicators: Sequence[Indicator], years: Sequence[int], levels: Sequence[str]
) -> str:
    """The line that says where the figures of a block come from: the best source, how many there are, the years."""
    screen = view.screen
    found = of_indicators(screen, indicators, years, levels)
    return screen.texts(
        "region.source", sources=source_summary(screen, found.sources),
        period=period_words(min(years), max(years), screen.texts),
    )
