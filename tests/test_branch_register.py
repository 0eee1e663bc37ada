"""Branches as flows: whence and where each leads, what counts in a year, and that levels add up to each other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from counted_register import YEARS, opened

from data.register.derive import derive
from data.snapshot import SnapshotReference
from queries.asked import question_text
from queries.branch_register import BranchRegister, branch_register, last_watched
from queries.engine import Engine
from queries.regions import Regions

AGENCY, CONSULTING = 1 << 0, 1 << 4


@pytest.fixture(scope="module")
def derived() -> Iterator[duckdb.DuckDBPyConnection]:
    with opened() as connection:
        connection.execute(
            "update service_offer set first_year = 2023 where agency_code = 'A4' and service_form = '法律'"
        )
        derive(connection)
        yield connection


@pytest.fixture(scope="module")
def register(sampled_engine: Engine, sampled_regions: Regions) -> BranchRegister:
    found = branch_register(sampled_engine, sampled_regions, "sample")
    assert found is not None
    return found


def test_a_branch_leads_from_the_city_of_its_head_office_to_its_own(derived: duckdb.DuckDBPyConnection) -> None:
    columns = ["home_city", "home_province", "place_city", "place_province", "opened", "closed", "is_closed", "forms"]
    rows = derived.table("branch_now").df().set_index("branch_code")[columns].astype(object)
    assert {code: tuple(None if pd.isna(cell) else cell for cell in row) for code, row in rows.T.items()} == {
        "A1.1": ("320500", "320000", "320100", "320000", 2022, 2023, True, AGENCY),
        "A1.2": ("320500", "320000", "320500", "320000", None, None, False, AGENCY),
        "A1.3": ("320500", "320000", "110000", "110000", 2023, None, False, AGENCY),
        "A2.1": ("320500", "320000", "110000", "110000", 2023, None, False, CONSULTING),
    }


def test_agencies_with_several_forms_count_in_parts_from_the_year_they_offer_them(
    derived: duckdb.DuckDBPyConnection,
) -> None:
    rows = derived.table("form_year").df()
    found = {
        (row["region_code"], row["year"], None if pd.isna(row["service_form"]) else row["service_form"]):
        (row["agencies"], row["employees"], None if pd.isna(row["revenue"]) else row["revenue"], row["revenue_told"])
        for row in rows.to_dict("records")
    }
    assert found == {
        ("320500", 2022, "代理"): (1, 50, 1000, 1), ("320500", 2022, "咨询"): (1, 10, 100, 1),
        ("320500", 2022, None): (1, 8, 300, 1),
        ("320500", 2023, "代理"): (1, 60, 2000, 1), ("320500", 2023, "咨询"): (1, 12, None, 0),
        # A4 offers 法律 from 2023 on only.
        ("320100", 2022, "代理"): (1, 30, 900, 1),
        ("320100", 2023, "代理"): (0.5, 15.5, 475, 0.5), ("320100", 2023, "法律"): (0.5, 15.5, 475, 0.5),
        ("320000", 2023, "信息"): (1, 4, 50, 1),
        ("110000", 2023, "代理"): (1, 300, 30000, 1), ("510700", 2023, "代理"): (1, 9, 200, 1),
    }


def test_a_stray_row_is_no_year_though_a_statistic_was_loaded_for_it() -> None:
    """One agency of 江苏 has a row for 2018; that a number of institutions was loaded makes it no survey."""
    stray = ("A4", 2018, 20, 0, 500.0, True)
    with opened(years=[*YEARS, stray]) as connection:
        connection.execute("insert into source (source_id, title, grade, layer) "
                           "values ('yearbook', 'a yearbook', 'unconfirmed', 'imported')")
        for year in (2018, 2023):
            connection.execute(
                "insert into stat (region_code, year, metric, value, unit, qualifier, source_id, layer) "
                f"select '320000', {year}, metric, 900, unit, 'exact', 'yearbook', 'imported' from metric "
                "where metric = 'ip_service_institutions'"
            )
        derive(connection)
        rows = connection.execute(question_text("form/panel"), {"layer": "imported"}).df()
        found = rows[rows["province_code"] == "320000"].groupby("year")["agencies"].sum()
        assert found.to_dict() == {2022: 4, 2023: 4}
        assert set(connection.table("form_year").df()["year"]) == {2022, 2023}


@pytest.mark.parametrize(("event", "report", "loaded", "last"), [
    (2024, 2023, None, 2023), (2023, 2023, None, 2023), (2021, 2023, None, 2021),
    (2024, None, date(2024, 3, 15), 2023), (2024, None, date(2024, 12, 31), 2024),
    (2022, None, date(2024, 3, 15), 2022), (2024, None, None, 2024), (2016, 2010, None, 2015),
])
def test_a_watch_ends_with_a_year_that_was_kept_to_its_end(
    event: int, report: int | None, loaded: date | None, last: int
) -> None:
    assert last_watched(2015, event, report, loaded) == last


def test_one_opening_in_a_later_year_lets_no_year_pass(
    register: BranchRegister, sampled_snapshot: SnapshotReference, tmp_path: Path
) -> None:
    path = Path(shutil.copy(sampled_snapshot.path, tmp_path))
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        [(one, other)] = connection.execute(
            "select min(branch_code), max(branch_code) from branch_now where layer = 'sample' and not is_closed "
            "and opened < 2020 and home_province is not null and place_province is not null"
        ).fetchall()
        connection.execute(f"update branch_now set opened = 2024 where branch_code = '{one}'")
        connection.execute(f"update branch_now set closed = 2024, is_closed = true where branch_code = '{other}'")
    engine = Engine(SnapshotReference("later", path))
    found = branch_register(engine, Regions(engine), "sample")
    assert found is not None
    assert found.years == register.years and found.years[-1] == 2023
    assert found.later == 1
    assert found.rows["branches"].sum() == register.rows["branches"].sum() - 1
    assert found.standing(2023).to_numpy().sum() == register.standing(2023).to_numpy().sum() - 1
    engine.close()


def test_what_opened_less_what_closed_stands(register: BranchRegister) -> None:
    first, last = register.years[0], register.years[-1]
    stands = register.opened(first, last) - register.closed(first, last)
    undated = int(register.rows.loc[register.rows["is_closed"] & register.rows["closed"].isna(), "branches"].sum())
    assert int(stands.to_numpy().sum()) - undated == int(register.standing(last).to_numpy().sum())
    assert int(register.opened(first, last).to_numpy().sum()) == int(register.rows["branches"].sum())


def test_provinces_add_up_to_zones_and_cities_to_no_more(register: BranchRegister, sampled_regions: Regions) -> None:
    year, zone = register.years[-1], sampled_regions.zone_of_province
    provinces = register.standing(year)
    added = provinces.rename(index=zone, columns=zone).groupby(level=0).sum().T.groupby(level=0).sum().T
    zones = register.standing(year, "zone")
    pd.testing.assert_frame_equal(added.loc[zones.index, zones.columns], zones, check_names=False)
    assert register.standing(year, "city").to_numpy().sum() <= provinces.to_numpy().sum()


def test_a_cohort_never_grows_and_a_form_never_exceeds_all(register: BranchRegister) -> None:
    first, last = register.years[-6], register.years[-3]
    begun, lasting = register.cohort(first, last, 2)
    assert (lasting <= begun).all().all()
    for form in ("agency", "legal", "training"):
        assert (register.opened(first, last, form=form) <= register.opened(first, last)).all().all()


def test_a_layer_without_a_register_has_no_flows(engine: Engine) -> None:
    assert branch_register(engine, Regions(engine), "published") is None
