"""Agencies by form of service: forms add up to all agencies, provinces to zones, and only years that count are told."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.snapshot import SnapshotReference
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


REGISTER = "insert into source by name select * replace ('imported-register' as source_id) from source limit 1"
STRAY = (
    "insert into form_year by name select * replace ('imported' as layer, 0.5 as agencies) from form_year "
    "where layer = 'sample' and substr(region_code, 1, 2) = '51' and year = 2022 limit 1"
)
COUNTED = (
    "insert into {table} by name select region_code, year, metric, value, unit, qualifier, source_id, note, "
    "'imported' as layer from (select * {own} from stat where layer = 'sample' and region_code = '510000' "
    "and year = 2022 and metric = 'ip_service_institutions')"
)
OF_REGISTER = "replace ('imported-register' as source_id)"


@pytest.mark.parametrize("statements, agencies", [
    ([COUNTED.format(table="stat", own="")], []),
    ([COUNTED.format(table="stat", own=OF_REGISTER)], [0.5]),
    ([COUNTED.format(table="stat", own=""), COUNTED.format(table="cross_check", own=OF_REGISTER)], [0.5]),
], ids=["a statistic that was loaded", "the register", "the register beside a statistic"])
def test_a_year_counts_where_the_register_says_so(
    sampled_snapshot: SnapshotReference, sampled_regions: Regions, tmp_path: Path, statements: list[str],
    agencies: list[float],
) -> None:
    """A stray report is no survey, although a statistic of the year was loaded beside it."""
    path = Path(shutil.copy(sampled_snapshot.path, tmp_path))
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        for statement in (REGISTER, STRAY, *statements):
            connection.execute(statement)
    engine = Engine(SnapshotReference("changed", path))
    assert form_panel(engine, sampled_regions, "imported", "province")["agencies"].tolist() == agencies
    engine.close()
