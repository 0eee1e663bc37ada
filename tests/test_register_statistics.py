"""A loaded register counts: what its agencies add up to stands among the statistics, once and with its source."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from counted_register import AGENCIES, BRANCHES, OFFERS, YEARS, opened

from data.build import main as build
from data.history import history
from data.load import main
from data.metrics import load_metrics
from data.register.statistics import REGISTER_SOURCE, add_statistics, add_up
from data.snapshot import SnapshotReference, current_snapshot

Figures = dict[tuple[str, int, str], float]


def figures(connection: duckdb.DuckDBPyConnection, source: str = REGISTER_SOURCE) -> Figures:
    """What stands in `stat` from a source."""
    rows = connection.table("stat").df().query("source_id == @source")
    return dict(zip(zip(rows["region_code"], rows["year"], rows["metric"], strict=True), rows["value"], strict=True))


def said(connection: duckdb.DuckDBPyConnection, region: str, year: int, metric: str) -> tuple[str, str]:
    """Qualifier and note of a figure."""
    row = connection.table("stat").df().query("region_code == @region and year == @year and metric == @metric").iloc[0]
    return row["qualifier"], row["note"]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with opened() as found:
        add_statistics(found)
        yield found


@pytest.fixture(scope="module")
def found(connection: duckdb.DuckDBPyConnection) -> Figures:
    return figures(connection)


def test_sums_are_those_worked_out_by_hand(found: Figures) -> None:
    expected = {
        ("320500", 2022, "ip_service_institutions"): 3, ("320500", 2023, "ip_service_institutions"): 2,
        ("320100", 2022, "ip_service_institutions"): 1, ("320000", 2023, "ip_service_institutions"): 4,
        ("320500", 2022, "patent_agencies"): 2, ("320500", 2023, "patent_agencies"): 1,
        ("320500", 2022, "employees"): 68, ("320000", 2022, "employees"): 98,
        ("320500", 2022, "industry_revenue"): 0.14, ("320000", 2022, "industry_revenue"): 0.23,
        ("320500", 2022, "patent_agency_revenue"): 0.13,
        ("320500", 2022, "practising_patent_attorneys"): 17, ("320500", 2023, "practising_patent_attorneys"): 60,
        ("320500", 2022, "patent_agencies_under_10_attorneys"): 1,
        ("320500", 2023, "patent_agencies_51_100_attorneys"): 1,
        ("320500", 2022, "new_ip_service_institutions"): 1, ("320500", 2022, "new_patent_agencies"): 0,
        ("320500", 2022, "patent_agencies_under_3_years"): 1,
        ("320500", 2022, "patent_agencies_aged_10_years_or_more"): 1,
        ("320500", 2022, "share_of_institutions_under_5_years"): 66.666667,
        ("320500", 2022, "institutions_with_foreign_related_business"): 1,
        ("320000", 2022, "share_of_institutions_with_foreign_related_business"): 50,
    }
    assert {key: found.get(key) for key in expected} == expected


def test_a_municipality_is_city_and_province_under_one_code(found: Figures) -> None:
    assert found["110000", 2023, "practising_patent_attorneys"] == 120


def test_a_county_counts_for_its_city(found: Figures) -> None:
    assert found["510700", 2023, "patent_agencies"] == found["510000", 2023, "patent_agencies"] == 1
    assert not any(region == "510726" for region, *_ in found)


def test_an_agency_known_by_its_province_counts_there_and_in_no_city(
    connection: duckdb.DuckDBPyConnection, found: Figures
) -> None:
    cities = found["320500", 2023, "ip_service_institutions"] + found["320100", 2023, "ip_service_institutions"]
    assert found["320000", 2023, "ip_service_institutions"] == cities + 1
    qualifier, note = said(connection, "320500", 2023, "ip_service_institutions")
    assert qualifier == "unconfirmed" and "全省另有1家未注明城市" in note and "1 more of the province" in note


def test_a_place_without_agencies_has_no_figure_and_nobody_writes_the_nation(found: Figures) -> None:
    assert {region for region, *_ in found} == {
        "320000", "320100", "320500", "110000", "510000", "510700", "440000", "440100",
    }


def test_agencies_outside_the_survey_do_not_count(found: Figures) -> None:
    assert not any(region == "810000" for region, *_ in found)


def test_a_city_with_agencies_but_none_of_a_kind_has_none_of_that_kind(found: Figures) -> None:
    assert found["320100", 2023, "patent_agencies"] == 0
    assert found["320100", 2023, "practising_patent_attorneys"] == 0


def test_a_province_whose_register_knows_but_patent_agencies_says_nothing_of_all_institutions(found: Figures) -> None:
    assert ("110000", 2023, "patent_agencies") in found
    assert {"ip_service_institutions", "employees", "industry_revenue", "trademark_agencies"} & {
        metric for region, _, metric in found if region == "110000"
    } == set()


def test_forms_of_service_stand_for_the_last_year_alone(connection: duckdb.DuckDBPyConnection, found: Figures) -> None:
    assert found["320000", 2023, "trademark_agencies"] == 2
    assert found["320000", 2023, "ip_legal_service_institutions"] == 1
    assert found["320000", 2023, "ip_agencies"] == 2
    assert ("320000", 2022, "trademark_agencies") not in found
    assert "业务形态以导入时为准" in said(connection, "320000", 2023, "trademark_agencies")[1]


def test_a_sum_with_too_many_empty_cells_is_no_figure(found: Figures) -> None:
    assert ("320500", 2023, "industry_revenue") not in found
    assert found["320500", 2023, "patent_agency_revenue"] == 0.2


def test_one_empty_cell_in_twenty_makes_a_figure_approximate() -> None:
    agencies = [(f"F{n}", "320500", "正常", "咨询服务机构", "2010-01-01", 0) for n in range(20)]
    years = [(f"F{n}", 2023, 10 if n else None, 0, 1.0, False) for n in range(20)]
    with opened(agencies, years, [], []) as connection:
        add_statistics(connection)
        assert figures(connection)["320500", 2023, "employees"] == 190
        qualifier, note = said(connection, "320500", 2023, "employees")
        assert qualifier == "approx" and "20家中19家" in note and "19 of 20" in note
        assert said(connection, "320500", 2023, "ip_service_institutions")[0] == "exact"


def test_open_agencies_that_do_not_report_weaken_the_count(connection: duckdb.DuckDBPyConnection) -> None:
    """A5, whose date is not known, may have been there in 2022."""
    qualifier, note = said(connection, "320000", 2022, "ip_service_institutions")
    assert qualifier == "unconfirmed" and "5家中4家有该年数据" in note and "4 of 5 report" in note


def test_a_revenue_with_a_slip_of_the_unit_in_it_is_unconfirmed() -> None:
    """A4 of 南京 earned 900 in 2022, it says, and 9,500,000 in 2023."""
    years = [row if row[:2] != ("A4", 2023) else ("A4", 2023, 31, 0, 9_500_000.0, True) for row in YEARS]
    with opened(AGENCIES, years, OFFERS, BRANCHES) as connection:
        add_statistics(connection)
        qualifier, note = said(connection, "320100", 2023, "industry_revenue")
        assert qualifier == "unconfirmed" and "疑似单位有误的数1个" in note and "1 amounts" in note
        assert "疑似" not in said(connection, "320100", 2022, "industry_revenue")[1]
        assert "疑似" not in said(connection, "320100", 2023, "employees")[1]


def test_branches_are_open_from_their_opening_to_their_closing(found: Figures) -> None:
    branches = {key[:2]: value for key, value in found.items() if key[2] == "patent_agency_branches"}
    assert branches["320100", 2022] == 1 and branches["320100", 2023] == 0
    assert branches["320500", 2023] == 1 and ("320500", 2022) not in branches
    assert branches["110000", 2023] == 1


def test_a_register_that_names_no_closed_branch_says_nothing_of_earlier_years() -> None:
    with opened(branches=[("A1.4", "A1", "320100", "2020-01-01", None, "正常")]) as connection:
        add_statistics(connection)
        branches = {key[:2]: value for key, value in figures(connection).items() if key[2] == "patent_agency_branches"}
        assert branches["320100", 2023] == 1
        assert [year for region, year in branches if region == "320100"] == [2023]


def test_a_province_without_yearly_rows_is_a_position_on_the_day_of_loading(
    connection: duckdb.DuckDBPyConnection, found: Figures
) -> None:
    own = {key[1:]: value for key, value in found.items() if key[0] == "440000"}
    assert {year for year, _ in own} == {2024}
    assert own[2024, "ip_service_institutions"] == 2 and own[2024, "patent_agencies"] == 1
    assert own[2024, "practising_patent_attorneys"] == 7
    assert not any(metric.startswith(("new_", "share_", "employees")) or "years" in metric for _, metric in own)
    qualifier, note = said(connection, "440000", 2024, "patent_agencies")
    assert qualifier == "preliminary" and "截至2024-03-15" in note and "position on 2024-03-15" in note


def test_a_stray_yearly_row_does_not_take_the_place_of_a_position() -> None:
    agencies = [(f"G{n}", "440100", "正常", "专利代理机构", None, 1) for n in range(10)]
    for reporting, expected in ((1, {(2024, 10)}), (4, {(2024, 10)}), (5, {(2023, 5)})):
        years = [(f"G{n}", 2023, 3, 1, 9.0, False) for n in range(reporting)]
        with opened(agencies, years, [], []) as connection:
            add_statistics(connection)
            found = figures(connection)
        counts = {(year, found[region, year, metric]) for region, year, metric in found if metric == "patent_agencies"}
        assert counts == expected


def test_a_stray_row_of_a_later_year_leaves_the_last_year_that_was_reported() -> None:
    agencies = [(f"G{n}", "440100", "正常", "专利代理机构", "2015-01-01", 1) for n in range(10)]
    years = [(f"G{n}", 2022, 3, 1, 9.0, False) for n in range(10)] + [("G0", 2023, 3, 1, 9.0, False)]
    with opened(agencies, years, [], []) as connection:
        add_statistics(connection)
        assert {year for _, year, _ in figures(connection)} == {2022}


def test_a_status_that_denies_the_closing_is_open() -> None:
    statuses = ("未注销", "拟注销", "未被吊销", "Not closed", "已注销", "未年检，已注销", "Closed")
    agencies = [(f"G{n}", "440100", status, "专利代理机构", None, 1) for n, status in enumerate(statuses)]
    with opened(agencies, [], [], []) as connection:
        add_statistics(connection)
        assert figures(connection)["440100", 2024, "patent_agencies"] == 4


def test_the_source_names_the_files_and_claims_no_grade(connection: duckdb.DuckDBPyConnection) -> None:
    [source] = connection.table("source").df().query("source_id == @REGISTER_SOURCE").to_dict("records")
    assert (source["grade"], source["layer"]) == ("unconfirmed", "imported") and pd.isna(source["url"])
    assert "agency.csv等4个文件" in source["title"] and "agency_year.csv" in source["remark"]


def test_a_figure_loaded_as_a_statistic_stands_and_the_sum_is_its_cross_check() -> None:
    with opened() as connection:
        connection.append("source", pd.DataFrame([("own", "省局年报", "official", "imported")],
                                                 columns=["source_id", "title", "grade", "layer"]), by_name=True)
        loaded = ("320000", 2023, "patent_agencies", 9.0, "家", "exact", "imported", "own")
        columns = ["region_code", "year", "metric", "value", "unit", "qualifier", "layer", "source_id"]
        connection.append("stat", pd.DataFrame([loaded], columns=columns), by_name=True)
        add_statistics(connection)
        assert ("320000", 2023, "patent_agencies") not in figures(connection)
        assert figures(connection, "own") == {("320000", 2023, "patent_agencies"): 9.0}
        [check] = connection.table("cross_check").df().to_dict("records")
        assert (check["value"], check["source_id"], check["layer"]) == (1.0, REGISTER_SOURCE, "imported")


def test_without_a_register_nothing_is_added() -> None:
    with opened([], [], [], []) as connection:
        before = connection.table("stat").shape
        assert add_statistics(connection) == 0
        assert connection.table("stat").shape == before
        assert connection.table("source").df().query("source_id == @REGISTER_SOURCE").empty


def test_the_order_of_rows_changes_nothing(found: Figures) -> None:
    draws = random.Random(7)
    shuffled = [draws.sample(rows, len(rows)) for rows in (AGENCIES, YEARS, OFFERS, BRANCHES)]
    with opened(*shuffled) as connection:
        add_statistics(connection)
        assert figures(connection) == found


def test_the_sums_of_the_sample_register_are_those_of_its_generator(
    sampled_snapshot: SnapshotReference, tmp_path: Path
) -> None:
    """The generator adds up arrays before there is any table, so it is an independent oracle.

    It knows forms of service by year, the tables only those of the last year; openings of its first year it leaves out.
    Demand and capital are no sums of a register.
    """
    with duckdb.connect(str(shutil.copy(sampled_snapshot.path, tmp_path)), read_only=True) as connection:
        assert add_up(connection, "sample", date(2024, 1, 1)) > 40_000
        own = connection.table("register_figure").df().set_index(["region_code", "year", "metric"])
        stat = connection.table("stat").filter("layer = 'sample'").df()
        levels = connection.table("region_level").df()
        offices = connection.table("region_level").filter("level in ('province', 'city')").df()["region_code"]
    around = ("demand", "economy", "environment")
    no_sums = ["registered_capital", *(name for name, metric in load_metrics().items() if metric.subject in around)]
    stat = stat[stat["region_code"].isin(offices) & ~stat["metric"].isin(no_sums)]
    oracle = stat.set_index(["region_code", "year", "metric"])["value"]
    both = own.join(oracle.rename("oracle"), how="left")
    assert (both["qualifier"] == "exact").all()
    unknown = both[both["oracle"].isna()].index
    assert {(year, metric) for _, year, metric in unknown} == {
        (2019, "new_ip_service_institutions"), (2019, "new_patent_agencies"),
    }
    counted = both.drop(unknown)
    pd.testing.assert_series_equal(counted["value"], counted["oracle"], check_names=False, atol=1e-6)
    missing = oracle.index.difference(own.index)
    assert {year for _, year, _ in missing} == {2019, 2020, 2021, 2022}
    assert {metric for *_, metric in missing} == {
        "trademark_agencies", "ip_agencies", *(f"ip_{form}_service_institutions" for form in (
            "legal", "information", "operation", "consulting", "training")),
    }
    counted = counted[~counted.index.get_level_values("metric").str.startswith("share_")].reset_index()
    city = levels.loc[levels["level"] == "city", "region_code"]
    in_cities = counted[counted["region_code"].isin(city)].groupby(["year", "metric"])["value"].sum()
    in_provinces = counted[counted["region_code"].str.endswith("0000")].groupby(["year", "metric"])["value"].sum()
    pd.testing.assert_series_equal(in_cities, in_provinces, atol=1e-4)


AGENCY_FILE = """机构代码,机构名称,机构状态,机构类型,设立日期,所在地区,执业代理师人数
X1,示例机构 X1,正常,专利代理机构,2015-01-01,苏州市,12
X2,示例机构 X2,正常,咨询服务机构,2016-01-01,苏州市,0
"""
YEAR_FILE = "机构代码,年份,从业人员,执业代理师人数,营业收入（万元）\nX1,2023,30,12,500\nX2,2023,5,0,50\n"


def test_what_a_loaded_file_adds_up_to_is_in_the_snapshot_and_never_carried_as_loaded(tmp_path: Path) -> None:
    files = [str(tmp_path / name) for name in ("agencies.csv", "years.csv")]
    for path, text in zip(files, (AGENCY_FILE, YEAR_FILE), strict=True):
        Path(path).write_text(text, encoding="utf-8")
    references = []
    for _ in range(2):
        assert main([*files, "--publish", "--folder", str(tmp_path / "snapshots"), "--author", "甲"]) == 0
        references.append(current_snapshot(tmp_path / "snapshots"))
    assert references[0] == references[1]
    with duckdb.connect(str(references[0].path), read_only=True) as connection:
        found = figures(connection)
    assert found["320500", 2023, "employees"] == found["320000", 2023, "employees"] == 35
    assert found["320500", 2023, "patent_agencies"] == 1


def test_what_a_register_adds_up_to_is_no_change_of_its_own(tmp_path: Path) -> None:
    folder = str(tmp_path / "snapshots")
    assert build(["--folder", folder]) == 0
    for name, text in (("agencies.csv", AGENCY_FILE), ("years.csv", YEAR_FILE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert main([str(tmp_path / name), "--publish", "--folder", folder, "--author", "甲"]) == 0
    entries = {entry.snapshot_id: entry for entry in history(tmp_path / "snapshots")[0]}
    latest = entries[current_snapshot(tmp_path / "snapshots").snapshot_id]
    assert latest.rows["imported"] == 4, "two agencies and their two years"
    assert latest.difference is not None
    assert (latest.difference.added, latest.difference.removed) == (2, 0), "the years alone"
