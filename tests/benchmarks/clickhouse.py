"""What a row costs in ClickHouse, on one node, and what 10⁸ filings a year for ten years would take by that.

`python -m tests.benchmarks.clickhouse [--snapshots FOLDER …] [--filings ROWS]` loads the current snapshot of each
folder into chdb, the engine of ClickHouse in this process, and beside them a synthetic table of filings made from a
fixed seed; measures bytes, loading and scans; and writes `docs/measured/clickhouse.md`. The sizing table is arithmetic
on those figures; nothing in it was run.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.clickhouse.client import Client
from data.clickhouse.load import load_snapshot
from data.clickhouse.shapes import plan
from data.clickhouse.statements import quoted
from data.snapshot import current_snapshot
from tests.benchmarks.report import Table, spread, write_report
from tests.chdb_client import ChdbClient

RUNS = 5
FILINGS, SEED = 10_000_000, 20260101
SENT = 1_000_000
"""Filings that are sent as rows, to measure the loading as the loader does it."""
LARGE_TABLES = ("agency_year", "service_offer", "agency", "agency_now", "stat", "offer_count")

# One row per filing: who filed it for whom is not in it. Sorted so that a year, a city, an agency are read alone.
MAKE_FILINGS = """
create table synthetic.filing (
    filing_code String,
    agency_code String,
    region_code LowCardinality(String),
    filed_on Date32,
    year Int16,
    ip_type Enum8('专利' = 0, '商标' = 1, '版权' = 2, '商业秘密' = 3, '地理标志' = 4, '植物新品种' = 5,
                  '集成电路布图设计' = 6),
    granted Nullable(Bool),
    fee Nullable(Float64)
) engine = MergeTree partition by year order by (region_code, agency_code, filed_on)
"""
FILL_FILINGS = """
insert into synthetic.filing
with
    cityHash64(number, {seed:UInt64}) as h,
    cityHash64(h, 1) as i,
    cityHash64(h, 2) as j,
    -- Few agencies file much and many little.
    toUInt32(1000000 * pow(h % 1000003 / 1000003, 3)) as agency,
    toDate32('2016-01-01') + toInt32(i % 3652) as day
select
    concat(toString(toYear(day)), leftPad(toString(number), 10, '0')) as filing_code,
    concat('A', leftPad(toString(agency), 7, '0')) as agency_code,
    toString(110000 + 100 * (cityHash64(agency, {seed:UInt64}) % 367)) as region_code,
    day as filed_on,
    toYear(day) as year,
    ['专利', '商标', '版权', '商业秘密', '地理标志', '植物新品种', '集成电路布图设计'][
        if(j % 10 < 6, 1, 1 + j % 7)] as ip_type,
    if(j % 5 = 0, null, j % 3 = 0) as granted,
    if(j % 4 = 0, null, round(500 + j % 20000 / 7, 2)) as fee
from numbers({rows:UInt64})
"""
SCANS: tuple[tuple[str, str, str], ...] = (
    ("按地区、年份汇总（全表） by region and year, whole table", "filing",
     "select region_code, year, count(*) as n, sum(fee) as fees from synthetic.filing group by region_code, year"),
    ("按类型汇总（全表一列） by type, one column of the whole table", "filing",
     "select ip_type, count(*) as n from synthetic.filing group by ip_type"),
    ("各地区不同机构数（全表） distinct agencies by region, whole table", "filing",
     "select region_code, uniqExact(agency_code) as n from synthetic.filing group by region_code"),
    ("一年一地区（按主键取） one region of one year, by the key", "filing",
     "select count(*) as n, sum(fee) as fees from synthetic.filing where year = 2024 and region_code = '110000'"),
)
REGISTER_SCANS: tuple[tuple[str, str, str], ...] = (
    ("机构年度：按年份汇总 agency-years by year", "agency_year",
     "select year, count(*) as n, sum(revenue) as revenue from {database}.agency_year group by year"),
    ("机构年度连接登记表，按地区 agency-years joined with the register, by region", "agency_year",
     "select a.region_code as region_code, sum(y.employees) as employees from {database}.agency_year as y"
     " inner join {database}.agency as a on y.agency_code = a.agency_code where y.year = 2023 group by a.region_code"),
    ("服务：按类型与形式 offers by type and form", "service_offer",
     "select ip_type, service_form, count(*) as n from {database}.service_offer group by ip_type, service_form"),
)
CORES, LOAD_FACTOR, HEADROOM, REPLICAS = 16, 0.5, 2.0, 2


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds of the clock, and of all processors together."""

    clock: float
    processor: float


@dataclass(frozen=True)
class FilingCost:
    """What a filing takes: bytes on disk, processor seconds to load a million of them, to scan a million."""

    bytes_per_row: float
    load_seconds: float
    scan_seconds: float


