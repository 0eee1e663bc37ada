"""Agencies by form of service: forms add up to all agencies, provinces to zones, and only years that count are told."""

from __future__ import annotations

import pandas as pd
import pytest

from queries.agencies import SERVICE_FORMS
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.form_panel import UNKNOWN_FORM, form_panel
from queries.regions import LEVELS, Regions
from queries.values import indicator_values


@pytest.fixture(scope="module")
def panels(sampled_engine: Engine, sampled_regions: Regions) -> dict[str, pd.DataFrame]:
    return {level: form_panel(sampled_engine, sampled_regions, "sample", level) for level in LEVELS}


def test_forms_add_up_to_the_institutions_of_every_province_and_year(
    panels: dict[str, pd.DataFrame], sampled_engine: Engine, sampled_catalogue: dict[str, Indicator]
) -> None:
    rows = indicator_values(sampled_engine, sampled_catalogue["ip_service_institutions"], "province", "sample")
    values = rows.set_index(["region_code", "period"])["value"]
    added = panels["province"].groupby(["region_code", "year"])["agencies"].sum()
    assert len(added) == 31 * added.index.get_level_values("year").nunique()
    for key, count in added.items():
        assert count == pytest.approx(values[key])


@pytest.mark.parametrize("measure", ["agencies", "employees", "revenue", "revenue_told"])
def test_zones_are_sums_of_their_provinces(
    panels: dict[str, pd.DataFrame], sampled_regions: Regions, measure: str
) -> None:
    provinces = panels["province"]
    zone = provinces["region_code"].map(sampled_regions.zone_of_province)
    added = provinces.groupby([zone.rename("region_code"), "year", "form"])[measure].sum()
    found = panels["zone"].set_index(["region_code", "year", "form"])[measure]
    pd.testing.assert_series_equal(found.sort_index(), added.sort_index(), check_names=False)


def test_every_form_is_a_word_of_the_catalogue_and_what_is_told_is_part_of_the_whole(
    panels: dict[str, pd.DataFrame],
) -> None:
    for panel in panels.values():
        assert set(panel["form"]) <= {*SERVICE_FORMS, UNKNOWN_FORM}
        assert (panel["revenue_told"] <= panel["agencies"] + 1e-9).all()
        assert (panel["employees_told"] <= panel["agencies"] + 1e-9).all()
        assert not panel.duplicated(["region_code", "year", "form"]).any()


def test_a_level_that_is_none_is_refused(sampled_engine: Engine, sampled_regions: Regions) -> None:
    with pytest.raises(ValueError, match="planet"):
        form_panel(sampled_engine, sampled_regions, "sample", "planet")
