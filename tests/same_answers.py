"""Asks every question of DuckDB and of ClickHouse on a large snapshot, and writes whether they say the same.

    python -m tests.same_answers --snapshot FOLDER

ClickHouse is chdb, the same engine in this process: that shows dialect and results, not distribution. The page is
`docs/measured/same_answers.md`. Ends with 1 where any answer differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from pandas.testing import assert_frame_equal

from data.clickhouse.load import load_snapshot
from data.clickhouse.names import database_of
from data.errors import DatabaseError
from data.snapshot import SnapshotReference, current_snapshot
from queries.asked import Parameter
from queries.clickhouse_database import SETTINGS, ClickhouseDatabase
from queries.database import Database
from queries.duckdb_database import DuckdbDatabase
from tests.benchmarks.report import Table, spread, write_report
from tests.chdb_client import ChdbClient
from tests.question_variants import QUESTIONS, typical_of, variants

TOLERANCE = 1e-9
RUNS = 3
NAME = "same_answers"
TITLE = ("同一问题，DuckDB 与 ClickHouse 的回答", "The same questions answered by DuckDB and by ClickHouse")
COLUMNS = (
    "问题 Question", "问法 Ways", "行数 Rows", "相同 Equal", "DuckDB ms", "ClickHouse ms", "DuckDB CPU ms",
    "ClickHouse CPU ms",
)


@dataclass
class Compared:
    """One question: how often it was asked, rows of its longest answer, what differed, and milliseconds of its runs."""

    name: str
    ways: int = 0
    rows: int = 0
    differences: list[str] = field(default_factory=list)
    milliseconds: dict[str, list[float]] = field(default_factory=lambda: {"duckdb": [], "clickhouse": []})
    processor: dict[str, list[float]] = field(default_factory=lambda: {"duckdb": [], "clickhouse": []})

    @property
    def cells(self) -> list[str]:
        """Its line of the table."""
        equal = "是 yes" if self.rows else "无行 no rows"
        if self.differences:
            equal = f"否 no: {self.differences[0]}"
        clock = [spread(self.milliseconds[engine], 1) for engine in ("duckdb", "clickhouse")]
        used = [spread(self.processor[engine], 1) for engine in ("duckdb", "clickhouse")]
        return [f"`{self.name}`", str(self.ways), f"{self.rows:,}", equal, *clock, *used]


def difference(expected: pd.DataFrame, answer: pd.DataFrame) -> str | None:
    """What tells two frames apart: columns, types, order, nulls, or figures by more than one part in 10⁹."""
    try:
        assert_frame_equal(answer, expected, rtol=TOLERANCE, atol=0.0)
    except AssertionError as found:
        return str(found)
    return None


def compare(name: str, typical: Mapping[str, Parameter], duckdb: Database, clickhouse: Database, runs: int) -> Compared:
    """Ask a question in every way of both, and in the usual way `runs` times more."""
    compared = Compared(name)
    for number, parameters in enumerate(variants(name, typical)):
        expected = duckdb.ask(name, parameters)
        compared.ways += 1
        compared.rows = max(compared.rows, len(expected))
        try:
            told = difference(expected, clickhouse.ask(name, parameters))
        except DatabaseError as fault:
            told = fault.detail
        if told:
            compared.differences.append(f"{parameters}: {told}")
        for _ in range(0 if number or told else runs):
            for key, database in (("duckdb", duckdb), ("clickhouse", clickhouse)):
                started, used = time.perf_counter(), time.process_time()
                database.ask(name, parameters)
                compared.milliseconds[key].append(1000 * (time.perf_counter() - started))
                compared.processor[key].append(1000 * (time.process_time() - used))
    return compared


def compare_all(reference: SnapshotReference, folder: Path, runs: int = RUNS) -> tuple[list[Compared], float]:
    """Load a snapshot into a ClickHouse of its own in `folder` and compare every question; seconds of the load too."""
    loading, started = ChdbClient(folder), time.perf_counter()
    load_snapshot(loading, reference)
    seconds = time.perf_counter() - started
    duckdb = DuckdbDatabase(reference.path)
    clickhouse = ClickhouseDatabase(
        ChdbClient(folder, database_of(reference.snapshot_id), SETTINGS), reference.snapshot_id
    )
    typical = typical_of(duckdb)
    compared = []
    for name in QUESTIONS:
        compared.append(compare(name, typical, duckdb, clickhouse, runs))
        print(" | ".join(compared[-1].cells), flush=True)
    for database in (duckdb, clickhouse, loading):
        database.close()
    return compared, seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and write the page; 0 where every answer is the same."""
    parser = argparse.ArgumentParser(prog="python -m tests.same_answers", description=__doc__.splitlines()[0])
    parser.add_argument("--snapshot", type=Path, action="append", required=True, help="a folder of snapshots")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each question is timed")
    asked = parser.parse_args(arguments)
    tables, differing = [], 0
    command = " ".join(["python -m tests.same_answers", *(f"--snapshot {folder}" for folder in asked.snapshot)])
    for folder in asked.snapshot:
        reference = current_snapshot(folder)
        with tempfile.TemporaryDirectory() as temporary:
            compared, seconds = compare_all(reference, Path(temporary), asked.runs)
        differing += sum(bool(one.differences) for one in compared)
        tables.append(_table(reference, compared, seconds))
        # A large one takes long: what is known is written at once.
        print(write_report(NAME, TITLE, command, tables, REMARKS))
    return 1 if differing else 0


REMARKS = (
    "每个问题用多种参数各问一次：列名、类型、顺序、空值一致，数值相对误差不超过 1e-9，才算相同。计时为常用参数。",
    "Every question is asked with many parameters: columns, types, order and nulls must be equal, figures to 1e-9 "
    "relative. Times are of the usual parameters, the second run on.",
    "ClickHouse 为本进程内的 chdb（单节点）；分布式集群未在此运行。",
    "ClickHouse is chdb in this process, one node; a cluster was not run here.",
)


def _table(reference: SnapshotReference, compared: Sequence[Compared], seconds: float) -> Table:
    with_agencies = DuckdbDatabase(reference.path)
    held = with_agencies.ask("agency/years_known", {})
    with_agencies.close()
    agencies = int(held["agencies"].max()) if len(held) else 0
    answered = [one for one in compared if one.rows or one.differences]
    same, empty = sum(not one.differences for one in answered), len(compared) - len(answered)
    asked = sum(one.ways for one in compared)
    return Table(
        (f"{agencies:,} 家机构的快照 `{reference.snapshot_id}`", f"snapshot of {agencies:,} agencies"),
        COLUMNS,
        [one.cells for one in compared],
        [
            f"{same} / {len(answered)} 个有数据的问题相同，另有 {empty} 个无行，共问 {asked} 次；"
            f"载入 chdb {seconds:.0f} 秒",
            f"{same} of {len(answered)} questions with rows equal, {empty} more without any row, "
            f"asked {asked} times; loaded into chdb in {seconds:.0f} s",
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
