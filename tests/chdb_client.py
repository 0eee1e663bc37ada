"""The client's protocol over chdb: the real engine of ClickHouse inside this process, its data in a folder.

One process hosts one engine on one folder: tests share the folder of the fixture `chdb_folder` and keep to databases of
their own. The engine of several clients on that folder is the same.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from chdb.state import sqlitelike

from data.clickhouse.answers import read_answer
from data.clickhouse.client import Parameters, RememberedTypes, Settings, as_stream
from data.clickhouse.errors import ClickHouseError, kind_of
from data.clickhouse.parameters import as_text
from data.clickhouse.statements import listed, quoted, statement
from data.snapshot import SnapshotReference

CLUSTER = "main"
_CONFIGURATION = f"""<clickhouse><tcp_port>9000</tcp_port><remote_servers><{CLUSTER}><shard><replica>
<host>127.0.0.1</host><port>9000</port></replica></shard></{CLUSTER}></remote_servers></clickhouse>"""


@contextmanager
def engine_on(folder: Path, configuration: Path) -> Iterator[None]:
    """Keep the engine of this process up on a folder, as the only node of a cluster; it listens on no port."""
    configuration.write_text(_CONFIGURATION, encoding="utf-8")
    connection = sqlitelike.connect(f"{folder}?config-file={configuration}")
    yield
    connection.close()


def renamed(reference: SnapshotReference, identifier: str) -> SnapshotReference:
    """A copy of a small snapshot beside it under an identifier of its own, hence in a database of its own."""
    made = SnapshotReference(identifier, reference.path.with_name(f"atlas-{identifier}.duckdb"))
    shutil.copyfile(reference.path, made.path)
    with duckdb.connect(str(made.path)) as connection:
        connection.execute("update snapshot set snapshot_id = $id", {"id": identifier})
    return made


class ChdbClient:
    """What `data.clickhouse.client.HttpClient` is over HTTP, without a server."""

    def __init__(self, folder: Path, database: str | None = None, settings: Settings | None = None) -> None:
        self.database = database
        self._folder = folder
        self._settings = dict(settings or {})
        self._types = RememberedTypes()
        self._lock = threading.Lock()
        self._connection = self._connected()

    def _connected(self) -> sqlitelike.Connection:
        connection = sqlitelike.connect(str(self._folder))
        with said_by_clickhouse():
            for name, value in self._settings.items():
                connection.query(f"set {name} = '{value}'")
            if self.database is not None:
                connection.query(f"use {quoted(self.database)}")
        return connection

    def command(self, text: str, parameters: Parameters | None = None) -> None:
        """Run a statement that answers with nothing."""
        self._ask(text, parameters)

    def select(self, text: str, parameters: Parameters | None = None) -> pa.Table:
        """Answer one question as an Arrow table."""
        types = self._types.of(text, lambda describing: self._ask(describing, parameters))
        return read_answer(self._ask(text, parameters), types)

    def insert(self, table: str, rows: pa.Table, database: str | None = None) -> None:
        """Append rows to a table."""
        into = quoted(table) if database is None else f"{quoted(database)}.{quoted(table)}"
        text = re.sub(" format ArrowStream$", "", statement("insert", table=into, columns=listed(rows.column_names)))
        with self._running() as connection, connection.send_insert(text, "ArrowStream") as stream:
            stream.append(as_stream(rows))
            stream.finish()

    def close(self) -> None:
        """Give the connection back; the engine ends with the last one."""
        self._connection.close()

    def _ask(self, text: str, parameters: Parameters | None = None) -> bytes:
        named = {name: as_text(value) for name, value in (parameters or {}).items()}
        with self._running() as connection:
            return bytes(connection.query(text, "ArrowStream", params=named).bytes())

    @contextmanager
    def _running(self) -> Iterator[sqlitelike.Connection]:
        """The connection, for one statement at a time. What a failed one had begun to answer would head the next
        answer of that connection, so it gets a new one.
        """
        with self._lock, said_by_clickhouse():
            try:
                yield self._connection
            except Exception:
                self._connection.close()
                self._connection = self._connected()
                raise


@contextmanager
def said_by_clickhouse() -> Iterator[None]:
    """Turn the errors of chdb into those of the client."""
    try:
        yield
    except Exception as fault:
        found = re.search(r"Code: (\d+)\.", str(fault))
        if not found:
            raise
        raise ClickHouseError(kind_of(int(found[1])), str(fault), int(found[1])) from None
