"""What the tables that the transfer page rests on add to a snapshot: rows, and time to derive them anew."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.register.derive import TABLES_OF_LAYER, describe_years
from data.snapshot import SnapshotReference
from data.tables import read_sql

TABLES = ("branch_now", "form_year")


@dataclass(frozen=True)
class DerivedTable:
    """A table derived anew on a copy of a snapshot, with seconds by the clock and of the processors."""

    name: str
    rows: int
    seconds: float
    processor: float


def derived_tables(reference: SnapshotReference, layer: str) -> list[DerivedTable]:
    """Empty each of `TABLES` on a copy of a snapshot and derive it anew, those of a layer for the one asked for."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "copy.duckdb"
        shutil.copyfile(reference.path, copied)
        with duckdb.connect(str(copied)) as connection:
            describe_years(connection, layer)
            return [_derived(connection, name, layer) for name in TABLES]


def _derived(connection: duckdb.DuckDBPyConnection, name: str, layer: str) -> DerivedTable:
    connection.execute(f"delete from {name}")
    own = {"layer": layer} if name in TABLES_OF_LAYER else None
    started, used = time.perf_counter(), time.process_time()
    connection.execute(read_sql(f"register/{name}"), own)
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    return DerivedTable(name, connection.table(name).shape[0], seconds, processor)
