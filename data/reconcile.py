"""Compares printed national totals with the sum of their printed parts."""

from __future__ import annotations

import duckdb
import pandas as pd

from data.tables import read_sql

MINIMUM_PARTS = 31


def reconcile(connection: duckdb.DuckDBPyConnection, minimum_parts: int = MINIMUM_PARTS) -> pd.DataFrame:
    """Fill the table `reconciliation` from the published statistics and return it.

    One row per additive metric and year with a printed national total and at least `minimum_parts` printed
    provinces. `difference` is the sum of the parts less the printed total, in the unit of the metric; the
    verdict is `explained` only where a series break names exactly this difference. Bounds (over, less_than)
    are left out.
    """
    connection.execute(read_sql("reconcile"), {"minimum_parts": minimum_parts})
    return connection.table("reconciliation").df()
