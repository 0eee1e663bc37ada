"""The database behind the engine: what it must do, and which one the setting names.

The answers of a snapshot come from its own DuckDB file, or from the copy of it that a ClickHouse server holds. Folder,
pointer, history and private snapshots stay files in either case.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Protocol

import pandas as pd

from data.errors import DatabaseError
from data.snapshot import SnapshotReference
from queries.asked import Parameter
from queries.duckdb_database import DuckdbDatabase
from queries.time_limit import query_seconds

ENGINE_SETTING = "ATLAS_ENGINE"


class Database(Protocol):
    """What answers the question files on one snapshot. Safe to share between threads."""

    def ask(self, name: str, parameters: Mapping[str, Parameter]) -> pd.DataFrame:
        """Answer the question `name`; whatever the database, the frame has the columns and types that DuckDB gives.

        Raises
        ------
        DatabaseError
            if no answer comes, for a reason that lies with the database.
        """
        ...

    def is_intact(self) -> bool:
        """Whether what it answers from is still what was opened."""
        ...

    def close(self) -> None:
        """Give back what is held open. Queries still running finish first."""
        ...


def open_database(reference: SnapshotReference) -> Database:
    """Open what answers on a snapshot: its DuckDB file, or the server that ATLAS_ENGINE names.

    Raises
    ------
    SnapshotError
        if the file cannot be opened.
    DatabaseError
        if the setting cannot be read, the server is out of reach, or it does not hold this snapshot.
    """
    setting = os.environ.get(ENGINE_SETTING, "").strip()
    if not setting:
        return DuckdbDatabase(reference.path)
    try:
        # Whoever stays with DuckDB need not install what it takes to speak to another database.
        from queries.clickhouse_database import open_on_server
    except ModuleNotFoundError as missing:
        raise DatabaseError("missing_package", str(missing)) from missing
    return open_on_server(setting, reference.snapshot_id, query_seconds())
