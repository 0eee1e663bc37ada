"""Snapshots: files that never change once published, and the pointer that says which one is current.

A DuckDB file replaced in place goes unseen by a process that has it open: every content has its own path.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.audit import Action, record
from data.descriptors import require_descriptors
from data.errors import SnapshotError
from data.tables import SCHEMA_FILE, read_sql

SCHEMA_VERSION = 8
POINTER = "current"
DEFAULT_FOLDER = Path(__file__).parents[1] / "data" / "snapshots"

_IDENTIFIER = re.compile(r"[0-9a-f]{12}(-[0-9]+)?")
_TEMPORARY = re.compile(r".*\.\d+-[0-9a-f]+\.tmp(\.wal|\.spilled)?")
_MAGIC = slice(8, 12)
_FILLED = (
    "snapshot",
    "source",
    "region",
    "region_level",
    "region_member",
    "metric",
    "stat",
    "target",
    "cluster",
    "intake",
)


@dataclass(frozen=True)
class SnapshotReference:
    """A published snapshot: its content-derived identifier and the path of its file."""

    snapshot_id: str
    path: Path


def snapshot_folder() -> Path:
    """Return the folder of snapshots: ATLAS_DATA if set, else `data/snapshots` of the repository."""
    return Path(os.environ.get("ATLAS_DATA") or DEFAULT_FOLDER)


def snapshot_path(folder: Path, snapshot_id: str) -> Path:
    """Return where the file of a snapshot stands. Raises SnapshotError (missing_file) for a bad name."""
    if not _IDENTIFIER.fullmatch(snapshot_id):
        raise SnapshotError("missing_file", snapshot_id[:60])
    return folder / f"atlas-{snapshot_id}.duckdb"


def current_snapshot(folder: Path) -> SnapshotReference:
    """Return the snapshot that the pointer names. Cheap enough for every rerun: it opens no database.

    Raises SnapshotError: missing_pointer, missing_file (the file it names is gone) or broken (unreadable, no
    database). What is inside, its version too, is the business of `validate`, once per file.
    """
    pointer = folder / POINTER
    try:
        snapshot_id = pointer.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SnapshotError("missing_pointer", str(pointer)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotError("broken", f"{pointer}: {error}") from error
    if not _IDENTIFIER.fullmatch(snapshot_id):
        raise SnapshotError("broken", f"{pointer}: {snapshot_id[:60]!r}")
    return find_snapshot(folder, snapshot_id)


def find_snapshot(folder: Path, snapshot_id: str) -> SnapshotReference:
    """Return the snapshot with this identifier. Raises SnapshotError: missing_file or broken."""
    path = snapshot_path(folder, snapshot_id)
    _require_database(path)
    return SnapshotReference(snapshot_id, path)


def _require_database(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(_MAGIC.stop)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SnapshotError("missing_file", str(path)) from error
    except OSError as error:
        raise SnapshotError("broken", f"{path}: {error}") from error
    if start[_MAGIC] != b"DUCK":
        raise SnapshotError("broken", f"{path}: not a DuckDB file")


def free_identifier(folder: Path, content_id: str) -> str:
    """Return `content_id`, or `<content_id>-2` and so on where an earlier path holds a broken file.

    A broken file is left where it is: a running process may have its path open.
    """
    candidates = (content_id if number == 1 else f"{content_id}-{number}" for number in range(1, 1000))
    for candidate in candidates:
        if not snapshot_path(folder, candidate).exists() or is_valid(folder, candidate):
            return candidate
    raise SnapshotError("broken", str(snapshot_path(folder, content_id)))


def temporary_path(folder: Path, snapshot_id: str) -> Path:
    """Return a path beside the final one that no other process or thread uses."""
    return folder / f"atlas-{snapshot_id}.{os.getpid()}-{uuid.uuid4().hex[:8]}.tmp"


def remove_abandoned(folder: Path) -> None:
    """Delete the temporary files of writers that were killed. It is for the only writer: what lies there is nobody's.

    Whether the process that a name tells runs says nothing: in a container each writer has the number 1.
    """
    for path in folder.glob("*.tmp*"):
        if not _TEMPORARY.fullmatch(path.name):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def is_valid(folder: Path, snapshot_id: str) -> bool:
    """Return whether the published file of this identifier passes `validate`."""
    try:
        validate(snapshot_path(folder, snapshot_id), snapshot_id)
    except SnapshotError:
        return False
    return True


def validate(path: Path, snapshot_id: str) -> None:
    """Check version, tables, rows, references and accounting, read-only.

    Raises SnapshotError: missing_file, or broken, which another version of the program counts as too.
    """
    _require_database(path)
    try:
        require_descriptors()
        with duckdb.connect(str(path), read_only=True) as connection:
            version = _version(connection)
            is_other = version not in (None, SCHEMA_VERSION)
            complaints = [] if is_other else list(_complaints(connection, snapshot_id))
    except duckdb.ConnectionException:
        # Already open in this process with another configuration, hence a database that opens.
        return
    except (duckdb.Error, OSError) as error:
        raise SnapshotError("broken", f"{path}: {str(error).splitlines()[0]}") from error
    if is_other:
        detail = f"{path}: schema_version {version}, this program reads {SCHEMA_VERSION}"
        raise SnapshotError("broken", detail, "other_version")
    if complaints:
        raise SnapshotError("broken", f"{path}: {'; '.join(complaints)}")


def _version(connection: duckdb.DuckDBPyConnection) -> int | None:
    """None without a row or table to say so, which the complaints name."""
    try:
        rows = connection.table("snapshot").project("schema_version").fetchall()
    except duckdb.CatalogException:
        return None
    return rows[0][0] if rows else None


def _complaints(connection: duckdb.DuckDBPyConnection, snapshot_id: str) -> Iterator[str]:
    present = {row[0] for row in connection.execute(read_sql("columns")).fetchall()}
    required = set(re.findall(r"^create table (\w+)", SCHEMA_FILE.read_text(encoding="utf-8"), re.MULTILINE))
    missing = sorted(required - present)
    if missing:
        yield f"missing tables: {', '.join(missing)}"
        return
    empty = [name for name in _FILLED if connection.table(name).shape[0] == 0]
    if empty:
        yield f"empty tables: {', '.join(empty)}"
    identifiers = [row[0] for row in connection.table("snapshot").fetchall()]
    if identifiers != [snapshot_id]:
        yield f"snapshot_id {identifiers} is not {snapshot_id}"
    yield from (
        f"unbalanced intake: {row[0]}" for row in connection.execute(read_sql("unbalanced_intake")).fetchall()
    )
    yield from (f"broken reference: {row[0]}" for row in connection.execute(read_sql("orphans")).fetchall())


@contextmanager
def open_snapshot(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot to read, also one that this process has open with another configuration."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(read_sql("attach_snapshot"), {"path": str(path)})
        connection.execute(read_sql("use_snapshot"))
        yield connection


def publish(folder: Path, temporary: Path, snapshot_id: str, author: str) -> SnapshotReference:
    """Validate the finished file, record who publishes it, move it to its own path and make it current; all or nothing.

    Where the path is taken by a valid file of the same content, that file stays and the temporary one goes.
    Raises SnapshotError (broken) for a file that fails validation or a path taken by a broken one, AuditError where
    the publication cannot be recorded.
    """
    validate(temporary, snapshot_id)
    synchronise(temporary)
    path = snapshot_path(folder, snapshot_id)
    with _lock(folder):
        is_there = path.exists()
        if is_there and not is_valid(folder, snapshot_id):
            raise SnapshotError("broken", str(path))
        _record_move(folder, author, "publish", snapshot_id)
        if is_there:
            temporary.unlink()
        else:
            temporary.rename(path)
            synchronise(folder)
        _point_to(folder, snapshot_id)
    return SnapshotReference(snapshot_id, path)


def keep(folder: Path, temporary: Path, snapshot_id: str) -> None:
    """Move a valid file to the free path of its snapshot, which is not made current by that."""
    with _lock(folder):
        temporary.rename(snapshot_path(folder, snapshot_id))
        synchronise(folder)


def make_current(folder: Path, snapshot_id: str, who: str, action: Action = "restore") -> SnapshotReference:
    """Record who does it and move the pointer to a snapshot that is already there and valid.

    It is for those who are the only writer already: a build, or `restore` of `data.history`. Raises SnapshotError, or
    AuditError where it cannot be recorded; then the pointer stays.
    """
    reference = find_snapshot(folder, snapshot_id)
    validate(reference.path, snapshot_id)
    with _lock(folder):
        _record_move(folder, who, action, snapshot_id)
        _point_to(folder, snapshot_id)
    return reference


def _record_move(folder: Path, who: str, action: Action, snapshot_id: str) -> None:
    pointer = folder / POINTER
    before = pointer.read_bytes().decode("utf-8", errors="replace").strip()[:60] if pointer.exists() else ""
    record(folder, who, action, snapshot_id, {"before": before})


def _point_to(folder: Path, snapshot_id: str) -> None:
    draft = folder / f"{POINTER}.{os.getpid()}-{uuid.uuid4().hex[:8]}.tmp"
    try:
        draft.write_text(f"{snapshot_id}\n", encoding="utf-8")
        synchronise(draft)
        os.replace(draft, folder / POINTER)
    except OSError:
        # A disk that is full leaves an empty file, which nobody else would clear away while this process lives.
        draft.unlink(missing_ok=True)
        raise
    synchronise(folder)


def synchronise(path: Path) -> None:
    """Return once a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def only_writer(folder: Path, waits: bool = True) -> Iterator[None]:
    """Wait until nobody else builds on the current snapshot of the folder or restores one, so that no work is lost.

    Raises BlockingIOError at once where somebody does and this one does not wait.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """The system releases the lock of a process that dies, so nothing is left to clean up."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
