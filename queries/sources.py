"""Sources behind the figures of a few places, remembered as what they say and not as frames."""

from __future__ import annotations

from typing import Any

import pandas as pd

from queries.engine import Engine

COLUMNS = ["metric", "source_id", "title", "url", "grade", "first_year", "last_year", "figures"]


def sources_of(
    engine: Engine, metrics: list[str], levels: list[str], years: list[int], layer: str, regions: list[str] | None
) -> pd.DataFrame:
    """Sources behind the figures of some metrics, levels and years, the best grade first; within `regions` if given.

    Those of a few places are one row or two, and readers ask for them place by place, figure by figure and year by
    year: as frames they would weigh many times what they say.
    """
    if regions is None:
        return engine.query(
            "source/of_metrics", metrics=metrics, levels=levels, years=years, layer=layer, regions=regions
        )

    def rows() -> tuple[tuple[Any, ...], ...]:
        found = engine.query_once(
            "source/of_metrics", metrics=metrics, levels=levels, years=years, layer=layer, regions=regions
        )
        return tuple(found[COLUMNS].itertuples(index=False, name=None))

    key = ("sources", tuple(metrics), tuple(levels), tuple(years), layer, tuple(regions))
    return pd.DataFrame(engine.recall(key, rows), columns=COLUMNS)
