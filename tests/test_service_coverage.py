"""Service coverage on a register that is counted by hand: states, weights, silence that is no zero, first years."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from small_register import write_register

from data.tables import tables
from queries.agencies import IP_TYPES, SERVICE_FORMS
from queries.catalogue import catalogue_of, load_catalogue
from queries.engine import Engine
from queries.formulas.service_coverage import ClosingState
from queries.regions import NATION, Regions
from queries.service_cells import RegionCells, closed_cells, demand_shares, region_cells
from queries.service_coverage import level_coverage, service_types, services

# Open agencies by cell, the closed A3 and 其他 left out: 专利代理 A1 A6 A7, 商标代理 A1 A2, 专利法律 A4, 商标法律 A4,
# 版权法律 A5, 专利咨询 A1 A9, 商标咨询 B1. So nine cells are told of, with eleven offers.
OFFERS = 11


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(write_register(tmp_path_factory.mktemp("register")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def regions(engine: Engine) -> Regions:
    return Regions(engine)


def rows(engine: Engine, regions: Regions, level: str, threshold: int = 1) -> pd.DataFrame:
    return level_coverage(engine, regions, "imported", level, threshold, "offers").set_index("region_code")


def matrix(engine: Engine, regions: Regions, region: str, threshold: int = 1) -> RegionCells:
    return region_cells(engine, regions, catalogue_of(engine), "imported", region, threshold, "offers")


def states(cells: RegionCells) -> dict[tuple[str, str], str]:
    return {(row["form"], row["ip_type"]): row["state"] for row in cells.cells.to_dict("records")}


def test_the_cells_are_seven_types_by_six_forms_and_two_can_exist_nowhere() -> None:
    types = service_types()
    assert types.forms == tuple(form for form in SERVICE_FORMS if form != "other")
    assert len(types.cells) == 42 and types.feasible.sum() == 40
    assert set(types.why_not) == {("agency", "trade-secret"), ("information", "trade-secret")}
    assert all(texts["zh"] and texts["en"] for texts in types.why_not.values())
    assert set(IP_TYPES.values()) == set(tables()["service_offer"].columns["ip_type"].words)


def test_demand_rests_on_metrics_of_the_catalogue_that_add_up() -> None:
    catalogue = load_catalogue()
    for metrics in service_types().demand.values():
        assert metrics and all(catalogue[metric].numerator.additive for metric in metrics)


@pytest.mark.parametrize(("region", "threshold", "offered", "thin", "missing", "gap"), [
    # 北京: 专利代理 1, 商标代理 2, 专利咨询 1. Below: 法律 3, 商标咨询 1 of eleven; the rest weigh nothing.
    ("110000", 1, 3, 0, 6, 4 / OFFERS),
    ("110000", 2, 1, 2, 6, 9 / OFFERS),
    # 广东 with A9 of no known city: 专利代理 2, 法律 1 1 1, 专利咨询 1; without 商标代理 2 and 商标咨询 1.
    ("440000", 1, 5, 0, 4, 3 / OFFERS),
    ("440000", 3, 0, 5, 4, 1.0),
    # 江苏: 商标咨询 alone.
    ("320000", 1, 1, 0, 8, 10 / OFFERS),
])
def test_coverage_of_provinces_by_hand(
    engine: Engine, regions: Regions, region: str, threshold: int, offered: int, thin: int, missing: int, gap: float
) -> None:
    own = rows(engine, regions, "province", threshold).loc[region]
    assert (own["offered"], own["thin"], own["missing"], own["known"]) == (offered, thin, missing, 9)
    assert own["coverage"] == pytest.approx(offered / 9) and own["gap"] == pytest.approx(gap)
    assert own["reason"] is None


@pytest.mark.parametrize(("level", "region", "reason", "offered"), [
    ("province", "500000", "not_published", 0),  # one agency, of which no offer is on record
    ("province", "650000", "not_published", 0),  # no agency at all
    ("zone", "west", "not_published", 0),
    ("zone", NATION, "coverage", 7),  # the east tells, the west does not
    ("city", "440100", "coverage", 3),  # one of six agencies of 广东 is in no known city
    ("major", "greater-bay-area", "coverage", 4),
])
def test_silence_is_no_zero(
    engine: Engine, regions: Regions, level: str, region: str, reason: str, offered: int
) -> None:
    own = rows(engine, regions, level).loc[region]
    assert own["reason"] == reason and math.isnan(own["gap"]) and math.isnan(own["coverage"])
    assert (own["offered"], own["thin"], own["missing"]) == (offered, 0, 0), "what is offered is, the rest is unknown"


def test_a_municipality_is_told_of_as_province_and_as_city(engine: Engine, regions: Regions) -> None:
    columns = ["offered", "missing", "coverage", "gap", "agencies"]
    as_province, as_city = (rows(engine, regions, level).loc["110000", columns] for level in ("province", "city"))
    assert as_province.tolist() == as_city.tolist() and as_city["agencies"] == 2


def test_zones_count_the_agencies_of_their_provinces_and_the_widest_gap_is_first(
    engine: Engine, regions: Regions
) -> None:
    zones = level_coverage(engine, regions, "imported", "zone", 1)
    assert zones["region_code"].tolist() == ["east", "west", NATION]
    assert zones.loc[0, "agencies"] == 9 and zones.loc[0, "offered"] == 7
    provinces = level_coverage(engine, regions, "imported", "province", 1)
    own = provinces[~provinces["is_reference"]]
    assert own["region_code"].tolist()[:3] == ["320000", "110000", "440000"] and own["rank"].tolist()[:3] == [1, 2, 3]
    assert "710000" not in set(own["region_code"]), "outside the survey"
    counts = services(engine, regions, "imported", ["110000", "320000", "440000", "east"]).providers
    assert counts.iloc[:3].sum(skipna=False).equals(counts.iloc[3]), "parts add to the whole"


def test_states_tell_offered_missing_unknown_and_what_cannot_be(engine: Engine, regions: Regions) -> None:
    found = states(matrix(engine, regions, "110000", 2))
    assert found["agency", "trademark"] == "offered" and found["agency", "patent"] == "thin"
    assert found["legal", "copyright"] == "missing" and found["agency", "copyright"] == "missing"
    assert found["agency", "plant-variety"] == "unknown", "no agency of the register offers the type"
    assert found["training", "patent"] == "unknown", "no agency of the register offers the form"
    assert found["agency", "trade-secret"] == "not_feasible"
    silent = states(matrix(engine, regions, NATION))
    assert silent["legal", "copyright"] == "offered" and silent["agency", "copyright"] == "unknown"


def test_the_cells_that_matter_most_are_weighed_by_the_demand_of_the_region(engine: Engine, regions: Regions) -> None:
    cells = matrix(engine, regions, "110000")
    assert cells.cells["weight"].sum() == pytest.approx(1) and cells.cells["local_weight"].sum() == pytest.approx(1)
    # Only population is known here: it stands for every type, and the order is that of national weights.
    shares = demand_shares(engine, regions, catalogue_of(engine), "imported", "110000")
    assert {(own.metric, own.year, own.layer) for own in shares.values()} == {("population_census", 2020, "published")}
    assert shares["patent"].share == pytest.approx(20 / 400)
    assert cells.below["weight"].is_monotonic_decreasing and len(cells.below) == 6
    assert cells.below["weight"].sum() == pytest.approx(4 / OFFERS)
    assert matrix(engine, regions, NATION).demand == {}
    assert demand_shares(engine, regions, catalogue_of(engine), "imported", "440100") == {}, "nothing of a city"


def test_more_demand_for_a_type_moves_its_cells_up(tmp_path: Path) -> None:
    reference = write_register(tmp_path)
    with duckdb.connect(str(reference.path)) as connection:
        connection.execute(
            "insert into metric by name select * replace ('domestic_trademark_applications' as metric) "
            "from metric where metric = 'population_census'"
        )
        connection.execute(
            "insert into stat by name select * replace ('domestic_trademark_applications' as metric, "
            "case region_code when '110000' then 320.0 else value end as value) "
            "from stat where metric = 'population_census' and region_code <> '100000'"
        )
    engine = Engine(reference)
    regions = Regions(engine)
    cells = matrix(engine, regions, "110000")
    # Trademarks 320 of 700, everything else 20 of 400: legal and consulting services for trademarks come first.
    assert cells.demand["trademark"].share == pytest.approx(320 / 700)
    assert [(row["form"], row["ip_type"]) for row in cells.below.head(2).to_dict("records")] == [
        ("legal", "trademark"), ("consulting", "trademark")
    ]
    first = cells.below.iloc[0]
    weights = {"trademark": (2 + 1 + 1) * 320 / 700, "others": 7 * 20 / 400}
    assert first["local_weight"] == pytest.approx((320 / 700) / sum(weights.values()))
    engine.close()


def test_cells_close_by_the_years_that_are_told(engine: Engine, regions: Regions) -> None:
    beijing = closed_cells(engine, regions, "imported", "110000", 1)
    found = {(row["form"], row["ip_type"]): (row["year"], row["state"]) for row in beijing.cells.to_dict("records")}
    assert found["agency", "patent"] == (2005, "dated")
    assert found["agency", "trademark"] == (2012, "at_the_latest"), "A1 offers it as well, since nobody says when"
    assert pd.isna(found["consulting", "patent"][0]) and found["consulting", "patent"][1] == "undated"
    assert found["legal", "patent"][1] == "open" and found["training", "patent"][1] == "unknown"
    assert beijing.years["year"].tolist() == list(range(2005, 2013))
    assert beijing.years["closed"].tolist() == [1, 1, 1, 1, 1, 1, 1, 2]
    assert beijing.count(ClosingState.OPEN) == 6
    guangdong = closed_cells(engine, regions, "imported", "440000", 2)
    assert guangdong.cells.dropna(subset=["year"])[["form", "ip_type", "year"]].to_numpy().tolist() == [
        ["agency", "patent", 2020]
    ]
    nothing = closed_cells(engine, regions, "imported", "500000", 1)
    assert nothing.years.empty and set(nothing.cells["state"]) == {"unknown"}


def test_what_a_cell_has_closed_is_what_it_offers(engine: Engine, regions: Regions) -> None:
    for region in ("110000", "320000", "440000", NATION):
        for threshold in (1, 2):
            offered = {cell for cell, state in states(matrix(engine, regions, region, threshold)).items()
                       if state == "offered"}
            closed = closed_cells(engine, regions, "imported", region, threshold).cells
            reached = closed[closed["state"].isin(["dated", "at_the_latest", "undated"])]
            assert set(zip(reached["form"], reached["ip_type"], strict=True)) == offered


def test_the_matrix_counts_what_a_statement_of_its_own_counts(
    engine: Engine, regions: Regions, tmp_path: Path
) -> None:
    with duckdb.connect(shutil.copyfile(engine.reference.path, tmp_path / "copy.duckdb")) as connection:
        counted = connection.execute(
            "select o.service_form, o.ip_type, count(distinct a.agency_code) from service_offer as o "
            "inner join agency as a on o.agency_code = a.agency_code "
            "where a.layer = 'imported' and a.status <> '注销' and left(a.region_code, 2) = '44' "
            "and o.service_form <> '其他' group by all"
        ).fetchall()
    cells = matrix(engine, regions, "440000").cells
    found = {
        (SERVICE_FORMS[row["form"]], IP_TYPES[row["ip_type"]], int(row["agencies"]))
        for row in cells.to_dict("records") if row["agencies"] > 0
    }
    assert found == set(counted)


def test_a_layer_without_a_register_says_nothing(engine: Engine, regions: Regions) -> None:
    found = level_coverage(engine, regions, "published", "province", 1)
    assert set(found["reason"]) == {"not_published"} and found["gap"].isna().all()
    assert set(region_cells(engine, regions, catalogue_of(engine), "published", "110000", 1).cells["state"]) == {
        "unknown", "not_feasible"
    }
    assert closed_cells(engine, regions, "published", "110000", 1).years.empty


def test_by_default_every_service_counts_the_same(engine: Engine, regions: Regions) -> None:
    for level in ("province", "zone"):
        found = level_coverage(engine, regions, "imported", level, 1)
        known = found[found["gap"].notna()]
        assert len(known)
        assert known["gap"].tolist() == pytest.approx((1 - known["coverage"]).tolist())


def test_what_nobody_offers_weighs_as_much_as_anything_else_unless_offers_are_asked_for(
    engine: Engine, regions: Regions
) -> None:
    found = services(engine, regions, "imported", ["440000"])
    nobody = found.offers == 0
    assert nobody.any()
    assert (found.weights("offers")[nobody] == 0).all()
    assert found.weights("equal").nunique() == 1
    cells = region_cells(engine, regions, catalogue_of(engine), "imported", "440000", 1).cells
    counted = cells["weight"].dropna()
    assert counted.tolist() == pytest.approx([1 / len(counted)] * len(counted))
