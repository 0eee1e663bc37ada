"""Everything imported so far: the snapshot itself keeps it, so that facts and pointer can never disagree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from data.errors import SnapshotError
from data.previous import readable_snapshots
from data.register_statistics import REGISTER_SOURCE
from data.snapshot import current_snapshot, open_snapshot
from data.tables import tables

# In the order of loading: what is referred to comes first.
IMPORTED_TABLES = (
    "source", "stat", "cross_check", "agency", "agency_year", "branch", "service_offer", "cluster", "cluster_year",
    "cluster_target",
)  # fmt: skip

Record = dict[str, object]
Key = tuple[object, ...]


@dataclass(frozen=True)
class ImportedFile:
    """One sheet of one loaded file: its rows, all accounted for, and who loaded it when (UTC)."""

    file: str
    sheet: str
    kind: str
    rows_in: int
    rows_loaded: int
    rows_rejected: int
    sha256: str
    author: str
    loaded_at: datetime


@dataclass
class Imported:
    """Rows of the imported layer by table and key, and the files they came from."""

    records: dict[str, dict[Key, Record]] = field(default_factory=dict)
    files: dict[tuple[str, str, str], ImportedFile] = field(default_factory=dict)

    def add(self, table: str, record: Record) -> bool:
        """Take in a row; one with the same key gives way. Returns whether there was one."""
        rows = self.records.setdefault(table, {})
        key = key_of(table, record)
        found = key in rows
        rows[key] = record
        return found

    def note(self, file: ImportedFile) -> None:
        """Take in the account of a file; the same content loaded again is one file."""
        self.files[file.file, file.sheet, file.sha256] = file

    def merged(self, later: Imported) -> Imported:
        """Return these rows and the later ones, which replace those with the same key."""
        result = Imported({table: dict(rows) for table, rows in self.records.items()}, dict(self.files))
        for table, rows in later.records.items():
            for record in rows.values():
                result.add(table, record)
        for file in later.files.values():
            result.note(file)
        shown = {(*key, record["source_id"]) for key, record in result.records.get("stat", {}).items()}
        checks = result.records.get("cross_check", {})
        result.records["cross_check"] = {key: record for key, record in checks.items() if key not in shown}
        return result

    def beside(self, published: Mapping[str, pd.DataFrame]) -> Imported:
        """Return the rows without those whose key a published source or cluster bears."""
        records = dict(self.records)
        for table in ("source", "cluster"):
            taken = set(published[table][tables()[table].key[0]])
            records[table] = {key: row for key, row in records.get(table, {}).items() if key[0] not in taken}
        return Imported(records, self.files)

    def frames(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield the tables that hold rows as frames, in the order of loading."""
        for table in IMPORTED_TABLES:
            rows = self.records.get(table)
            if rows:
                columns = list(tables()[table].columns)
                yield table, pd.DataFrame([rows[key] for key in sorted(rows, key=str)], columns=columns, dtype=object)
        if self.files:
            accounts = [vars(self.files[key]) for key in sorted(self.files)]
            yield "import_file", pd.DataFrame(accounts)

    def fingerprint(self) -> str:
        """Return a hash of the rows, empty where there are none; it does not depend on when or by whom they came."""
        digest = hashlib.sha256()
        for table, frame in self.frames():
            if table != "import_file":
                digest.update(f"\0{table}\0{frame.to_csv(index=False)}".encode())
        accounts = sorted((*key, file.rows_in, file.rows_loaded) for key, file in self.files.items())
        return hashlib.sha256(f"{digest.hexdigest()}{accounts}".encode()).hexdigest() if self.files else ""


def key_of(table: str, record: Mapping[str, object]) -> Key:
    """Return the key of a row among the imported ones, which all are of one layer."""
    return tuple(record[name] for name in tables()[table].key if name != "layer")


def carried(folder: Path) -> Imported:
    """Return what the current snapshot holds of imported rows; where it is lost, the newest that can be read."""
    for reference in readable_snapshots(folder):
        try:
            with open_snapshot(reference.path) as connection:
                return _read(connection)
        except (duckdb.Error, OSError):
            continue
    return Imported()


def _read(connection: duckdb.DuckDBPyConnection) -> Imported:
    """A snapshot of an earlier schema may lack a table or its layer; it then holds nothing imported of that kind."""
    imported = Imported()
    for table in IMPORTED_TABLES:
        for record in _rows(connection, table, of_layer="imported"):
            # What a register adds up to follows from its agencies, in every snapshot anew.
            if record.get("source_id") != REGISTER_SOURCE:
                imported.add(table, record)
    for record in _rows(connection, "import_file"):
        imported.note(ImportedFile(**record))  # type: ignore[arg-type]
    return imported


def _rows(connection: duckdb.DuckDBPyConnection, table: str, of_layer: str | None = None) -> Iterable[Record]:
    try:
        relation = connection.table(table)
    except duckdb.CatalogException:
        return []
    if of_layer is not None:
        if "layer" not in relation.columns:
            return []
        relation = relation.filter(duckdb.ColumnExpression("layer") == duckdb.ConstantExpression(of_layer))
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def holds_sample(folder: Path) -> bool:
    """Return whether the current snapshot holds the synthetic register."""
    try:
        with open_snapshot(current_snapshot(folder).path) as connection:
            return bool(list(_rows(connection, "source", of_layer="sample")))
    except (SnapshotError, duckdb.Error, OSError):
        return False
