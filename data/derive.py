"""Fills what follows from the tables that were loaded: figures of a register, and tables that keep searches quick."""

from __future__ import annotations

import duckdb

from data.register_statistics import add_statistics
from data.tables import read_sql

# The second rests on the first.
DERIVED_TABLES = ("agency_now", "offer_count")


def derive(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the derived tables of a snapshot, once the tables that they rest on are loaded."""
    add_statistics(connection)
    for table in DERIVED_TABLES:
        connection.execute(read_sql(f"fill_{table}"))
