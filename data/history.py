"""The snapshots that are kept: `python -m data.history` lists them, `--restore ID` makes one current again."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from data.errors import SnapshotError
from data.snapshot import current_snapshot, make_current, open_snapshot, snapshot_folder

# Tables of facts, by the column that says which region a row is about, where there is one.
FACTS = {
    "stat": "region_code", "cross_check": "region_code", "agency": "region_code", "agency_year": None,
    "branch": "region_code", "service_offer": None, "cluster": "region_code", "cluster_year": None,
    "cluster_target": None,
}  # fmt: skip

_LAYER, _SAMPLE = duckdb.ColumnExpression("layer"), duckdb.ConstantExpression("sample")

Rows = dict[str, set[tuple[object, ...]]]


@dataclass(frozen=True)
class Difference:
    """Rows that one snapshot holds and another does not, and the regions they are about."""

    added: int
    removed: int
    regions: int


@dataclass(frozen=True)
class Entry:
    """One kept snapshot: when and by whom it was made, its rows of facts by layer, and what changed since the last."""

    snapshot_id: str
    built_at: datetime
    author: str
    rows: dict[str, int]
    difference: Difference | None
    is_current: bool


def history(folder: Path) -> tuple[list[Entry], list[str]]:
    """Return the kept snapshots from the oldest to the newest, and the names of files that cannot be read."""
    read: list[tuple[datetime, str, str, Rows, dict[str, int]]] = []
    damaged = []
    for path in folder.glob("atlas-*.duckdb"):
        try:
            read.append(_read(path))
        except (duckdb.Error, OSError, LookupError):
            damaged.append(path.name)
    try:
        current = current_snapshot(folder).snapshot_id
    except SnapshotError:
        current = ""
    entries = []
    before: Rows | None = None
    for built_at, identifier, author, facts, counts in sorted(read, key=lambda record: record[:2]):
        difference = compare(before, facts) if before is not None else None
        entries.append(Entry(identifier, built_at, author, counts, difference, identifier == current))
        before = facts
    return entries, sorted(damaged)


def _read(path: Path) -> tuple[datetime, str, str, Rows, dict[str, int]]:
    with open_snapshot(path) as connection:
        [(identifier, built_at, author, _)] = connection.table("snapshot").fetchall()
        facts: Rows = {}
        counts: Counter[str] = Counter()
        present = {row[0] for row in connection.table("duckdb_tables").project("table_name").fetchall()}
        for table in FACTS:
            if table in present:
                relation = connection.table(table)
                counts["sample"] += relation.filter(_LAYER == _SAMPLE).shape[0] if "layer" in relation.columns else 0
                facts[table] = set()
                for row in _real(relation).fetchall():
                    record = dict(zip(relation.columns, row, strict=True))
                    counts[str(record.get("layer", "published"))] += 1
                    facts[table].add((record.get(FACTS[table] or ""), *row))
        return built_at, identifier, author, facts, {layer: count for layer, count in counts.items() if count}


def _real(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The sample is counted but not compared: no row of it is a fact, and there are a million of them."""
    return relation.filter(_LAYER != _SAMPLE) if "layer" in relation.columns else relation


def compare(before: Rows, after: Rows) -> Difference:
    """Return how many rows of facts came and went; a changed row does both. The first cell of a row is its region."""
    added = [row for table, rows in after.items() for row in rows - before.get(table, set())]
    removed = [row for table, rows in before.items() for row in rows - after.get(table, set())]
    regions = {row[0] for row in (*added, *removed) if row[0] is not None}
    return Difference(len(added), len(removed), len(regions))


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
    options = parser.parse_args(arguments)
    if options.restore:
        try:
            reference = make_current(options.folder, options.restore)
        except (SnapshotError, OSError) as error:
            print(error, file=sys.stderr)
            return 1
        print(f"当前快照 current snapshot {reference.snapshot_id}\n{reference.path}")
        return 0
    entries, damaged = history(options.folder)
    print(listing(entries, damaged))
    return 0 if entries else 1


if __name__ == "__main__":
    sys.exit(main())
