"""Where the figures of a block come from: rows of sources, and the line below the block that sums them up."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.policy import POLICY_NUMBER
from pages.frames.provenance import of_indicators, source_summary
from pages.frames.region.region_view import Block, RegionView
from pages.frames.register import COLUMNS
from pages.texts.figures import period_words
from queries.catalogue import Indicator
from queries.scorecard_record import CLAUSE

POLICY_SOURCE = "policy"


def of_figures(
    view: RegionView, indicators: Sequence[Indicator], years: Sequence[int], levels: Sequence[str]
) -> pd.DataFrame:
    """Sources of indicators in some years, at some levels, with the columns of a provenance."""
    return of_indicators(view.screen, indicators, sorted(set(years)), sorted(set(levels))).sources


def of_policy() -> pd.DataFrame:
    """The policy itself, which is quoted in its own words."""
    title = f"{POLICY_NUMBER}（{CLAUSE}）"
    return pd.DataFrame([("", POLICY_SOURCE, title, None, "official", None, None, 0)], columns=COLUMNS)


def together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Sources of several parts of the page, each once; those of the first part first."""
    rows = [row for part in parts for row in part[COLUMNS].to_dict("records")]
    return pd.DataFrame(rows, columns=COLUMNS).drop_duplicates(ignore_index=True)


def of_page(head: pd.DataFrame, blocks: Sequence[Block]) -> pd.DataFrame:
    """Sources of the figures at the head and of every block."""
    return together([head, *(block.sources for block in blocks if block.sources is not None)])


def titles(sources: pd.DataFrame) -> tuple[str, ...]:
    """The title of every source, each once."""
    return tuple(dict.fromkeys(str(title) for title in sources["title"]))


def source_line(view: RegionView, sources: pd.DataFrame, years: Sequence[int] = ()) -> str:
    """The line below a block: the best source, how many there are, the years."""
    screen = view.screen
    period = period_words(min(years), max(years), screen.texts) if years else ""
    return screen.texts("region.source", sources=source_summary(screen, sources), period=period).rstrip()
