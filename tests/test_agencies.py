"""Searches of a register counted by hand: filters, places, pages, and what agencies offer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pandas as pd
import pytest
from small_register import AGENCIES, OFFERS, write_register

from data.tables import tables
from queries.agencies import (
    IP_TYPES,
    SERVICE_FORMS,
    SORTS,
    AgencySearch,
    agency_counts,
    agency_page,
    agency_points,
    agency_profile,
    every_agency,
    folded,
    register_words,
    registers,
)
from queries.engine import Engine
from queries.offer_structure import offer_structure
from queries.regions import Regions

ALL = AgencySearch("imported")
EVERY_CODE = [row[0] for row in AGENCIES if row[-1] == "imported"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(write_register(tmp_path_factory.mktemp("register")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def regions(engine: Engine) -> Regions:
    return Regions(engine)


def found(engine: Engine, regions: Regions, **asked: object) -> list[str]:
    """Codes that a search finds, ascending."""
    return list(every_agency(engine, regions, replace(ALL, **asked), "code")["agency_code"])  # type: ignore[arg-type]


def test_the_words_of_addresses_stand_in_the_order_of_the_schema() -> None:
    columns = tables()["service_offer"].columns
    assert tuple(IP_TYPES.values()) == columns["ip_type"].words
    assert tuple(SERVICE_FORMS.values()) == columns["service_form"].words


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, "A1 A2 A3 A4 A5 A6 A7 A8 A9 B1 B2"),
        ({"region": "110000"}, "A1 A2 A3"),
        ({"region": "440100"}, "A4 A5"),
        ({"region": "440300"}, "A6 A7 A8"),
        ({"region": "440000"}, "A4 A5 A6 A7 A8 A9"),
        ({"region": "greater-bay-area"}, "A4 A5 A6 A7 A8"),
        ({"region": "east"}, "A1 A2 A3 A4 A5 A6 A7 A8 A9 B1"),
        ({"region": "west"}, "B2"),
        ({"region": "540000"}, ""),
        ({"text": "甲'乙"}, "A1"),
        ({"text": '"丙'}, "A1"),
        ({"text": "100%"}, "A2"),
        ({"text": "a_b"}, "A4"),
        ({"text": "_"}, "A4"),
        ({"text": "%"}, "A2"),
        ({"text": "axb(广州)"}, "A5"),
        ({"text": " ＡＸＢ（广 "}, "A5"),
        ({"text": "A7"}, "A7"),
        ({"text": "ａ７"}, "A7"),
        ({"text": "'; drop table agency; --"}, ""),
        ({"text": "无此机构"}, ""),
        ({"forms": ("agency",)}, "A1 A2 A3 A6 A7"),
        ({"ip_types": ("patent",)}, "A1 A4 A6 A7 A9"),
        ({"forms": ("agency",), "ip_types": ("patent",)}, "A1 A6 A7"),
        ({"forms": ("consulting",), "ip_types": ("trademark",)}, "B1"),
        ({"forms": ("other",), "ip_types": ("layout-design",)}, "A8"),
        ({"forms": ("legal", "other")}, "A4 A5 A8"),
        ({"sizes": ("medium", "large")}, "A1 A6"),
        ({"sizes": ("unknown",)}, "A5 B2"),
        ({"statuses": ("注销", "经营异常")}, "A3 A7"),
        ({"types": ("律师事务所",)}, "A4 A5"),
        ({"grades": ("A",)}, "A1 A6"),
        ({"grades": ("unknown", "D")}, "A2 A3 A5 A7 A8 A9 B1 B2"),
        ({"foreign": True}, "A1 A6"),
        ({"foreign": False}, "A2 A3 A4 A7 A8 A9 B1"),
        ({"branches": True}, "A1 A6"),
        ({"branches": False, "region": "440000", "forms": ("agency", "legal"), "statuses": ("正常",)}, "A4 A5"),
        ({"layer": "sample"}, "S1"),
        ({"layer": "published"}, ""),
    ],
)
def test_a_search_finds_these_and_no_others(
    engine: Engine, regions: Regions, asked: dict[str, object], codes: str
) -> None:
    assert found(engine, regions, **asked) == codes.split()
    counts = agency_counts(engine, regions, replace(ALL, **asked))  # type: ignore[arg-type]
    assert int(counts["agencies"].sum()) == len(codes.split())


def test_a_branch_that_closed_is_no_branch(engine: Engine, regions: Regions) -> None:
    rows = every_agency(engine, regions, ALL, "code").set_index("agency_code")
    assert rows.loc[["A1", "A4", "A6", "A8"], "branches"].tolist() == [1, 0, 1, 0]


def test_searches_push_nothing_out_that_the_engine_remembers(
    engine: Engine, regions: Regions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.memory, "most_answers", 3)
    made = []

    def make() -> pd.DataFrame:
        made.append(1)
        return pd.DataFrame()

    engine.recall(("asked again and again",), make)
    for number in range(4):
        agency_counts(engine, regions, replace(ALL, text=f"查询{number}"))
    engine.recall(("asked again and again",), make)
    assert len(made) == 1


def test_an_agency_that_moved_counts_where_it_is_now_and_its_branches_do_not_move_it(
    engine: Engine, regions: Regions
) -> None:
    assert "A8" in found(engine, regions, region="440300")
    assert "A8" not in found(engine, regions, region="440100")
    assert "A1" not in found(engine, regions, region="440300")


def test_the_cities_and_what_is_known_by_the_province_alone_make_up_the_province(
    engine: Engine, regions: Regions
) -> None:
    counts = agency_counts(engine, regions, replace(ALL, region="440000")).groupby("region_code")["agencies"].sum()
    cities = sum(len(found(engine, regions, region=city)) for city in ("440100", "440300"))
    assert counts["440000"] == 1
    assert cities + counts["440000"] == len(found(engine, regions, region="440000")) == counts.sum()


def test_a_point_needs_both_coordinates(engine: Engine, regions: Regions) -> None:
    points = agency_points(engine, regions, ALL, 100)
    assert list(points["agency_code"]) == ["A1", "A2", "A3", "A4", "A5", "A6", "A8", "B1"]
    assert int(agency_counts(engine, regions, ALL)["located"].sum()) == len(points)
    assert len(agency_points(engine, regions, ALL, 3)) == 3


@pytest.mark.parametrize(("sort", "rows"), list(product(SORTS, (1, 2, 4, 50))))
def test_the_pages_together_are_the_whole_and_no_row_comes_twice(
    engine: Engine, regions: Regions, sort: str, rows: int
) -> None:
    whole = list(every_agency(engine, regions, ALL, sort)["agency_code"])  # type: ignore[arg-type]
    pages = [
        list(agency_page(engine, regions, ALL, sort, rows, number)["agency_code"])  # type: ignore[arg-type]
        for number in range(1, math.ceil(len(EVERY_CODE) / rows) + 2)
    ]
    assert [code for page in pages for code in page] == whole
    assert sorted(whole) == EVERY_CODE
    assert pages[-1] == []


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("code", "A1 A2 A3"), ("employees", "A6 A1 A4"), ("attorneys", "A6 A1 B2"), ("revenue", "A6 A1 A4"),
        ("established", "B2 A8 A9"),
    ],
)
def test_the_largest_and_the_youngest_come_first_and_the_unknown_last(
    engine: Engine, regions: Regions, sort: str, first: str
) -> None:
    codes = list(every_agency(engine, regions, ALL, sort)["agency_code"])  # type: ignore[arg-type]
    assert codes[:3] == first.split()
    assert sort != "established" or codes[-1] == "A5"
    assert sort != "revenue" or codes[-2:] == ["A5", "B2"]


def test_size_and_staff_are_those_of_the_last_year_reported(engine: Engine, regions: Regions) -> None:
    rows = every_agency(engine, regions, ALL, "code").set_index("agency_code")
    assert rows.loc["A1", ["period", "size_class", "employees"]].tolist() == [2023, "medium", 120]
    assert rows.loc["A3", ["period", "size_class", "status"]].tolist() == [2021, "small", "注销"]
    assert rows.loc["B2", "attorneys"] == 4
    assert rows.loc["B2", ["period", "employees", "revenue"]].isna().all()


def test_one_agency_is_told_in_full(engine: Engine) -> None:
    profile = agency_profile(engine, "imported", "A1")
    assert profile is not None
    assert profile.register["name"] == "示例机构 甲'乙\"丙"
    assert list(profile.years["period"]) == [2022, 2023]
    assert sorted(profile.offers.itertuples(index=False, name=None)) == sorted(row[1:] for row in OFFERS[:3])
    assert list(profile.branches["branch_code"]) == ["A1-1", "A1-2"]
    assert agency_profile(engine, "imported", "S1") is None
    assert agency_profile(engine, "imported", "' or '1'='1") is None


def test_the_words_and_years_of_a_register_are_known(engine: Engine) -> None:
    words = register_words(engine, "imported")
    assert words["status"] == ["正常", "注销", "经营异常"]
    assert words["credit_grade"] == ["", "A", "B", "D"]
    assert registers(engine) == {"imported": [2023, 2022, 2021], "sample": [2023]}


def test_an_agency_is_in_every_cell_that_it_offers_and_once_in_a_total(engine: Engine, regions: Regions) -> None:
    nation = offer_structure(engine, regions, "imported", "100000", 2023)
    assert (nation.total, nation.offering) == (9, 9)
    assert nation.cells.loc["agency", "patent"] == 3
    assert nation.cells.loc["agency", "trademark"] == 2
    assert nation.forms["agency"] == 4
    assert nation.ip_types["patent"] == 5
    assert int(nation.cells.to_numpy().sum()) == 12 > nation.total
    assert nation.shares.loc["agency", "patent"] == pytest.approx(3 / 9)
    assert nation.sizes.to_dict() == {"small": 6, "medium": 1, "large": 1, "unknown": 1}
    assert nation.size_shares["large"] == pytest.approx(1 / 9)


def test_the_structure_follows_year_place_and_size(engine: Engine, regions: Regions) -> None:
    earlier = offer_structure(engine, regions, "imported", "100000", 2022)
    assert earlier.sizes.to_dict() == {"small": 1, "medium": 1, "large": 0, "unknown": 0}
    guangdong = offer_structure(engine, regions, "imported", "440000", 2023)
    assert (guangdong.total, guangdong.cells.loc["consulting", "patent"]) == (6, 1)
    large = offer_structure(engine, regions, "imported", "440000", 2023, ["large"])
    assert (large.total, large.cells.loc["agency", "patent"], large.forms["legal"]) == (1, 1, 0)
    assert int(large.sizes.sum()) == 6
    standing = offer_structure(engine, regions, "imported", "100000", None)
    assert (standing.total, standing.offering) == (11, 10)


def test_a_place_without_agencies_has_counts_of_zero_and_no_shares(engine: Engine, regions: Regions) -> None:
    nothing = offer_structure(engine, regions, "imported", "540000", 2023)
    assert nothing.total == nothing.offering == 0
    assert int(nothing.cells.to_numpy().sum()) == 0
    assert nothing.shares.isna().all(axis=None)
    assert nothing.size_shares.isna().all()


def test_searches_fold_width_case_and_blanks() -> None:
    assert folded("　ＡＢＣ（上海）１ ") == "abc(上海)1"
