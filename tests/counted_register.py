"""A register small enough to add up by hand: two provinces that report by year, one that only lists its agencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

import duckdb
import pandas as pd

from data.check import check
from data.intake import InputFolders, read_inputs
from data.tables import create_tables, tables

LOADED = datetime(2024, 3, 15, 8, 0)

# 苏州 320500, 南京 320100, 绵阳's 北川 510726, 广州 440100; A5 is known by its province alone.
AGENCIES: list[tuple[str, str, str, str, str | None, int | None]] = [
    ("A1", "320500", "正常", "有限责任公司", "2010-05-01", 60),
    ("A2", "320500", "正常", "咨询服务机构", "2022-02-01", 0),
    ("A3", "320500", "注销", "专利代理机构", "2021-07-01", None),
    ("A4", "320100", "正常", "律师事务所", "2001-01-01", 0),
    ("A5", "320000", "经营异常", "咨询服务机构", None, 0),
    ("B1", "110000", "正常", "专利代理机构", "1999-09-09", 120),
    ("C1", "510726", "正常", "专利代理机构", "2015-01-01", 4),
    ("D1", "440100", "正常", "专利代理机构", "2015-01-01", 7),
    ("D2", "440100", "已注销", "专利代理机构", "2015-01-01", 9),
    ("D3", "440000", "正常", "咨询服务机构", "2016-01-01", 0),
    ("E1", "810000", "正常", "专利代理机构", "2015-01-01", 5),
]
YEARS: list[tuple[str, int, int | None, int | None, float | None, bool | None]] = [
    ("A1", 2022, 50, 12, 1000.0, True),
    ("A1", 2023, 60, 60, 2000.0, True),
    ("A2", 2022, 10, 0, 100.0, False),
    ("A2", 2023, 12, 0, None, False),
    ("A3", 2022, 8, 5, 300.0, False),
    ("A4", 2022, 30, 0, 900.0, True),
    ("A4", 2023, 31, 0, 950.0, True),
    ("A5", 2023, 4, 0, 50.0, None),
    ("B1", 2023, 300, 120, 30000.0, True),
    ("C1", 2023, 9, 4, 200.0, False),
]
OFFERS = [
    ("A1", "专利", "代理"), ("A1", "商标", "代理"), ("A2", "专利", "咨询"), ("A4", "商标", "法律"),
    ("A4", "商标", "代理"), ("A5", "专利", "信息"), ("B1", "专利", "代理"), ("C1", "专利", "代理"),
]
# A1 opened in 南京 in 2022 and closed there in 2023; in 苏州 it has one without a date.
BRANCHES = [
    ("A1.1", "A1", "320100", "2022-03-01", "2023-06-30", "注销"),
    ("A1.2", "A1", "320500", None, None, "正常"),
    ("A1.3", "A1", "110000", "2023-12-01", None, "正常"),
    ("A2.1", "A2", "110000", "2023-12-01", None, "正常"),
]

Rows = Sequence[tuple[object, ...]]


@lru_cache(maxsize=1)
def _facts() -> dict[str, pd.DataFrame]:
    return check(read_inputs(InputFolders()))


def opened(
    agencies: Rows = AGENCIES, years: Rows = YEARS, offers: Rows = OFFERS, branches: Rows = BRANCHES,
    marks: Mapping[str, Mapping[str, object]] | None = None, layer: str = "imported",
) -> duckdb.DuckDBPyConnection:
    """A snapshot in memory with the published figures, all regions and metrics, and a register.

    `marks` are further columns of agencies by code: name, credit_code, longitude, latitude …
    """
    connection = duckdb.connect(":memory:")
    create_tables(connection)
    for table in ("source", "metric", "region", "region_level", "stat"):
        frame = _facts()[table]
        # A row may refer only to rows of an earlier insert.
        depth = frame["parent_code"].map({None: 0, "100000": 1}).fillna(2) if table == "region" else 0 * frame.index
        for _, part in frame.groupby(depth):
            connection.append(table, part, by_name=True)
    for table, columns, rows in (
        ("agency", ["agency_code", "region_code", "status", "type", "established_on", "attorneys"], agencies),
        ("agency_year", ["agency_code", "year", "employees", "attorneys", "revenue", "foreign_related"], years),
        ("service_offer", ["agency_code", "ip_type", "service_form"], offers),
        ("branch", ["branch_code", "agency_code", "region_code", "established_on", "closed_on", "status"], branches),
    ):
        frame = _frame(table, columns, rows).assign(layer=layer)
        for code, values in (marks or {}).items() if table == "agency" else ():
            for name, value in values.items():
                frame[name] = frame.get(name, pd.Series(None, index=frame.index, dtype=object))
                frame.loc[frame["agency_code"] == code, name] = value
        if rows:
            connection.append(table, frame, by_name=True)
    files = [(f"{table}.csv", "", table, 9, 9, 0, table, "tests", LOADED)
             for table in ("agency", "agency_year", "service_offer", "branch")]
    connection.append("import_file", pd.DataFrame(files, columns=connection.table("import_file").columns))
    return connection


def _frame(table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(columns), dtype=object)
    for name in columns:
        if tables()[table].columns[name].kind == "date":
            frame[name] = [None if text is None else date.fromisoformat(text) for text in frame[name]]
    if "name" in tables()[table].columns:
        frame["name"] = [f"示例机构 {code}" for code in frame[columns[0]]]
    return frame
