"""The region register: codes, names, levels, membership, successors and aliases."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import duckdb
import pandas
import pytest

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "data" / "regions"
ZONES = ("east", "central", "northeast", "west")
OUT_OF_SURVEY = {"710000", "810000", "820000"}
LEVEL_COUNTS = {"nation": 1, "zone": 4, "major": 4, "province": 34, "city": 370, "county": 43, "composite": 3}


def rows(table: str) -> list[dict[str, str]]:
    with (REGISTER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(level: str) -> set[str]:
    return {row["region_code"] for row in rows("region_level") if row["level"] == level}


def members(group: str, level: str, inclusion: str = "full") -> set[str]:
    return {
        row["member_code"]
        for row in rows("region_member")
        if (row["group_code"], row["member_level"], row["inclusion"]) == (group, level, inclusion)
    }


REGIONS = {row["region_code"]: row for row in rows("region")}
ALIASES = {row["alias"]: row["region_code"] for row in rows("region_alias")}


@pytest.mark.parametrize(("level", "count"), LEVEL_COUNTS.items())
def test_level_has_its_number_of_regions(level: str, count: int) -> None:
    assert len(codes(level)) == count


def test_seven_units_are_both_province_and_city() -> None:
    shared = {"110000", "120000", "310000", "500000", "710000", "810000", "820000"}
    assert codes("province") & codes("city") == shared


@pytest.mark.parametrize(("zone", "count"), [("east", 10), ("central", 6), ("west", 12), ("northeast", 3)])
def test_zone_has_its_number_of_provinces(zone: str, count: int) -> None:
    assert len(members(zone, "province")) == count


def test_zones_partition_the_surveyed_provinces() -> None:
    placed = Counter(code for zone in ZONES for code in members(zone, "province"))
    assert set(placed.values()) == {1}
    assert set(placed) == codes("province") - OUT_OF_SURVEY
    assert set(placed) == members("100000", "province")


def test_only_hong_kong_macao_and_taiwan_are_outside_the_survey() -> None:
    assert {code for code, row in REGIONS.items() if row["in_survey"] == "false"} == OUT_OF_SURVEY


def test_anhui_belongs_to_central_zone_and_yangtze_river_delta() -> None:
    assert "340000" in members("central", "province")
    assert "340000" in members("yangtze-river-delta", "province")


@pytest.mark.parametrize(
    ("major", "city_count", "provinces", "proxies"),
    [
        ("beijing-tianjin-hebei", 13, {"110000", "120000", "130000"}, set()),
        ("yangtze-river-delta", 41, {"310000", "320000", "330000", "340000"}, set()),
        ("greater-bay-area", 11, set(), {"440000"}),
        ("chengdu-chongqing", 12, set(), {"500000", "510000"}),
    ],
)
def test_major_region_members(major: str, city_count: int, provinces: set[str], proxies: set[str]) -> None:
    assert len(members(major, "city")) == city_count
    assert members(major, "province") == provinces
    assert members(major, "province", "proxy") == proxies


def test_cities_of_provincial_majors_are_all_cities_of_their_provinces() -> None:
    for major in ("beijing-tianjin-hebei", "yangtze-river-delta"):
        prefixes = {code[:2] for code in members(major, "province")}
        assert members(major, "city") == {code for code in codes("city") if code[:2] in prefixes}


def test_chengdu_chongqing_names_the_counties_it_leaves_out() -> None:
    excluded = members("chengdu-chongqing", "county", "excluded")
    assert {"510726", "510727", "511781", "511825", "511827", "500229"} <= excluded
    assert members("chengdu-chongqing", "city", "partial") == {"510700", "511700", "511800"}
    assert members("chengdu-chongqing", "county", "partial") == {"500154", "500235"}
    assert len(members("chengdu-chongqing", "county")) == 27


def test_parents_are_the_administrative_ones() -> None:
    for code, row in REGIONS.items():
        if not code.isdigit() or code == "100000":
            expected = ""
        elif code.endswith("0000"):
            expected = "100000"
        else:
            expected = code[:2] + "0000"
        assert row["parent_code"] == expected, code
        assert not expected or expected in REGIONS


def test_every_region_has_a_level_and_every_level_a_region() -> None:
    assert {row["region_code"] for row in rows("region_level")} == set(REGIONS)


@pytest.mark.parametrize("level", LEVEL_COUNTS)
@pytest.mark.parametrize("column", ["name_zh", "name_en", "full_name_zh"])
def test_names_are_filled_and_unique_within_a_level(level: str, column: str) -> None:
    counted = Counter(REGIONS[code][column].strip() for code in codes(level))
    assert "" not in counted
    assert [name for name, count in counted.items() if count > 1] == []


def test_english_names_hold_no_chinese_and_chinese_names_no_latin_letters() -> None:
    for row in REGIONS.values():
        assert not re.search("[一-鿿]", row["name_en"]), row
        assert not re.search("[A-Za-z]", row["name_zh"] + row["full_name_zh"]), row


def test_members_and_groups_are_regions_of_the_stated_level() -> None:
    known = {(row["region_code"], row["level"]) for row in rows("region_level")}
    for row in rows("region_member"):
        assert row["group_code"] in REGIONS
        assert (row["member_code"], row["member_level"]) in known, row


def test_no_alias_stands_for_two_regions() -> None:
    counted = Counter(row["alias"] for row in rows("region_alias"))
    assert [alias for alias, count in counted.items() if count > 1] == []
    assert set(ALIASES.values()) <= set(REGIONS)


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("内蒙", "150000"),
        ("内蒙古自治区", "150000"),
        ("Inner Mongolia", "150000"),
        ("新疆维吾尔自治区", "650000"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("海南", "460000"),
        ("海南州", "632500"),
        ("恩施", "422800"),
        ("Urumqi", "650100"),
        ("Shaanxi", "610000"),
        ("110100", "110000"),
        ("500200", "500000"),
        ("襄樊", "420600"),
        ("全国(国内)", "100000"),
        ("NBS_east", "east"),
        ("东北三省", "northeast"),
        ("粤港澳", "greater-bay-area"),
        ("成渝地区双城经济圈", "chengdu-chongqing"),
        ("重庆市渝中区", "500103"),
        ("京津冀+长三角+粤港澳大湾区+成渝", "four-major-regions"),
    ],
)
def test_alias_resolves(alias: str, code: str) -> None:
    assert ALIASES[alias] == code


@pytest.mark.parametrize(
    "name", ["新疆生产建设兵团", "江北区", "Suzhou", "Fuzhou", "Taizhou", "Yulin", "Yichun"]
)
def test_name_that_could_mean_another_place_is_no_alias(name: str) -> None:
    assert name not in ALIASES


def test_full_names_of_provinces_and_cities_resolve_to_themselves() -> None:
    for code in codes("province") | codes("city"):
        assert ALIASES[REGIONS[code]["full_name_zh"]] == code
        assert ALIASES[REGIONS[code]["name_en"]] == code


def test_former_units_lead_to_live_ones() -> None:
    successors = {row["former_code"]: row["successor_code"] for row in rows("region_successor")}
    assert not set(successors) & set(REGIONS)
    assert set(successors.values()) <= set(REGIONS)
    assert successors["371200"] == "370100"
    assert successors["522400"] == "520500"


def test_register_loads_into_the_schema() -> None:
    regions = table_frame("region").merge(table_frame("region_geometry"), on="region_code", how="left")
    depth = regions["parent_code"].map({None: 0, "100000": 1}).fillna(2)
    with duckdb.connect(":memory:") as connection:
        connection.execute((ROOT / "data" / "schema.sql").read_text(encoding="utf-8"))
        for generation in (0, 1, 2):
            connection.append("region", regions[depth == generation], by_name=True)
        for table in ("region_level", "region_member", "region_successor", "region_alias"):
            connection.append(table, table_frame(table), by_name=True)
        loaded = connection.table("region").fetchall()
    assert len(loaded) == len(REGIONS)
    assert sum(row[-1] is None for row in loaded) == LEVEL_COUNTS["composite"]


def table_frame(table: str) -> pandas.DataFrame:
    frame = pandas.read_csv(REGISTER / f"{table}.csv", dtype=object, keep_default_na=False)
    return frame.where(frame != "", None)
