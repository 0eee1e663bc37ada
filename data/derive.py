"""Fills the tables that follow from others, so that searches of a large register stay quick."""

from __future__ import annotations

import duckdb

from data.tables import read_sql

# The second rests on the first.
DERIVED_TABLES = ("agency_now", "offer_count")


def derive(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the derived tables of a snapshot, once the tables that they rest on are loaded."""
    for table in DERIVED_TABLES:
        connection.execute(read_sql(f"fill_{table}"))
