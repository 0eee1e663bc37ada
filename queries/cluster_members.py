"""Who is inside a cluster, year by year."""

from __future__ import annotations

import pandas as pd

from queries.engine import Engine

MEMBERS = (
    "cluster_id", "agency_code", "name", "founded_year", "joined_year", "left_year", "closed_year", "year", "employees",
    "revenue",
)


def cluster_members(engine: Engine, layer: str) -> pd.DataFrame:
    """The members of every cluster of a layer with what they report while inside, empty where no member is known.

    One row per cluster, agency, year of joining and year of a report; who reports nothing has one row without a year.

    Returns
    -------
    Columns `MEMBERS`: founded_year (of 设立日期) and closed_year (the first year without a report of an agency whose
    status says that it is no more), both missing where unknown; joined_year, the first year at whose end the agency
    is inside, and left_year, the first at whose end it is not, missing while it is; year; employees, persons; revenue,
    万元 at prices of the year.
    """
    return engine.recall(("cluster_members", layer), lambda: engine.query("cluster/members", layer=layer))
