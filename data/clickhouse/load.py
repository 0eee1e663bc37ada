"""Loads a snapshot into ClickHouse: all of it, checked, or nothing that the app would take.

Rows go into a database of another name. Row count and digest of every table are held against DuckDB's, then the
database gets its own name, by one statement. A load that was killed leaves the other database, which the next load of
the snapshot drops.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from data.clickhouse.client import Client
from data.clickhouse.errors import ClickHouseError
from data.clickhouse.layout import Layout
from data.clickhouse.shapes import Shape, shapes
from data.clickhouse.statements import statement
from data.snapshot import SnapshotReference, open_snapshot, validate

BATCH_ROWS = 250_000

SECONDS = 3600.0
# What the loader's client asks of the server: a spread table is written to its shards before an insert is answered, and
# nodes of a cluster may take as long to follow as anything else; the server would give up after three minutes.
SETTINGS = {
    "insert_distributed_sync": 1, **dict.fromkeys(("receive_timeout", "send_timeout"), round(SECONDS)),
    "distributed_ddl_task_timeout": round(SECONDS),
}  # fmt: skip

Digest = tuple[int, str]
Told = Callable[[str, int], None]


class LoadError(Exception):
    """A load cannot begin, or what arrived is not what was sent; nothing became visible."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")


@dataclass(frozen=True)
class Loaded:
    """What a load came to: rows by table; `was_there` where the database held just that already."""

    database: str
    rows: dict[str, int]
    was_there: bool


def load_snapshot(
    client: Client, reference: SnapshotReference, cluster: str | None = None, told: Told = lambda table, rows: None
) -> Loaded:
    """Load a snapshot; `told` hears of each table and the rows that went, 0 when one is checked.

    Harmless where it is there already: it is checked against the snapshot and left alone. Raises LoadError where
    another process of this machine loads it, or the database differs from the snapshot; SnapshotError for a damaged
    snapshot; ClickHouseError.
    """
    validate(reference.path, reference.snapshot_id)
    layout = Layout(reference.snapshot_id, cluster)
    with alone(reference.path), open_snapshot(reference.path) as connection:
        # Another load may have ended while this one checked the file.
        is_there = layout.database in names(client)
        tables = shapes(connection)
        expected = digests(connection, tables)
        rows = {name: count for name, (count, _) in expected.items()}
        if is_there:
            _require_equal(client, layout.database, tables, expected, told)
            return Loaded(layout.database, rows, was_there=True)
        try:
            for text in [*layout.preparing(), *layout.creating(tables)]:
                client.command(text)
            for table in tables:
                _send(client, connection, layout.loading, table, told)
            for text in layout.finishing(tables):
                client.command(text)
            _require_equal(client, layout.loading, tables, expected, told)
            client.command(layout.publishing())
        except BaseException:
            # The next load would drop it as well; a server that is away keeps it until then.
            with suppress(ClickHouseError):
                _remove_unfinished(client, layout)
            raise
    return Loaded(layout.database, rows, was_there=False)


def names(client: Client) -> list[str]:
    """Return the databases of the atlas on the server, unfinished ones and parts of spread ones too."""
    return [str(name) for name in client.select(statement("databases"))["name"].to_pylist()]


def digests(connection: duckdb.DuckDBPyConnection, tables: Sequence[Shape]) -> dict[str, Digest]:
    """Return row count and digest by table, worked out by DuckDB."""
    connection.execute(statement("digest_macros"))
    found = {}
    for table in tables:
        [(count, digest)] = connection.execute(table.digest_in_duckdb()).fetchall()
        found[table.name] = (count, digest)
    return found


def differences(
    client: Client, database: str, tables: Sequence[Shape], expected: dict[str, Digest],
    told: Told = lambda table, rows: None,
) -> list[str]:
    """Return the tables of a database that do not hold what is expected of them, with both row counts."""
    found = []
    for table in tables:
        [row] = client.select(table.digest(database)).to_pylist()
        count, digest = expected[table.name]
        if (row["told_rows"], row["told_digest"]) != (count, digest):
            found.append(f"{table.name} ({row['told_rows']} / {count})")
        told(table.name, 0)
    return found


def _require_equal(
    client: Client, database: str, tables: Sequence[Shape], expected: dict[str, Digest], told: Told
) -> None:
    wrong = differences(client, database, tables, expected, told)
    if wrong:
        listing = ", ".join(wrong)
        raise LoadError(
            f"数据库 {database} 与快照不符（表：ClickHouse行数 / 快照行数）：{listing}。用 --drop 删除该库后重新载入",
            f"database {database} is not what the snapshot holds (table: rows in ClickHouse / in the snapshot): "
            f"{listing}. Remove it with --drop and load again",
        )


def _send(
    client: Client, connection: duckdb.DuckDBPyConnection, database: str, table: Shape, told: Told
) -> None:
    reader = connection.table(table.name).to_arrow_reader(BATCH_ROWS)
    for batch in reader:
        if batch.num_rows:
            client.insert(table.name, pa.Table.from_batches([batch]), database)
            told(table.name, batch.num_rows)


def _remove_unfinished(client: Client, layout: Layout) -> None:
    for text in layout.removing(layout.loading, *([] if layout.cluster is None else [layout.shards])):
        client.command(text)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One load or drop of a snapshot at a time on this machine; the lock of a process that dies is released.

    Other machines have files of their own, hence know nothing of it. Raises LoadError.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise LoadError(
            "另一进程正在载入或删除这一快照，请等它完成",
            "another process is loading or dropping this snapshot; wait for it",
        ) from None
    finally:
        os.close(descriptor)
