"""The snapshot that the next one follows: what it holds of imported rows is carried over, and it is compared with."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb

from data.errors import SnapshotError
from data.snapshot import SnapshotReference, current_snapshot, find_snapshot, open_snapshot
from data.tables import read_sql

# Tables of facts are the same since this version of the schema, but for what is newer: the first year of an offer, the
# layer of a pair of assistance, joint projects, and the events and members of clusters.
COMPARABLE_SINCE = 3
FACTS = (
    "source", "stat", "cross_check", "agency", "agency_year", "branch", "service_offer", "cluster", "cluster_year",
    "cluster_target", "cluster_event", "cluster_member", "assistance_pair", "joint_project",
)  # fmt: skip
ROWS_AT_ONCE = 100_000
# Tables that came later than the others.
_LATER = ("joint_project", "cluster_event", "cluster_member")
# The first table of those that came together, the statement that reads them, and the one for a snapshot from before.
_READ_BY = (
    ("joint_project", "previous_tables", "previous_without_tables"),
    ("cluster_event", "previous_clusters", "previous_without_clusters"),
)


def readable_snapshots(folder: Path) -> Iterator[SnapshotReference]:
    """Yield the snapshots that open, the current one first, then the others from the newest to the oldest.

    A pointer that is lost or names a lost file loses nothing: the newest snapshot then is the one to follow.
    """
    with contextlib.suppress(SnapshotError):
        current = current_snapshot(folder)
        if built_at(current.path):
            yield current
    others = []
    for path in folder.glob("atlas-*.duckdb"):
        built = built_at(path)
        if built:
            others.append((built, path.stat().st_mtime_ns, path.stem.removeprefix("atlas-")))
    for *_, snapshot_id in sorted(others, reverse=True):
        with contextlib.suppress(SnapshotError):
            yield find_snapshot(folder, snapshot_id)


def built_at(path: Path) -> datetime | None:
    """Return when the snapshot was built (UTC), None where it does not open."""
    try:
        with open_snapshot(path) as connection:
            [(built,)] = connection.table("snapshot").project("built_at").fetchall()
            return built
    except (duckdb.Error, OSError, ValueError):
        return None


def reads_whole(path: Path) -> bool:
    """Return whether every row of facts of a snapshot can be read."""
    try:
        with open_snapshot(path) as connection:
            return all(
                batch.num_rows >= 0 for table in _facts(connection)
                for batch in connection.table(table).to_arrow_reader(ROWS_AT_ONCE)
            )
    except (duckdb.Error, OSError):
        return False


def _facts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of facts that a snapshot should have; one from before the later ones has all others."""
    own = {name for (name,) in connection.execute(read_sql("own_names")).fetchall()}
    return [table for table in FACTS if table in own or table not in _LATER]


def attach_previous(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make the snapshot at `path` readable as `previous`, and its later tables whether it has them or not."""
    connection.execute(read_sql("attach_previous"), {"path": str(path)})
    names = {name for (name,) in connection.execute(read_sql("previous_names")).fetchall()}
    for table, held, lacking in _READ_BY:
        connection.execute(read_sql(held if table in names else lacking))


def what_was_followed(reference: SnapshotReference) -> str:
    """Return in words which snapshot this one followed, and whether any was left out because it cannot be read."""
    with open_snapshot(reference.path) as connection:
        followed = [row[0] for row in connection.table("snapshot_change").fetchall()]
    others = [path for path in reference.path.parent.glob("atlas-*.duckdb") if path != reference.path]
    broken = ", ".join(sorted(path.name for path in others if built_at(path) is None))
    words = f"承接快照 follows {followed[0]}" if followed else "不承接任何快照 follows no snapshot"
    if not broken:
        return words
    return (
        f"{words}\n无法读取，导入的数据未承接 cannot be read, what was imported there was not carried over: {broken}\n"
        "只在其中导入过的数据，请从备份恢复 what was imported there alone comes from a backup: python -m data.backup"
    )


def is_comparable(path: Path) -> bool:
    """Return whether the facts of this snapshot stand in the same tables as those of a new one."""
    with open_snapshot(path) as connection:
        [(version,)] = connection.table("snapshot").project("schema_version").fetchall()
    return int(version) >= COMPARABLE_SINCE
