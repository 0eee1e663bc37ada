"""A snapshot small enough to work every answer out by hand.

Seven provinces in two zones, 台湾 outside the survey, the Greater Bay Area with Guangdong as its proxy, two cities.
Populations in 2020: east 20 + 80 + 100 = 200, west 32 + 84 + 4 + 80 = 200.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from data.metrics import Metric
from data.snapshot import SCHEMA_VERSION, SnapshotReference
from data.tables import create_tables
from queries.catalogue import Indicator, Kind

EAST = ("110000", "320000", "440000")
WEST = ("500000", "510000", "540000", "650000")
PROVINCES = (*EAST, *WEST)
IDENTIFIER = "0123456789ab"

Fact = tuple[str, int, str, float, str]
Break = tuple[str, str, int, str]

ADDITIVE = (
    "agencies", "attorneys", "demand", "exports", "nothing", "population_census", "registered", "revenue", "twin"
)
RATES = ("rate",)
WITH_TAIWAN = ("exports",)

REGIONS = {
    "100000": ("全国", "China", None, ("nation",)),
    "east": ("东部", "East", None, ("zone",)),
    "west": ("西部", "West", None, ("zone",)),
    "greater-bay-area": ("粤港澳大湾区", "Greater Bay Area", None, ("major",)),
    "110000": ("北京", "Beijing", "100000", ("province", "city")),
    "320000": ("江苏", "Jiangsu", "100000", ("province",)),
    "440000": ("广东", "Guangdong", "100000", ("province",)),
    "500000": ("重庆", "Chongqing", "100000", ("province", "city")),
    "510000": ("四川", "Sichuan", "100000", ("province",)),
    "540000": ("西藏", "Tibet", "100000", ("province",)),
    "650000": ("新疆", "Xinjiang", "100000", ("province",)),
    "710000": ("台湾", "Taiwan", "100000", ("province",)),
    "440100": ("广州", "Guangzhou", "440000", ("city",)),
    "440300": ("深圳", "Shenzhen", "440000", ("city",)),
}
MEMBERS = [
    *(("100000", code, "province", "full") for code in PROVINCES),
    *(("east", code, "province", "full") for code in EAST),
    *(("west", code, "province", "full") for code in WEST),
    ("greater-bay-area", "440000", "province", "proxy"),
    ("greater-bay-area", "440100", "city", "full"),
    ("greater-bay-area", "440300", "city", "full"),
]


def facts(metric: str, year: int, qualifier: str = "exact", **values: float) -> list[Fact]:
    """Facts of one metric and year; places as keywords, provinces by their code with a leading underscore."""
    return [(place.removeprefix("_"), year, metric, value, qualifier) for place, value in values.items()]


FACTS: list[Fact] = [
    *facts("population_census", 2020, _110000=20, _320000=80, _440000=100, _500000=32, _510000=84, _540000=4,
           _650000=80, _100000=410),
    # 2020: two provinces only. 2021: a bound in the east, 西藏 missing in the west. 2022: complete. 2023: 重庆
    # missing, and the east printed as a whole.
    *facts("agencies", 2020, _110000=5, _320000=20),
    *facts("agencies", 2021, "over", _110000=8),
    *facts("agencies", 2021, _320000=15, _440000=20, _500000=6, _510000=10, _650000=4, _100000=80),
    *facts("agencies", 2022, _110000=10, _320000=20, _440000=30, _500000=8, _510000=12, _540000=1, _650000=4,
           _710000=5, _440300=9, _100000=90),
    *facts("agencies", 2023, _110000=12, _320000=22, _440000=32, _510000=13, _540000=1, _650000=5, _100000=100),
    *facts("agencies", 2023, "approx", east=70),
    *facts("attorneys", 2022, "less_than", _110000=10, _540000=3),
    *facts("attorneys", 2022, _320000=40, _440000=60, _510000=20, _650000=7),
    *facts("attorneys", 2022, "over", _500000=5),
    *facts("demand", 2022, _110000=100, _320000=400, _440000=500, _500000=0, _510000=300, _650000=200, _710000=10),
    *facts("exports", 2021, _110000=9, _320000=20, _440000=30, _510000=12, _540000=1, _650000=4, _100000=90),
    *facts("exports", 2022, _110000=10, _320000=20, _440000=30, _500000=8, _510000=12, _540000=1, _650000=4,
           _710000=15, _100000=100),
    *facts("nothing", 2022, _110000=0, _320000=0, _440000=0, _500000=0, _510000=0, _540000=0, _650000=0),
    *facts("rate", 2022, _110000=5, _320000=4, _100000=4.5),
    *facts("registered", 2019, _110000=100, _510000=0),
    *facts("registered", 2021, _110000=121, _320000=50, _510000=9),
    *facts("registered", 2022, _110000=60, _320000=40),
    *facts("registered", 2023, _110000=90, _320000=20, _510000=7),
    *facts("revenue", 2020, "over", _100000=2250),
    *facts("revenue", 2023, _100000=2850),
    *facts("twin", 2022, _110000=30, _320000=60, _440000=90, _500000=24, _510000=36, _540000=3, _650000=12),
]
BREAKS: list[Break] = [("registered", "110000", 2022, "break"), ("agencies", "320000", 2022, "conflict")]
IMPORTED: list[Fact] = [*facts("agencies", 2022, _110000=999), *facts("demand", 2022, _110000=200)]


def metric(name: str) -> Metric:
    """The contract of a metric of this snapshot."""
    return Metric(
        metric=name,
        subject="services",
        name_zh=f"指标 {name}",
        name_en=name,
        unit="家",
        decimals=0,
        additive=name not in RATES,
        polarity=1,
        definition_zh="年末数",
        definition_en="At year end",
        caveat_zh="",
        caveat_en="",
        total_includes_hong_kong_macao_taiwan=name in WITH_TAIWAN,
    )


def indicator(
    kind: Kind, numerator: str, denominator: str | None = None, year: int | None = None, scale: float = 1.0
) -> Indicator:
    """An indicator on metrics of this snapshot."""
    return Indicator(
        id=f"{numerator}_{kind}",
        kind=kind,
        subject="services",
        name_zh="指标",
        name_en="Indicator",
        unit_zh="",
        unit_en="",
        decimals=1,
        polarity=1,
        caveat_zh="",
        caveat_en="",
        method="",
        clause="",
        numerator=metric(numerator),
        denominator=metric(denominator) if denominator else None,
        denominator_year=year,
        scale=scale,
    )


def write_snapshot(
    folder: Path, identifier: str = IDENTIFIER, published: Sequence[Fact] = FACTS, breaks: Sequence[Break] = BREAKS,
    imported: Sequence[Fact] = IMPORTED,
) -> SnapshotReference:
    """Write the snapshot into a file of its own and return the reference to it; the pointer is left alone."""
    path = folder / f"atlas-{identifier}.duckdb"
    with duckdb.connect(str(path)) as connection:
        create_tables(connection)
        for table, frame in _tables(identifier, published, breaks, imported):
            connection.append(table, frame, by_name=True)
    return SnapshotReference(identifier, path)


def _tables(
    identifier: str, published: Sequence[Fact], breaks: Sequence[Break], imported: Sequence[Fact]
) -> list[tuple[str, pd.DataFrame]]:
    built = pd.Timestamp("2024-01-02 03:04:05")
    regions = pd.DataFrame(
        [
            (code, name_zh, name_en, name_zh, parent, code != "710000")
            for code, (name_zh, name_en, parent, _) in REGIONS.items()
        ],
        columns=["region_code", "name_zh", "name_en", "full_name_zh", "parent_code", "in_survey"],
    ).astype({"parent_code": object})
    levels = [(code, level) for code, (_, _, _, shown) in REGIONS.items() for level in shown]
    members = pd.DataFrame(MEMBERS, columns=["group_code", "member_code", "member_level", "inclusion"])
    named = dict.fromkeys((*ADDITIVE, *RATES, *(name for _, _, name, _, _ in (*published, *imported))))
    known = [metric(name).__dict__ for name in named]
    in_force = pd.DataFrame(
        [(f"{name}-{year}", name, place, year, kind, "变化", "change") for name, place, year, kind in breaks],
        columns=["break_id", "metric", "region_code", "year", "kind", "text_zh", "text_en"],
    )
    return [
        ("snapshot", pd.DataFrame([(identifier, built, "tests", SCHEMA_VERSION)],
                                  columns=["snapshot_id", "built_at", "author", "schema_version"])),
        ("source", pd.DataFrame([("s1", "年报", None, "official", "published")],
                                columns=["source_id", "title", "url", "grade", "layer"])),
        # A row may refer only to rows of an earlier insert.
        *(("region", regions[regions["parent_code"].isin(parents) | (regions["parent_code"].isna() & top)])
          for parents, top in (((), True), (("100000",), False), (("440000",), False))),
        ("region_level", pd.DataFrame(levels, columns=["region_code", "level"])),
        ("region_member", members.assign(valid_from=pd.Timestamp("2011-06-13").date(), basis="划分方法")),
        ("metric", pd.DataFrame(known)),
        ("stat", _stat(published, "published")),
        ("stat", _stat(imported, "imported")),
        ("series_break", in_force),
        ("target", pd.DataFrame([("revenue", "100000", 2030, 5000.0, "家", "over", "s1", "（三）")],
                                columns=["metric", "region_code", "year", "value", "unit", "qualifier", "source_id",
                                         "clause"])),
        ("cluster", pd.DataFrame([("c1", "集聚区", "Cluster", "440300", "440300", "published")],
                                 columns=["cluster_id", "name_zh", "name_en", "region_code", "place_code", "layer"])),
        ("intake", pd.DataFrame([("stats.csv", 2, 2, 0, "")],
                                columns=["file", "rows_in", "rows_stored", "rows_reported", "sha256"])),
    ]


def _stat(rows: Sequence[Fact], layer: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["region_code", "year", "metric", "value", "qualifier"])
    return frame.assign(unit="家", layer=layer, source_id="s1")
