"""Loads and publishes a register of any size and prints what it takes.

`python -m tests.benchmarks.large_register [AGENCIES] [--format csv|parquet]` writes a register of so many agencies,
five years each, with its branches, in the shape of the sample; loads and publishes it in a process of its own; prints
rows, seconds, rows per second and the peak of memory; asks every question of the dashboard of the snapshot; and counts
the flows of branches from nothing, as the flow map does.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from data.build import build_snapshot
from data.importing.imported import carried
from data.importing.pipeline import load_files
from data.load import publish_load
from data.sample.register import generate
from data.snapshot import current_snapshot
from queries.branch_register import FlowLevel
from tests.benchmarks.measures import TYPICAL, flow_times, question_times

ROOT = Path(__file__).resolve().parents[2]
AGENCIES = 1_000_000
YEARS = (2019, 2023)
BUDGET_MILLISECONDS, BUDGET_OF_FLOWS = 100, 300
FLOW_LEVELS: tuple[FlowLevel, ...] = ("zone", "province", "city")
SHOWN = 12
RUNS = 5

# Copies of the sample stand side by side until there are enough agencies. One that the sample knows of in some years
# alone has the figures of the nearest of them in the others, so that every agency has five years.
REGISTER = """
create table shape as select row_number() over (order by agency_code) - 1 as place, * from sampled_agency;
create table shape_year as
with wanted as (
    select shape.place, shape.agency_code, years.year
    from shape cross join (select unnest(range($first, $last + 1)) as year) as years
    where shape.agency_code in (select agency_code from sampled_year)
)
select wanted.place, wanted.year, arg_min(own, abs(own.year - wanted.year)) as figures
from wanted inner join sampled_year as own on wanted.agency_code = own.agency_code
group by wanted.place, wanted.year
"""
AGENCY_FILE = """
copy (
    select
        format('L{:03d}-{}', copies.copy, agency_code) as 机构代码, format('{} 副本{}', name, copies.copy) as 机构名称,
        status as 机构状态, type as 机构类型, established_on as 设立日期, region_code as 地区代码,
        attorneys as 执业代理师人数, credit_grade as 信用等级, longitude as 经度, latitude as 纬度
    from shape cross join range($agencies // $size + 1) as copies (copy)
    where copies.copy * $size + shape.place < $agencies
) to '{folder}/agencies.{ending}' ({options})
"""
YEAR_FILE = """
copy (
    select
        format('L{:03d}-{}', copies.copy, shape.agency_code) as 机构代码, shape_year.year as 年份,
        figures.employees as 从业人员, figures.attorneys as 执业代理师人数, figures.revenue as "营业收入（万元）",
        figures.size_class as 规模, figures.foreign_related as 涉外业务
    from shape_year
    inner join shape on shape_year.place = shape.place
    cross join range($agencies // $size + 1) as copies (copy)
    where copies.copy * $size + shape.place < $agencies
) to '{folder}/years.{ending}' ({options})
"""
BRANCH_FILE = """
copy (
    select
        format('L{:03d}-{}', copies.copy, own.branch_code) as 分支机构代码,
        format('L{:03d}-{}', copies.copy, shape.agency_code) as 主机构代码,
        format('{} 副本{}', own.name, copies.copy) as 分支机构名称, own.established_on as 设立日期,
        own.closed_on as 注销日期, own.region_code as 地区代码, own.status as 状态
    from sampled_branch as own
    inner join shape on own.agency_code = shape.agency_code
    cross join range($agencies // $size + 1) as copies (copy)
    where copies.copy * $size + shape.place < $agencies
) to '{folder}/branches.{ending}' ({options})
"""


def write_register(folder: Path, agencies: int, ending: str) -> list[Path]:
    """Write the files of a register and return their paths."""
    frames = generate()
    own = frames["agency"][frames["agency"]["agency_code"].isin(frames["agency_year"]["agency_code"])]
    options = "format parquet" if ending == "parquet" else "header"
    with duckdb.connect() as connection:
        connection.register("sampled_agency", own)
        connection.register("sampled_year", frames["agency_year"])
        connection.register("sampled_branch", frames["branch"])
        tables, years = duckdb.extract_statements(REGISTER)
        connection.execute(tables)
        connection.execute(years, {"first": YEARS[0], "last": YEARS[1]})
        for statement in (AGENCY_FILE, YEAR_FILE, BRANCH_FILE):
            text = statement.replace("{folder}", str(folder)).replace("{ending}", ending).replace("{options}", options)
            connection.execute(text, {"agencies": agencies, "size": len(own)})
    return sorted(folder.glob(f"*.{ending}"))


def peak_megabytes() -> float:
    """Most memory that this process has held so far."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def measured(folder: Path, files: Sequence[Path]) -> None:
    """Load and publish the files in this process, and print what each step took."""
    print(f"{'start':<10}{'':>31}{peak_megabytes():>9.0f} MB at most", flush=True)
    started = time.perf_counter()
    load = load_files([(path, path.name) for path in files], carried(folder), author="benchmark")
    rows = sum(account.rows_in for account in load.accounts)
    loaded = sum(account.loaded for account in load.accounts)
    _print("load", rows, time.perf_counter() - started)
    print(f"{rows} rows = {loaded} loaded + {rows - loaded} rejected, {len(load.findings)} findings", flush=True)
    started = time.perf_counter()
    publish_load(load, folder, "benchmark")
    _print("publish", rows, time.perf_counter() - started)


def _print(name: str, rows: int, seconds: float) -> None:
    speed = rows / seconds
    print(f"{name:<10}{seconds:>8.1f} s{speed:>12.0f} rows/s{'':>8}{peak_megabytes():>9.0f} MB at most", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, load, publish and ask; 0 where all of it went well."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.large_register")
    parser.add_argument("agencies", nargs="?", type=int, default=AGENCIES)
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv")
    parser.add_argument("--measured", type=Path, nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measured:
        measured(options.measured[0], options.measured[1:])
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "files"
        folder.mkdir()
        files = write_register(folder, options.agencies, options.format)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; files {_megabytes(files):.0f} MB")
        snapshots = Path(temporary) / "snapshots"
        build_snapshot(snapshots, author="benchmark")
        command = [sys.executable, "-m", "tests.benchmarks.large_register", "--measured", str(snapshots)]
        ended = subprocess.run([*command, *map(str, files)], cwd=ROOT, check=False)
        if ended.returncode:
            return ended.returncode
        reference = current_snapshot(snapshots)
        print(f"snapshot {_megabytes([reference.path]):.0f} MB")
        TYPICAL.update({"agency_code": "L000-SAMPLE-000001", "metric": "patent_agencies"})
        asked = question_times(reference, RUNS, "imported")
        times = sorted(((statistics.median(question.milliseconds), question.name) for question in asked), reverse=True)
        for median, name in times[:SHOWN]:
            verdict = "ok" if median <= BUDGET_MILLISECONDS else "OVER"
            print(f"{name:<40}{median:>9.1f} ms  {verdict}")
        for level in FLOW_LEVELS:
            median = statistics.median(flow_times(reference, RUNS, level))
            name = f"flow board from nothing, {level}"
            print(f"{name:<40}{median:>9.1f} ms  {'ok' if median <= BUDGET_OF_FLOWS else 'OVER'}")
    return 0


def _megabytes(files: Sequence[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 2**20


if __name__ == "__main__":
    sys.exit(main())
