"""Looks through a register for what is missing, old, double or out of line, so that its quality can be seen at once."""

from __future__ import annotations

import duckdb

from data.slips import LEAP, SLIP, SMALLEST
from data.tables import read_sql

# Modified z-score of Iglewicz and Hoaglin (1993) on the logarithm, beyond which a value is an outlier.
ROBUST_SCORE = 3.5
KEPT_FINDINGS = 200
RULES = (
    "same_credit_code", "same_name", "same_point", "ten_times", "ten_thousand_times", "attorneys_over_employees",
    "before_establishment", "revenue_per_employee", "without_city", "without_answer",
)  # fmt: skip


def assess(connection: duckdb.DuckDBPyConnection, layer: str) -> None:
    """Fill `register_cell`, `register_answer`, `register_check` and `register_finding` for the register of a layer.

    Rests on the tables that `statistics.describe` leaves and on `agency_now`.
    """
    own = {"layer": layer}
    connection.execute(read_sql("register/cell"), own)
    connection.execute(read_sql("register/answer"), own)
    connection.execute(read_sql("register/neighbour"), {**own, "smallest": SMALLEST})
    limits = {"leap": LEAP, "slip": SLIP, "robust_score": ROBUST_SCORE}
    connection.execute(read_sql("register/doubt"), {**own, **limits})
    connection.execute(read_sql("register/check"), own)
    connection.execute(read_sql("register/finding"), {**own, "kept": KEPT_FINDINGS})
