"""Branches as flows: whence and where each leads, what counts in a year, and that levels add up to each other."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest
from counted_register import opened

from data.register.derive import derive
from queries.branch_register import BranchRegister, branch_register
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
