"""The snapshots that are kept: `python -m data.history` lists them, `--restore ID` makes one current again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import duckdb

from data.audit import account
from data.errors import SnapshotError, in_words
from data.snapshot import (
    SnapshotReference,
    current_snapshot,
    find_snapshot,
    make_current,
    only_writer,
    open_snapshot,
    snapshot_folder,
)

Refusal = Literal["busy", "moved"]


class RestorationRefused(Exception):
    """Nothing was restored. `kind` says why: a publication runs, or another snapshot is current than the one shown."""

    def __init__(self, kind: Refusal) -> None:
        self.kind: Refusal = kind
        super().__init__(kind)


@dataclass(frozen=True)
class Difference:
    """Rows that a snapshot holds and the one it followed does not, the other way round, and the regions they are about.

    A changed row counts on both sides.
    """

    previous_id: str
    added: int
    removed: int
    regions: int


@dataclass(frozen=True)
class Entry:
    """One kept snapshot: when and by whom it was made, its rows of facts by layer, what it changed."""

    snapshot_id: str
    built_at: datetime
    author: str
    rows: dict[str, int]
    difference: Difference | None
    is_current: bool


def read_entry(path: Path) -> Entry:
    """Return what a snapshot says of itself; one of an earlier version does not say its rows and what changed.

    Raises duckdb.Error, OSError or ValueError for a file that is no snapshot.
    """
    with open_snapshot(path) as connection:
        [(identifier, built_at, author, *_)] = connection.table("snapshot").fetchall()
        try:
            rows = dict(connection.table("snapshot_layer").fetchall())
            changes = [Difference(*row) for row in connection.table("snapshot_change").fetchall()]
        except duckdb.CatalogException:
            rows, changes = {}, []
    return Entry(identifier, built_at, author, rows, changes[0] if changes else None, is_current=False)


def history(folder: Path, read: Callable[[Path], Entry] = read_entry) -> tuple[list[Entry], list[str]]:
    """Return the kept snapshots from the oldest to the newest, and the names of files that cannot be read.

    A caller that asks often gives a `read` that remembers: what a snapshot says of itself never changes.
    """
    current = _current(folder)
    entries, damaged = [], []
    for path in folder.glob("atlas-*.duckdb"):
        try:
            entry = read(path)
            entries.append(replace(entry, is_current=entry.snapshot_id == current))
        except (duckdb.Error, OSError, ValueError):
            damaged.append(path.name)
    return sorted(entries, key=lambda entry: (entry.built_at, entry.snapshot_id)), sorted(damaged)


def _current(folder: Path) -> str:
    """Identifier of the current snapshot; empty where the pointer names none that is there."""
    try:
        return current_snapshot(folder).snapshot_id
    except SnapshotError:
        return ""


def restore(
    folder: Path, snapshot_id: str, who: str, shown: str | None = None, waits: bool = True
) -> SnapshotReference:
    """Make a kept snapshot current again, while nobody publishes: a publication would undo it without a word.

    `shown` is the identifier that was current when `who` decided, empty for none; None where nobody looked. A command
    waits for a publication that runs; who does not wait is refused.

    Raises RestorationRefused; SnapshotError for a snapshot that is gone or damaged, AuditError where the restoration
    cannot be recorded, OSError where the folder cannot be written. Then the pointer stays.
    """
    find_snapshot(folder, snapshot_id)
    try:
        with only_writer(folder, waits):
            if shown is not None and _current(folder) != shown:
                raise RestorationRefused("moved")
            return make_current(folder, snapshot_id, who)
    except BlockingIOError as error:
        raise RestorationRefused("busy") from error


def listing(entries: Sequence[Entry], damaged: Sequence[str]) -> str:
    """Return what the operator reads, the newest snapshot first; an asterisk marks the current one."""
    lines = ["快照 snapshot  生成时间 built (UTC)  作者 author  行数 rows  与上一个相比 difference"]
    for entry in reversed(entries):
        rows = ", ".join(f"{layer} {count}" for layer, count in sorted(entry.rows.items()))
        change = entry.difference
        told = f"+{change.added} −{change.removed} 行 rows, {change.regions} 地区 regions" if change else "—"
        mark = "*" if entry.is_current else " "
        lines.append(f"{mark} {entry.snapshot_id}  {entry.built_at:%Y-%m-%d %H:%M:%S}  {entry.author}  {rows}  {told}")
    lines += [f"! {name}  无法读取 cannot be read" for name in damaged]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """List the snapshots or restore one; 0 on success, 1 where there is none to show or to restore."""
    parser = argparse.ArgumentParser(prog="python -m data.history", description="快照历史 / history of the snapshots")
    parser.add_argument("--folder", type=Path, default=snapshot_folder(), help="快照目录 / folder of the snapshots")
    parser.add_argument("--restore", metavar="ID", help="恢复为当前快照 / make this snapshot current")
    parser.add_argument("--author", default=account(), help="何人恢复 / who restores it")
    options = parser.parse_args(arguments)
    if options.restore:
        try:
            reference = restore(options.folder, options.restore, options.author)
        except (SnapshotError, OSError) as error:
            print(in_words(error), file=sys.stderr)
            return 1
        print(f"当前快照 current snapshot {reference.snapshot_id}\n{reference.path}")
        return 0
    try:
        entries, damaged = history(options.folder)
    except OSError as error:
        print(in_words(error), file=sys.stderr)
        return 1
    print(listing(entries, damaged))
    if entries and not any(entry.is_current for entry in entries):
        print("没有当前快照，请用 --restore 恢复一个 no snapshot is current, make one so by --restore", file=sys.stderr)
        return 1
    return 0 if entries else 1


if __name__ == "__main__":
    sys.exit(main())
