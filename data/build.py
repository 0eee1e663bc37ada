"""Builds a snapshot from the input files: `python -m data.build [--folder F] [--author A] [--sample]`."""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
from tqdm import tqdm

from data.check import check
from data.errors import DataError, SnapshotError, in_words
from data.importing.imported import Imported, insert_imported, together
from data.importing.imported import fingerprint as hash_of_imports
from data.intake import INPUT_FILES, InputFolders, Intake, read_inputs
from data.previous import is_comparable, readable_snapshots, reads_whole, what_was_followed
from data.reconcile import reconcile
from data.register.derive import derive
from data.sample.register import SampleError, fingerprint, generate
from data.snapshot import (
    SCHEMA_VERSION,
    SnapshotReference,
    free_identifier,
    make_current,
    only_writer,
    publish,
    remove_abandoned,
    snapshot_folder,
    snapshot_path,
    temporary_path,
)
from data.tables import SCHEMA_FILE, SQL_FOLDER, create_tables, read_sql, tables

BLOCK_SIZE = "16384"
# What needs more goes to disk.
MEMORY_LIMIT = "2GB"
STEPS = ("read", "check", "create", "load", "reconcile", "publish")
BAR = "{l_bar}{bar}| {n_fmt}/{total_fmt}"
"""A bar that counts steps, as tqdm writes it."""

_STEP_NAMES = {
    "read": "读取 read",
    "check": "核对 check",
    "create": "建表 create",
    "load": "导入 load",
    "reconcile": "对账 reconcile",
    "publish": "发布 publish",
}


@dataclass(frozen=True)
class _Imports:
    """What is carried over from the snapshot that is followed, what is added, and the published rows beside them."""

    follows: SnapshotReference | None
    before: Imported
    added: Imported
    published: dict[str, pd.DataFrame]


def build_snapshot(
    folder: Path,
    inputs: InputFolders | None = None,
    author: str = "data.build",
    progress: Callable[[str], None] = lambda step: None,
    sample: bool = False,
    additions: Imported | None = None,
) -> SnapshotReference:
    """Read, check, load and publish the inputs, and return the snapshot that is now current.

    What the current snapshot holds of imported rows is kept, and `additions` join it. With `sample` the synthetic
    register of `data.sample` stands beside them in a layer of its own. `progress` is called with the name of each
    of `STEPS` as it begins. The identifier follows from the content alone; where its file is already there, only
    the pointer moves. Raises DataError with every problem of the inputs, SnapshotError where the result cannot be
    published; then the pointer stays.
    """
    progress("read")
    inputs = inputs or InputFolders()
    intake = read_inputs(inputs)
    progress("check")
    frames = check(intake)
    if intake.problems:
        raise DataError(intake.problems)
    folder.mkdir(parents=True, exist_ok=True)
    with only_writer(folder):
        remove_abandoned(folder)
        contents = _contents(intake, frames, inputs if sample else None)
        imports, mark = _imports(folder, additions or Imported(), frames)
        identifier = free_identifier(folder, content_identifier(intake, sample, mark))
        return _publish(folder, identifier, author, contents, imports, progress)


def _imports(folder: Path, added: Imported, frames: dict[str, pd.DataFrame]) -> tuple[_Imports, str]:
    """Return the newest snapshot whose imported rows can be read to the last, what joins them, and the hash of both."""
    for reference in readable_snapshots(folder):
        try:
            before = Imported(snapshot=reference.path) if is_comparable(reference.path) else Imported()
            return _Imports(reference, before, added, frames), hash_of_imports(before, added, frames)
        except duckdb.Error:
            # A full disk is no reason to build without what was imported.
            if reads_whole(reference.path):
                raise
    return _Imports(None, Imported(), added, frames), hash_of_imports(Imported(), added, frames)


