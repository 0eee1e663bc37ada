"""Loads files of one's own: `python -m data.load PATH… [--publish] [--author A] [--folder F] [--report FILE]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
from tqdm import tqdm

from data.audit import account
from data.build import BAR, STEPS, build_snapshot
from data.errors import DataError, SnapshotError, in_words
from data.importing.imported import carried, holds_sample
from data.importing.load import Load
from data.importing.pipeline import CHECKS, files_below, load_files
from data.importing.report import summary, write_table
from data.importing.templates import write_templates
from data.previous import what_was_followed
from data.sample.register import SampleError
from data.snapshot import SnapshotReference, snapshot_folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Check files and publish them if asked; 0 on success, 1 where something is rejected or cannot be published."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.template:
        for path in write_templates(options.template):
            print(path)
        return 0
    if not options.paths:
        parser.error("没有给出文件 / no file given")
    files = files_below(options.paths)
    if not files:
        places = ", ".join(map(str, options.paths))
        advice = "请检查路径与读取权限 / no file to read; check the path and the permission to read"
        print(f"没有可读的文件，{advice}: {places}", file=sys.stderr)
        return 1
    try:
        load = _read(files, options)
        print(summary(load), flush=True)
        if options.report:
            write_table(load, options.report)
    except (DataError, SnapshotError, OSError, duckdb.Error, MemoryError) as error:
        print(in_words(error), file=sys.stderr)
        return 1
    return _publish(load, options) if options.publish else _checked(load)


def _read(files: Sequence[tuple[Path, str]], options: argparse.Namespace) -> Load:
    """Read with a bar that counts bytes, then one that counts checks."""
    sizes = sum(path.stat().st_size for path, _ in files if path.is_file())
    with (
        tqdm(total=sizes, desc="读取 read", unit="B", unit_scale=True, disable=None) as read,
        tqdm(total=len(CHECKS), desc="核对 check", bar_format=BAR, disable=None) as checked,
    ):
        return load_files(
            files, carried(options.folder), author=options.author, told=lambda size: _advance(read, size),
            checking=lambda name: _advance(checked),
        )  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.load", description="导入数据 / load data")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="文件或目录 / file or folder")
    parser.add_argument("--publish", action="store_true", help="发布为新快照 / publish a new snapshot")
    parser.add_argument("--partly", action="store_true", help="有行被拒也发布其余行 / publish the sound rows alone")
    parser.add_argument("--author", default=account(), help="作者 / author")
    parser.add_argument("--folder", type=Path, default=snapshot_folder(), help="快照目录 / folder of the snapshots")
    parser.add_argument("--report", type=Path, help="报告文件（CSV）/ file for the report (CSV)")
    parser.add_argument("--template", type=Path, metavar="FOLDER", help="写出模板 / write the templates")
    return parser


def _advance(bar: tqdm, by: int = 1) -> None:
    bar.update(by)


def _checked(load: Load) -> int:
    print("\n只检查，未发布；加 --publish 发布 / checked only, nothing published; add --publish to publish")
    return 1 if load.errors else 0


def _publish(load: Load, options: argparse.Namespace) -> int:
    if load.errors and not options.partly:
        print("\n有错误，未发布；改正后重试，或加 --partly 只发布其余行", file=sys.stderr)
        print("Errors, nothing published; correct them, or add --partly for the sound rows alone", file=sys.stderr)
        return 1
    if load.is_empty:
        print("\n没有可导入的行，未发布 / no row to load, nothing published", file=sys.stderr)
        return 1
    try:
        reference = publish_load(load, options.folder, options.author)
    except (DataError, SnapshotError, SampleError, OSError, duckdb.Error) as error:
        print(in_words(error), file=sys.stderr)
        return 1
    print(f"\n已发布快照 published snapshot {reference.snapshot_id}\n{reference.path}\n{what_was_followed(reference)}")
    return 0


def publish_load(load: Load, folder: Path, author: str) -> SnapshotReference:
    """Publish the published figures, all that was imported before, and this load. Raises as `build_snapshot` does.

    A sample register in the current snapshot stays.
    """
    with tqdm(total=len(STEPS), desc="发布 publish", bar_format=BAR, disable=None) as bar:
        return build_snapshot(
            folder, author=author, progress=lambda step: _advance(bar), sample=holds_sample(folder),
            additions=load.imported,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
