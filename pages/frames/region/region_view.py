"""One region on a reader's screen, and what its blocks have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pages.shell.screen import Screen
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

    `source` is a line about `sources`, which has a row per source as a provenance has, and is None where the block
    has no figure. `bars` are lengths 0..1, one for each row of `table`; `page` and `query` lead to the page that goes
    deeper.
    """

    key: str
    heading: str
    sentences: tuple[str, ...]
    source: str = ""
    sources: pd.DataFrame | None = None
    table: pd.DataFrame | None = None
    caption: str = ""
    bars: tuple[float, ...] = ()
    page: str = ""
    query: Mapping[str, object] = field(default_factory=dict)
