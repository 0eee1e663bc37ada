"""A copy of a snapshot in which a statement was carried out."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from data.snapshot import SnapshotReference


def changed_snapshot(snapshot: SnapshotReference, folder: Path, statement: str) -> SnapshotReference:
    """Copy a snapshot into `folder`, carry out the SQL statement there, and return the copy."""
    path = Path(shutil.copy(snapshot.path, folder))
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)
    return SnapshotReference("changed", path)
