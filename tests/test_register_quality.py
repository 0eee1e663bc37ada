"""The quality of a register: what is missing, old, double, out of line, and how it stands to published figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd
import pytest
from counted_register import AGENCIES, YEARS, opened

from data.register.derive import derive
from data.register.quality import KEPT_FINDINGS, RULES
from data.register.statistics import REGISTER_SOURCE
from queries.asked import question_text

MARKS: dict[str, dict[str, object]] = {
    "A1": {"credit_code": "91320500X", "longitude": 120.6, "latitude": 31.3, "credit_grade": "A"},
    "A2": {"credit_code": "91320500X", "longitude": 120.6, "latitude": 31.3, "name": "示例机构 同名"},
    # Closed, so its code, name and place are nobody's double.
    "A3": {"credit_code": "91320500X", "longitude": 120.6, "latitude": 31.3, "name": "示例机构 同名"},
    "A4": {"credit_code": "91320100Y", "longitude": 118.8, "name": "示例机构 同名"},
    "A6": {"name": "示例机构 同名"},
}
MORE = [*AGENCIES, ("A6", "320500", "正常", "咨询服务机构", "2023-03-01", 2)]
DIRTY_YEARS = [
    *YEARS,
    ("A4", 2021, 300, 0, 9_000_000.0, True),
    ("A6", 2022, 1, 2, 8.0, False),
    ("A6", 2023, 3, 2, 9.0, False),
]


def asked(connection: duckdb.DuckDBPyConnection, question: str, **parameters: Any) -> pd.DataFrame:
    """The answer of a question about quality."""
    return connection.execute(question_text(f"quality/register_{question}"), parameters or None).df()


def found(connection: duckdb.DuckDBPyConnection, rule: str) -> list[tuple[str, int | None, float, float]]:
    """Agency, year, value and what it is held against of every finding of a rule."""
    rows = asked(connection, "findings", layer="imported", rule=rule)
    return [
        (row.agency_code, None if pd.isna(row.period) else row.period, row.value, row.against)
        for row in rows.itertuples()
    ]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(MORE, DIRTY_YEARS, marks=MARKS) as opened_register:
        derive(opened_register)
        yield opened_register


def test_cells_are_counted_column_by_column(connection: duckdb.DuckDBPyConnection) -> None:
    cells = asked(connection, "cells", layer="imported").set_index(["table_name", "column_name"])
    filled = cells["filled_count"].to_dict()
    assert set(cells.loc["agency", "row_count"]) == {12}
    assert filled["agency", "credit_code"] == 4 and filled["agency", "credit_grade"] == 1
    assert filled["agency", "coordinates"] == 3, "half a point is none"
    assert filled["agency", "established_on"] == 11
    # A5 and D3 name a province alone, E1 lies outside the survey.
    assert filled["agency", "city"] == 9
    assert filled["agency_year", "revenue"] == 12 and cells.loc[("agency_year", "revenue"), "row_count"] == 13
    assert filled["branch", "established_on"] == 3
    assert filled["service_offer", "offers"] == 6
    assert filled["service_offer", "first_year"] == 0 and cells.loc[("service_offer", "first_year"), "row_count"] == 8


def test_freshness_is_the_last_year_of_each_province_and_who_reports_for_it(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    answers = asked(connection, "answers", layer="imported").set_index("region_code")
    jiangsu = answers.loc["320000"]
    assert (jiangsu["agencies"], jiangsu["open_agencies"]) == (6, 5)
    assert (jiangsu["last_year"], jiangsu["answers"], jiangsu["answered_share"]) == (2023, 5, 1.0)
    assert pd.isna(answers.loc["440000", "last_year"]) and pd.isna(answers.loc["440000", "answered_share"])
    assert "810000" not in answers.index


def test_doubles_are_sought_among_those_not_closed(connection: duckdb.DuckDBPyConnection) -> None:
    assert [row[0] for row in found(connection, "same_credit_code")] == ["A1", "A2"]
    assert [row[0] for row in found(connection, "same_point")] == ["A1", "A2"]
    assert [row[0] for row in found(connection, "same_name")] == ["A2", "A6"], "A4 is of another city"
    rows = asked(connection, "findings", layer="imported", rule="same_name")
    assert rows[["other_code", "region_code", "value"]].to_numpy().tolist() == [
        ["A6", "320500", 2.0], ["A2", "320500", 2.0],
    ]


def test_leaps_against_the_year_before_are_told_apart_by_their_size(connection: duckdb.DuckDBPyConnection) -> None:
    """A4 had 300 employees and 9,000,000 in 2021, 30 and 900 in 2022; small numbers are not compared."""
    assert found(connection, "ten_times") == [("A4", 2022, 30.0, 300.0)]
    assert found(connection, "ten_thousand_times") == [("A4", 2022, 900.0, 9_000_000.0)]


def test_more_attorneys_than_employees(connection: duckdb.DuckDBPyConnection) -> None:
    assert found(connection, "attorneys_over_employees") == [("A6", 2022, 2.0, 1.0)]


def test_reports_from_before_an_agency_was_there(connection: duckdb.DuckDBPyConnection) -> None:
    assert found(connection, "before_establishment") == [("A6", 2022, 2022.0, 2023.0)]


def test_who_names_no_city_and_who_does_not_report_is_listed(connection: duckdb.DuckDBPyConnection) -> None:
    assert {row[0] for row in found(connection, "without_city")} == {"A5", "D3"}
    with opened(MORE, [row for row in DIRTY_YEARS if row[:2] != ("A4", 2023)], marks=MARKS) as other:
        derive(other)
        assert found(other, "without_answer") == [("A4", 2022, 2022.0, 2023.0)]


def test_revenue_per_employee_is_judged_by_the_median_of_its_year() -> None:
    """Twenty agencies between 9 and 11 per head and one at 10,000: the spread of the many decides, not the one."""
    agencies = [(f"F{n:02d}", "320500", "正常", "咨询服务机构", "2010-01-01", 0) for n in range(21)]
    years = [(f"F{n:02d}", 2023, 10, 0, 90.0 + n if n else 100_000.0, False) for n in range(21)]
    with opened(agencies, years, [], []) as connection:
        derive(connection)
        assert [(row[0], row[2]) for row in found(connection, "revenue_per_employee")] == [("F00", 10_000.0)]


def test_every_rule_says_how_many_it_looked_at(connection: duckdb.DuckDBPyConnection) -> None:
    checks = asked(connection, "checks", layer="imported").set_index("rule")
    assert set(checks.index) == set(RULES)
    assert checks.loc["same_credit_code", ["checked", "found"]].tolist() == [3, 2]
    # Of five open agencies in 江苏, two of 北京 and 四川, 广东 reports for no year.
    assert checks.loc["without_answer", "checked"] == 7
    assert checks.loc["attorneys_over_employees", "checked"] == 13
    # A1 in staff, attorneys and revenue, A2 in staff, A4 twice in staff and revenue.
    assert checks.loc["ten_times", "checked"] == 3 + 1 + 4


def test_a_rule_with_nothing_to_look_at_is_left_out_and_examples_are_limited() -> None:
    count = KEPT_FINDINGS + 5
    agencies = [(f"F{n:04d}", "320000", "正常", "咨询服务机构", None, None) for n in range(count)]
    with opened(agencies, [], [], []) as connection:
        derive(connection)
        checks = asked(connection, "checks", layer="imported").set_index("rule")["found"].to_dict()
        assert checks == {"same_name": 0, "without_city": count}
        rows = asked(connection, "findings", layer="imported", rule="without_city")
        assert rows["position"].tolist() == list(range(1, KEPT_FINDINGS + 1))
        assert rows["agency_code"].is_monotonic_increasing


def test_without_a_register_there_is_nothing_to_judge() -> None:
    with opened([], [], [], []) as connection:
        derive(connection)
        for question in ("cells", "answers", "checks"):
            assert asked(connection, question, layer="imported").empty
        assert asked(connection, "coverage", layer="imported", source_id=REGISTER_SOURCE,
                     metrics=["patent_agencies"]).empty


def test_a_register_is_held_against_what_is_published_of_the_same_year(connection: duckdb.DuckDBPyConnection) -> None:
    rows = asked(connection, "coverage", layer="imported", source_id=REGISTER_SOURCE, metrics=["patent_agencies"])
    rows = rows.set_index("region_code")
    assert len(rows) == 32
    # One agency of Beijing, and 1,042 published for 2023.
    beijing = rows.loc["110000"]
    assert (beijing["period"], beijing["counted"], beijing["published"]) == (2023, 1, 1042)
    assert beijing["ratio"] == pytest.approx(1 / 1042)
    assert rows.loc["440000", "counted"] == 1 and pd.isna(rows.loc["440000", "published"]), "nothing for 2024"
    assert pd.isna(rows.loc["650000", "counted"])
    assert pd.isna(rows.loc["100000", "counted"]), "31 provinces make a nation, not four"


def test_loaded_files_are_listed_with_their_rows(connection: duckdb.DuckDBPyConnection) -> None:
    files = asked(connection, "files")
    assert sorted(files["kind"]) == ["agency", "agency_year", "branch", "service_offer"]
    assert (files["rows_in"] == files["rows_loaded"] + files["rows_rejected"]).all()