def timed(work: Callable[[], object]) -> Cost:
    """What a piece of work takes. The engine runs in this process, hence its processor time is counted."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - clock, time.process_time() - processor)


def sizes(client: Client, database: str) -> dict[str, tuple[int, int, int]]:
    """Rows, bytes on disk and bytes before compression by table."""
    rows = client.select(
        "select table, sum(rows) as n, sum(bytes_on_disk) as stored, sum(data_uncompressed_bytes) as plain"
        " from system.parts where active and database = {database:String} group by table",
        {"database": database},
    ).to_pylist()
    return {row["table"]: (row["n"], row["stored"], row["plain"]) for row in rows}


def size_rows(label: str, found: dict[str, tuple[int, int, int]], tables: Sequence[str]) -> list[list[str]]:
    """The lines of the table of sizes for one database."""
    return [
        [label, table, f"{n:,}", f"{stored / 2**20:,.1f}", f"{stored / n:,.2f}", f"{plain / stored:,.1f}"]
        for table in tables if table in found for n, stored, plain in [found[table]] if n
    ]


def scan_row(client: Client, label: str, title: str, text: str, rows: int) -> tuple[list[str], float]:
    """The line of one scan, and its processor seconds per million rows (median)."""
    client.select(text)
    runs = [timed(lambda: client.select(text)) for _ in range(RUNS)]
    millions = rows / 1e6
    per_million = [1000 * run.processor / millions for run in runs]
    line = [label, title, f"{rows:,}", spread([1000 * run.clock for run in runs]),
            spread([1000 * run.processor for run in runs]), spread(per_million, 1)]
    return line, statistics.median(per_million) / 1000


def measure_snapshot(client: Client, folder: Path) -> tuple[list[list[str]], list[str], list[list[str]]]:
    """Lines of the tables of sizes, loads and scans for the current snapshot of a folder."""
    reference = current_snapshot(folder)
    rows: dict[str, int] = {}
    cost = timed(lambda: rows.update(load_snapshot(client, reference).rows))
    total = sum(rows.values())
    database = f"atlas_{reference.snapshot_id.replace('-', '_')}"
    label = f"{rows['agency']:,} 机构 agencies"
    found = sizes(client, database)
    stored = sum(size for _, size, _ in found.values())
    load = [label, f"{total:,}", f"{cost.clock:,.1f}", f"{cost.processor:,.1f}", f"{total / cost.processor:,.0f}",
            f"{stored / 2**20:,.1f}", f"{reference.path.stat().st_size / 2**20:,.1f}"]
    scans = [
        scan_row(client, label, title, text.format(database=quoted(database)), found[table][0])[0]
        for title, table, text in REGISTER_SCANS
    ]
    return size_rows(label, found, LARGE_TABLES), load, scans


def measure_filings(client: Client, rows: int) -> tuple[list[list[str]], list[list[str]], list[list[str]], FilingCost]:
    """Lines of sizes, loads and scans for the synthetic filings, and what one of them costs."""
    client.command("create database synthetic")
    client.command(MAKE_FILINGS)
    made = timed(lambda: client.command(FILL_FILINGS, {"seed": SEED, "rows": rows}))
    found = sizes(client, "synthetic")
    n, stored, _ = found["filing"]
    client.command(MAKE_FILINGS.replace("synthetic.filing", "synthetic.sent"))
    batch = client.select(f"select * from synthetic.filing limit {min(SENT, rows)}")
    sent = timed(lambda: client.insert("sent", batch, "synthetic"))
    label = "合成申请 synthetic filings"
    loads = [
        [f"{label}：库内生成 made inside", f"{rows:,}", f"{made.clock:,.1f}", f"{made.processor:,.1f}",
         f"{rows / made.processor:,.0f}", f"{stored / 2**20:,.1f}", "—"],
        [f"{label}：逐批写入 sent as rows", f"{batch.num_rows:,}", f"{sent.clock:,.1f}", f"{sent.processor:,.1f}",
         f"{batch.num_rows / sent.processor:,.0f}", "—", "—"],
    ]
    scans = [scan_row(client, label, title, text, n) for title, _, text in SCANS]
    cost = FilingCost(stored / n, 1e6 * sent.processor / batch.num_rows, scans[0][1])
    return size_rows(label, found, ["filing"]), loads, [line for line, _ in scans], cost


def sizing(cost: FilingCost) -> Table:
    """What so many filings on so many shards would take, by the formulas in the remarks."""
    lines = []
    for total in (10**8, 10**9):
        for shards in (1, 2, 4, 8):
            rows = total / shards
            disk = rows * cost.bytes_per_row * HEADROOM / 1e9
            load = total / 1e6 * cost.load_seconds / 60
            scan = rows / 1e6 * cost.scan_seconds / (CORES * LOAD_FACTOR)
            lines.append([f"{total:,}", f"{shards}", f"{shards * REPLICAS}", f"{rows:,.0f}", f"{disk:,.1f}",
                          f"{load:,.1f}", f"{scan:,.2f}"])
    return Table(
        ("规划：按实测单行成本推算，未在此运行", "Plan: worked out from the measured cost of a row, not run here"),
        ["行数 rows", "分片 shards", f"节点 nodes（副本 replicas {REPLICAS}）", "每分片行数 rows per shard",
         "每节点磁盘 disk per node, GB", "载入分钟 minutes to load", "全表汇总秒 seconds for a whole scan"],
        lines,
        remarks=(
            f"磁盘 = 每分片行数 × {cost.bytes_per_row:.2f} 字节 × {HEADROOM:g}（新旧两版并存，合并期间的余量）。"
            f"disk = rows per shard × {cost.bytes_per_row:.2f} bytes × {HEADROOM:g}"
            " (two versions beside each other, room for merges).",
            f"载入 = 百万行数 × {cost.load_seconds:.2f} 处理器秒；由一个载入进程依次写入，不因分片而缩短。"
            f"load = million rows × {cost.load_seconds:.2f} processor seconds: one process sends them in turn,"
            " however many shards there are.",
            f"汇总 = 每分片百万行数 × {cost.scan_seconds:.3f} 处理器秒 ÷（{CORES} 核 × {LOAD_FACTOR:g}）。"
            f"scan = million rows per shard × {cost.scan_seconds:.3f} processor seconds"
            f" ÷ ({CORES} cores × {LOAD_FACTOR:g}).",
            "10⁸ 与 10⁹ 两档：十年共一亿件，或每年一亿件共十年。"
            "The two sizes: 10⁸ filings over ten years together, or 10⁸ in each of ten years.",
            "不含网络与副本复制的开销；投产前须在真实集群上复测。"
            "Network and replication are not in it; measure again on a real cluster before relying on it.",
        ),
    )


def placing() -> Table:
    """Which tables a cluster spreads, and why."""
    lines = [
        [name, entry["column"], f"{entry['why_zh']}。{entry['why_en']}."] for name, entry in plan()["shard"].items()
    ]
    by_year = (
        "与登记表同一分片；按年分区，重载一年只换一个分区。"
        "On the shard of its register row; a partition per year, so that a year is replaced alone."
    )
    lines.append(["filing（规划 planned）", "agency_code", by_year])
    whole = "每个节点各有一份，连接不跨节点。Whole on every node, so that joins stay on it."
    lines.append(["其余各表 all others", "—", whole])
    return Table(("规划：分片键", "Plan: sharding keys"), ["表 table", "分片键 key", "理由 why"], lines)


CHECKED = (
    "快照的载入含校验：两边各算一遍每表的行数与散列。"
    "Loading a snapshot includes its check: rows and digest of every table on both sides."
)
REMARKS = (
    "单节点实测：chdb（进程内的ClickHouse引擎），无网络、无副本、无分片。凡标“规划”的表是推算，未在此运行。"
    "One node was measured: chdb, the engine of ClickHouse in this process, without network, replicas or shards."
    " Tables marked as plan are arithmetic and were not run here.",
    f"申请表为合成数据（种子 {SEED}），只用于测成本，不代表任何真实申请。"
    f"The filings are synthetic (seed {SEED}), made to measure cost, and stand for no real filing.",
    "机器同时承担其他工作，处理器秒比时钟秒可信。"
    "The machine was busy with other work: processor seconds say more than the clock.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.clickhouse")
    parser.add_argument("--snapshots", nargs="*", type=Path, default=[], help="folders with a current snapshot")
    parser.add_argument("--filings", type=int, default=FILINGS, help="rows of the synthetic table")
    options = parser.parse_args(arguments)
    size_lines: list[list[str]] = []
    load_lines: list[list[str]] = []
    scan_lines: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        client = ChdbClient(Path(folder), settings={"max_threads": 2})
        for snapshots in options.snapshots:
            size, load, scans = measure_snapshot(client, snapshots)
            size_lines += size
            load_lines.append(load)
            scan_lines += scans
        size, loads, scans, cost = measure_filings(client, options.filings)
        client.close()
    tables = [
        Table(("每行字节（压缩后落盘）", "Bytes per row, on disk after compression"),
              ["数据 data", "表 table", "行 rows", "MiB", "字节每行 bytes per row", "压缩比 ratio"], size_lines + size),
        Table(("载入", "Loading"),
              ["数据 data", "行 rows", "时钟秒 clock s", "处理器秒 processor s",
               "行每处理器秒 rows per processor second",
               "ClickHouse MiB", "DuckDB MiB"], load_lines + loads, remarks=(CHECKED,)),
        Table(("扫描", "Scans"),
              ["数据 data", "问题 question", "行 rows", "时钟毫秒 clock ms", "处理器毫秒 processor ms",
               "处理器毫秒每百万行 processor ms per million rows"], scan_lines + scans),
        placing(),
        sizing(cost),
    ]
    named = [f"--snapshots {' '.join('FOLDER' for _ in options.snapshots)}"] if options.snapshots else []
    command = " ".join(["python -m tests.benchmarks.clickhouse", *named, f"--filings {options.filings}"])
    print(write_report("clickhouse", ("ClickHouse：单行成本与规划", "ClickHouse: what a row costs, and the plan"),
                       command, tables, REMARKS))


if __name__ == "__main__":
    main()
