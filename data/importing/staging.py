"""Where rows stand between file and snapshot: a database of its own, on disk, in bounded memory, removed afterwards."""

from __future__ import annotations

import tempfile
import uuid
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow

from data.importing.columns import Layout
from data.importing.entries import Block, Remark
from data.importing.findings import rules
from data.leftovers import locked_folder, remove_folder, remove_left_folders
from data.previous import attach_previous
from data.tables import Kind, create_tables, read_sql, tables

MEMORY_LIMIT = "1GB"
_FOLDER = "atlas-staging.{}.tmp"
_ARROW = {
    "text": pyarrow.string(), "word": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64(),
    "boolean": pyarrow.bool_(), "date": pyarrow.date32(),
}  # fmt: skip

Rows = Sequence[Sequence[Any]]


class Staging:
    """One load that is under way or done. `close` removes it; so does the end of the program."""

    def __init__(self, previous: Path | None) -> None:
        temporary = Path(tempfile.gettempdir())
        remove_left_folders(temporary, _FOLDER.format("*"))
        self.folder = temporary / _FOLDER.format(uuid.uuid4().hex)
        # What is being loaded is nobody else's business on a machine with several accounts.
        self.close = weakref.finalize(self, remove_folder, self.folder, locked_folder(self.folder))
        self.path = self.folder / "staging.duckdb"
        self._connection: duckdb.DuckDBPyConnection | None = connect(self.path)
        self._places: dict[tuple[str, str], int] = {}
        create_tables(self._connection, is_commented=False)
        self._connection.execute(read_sql("importing/staging"))
        attach_previous(self._connection, previous or empty_snapshot())
        self._connection.execute(read_sql("importing/carried"))

    @property
    def _writing(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            raise RuntimeError("the load is finished")
        return self._connection

    def place(self, file: str, sheet: str = "") -> int:
        """Return the number of a sheet, or of a file as a whole."""
        return self._places.setdefault((file, sheet), len(self._places) + 1)

    def add_known(self, table: str, rows: Rows) -> None:
        """Take in rows of what new ones are checked against."""
        self._insert(table, rows)

    def add_rows(self, place: int, table: str, block: Block) -> None:
        """Take in the sound rows of a block, all of the imported layer."""
        if not block.lines:
            return
        count = len(block.lines)
        own: dict[str, list[Any]] = {"place_id": [place] * count, "line": block.lines, **block.columns}
        own["layer"] = ["imported"] * count
        relation = self._writing.table(f"staged.{table}")
        kinds: dict[str, Kind] = {name: column.kind for name, column in tables()[table].columns.items()}
        kinds |= {"place_id": "integer", "line": "integer", "source_title": "text"}
        arrays = {name: pyarrow.array(own.get(name, [None] * count), _ARROW[kinds[name]]) for name in relation.columns}
        self._writing.from_arrow(pyarrow.table(arrays)).insert_into(f"staged.{table}")

    def add_remarks(self, place: int, remarks: Iterable[Remark], headers: dict[str, str] | None = None) -> None:
        """Take in what is to be said of the lines of a sheet; columns are told by their headers there."""
        named = headers or {}
        self._insert("finding", [
            (place, found.line, named.get(found.column, found.column), found.value, found.rule,
             rules()[found.rule].severity, found.detail)
            for found in remarks
        ])  # fmt: skip

    def add_place(self, place: int, name: tuple[str, str], layout: Layout | None, rows: int, is_stopped: bool,
                  sha256: str) -> None:  # fmt: skip
        """Take in a sheet, without a layout where it is no table, with the number of its rows."""
        self._insert("place", [(place, *name, layout.kind.table if layout else None, rows, is_stopped, sha256)])
        if layout:
            self._insert("header", [(place, column, found.header) for column, found in layout.columns.items()])

    def forget(self, places: Iterable[int]) -> None:
        """Drop sheets with all that was taken in of them."""
        self._insert("forgotten", [(place,) for place in places])
        self.run("forget")

    def _insert(self, table: str, rows: Rows) -> None:
        if rows:
            names = self._writing.table(table).columns
            columns = dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))
            self._writing.from_arrow(pyarrow.table(columns)).insert_into(table)

    def run(self, statement: str, **parameters: object) -> None:
        """Run a statement of `data/sql/importing`."""
        self._writing.execute(read_sql(f"importing/{statement}"), parameters or None)

    def errors(self) -> int:
        """Return how many findings stop something, so far."""
        severity = duckdb.ColumnExpression("severity") == duckdb.ConstantExpression("error")
        return int(self._writing.table("finding").filter(severity).shape[0])

    def finish(self) -> None:
        """Close the database: from here on it is only read."""
        self._writing.close()
        self._connection = None

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the finished database to read."""
        with duckdb.connect(str(self.path), read_only=True, config=settings(self.folder)) as connection:
            yield connection


def settings(folder: Path) -> dict[str, str | bool | int | float | list[str]]:
    """Return how a database is opened so that what does not fit into memory goes to disk, below `folder`."""
    return {
        "memory_limit": MEMORY_LIMIT, "temp_directory": str(folder / "spilled.tmp"), "preserve_insertion_order": False,
    }  # fmt: skip


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a database to write in bounded memory."""
    return duckdb.connect(str(path), config=settings(path.parent))


def empty_snapshot() -> Path:
    """Return the path of a snapshot without a row, for where there is none to follow."""
    return Path(_empty_folder().name) / "empty.duckdb"


@lru_cache(maxsize=1)
def _empty_folder() -> tempfile.TemporaryDirectory[str]:
    """Made once for a program, and removed at its end."""
    folder = tempfile.TemporaryDirectory()
    with duckdb.connect(str(Path(folder.name) / "empty.duckdb")) as connection:
        create_tables(connection, is_commented=False)
    return folder