def _publish(
    folder: Path,
    snapshot_id: str,
    author: str,
    contents: Iterable[tuple[str, pd.DataFrame]],
    imports: _Imports,
    progress: Callable[[str], None],
) -> SnapshotReference:
    if snapshot_path(folder, snapshot_id).exists():
        progress("publish")
        return make_current(folder, snapshot_id, author, "publish")
    temporary = temporary_path(folder, snapshot_id)
    try:
        _write(temporary, _snapshot_row(snapshot_id, author), contents, imports, progress)
        progress("publish")
        return publish(folder, temporary, snapshot_id, author)
    finally:
        temporary.unlink(missing_ok=True)
        Path(f"{temporary}.wal").unlink(missing_ok=True)
        shutil.rmtree(f"{temporary}.spilled", ignore_errors=True)


def _contents(
    intake: Intake, frames: dict[str, pd.DataFrame], sampled: InputFolders | None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield every table in the order of loading; `sampled` are the inputs that the sample is calibrated to, if any."""
    yield from frames.items()
    yield "intake", accounting(intake, frames)
    if sampled:
        yield from generate(sampled).items()


def content_identifier(intake: Intake, sample: bool = False, imported: str = "") -> str:
    """Return the first 12 hex digits of a SHA-256 over all inputs and all that shapes a snapshot from them.

    `imported` is the fingerprint of what was imported.
    """
    digest = hashlib.sha256(f"schema version {SCHEMA_VERSION}".encode())
    for path in shaping_files():
        text = path.read_text(encoding="utf-8")
        digest.update(f"\0{path.name}\0{hashlib.sha256(text.encode()).hexdigest()}".encode())
    for label in sorted(intake.sha256):
        digest.update(f"\0{label}\0{intake.sha256[label]}".encode())
    if sample:
        digest.update(f"\0sample\0{fingerprint()}".encode())
    if imported:
        digest.update(f"\0imported\0{imported}".encode())
    return digest.hexdigest()[:12]


def shaping_files() -> list[Path]:
    """Return the files that decide what becomes of the inputs: the schema, the statements and the code of this room."""
    room = Path(__file__).parent
    return [SCHEMA_FILE, *sorted(SQL_FOLDER.rglob("*.sql")), *sorted((*room.glob("*.py"), *room.glob("register/*.py")))]


def _write(
    path: Path,
    snapshot: pd.DataFrame,
    contents: Iterable[tuple[str, pd.DataFrame]],
    imports: _Imports,
    progress: Callable[[str], None],
) -> None:
    # Small blocks: with the default size, two dozen small tables take twenty megabytes.
    config: dict[str, str | bool | int | float | list[str]] = {
        "default_block_size": BLOCK_SIZE, "memory_limit": MEMORY_LIMIT, "temp_directory": f"{path}.spilled",
    }  # fmt: skip
    with duckdb.connect(str(path), config=config) as connection:
        progress("create")
        create_tables(connection)
        connection.append("snapshot", snapshot, by_name=True)
        progress("load")
        for table, frame in contents:
            for part in _parents_first(frame) if table == "region" else [frame]:
                connection.append(table, part, by_name=True)
        with together(connection, imports.before, imports.added, imports.published):
            insert_imported(connection)
            _require_keys(path, connection)
            derive(connection)
            progress("reconcile")
            reconcile(connection)
            connection.execute(read_sql("layers"))
            if imports.before.snapshot and imports.follows:
                connection.execute(read_sql("change"), {"previous_id": imports.follows.snapshot_id})
        connection.checkpoint()


def _require_keys(path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Check what no index does. Raises SnapshotError (broken)."""
    faults = connection.execute(read_sql("unkeyed")).fetchall()
    if faults:
        raise SnapshotError("broken", f"{path}: " + "; ".join(f"{told} ({count})" for told, count in faults))


def _snapshot_row(snapshot_id: str, author: str) -> pd.DataFrame:
    built_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    columns = ["snapshot_id", "built_at", "author", "schema_version"]
    return pd.DataFrame([(snapshot_id, built_at, author, SCHEMA_VERSION)], columns=columns)


def _parents_first(regions: pd.DataFrame) -> list[pd.DataFrame]:
    """A row may refer only to rows of an earlier insert, so the register is cut into generations."""
    generations: list[pd.DataFrame] = []
    known: set[str | None] = {None}
    rest = regions
    while not rest.empty:
        ready = rest["parent_code"].isin(known) | rest["parent_code"].isna()
        generations.append(rest[ready])
        known |= set(rest.loc[ready, "region_code"])
        rest = rest[~ready]
    return generations


def accounting(intake: Intake, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per input file: rows in, stored and reported, and the hash of the file.

    Raises RuntimeError where the frames hold another number of rows than the files that fill them.
    """
    records = []
    for file in INPUT_FILES:
        rows = len(intake.rows[file.label])
        reported = len({found.line for found in intake.problems if found.file == file.label})
        records.append((file.label, rows, rows - reported, reported, intake.sha256[file.label]))
    result = pd.DataFrame(records, columns=["file", "rows_in", "rows_stored", "rows_reported", "sha256"])
    for table, frame in frames.items():
        labels = [file.label for file in INPUT_FILES if file.table == table and not file.completes]
        if int(result.loc[result["file"].isin(labels), "rows_stored"].sum()) != len(frame):
            raise RuntimeError(f"{table}: {len(frame)} rows do not match the files {', '.join(labels)}")
    return result


def report(reference: SnapshotReference) -> str:
    """Return what the operator reads after a build: identifier, path, rows, accounting, reconciliation."""
    with duckdb.connect(str(reference.path), read_only=True) as connection:
        names = sorted(tables())
        rows = pd.DataFrame({"table": names, "rows": [connection.table(name).shape[0] for name in names]})
        intake = connection.table("intake").df().drop(columns="sha256")
        totals = connection.table("reconciliation").df().drop(columns=["explanation_zh", "explanation_en"])
    unexplained = int((totals["verdict"] == "unexplained").sum())
    warning = f"未解释的差额 unexplained differences: {unexplained}"
    parts = [
        f"快照 snapshot {reference.snapshot_id}\n{reference.path}",
        f"各表行数 rows per table\n{rows.to_string(index=False)}",
        f"收录核算 intake\n{intake.to_string(index=False)}",
        f"对账 reconciliation\n{totals.to_string(index=False)}",
        warning,
        "问题 problems: 0",
        # Last, where it is seen: a build without what was imported looks like any other.
        what_was_followed(reference),
    ]
    return "\n\n".join(parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build from the command line; 0 on success, 1 with the list of problems."""
    _replace_what_the_terminal_cannot_show()
    parser = argparse.ArgumentParser(prog="python -m data.build", description="生成数据快照 / build")
    parser.add_argument("--folder", type=Path, default=snapshot_folder(), help="快照目录 / folder")
    parser.add_argument("--author", default="data.build", help="作者 / author")
    parser.add_argument("--sample", action="store_true", help="加入合成示例数据 / add the synthetic sample register")
    options = parser.parse_args(arguments)
    with tqdm(total=len(STEPS), disable=None, bar_format=BAR) as bar:

        def advance(step: str) -> None:
            bar.set_description(_STEP_NAMES[step])
            bar.update(STEPS.index(step) + 1 - bar.n)

        try:
            reference = build_snapshot(
                options.folder, author=options.author, progress=advance, sample=options.sample
            )
        except (DataError, SnapshotError, SampleError, OSError, duckdb.Error) as error:
            bar.close()
            print(in_words(error), file=sys.stderr)
            return 1
    _print_report(reference)
    return 0


def _replace_what_the_terminal_cannot_show() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _print_report(reference: SnapshotReference) -> None:
    """The snapshot is published by now: a full disk or a closed pipe behind the report is no failure of the build."""
    try:
        print(report(reference), flush=True)
    except OSError as error:
        # Python flushes once more at its end and would fail again, unless what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"快照已发布，报告未能输出 published, report not printed: {reference.path} ({error})", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
