"""Fills what follows from the tables that were loaded: what keeps searches quick, figures and faults of a register."""

from __future__ import annotations

import duckdb

from data.register.quality import assess
from data.register.statistics import ENOUGH, LAYER, add_statistics, describe, tell_closed
from data.tables import read_sql

# Each rests on those before it.
DERIVED_TABLES = ("branch_now", "agency_now", "offer_count")

# Of each layer, by the places and states that `describe` leaves, and the years that count.
TABLES_OF_LAYER = ("offer_year", "offer_answer", "form_year")


def derive(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the derived tables of a snapshot, once the tables that they rest on are loaded."""
    tell_closed(connection)
    connection.execute(read_sql("register/place"))
    for table in DERIVED_TABLES:
        connection.execute(read_sql(f"register/{table}"))
    for (layer,) in sorted(connection.table("agency_now").project("layer").distinct().fetchall()):
        if layer == LAYER:
            add_statistics(connection)
        else:
            describe_years(connection, layer)
        for table in TABLES_OF_LAYER:
            connection.execute(read_sql(f"register/{table}"), {"layer": layer})
        assess(connection, layer)
        connection.execute(read_sql("register/forget"))


def describe_years(connection: duckdb.DuckDBPyConnection, layer: str) -> None:
    """Leave in temporary tables what the derived tables of a layer rest on: its agencies, and the years that count."""
    describe(connection, layer)
    connection.execute(read_sql("register/year"), {"layer": layer, "position_on": None, "enough": ENOUGH})
