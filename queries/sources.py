"""Sources behind the figures of a few places, remembered as what they say and not as frames."""

from __future__ import annotations

from typing import Any

import pandas as pd

from queries.asked import Asked
from queries.engine import Engine

QUESTION = "source/of_metrics"
COLUMNS = ["metric", "source_id", "title", "url", "grade", "first_year", "last_year", "figures"]


def sources_of(
    engine: Engine, metrics: list[str], levels: list[str], years: list[int], layer: str, regions: list[str] | None
) -> pd.DataFrame:
    """Sources behind the figures of some metrics, levels and years, the best grade first; within `regions` if given.

    Those of a few places are one row or two, and readers ask for them place by place, figure by figure and year by
    year: as frames they would weigh many times what they say.
    """
    asked: dict[str, Any] = {"metrics": metrics, "levels": levels, "years": years, "layer": layer, "regions": regions}
    if regions is None:
        return engine.query(QUESTION, **asked)

    def rows() -> tuple[tuple[Any, ...], ...]:
        return tuple(engine.query_once(QUESTION, **asked)[COLUMNS].itertuples(index=False, name=None))

    found = engine.recall(("sources", Asked.of(QUESTION, asked)), rows)
    return pd.DataFrame(found, columns=COLUMNS)
