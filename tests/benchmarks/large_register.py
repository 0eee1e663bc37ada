"""Loads and publishes a register of any size and prints what it takes.

`python -m tests.benchmarks.large_register [AGENCIES] [--format csv|parquet]` writes a register of so many agencies,
five years each, with its branches and offers, in the shape of the sample, beside the demand and the joint projects of
the sample; loads and publishes it in a process of its own; prints rows, seconds, rows per second and the peak of
memory; asks every question of the dashboard of the snapshot; derives anew the tables that the transfer page rests on;
and asks what each of its sections asks for.
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
from data.snapshot import SnapshotReference, current_snapshot
from queries.branch_register import FlowLevel
from tests.benchmarks.derived_tables import derived_tables
from tests.benchmarks.measures import TYPICAL, question_times
from tests.benchmarks.transfer_sections import section_times

ROOT = Path(__file__).resolve().parents[2]
AGENCIES = 1_000_000
YEARS = (2019, 2023)
BUDGET_MILLISECONDS, BUDGET_OF_SECTIONS = 100, 300
SECTION_LEVELS: tuple[FlowLevel, ...] = ("province", "city")
OF_TRANSFER = ("branch/flows", "form/panel")
"""Questions that the transfer page rests on: printed whatever they take."""
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
OFFER_FILE = """
copy (
    select
        format('L{:03d}-{}', copies.copy, own.agency_code) as 机构代码, own.ip_type as 知识产权类型,
        own.service_form as 业务形态, own.first_year as 起始年份
    from sampled_offer as own
    inner join shape on own.agency_code = shape.agency_code
    cross join range($agencies // $size + 1) as copies (copy)
    where copies.copy * $size + shape.place < $agencies
) to '{folder}/offers.{ending}' ({options})
"""
# Demand and conditions, which no register tells: the metrics of years before its own.
STAT_FILE = """
copy (
    select region_code as 地区代码, year as 年份, metric as 指标, value as 数值, unit as 单位, '合成样例' as 来源
    from sampled_stat
    where metric in (select metric from sampled_stat group by metric having min(year) < $first)
) to '{folder}/stats.{ending}' ({options})
"""
PROJECT_FILE = """
copy (
    select
        region_code as 地区代码, partner_code as 合作地区代码, year as 年份, kind as 项目类型, projects as 项目数,
        '合成样例' as 来源
    from sampled_project
) to '{folder}/projects.{ending}' ({options})
"""
COPIED, BESIDE = (AGENCY_FILE, YEAR_FILE, BRANCH_FILE, OFFER_FILE), (STAT_FILE, PROJECT_FILE)


def write_register(folder: Path, agencies: int, ending: str) -> list[Path]:
    """Write the files of a register and return their paths."""
    frames = generate()
    own = frames["agency"][frames["agency"]["agency_code"].isin(frames["agency_year"]["agency_code"])]
    options = "format parquet" if ending == "parquet" else "header"
    with duckdb.connect() as connection:
        connection.register("sampled_agency", own)
        connection.register("sampled_year", frames["agency_year"])
        connection.register("sampled_branch", frames["branch"])
        connection.register("sampled_offer", frames["service_offer"])
        connection.register("sampled_stat", frames["stat"])
        connection.register("sampled_project", frames["joint_project"])
        tables, years = duckdb.extract_statements(REGISTER)
        connection.execute(tables)
        connection.execute(years, {"first": YEARS[0], "last": YEARS[1]})
        for statement in (*COPIED, *BESIDE):
            text = statement.replace("{folder}", str(folder)).replace("{ending}", ending).replace("{options}", options)
            names = duckdb.extract_statements(text)[0].named_parameters
            asked = {"agencies": agencies, "size": len(own), "first": YEARS[0]}
            connection.execute(text, {name: asked[name] for name in names})
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
        print_times(reference)
    return 0


def print_times(reference: SnapshotReference) -> None:
    """Ask everything of the register and print milliseconds by the clock, of the processors, and the verdict."""
    print(f"{'':<60}{'clock':>9}   {'processors':>10}", flush=True)
    TYPICAL.update({"agency_code": "L000-SAMPLE-000001", "metric": "patent_agencies"})
    asked = question_times(reference, RUNS, "imported")
    asked.sort(key=lambda question: statistics.median(question.milliseconds), reverse=True)
    for place, question in enumerate(asked):
        if place < SHOWN or question.name in OF_TRANSFER:
            clock, processor = statistics.median(question.milliseconds), statistics.median(question.processor)
            _print_time(question.name, clock, processor, BUDGET_MILLISECONDS)
    for table in derived_tables(reference, "imported"):
        name = f"{table.name}, {table.rows} rows, derived"
        print(f"{name:<60}{table.seconds:>9.1f} s {table.processor:>10.1f} s", flush=True)
    print_sections(reference)


def print_sections(reference: SnapshotReference) -> None:
    """Print what every section of the transfer page takes from nothing, and remembered, which the budget is for."""
    for level in SECTION_LEVELS:
        for section in section_times(reference, "imported", level):
            name = f"{section.name}, {level}"
            _print_time(f"{name}, from nothing", section.cold, section.cold_processor, None)
            _print_time(f"{name}, remembered", section.remembered, section.remembered_processor, BUDGET_OF_SECTIONS)


def _print_time(name: str, clock: float, processor: float, budget: float | None) -> None:
    """A line; a time over its budget that the processors alone would have kept is the load's."""
    verdict = ""
    if budget is not None:
        verdict = "ok" if clock <= budget else "OVER by load" if processor <= budget else "OVER"
    print(f"{name:<60}{clock:>9.1f} ms{processor:>10.1f} ms  {verdict}", flush=True)


def _megabytes(files: Sequence[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 2**20


if __name__ == "__main__":
    sys.exit(main())
