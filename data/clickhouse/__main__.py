"""`python -m data.clickhouse --to clickhouse://…` loads a snapshot; `--list`, `--drop ID`, `--show` look after them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import duckdb
from tqdm import tqdm

from data.clickhouse.client import Client, connect
from data.clickhouse.errors import ClickHouseError
from data.clickhouse.layout import Layout
from data.clickhouse.load import SECONDS, SETTINGS, LoadError, alone, load_snapshot, names
from data.clickhouse.names import LOADING, database_of, snapshot_of
from data.clickhouse.shapes import shapes
from data.clickhouse.statements import statement
from data.errors import SnapshotError
from data.snapshot import SnapshotReference, current_snapshot, find_snapshot, open_snapshot, snapshot_folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; 0 on success, 1 with what is wrong and its remedy where it fails."""
    options = _parser().parse_args(arguments)
    try:
        if options.show:
            print(shown(_reference(options), options.cluster))
            return 0
        client = connect(options.to, settings=SETTINGS, timeout=SECONDS)
        try:
            if options.list:
                print(listing(client, _current(options.folder)))
            elif options.drop:
                print(f"已删除 dropped {', '.join(_drop(client, options))}")
            else:
                _load(client, _reference(options), options.cluster)
        finally:
            client.close()
    except (ClickHouseError, LoadError, SnapshotError, OSError, LookupError, duckdb.Error) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def listing(client: Client, current: str) -> str:
    """Return what the operator reads: databases with rows and size on this node, the current one with an asterisk.

    An exclamation mark stands before a load that did not finish.
    """
    lines = ["数据库 database  行数 rows  磁盘 on disk"]
    for row in client.select(statement("databases")).to_pylist():
        snapshot = snapshot_of(row["name"])
        mark = "!" if row["name"].startswith(LOADING) else "*" if snapshot is not None and snapshot == current else " "
        lines.append(f"{mark} {row['name']}  {row['row_count']:,}  {row['bytes_on_disk'] / 2**20:,.1f} MiB")
    return "\n".join(lines)


def drop(client: Client, snapshot_id: str, current: str, cluster: str | None = None) -> list[str]:
    """Drop the database of a snapshot and what an unfinished load of it left. Raises LoadError for the current one.

    Returns the names of those of them that were on this node.
    """
    layout = Layout(snapshot_id, cluster)
    if snapshot_of(layout.database) != snapshot_id:
        raise LoadError(f"不是快照编号：{snapshot_id[:60]}", f"no identifier of a snapshot: {snapshot_id[:60]}")
    if snapshot_id == current:
        raise LoadError(
            "这是当前快照，应用正在使用；先切换到另一快照",
            "this is the current snapshot, which the app uses; make another one current first",
        )
    databases = layout.database, layout.loading, layout.shards
    known = names(client)
    for text in layout.removing(*databases):
        client.command(text)
    return [name for name in databases if name in known]


def shown(reference: SnapshotReference, cluster: str | None) -> str:
    """Return the statements of a load as they would be run, for whoever must agree to them first."""
    layout = Layout(reference.snapshot_id, cluster)
    with open_snapshot(reference.path) as connection:
        tables = shapes(connection)
    texts = [*layout.preparing(), *layout.creating(tables), *layout.finishing(tables), layout.publishing()]
    return ";\n\n".join(text.strip() for text in texts) + ";"


def _drop(client: Client, options: argparse.Namespace) -> list[str]:
    """Drop what no process of this machine is loading. Raises LoadError where there was nothing."""
    try:
        locked: AbstractContextManager[None] = alone(find_snapshot(options.folder, options.drop).path)
    except SnapshotError:
        # What has no file any more cannot be loaded either.
        locked = nullcontext()
    with locked:
        dropped = drop(client, options.drop, _current(options.folder), options.cluster)
    if not dropped:
        raise LoadError(
            f"该节点上没有数据库 {database_of(options.drop)}", f"there is no database {database_of(options.drop)} here"
        )
    return dropped


def _load(client: Client, reference: SnapshotReference, cluster: str | None) -> None:
    with open_snapshot(reference.path) as connection:
        expected = sum(connection.table(table.name).shape[0] for table in shapes(connection))
    with tqdm(total=expected, desc="载入 load", unit=" rows", unit_scale=True, disable=None) as bar:

        def told(table: str, rows: int) -> None:
            bar.set_postfix_str(table if rows else f"核对 check {table}")
            bar.update(rows)

        loaded = load_snapshot(client, reference, cluster, told)
    rows = sum(loaded.rows.values())
    done = "早已载入，核对无误 was there already, checked" if loaded.was_there else "已载入并核对 loaded and checked"
    print(f"{done}: {loaded.database}, {len(loaded.rows)} 表 tables, {rows:,} 行 rows")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data.clickhouse", description="把快照载入ClickHouse / load a snapshot into ClickHouse"
    )
    parser.add_argument(
        "--to", metavar="ADDRESS", default=os.environ.get("ATLAS_ENGINE", ""),
        help="clickhouse://用户:口令@主机:8123；缺省取 ATLAS_ENGINE，口令便不出现在进程列表中 / "
        "by default ATLAS_ENGINE, so that no list of processes shows the password",
    )  # fmt: skip
    parser.add_argument("--snapshot", metavar="ID", help="哪个快照，缺省为当前 / which snapshot, else the current")
    parser.add_argument("--cluster", metavar="NAME", help="集群名：复制并分片 / a cluster: replicate and spread")
    parser.add_argument("--folder", type=Path, default=snapshot_folder(), help="快照目录 / folder of the snapshots")
    tasks = parser.add_mutually_exclusive_group()
    tasks.add_argument("--list", action="store_true", help="列出已有数据库 / list the databases")
    tasks.add_argument("--drop", metavar="ID", help="删除某快照的数据库 / drop the database of a snapshot")
    tasks.add_argument("--show", action="store_true", help="只打印语句 / print the statements, run nothing")
    return parser


def _reference(options: argparse.Namespace) -> SnapshotReference:
    return find_snapshot(options.folder, options.snapshot) if options.snapshot else current_snapshot(options.folder)


def _current(folder: Path) -> str:
    try:
        return current_snapshot(folder).snapshot_id
    except SnapshotError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
