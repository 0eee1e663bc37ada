"""A register of agencies small enough to count by hand, in the small snapshot.

Layer imported. 北京 3 (one closed), 广东: 广州 2, 深圳 3 (one moved here from 广州), one known by its province alone;
江苏 1; 重庆 1 without coordinates, reports or offers. Layer sample: one in 北京, which no search of imported may find.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from data.register.derive import derive
from data.snapshot import SnapshotReference
from tests.small_snapshot import write_snapshot

AGENCY_COLUMNS = [
    "agency_code", "name", "status", "type", "established_on", "region_code", "attorneys", "credit_grade",
    "longitude", "latitude", "layer",
]
# Quotes, the signs that patterns of SQL treat as their own, and full-width signs, as names may hold them.
AGENCIES = [
    ("A1", "示例机构 甲'乙\"丙", "正常", "专利代理机构", "2001-05-01", "110000", 5, "A", 116.3, 39.9, "imported"),
    ("A2", "示例机构 100%", "正常", "商标代理机构", "2010-01-01", "110000", None, None, 116.4, 40.0, "imported"),
    ("A3", "示例机构 1000", "注销", "商标代理机构", "2012-01-01", "110000", None, None, 116.5, 40.1, "imported"),
    ("A4", "示例机构 a_b", "正常", "律师事务所", "2015-01-01", "440100", None, "B", 113.2, 23.1, "imported"),
    ("A5", "示例机构 ＡｘＢ（广州）", "正常", "律师事务所", None, "440100", 2, None, 113.3, 23.2, "imported"),
    ("A6", "示例机构 己", "正常", "专利代理机构", "2018-01-01", "440300", 9, "A", 114.1, 22.6, "imported"),
    ("A7", "示例机构 庚", "经营异常", "专利代理机构", "2019-01-01", "440300", 1, "D", 114.0, None, "imported"),
    ("A8", "示例机构 迁入", "正常", "咨询服务机构", "2020-01-01", "440300", None, None, 114.2, 22.7, "imported"),
    ("A9", "示例机构 全省", "正常", "咨询服务机构", "2020-01-01", "440000", None, None, None, None, "imported"),
    ("B1", "示例机构 江苏", "正常", "咨询服务机构", "2020-01-01", "320000", None, None, 118.8, 32.0, "imported"),
    ("B2", "示例机构 未报", "正常", "其他服务机构", "2023-01-01", "500000", 4, None, None, None, "imported"),
    ("S1", "合成机构", "正常", "专利代理机构", "2020-01-01", "110000", None, None, 116.3, 39.9, "sample"),
]
YEAR_COLUMNS = ["agency_code", "year", "size_class", "employees", "attorneys", "revenue", "foreign_related", "layer"]
YEARS = [
    ("A1", 2022, "small", 40, 4, 900.0, False, "imported"),
    ("A1", 2023, "medium", 120, 5, 3000.5, True, "imported"),
    ("A2", 2023, "small", 8, None, 90.0, False, "imported"),
    ("A3", 2021, "small", 3, None, 10.0, False, "imported"),
    ("A4", 2023, "small", 20, None, 400.0, False, "imported"),
    ("A5", 2023, None, 12, 2, None, None, "imported"),
    ("A6", 2022, "medium", 150, 8, 4000.0, True, "imported"),
    ("A6", 2023, "large", 320, 9, 12000.0, True, "imported"),
    ("A7", 2023, "small", 5, 1, 30.0, False, "imported"),
    ("A8", 2023, "small", 6, None, 60.0, False, "imported"),
    ("A9", 2023, "small", 7, None, 70.0, False, "imported"),
    ("B1", 2023, "small", 9, None, 80.0, False, "imported"),
    ("S1", 2023, "small", 9, None, 80.0, False, "sample"),
]
OFFERS = [
    ("A1", "专利", "代理"), ("A1", "专利", "咨询"), ("A1", "商标", "代理"), ("A2", "商标", "代理"),
    ("A3", "商标", "代理"), ("A4", "专利", "法律"), ("A4", "商标", "法律"), ("A5", "版权", "法律"),
    ("A6", "专利", "代理"),
    ("A7", "专利", "代理"), ("A8", "集成电路布图设计", "其他"), ("A9", "专利", "咨询"), ("B1", "商标", "咨询"),
]
# Of the other offers no first year is told.
FIRST_YEARS = {
    ("A1", "专利", "代理"): 2005, ("A2", "商标", "代理"): 2012, ("A3", "商标", "代理"): 2013,
    ("A4", "专利", "法律"): 2016, ("A6", "专利", "代理"): 2018, ("A7", "专利", "代理"): 2020,
}
BRANCH_COLUMNS = ["branch_code", "agency_code", "name", "region_code", "status", "closed_on"]
BRANCHES = [
    ("A1-1", "A1", "示例机构 甲 深圳分支", "440300", "正常", None),
    ("A1-2", "A1", "示例机构 甲 江苏分支", "320000", "注销", None),
    ("A6-1", "A6", "示例机构 己 北京分支", "110000", "正常", None),
    ("A8-1", "A8", "示例机构 迁入 北京分支", "110000", "已撤销", None),
    ("A4-1", "A4", "示例机构 丁 深圳分支", "440300", "正常", "2022-06-30"),
]
IMPORT_FILE = {
    "file": "名录.xlsx", "sheet": "机构", "kind": "agency", "rows_in": 11, "rows_loaded": 11, "rows_rejected": 0,
    "sha256": "0" * 64, "author": "测试", "loaded_at": pd.Timestamp("2024-02-03 04:05:06"),
}


def write_register(folder: Path) -> SnapshotReference:
    """Write the small snapshot with the register and what derives from it."""
    reference = write_snapshot(folder)
    _fill(reference.path)
    return reference


def write_register_beside(facts: SnapshotReference, folder: Path, agencies: int | None = None) -> SnapshotReference:
    """Write a snapshot of real facts with the first `agencies` of the imported register, and make it current."""
    path = folder / facts.path.name
    shutil.copyfile(facts.path, path)
    _fill(path, [row for row in AGENCIES if row[-1] == "imported"][:agencies])
    (folder / "current").write_text(facts.snapshot_id, encoding="utf-8")
    return SnapshotReference(facts.snapshot_id, path)


def _fill(path: Path, agencies: Sequence[tuple[object, ...]] = AGENCIES) -> None:
    codes = [row[0] for row in agencies]
    tables = {
        "agency": pd.DataFrame(agencies, columns=AGENCY_COLUMNS).astype({"attorneys": "Int64"}),
        "agency_year": pd.DataFrame(YEARS, columns=YEAR_COLUMNS).astype(
            {"attorneys": "Int64", "foreign_related": "boolean"}
        ),
        "service_offer": pd.DataFrame(
            [(*offer, FIRST_YEARS.get(offer)) for offer in OFFERS],
            columns=["agency_code", "ip_type", "service_form", "first_year"],
        ).astype({"first_year": "Int64"}),
        "branch": pd.DataFrame(BRANCHES, columns=BRANCH_COLUMNS),
    }
    tables["branch"]["closed_on"] = pd.to_datetime(tables["branch"]["closed_on"])
    tables["agency"]["established_on"] = pd.to_datetime(tables["agency"]["established_on"])
    with duckdb.connect(str(path)) as connection:
        connection.append("import_file", pd.DataFrame([IMPORT_FILE]), by_name=True)
        for table, frame in tables.items():
            kept = frame[frame["agency_code"].isin(codes)]
            connection.append(table, kept if "layer" in kept else kept.assign(layer="imported"), by_name=True)
        derive(connection)
