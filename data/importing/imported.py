"""What was imported: where its rows stand, and how the rows of before and of now come together in a snapshot.

The snapshot itself keeps what was imported, so that facts and pointer can never disagree.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import duckdb
import pandas as pd

from data.errors import DataError, SnapshotError, problem
from data.importing.staging import Staging, empty_snapshot, settings
from data.previous import attach_previous, is_comparable, readable_snapshots
from data.snapshot import current_snapshot, open_snapshot
from data.tables import read_sql

_SAMPLE = duckdb.ColumnExpression("layer") == duckdb.ConstantExpression("sample")


@dataclass(frozen=True)
class Imported:
    """Rows of the imported layer: those of a snapshot, those of a load, or none."""

    snapshot: Path | None = None
    staging: Staging | None = None


def carried(folder: Path) -> Imported:
    """Return what the current snapshot holds of imported rows; where it is lost, the newest that can be read.

    A snapshot of a schema from before there was importing holds none.
    """
    for reference in readable_snapshots(folder):
        return Imported(snapshot=reference.path if is_comparable(reference.path) else None)
    return Imported()


def holds_sample(folder: Path) -> bool:
    """Return whether the current snapshot holds the synthetic register."""
    try:
        with open_snapshot(current_snapshot(folder).path) as connection:
            return bool(connection.table("source").filter(_SAMPLE).shape[0])
    except (SnapshotError, duckdb.Error, OSError):
        return False


@contextmanager
def together(
    connection: duckdb.DuckDBPyConnection, before: Imported, now: Imported, published: Mapping[str, pd.DataFrame]
) -> Iterator[None]:
    """Make the rows of before and of now readable in `connection` as one, the later in place of the earlier.

    What a published source, cluster or cross-check stands for already is left out.
    """
    added = now.staging or _nothing()
    attach_previous(connection, before.snapshot or empty_snapshot())
    connection.execute(read_sql("importing/attach_added"), {"path": str(added.path)})
    connection.execute(read_sql("importing/carried"))
    connection.execute(read_sql("importing/taken"))
    for table, columns in _TAKEN.items():
        connection.append(f"taken_{table}", published[table][columns], by_name=True)
    connection.execute(read_sql("importing/together"))
    yield
    connection.execute(read_sql("importing/apart"))


@lru_cache(maxsize=1)
def _nothing() -> Staging:
    """A load of no file, made once."""
    staging = Staging(None)
    staging.finish()
    return staging


_TAKEN = {
    "source": ["source_id", "title"], "cluster": ["cluster_id"],
    "cross_check": ["region_code", "year", "metric", "source_id"],
}  # fmt: skip


def fingerprint(before: Imported, now: Imported, published: Mapping[str, pd.DataFrame]) -> str:
    """Return a hash of all imported rows, empty where there are none; it does not depend on when or by whom they came.

    Raises duckdb.Error where the rows of before cannot be read.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect(config=settings(Path(folder))) as connection,
        together(connection, before, now, published),
    ):
        rows = connection.execute(read_sql("importing/fingerprint")).fetchall()
    return sha256(repr(rows).encode()).hexdigest() if rows else ""


def insert_imported(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the imported rows into the tables of a snapshot. Call it within `together`.

    Raises DataError where rows refer to what
    the register, the catalogue or the sources no longer hold.
    """
    lost = connection.execute(read_sql("importing/orphans")).fetchall()
    if lost:
        raise DataError([
            problem(rule, f"imported/{table}", 0, column, str(value), f"{count}") for table, column, value, rule, count
            in lost
        ])  # fmt: skip
    connection.execute(read_sql("importing/insert"))
