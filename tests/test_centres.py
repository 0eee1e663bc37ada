"""Centres of a snapshot: one set of units for all years, shared with the demand, and what they are not taken over."""

import math

import numpy as np
import pandas as pd
import pytest

from geo.projection import project
from queries.catalogue import catalogue_of
from queries.centres import Centres, centres_of, scope_of, supply_and_demand_centres
from queries.engine import Engine
from queries.formulas.distance import great_circle_km
from queries.regions import NATION, Regions
from queries.scorecard_branches import centre_distance_panel
from queries.scorecard_panels import Basis
from queries.scorecard_record import measures
from queries.values import indicator_values

YEARS = [2020, 2021, 2022]


@pytest.fixture(scope="module")
def provinces(sampled_regions: Regions) -> list[str]:
    return list(scope_of(sampled_regions, "province", NATION))


def table(provinces: list[str], years: list[int] = YEARS) -> pd.DataFrame:
    """Weights that grow from year to year, each province by its own speed."""
    return pd.DataFrame(
        {year: [10.0 + place * (year - 2019) for place in range(len(provinces))] for year in years}, index=provinces
    )


def test_the_survey_has_31_provinces_and_none_beyond(sampled_regions: Regions, provinces: list[str]) -> None:
    assert len(provinces) == 31
    assert not {"710000", "810000", "820000"} & set(provinces)
    assert set(scope_of(sampled_regions, "province", "west")) < set(provinces)


def test_a_unit_without_a_figure_in_one_year_leaves_the_set_of_all_years(
    sampled_regions: Regions, provinces: list[str]
) -> None:
    weights = table(provinces)
    weights.loc["540000", 2020] = math.nan
    found = centres_of(sampled_regions, {"supply": weights})
    assert found.left_out == ("540000",)
    assert list(found.series["supply"].rows.index) == YEARS
    without = centres_of(sampled_regions, {"supply": weights.drop(index="540000")})
    pd.testing.assert_frame_equal(found.series["supply"].rows, without.series["supply"].rows)
    assert found.carried["supply"] == pytest.approx(1 - weights.loc["540000", 2022] / weights[2022].sum())


def test_both_measures_are_taken_over_the_same_units(sampled_regions: Regions, provinces: list[str]) -> None:
    supply, demand = table(provinces), table(provinces)
    supply.loc["110000", 2021] = math.nan
    demand.loc["440000", 2022] = math.nan
    found = centres_of(sampled_regions, {"supply": supply, "demand": demand})
    assert set(found.left_out) == {"110000", "440000"}
    assert found.distances["value"].tolist() == pytest.approx([0, 0, 0])


def test_a_year_that_few_report_is_left_out_and_named(sampled_regions: Regions, provinces: list[str]) -> None:
    weights = table(provinces)
    weights.loc[provinces[5:], 2021] = math.nan
    found = centres_of(sampled_regions, {"supply": weights})
    assert found.years == [2020, 2022]
    assert found.years_left_out == {"supply": (2021,)}
    assert found.left_out == ()
    assert found.series["supply"].rows.loc[2022, "since"] == 2020


def test_too_few_units_make_no_centre_of_the_nation(sampled_regions: Regions, provinces: list[str]) -> None:
    weights = table(provinces)
    found = centres_of(sampled_regions, {"supply": weights.iloc[:24], "demand": weights})
    assert found.lacking == {"supply": 24}
    assert list(found.series) == ["demand"]
    assert found.distances.empty


def test_demand_is_shown_in_the_years_of_the_supply(sampled_regions: Regions, provinces: list[str]) -> None:
    demand = table(provinces, [2015, 2021, 2022, 2025])
    found = centres_of(sampled_regions, {"supply": table(provinces), "demand": demand})
    assert list(found.series["demand"].rows.index) == [2021, 2022]
    assert list(found.distances.index) == [2021, 2022]
    elsewhere = centres_of(sampled_regions, {"supply": table(provinces), "demand": demand[[2015]]})
    assert list(elsewhere.series["demand"].rows.index) == [2015]
    assert elsewhere.distances.empty


def test_all_weight_in_one_place_puts_the_centre_there(sampled_regions: Regions, provinces: list[str]) -> None:
    weights = pd.DataFrame(0.0, index=provinces, columns=YEARS)
    weights.loc["510000"] = 7.0
    row = centres_of(sampled_regions, {"supply": weights}).series["supply"].rows.loc[2022]
    place = sampled_regions["510000"]
    assert (row["longitude"], row["latitude"]) == pytest.approx((place.longitude, place.latitude), abs=1e-6)
    assert (row["shape"], row["semi_major"], row["step"]) == ("point", 0.0, 0.0)


def test_no_weight_at_all_has_no_centre(sampled_regions: Regions, provinces: list[str]) -> None:
    weights = pd.DataFrame(0.0, index=provinces, columns=YEARS)
    series = centres_of(sampled_regions, {"supply": weights}).series["supply"]
    assert set(series.rows["reason"]) == {"zero_denominator"}
    assert series.shift is None
    assert series.outline(2022).empty


def sampled_centres(engine: Engine, regions: Regions, level: str = "province", within: str = NATION) -> Centres:
    catalogue = catalogue_of(engine)
    return supply_and_demand_centres(
        engine, regions, catalogue["patent_agencies"], catalogue["gdp"], level, within, "sample"
    )


def test_centres_of_the_sample_follow_from_its_figures(sampled_engine: Engine, sampled_regions: Regions) -> None:
    rows = sampled_centres(sampled_engine, sampled_regions).series["supply"].rows
    values = indicator_values(sampled_engine, catalogue_of(sampled_engine)["patent_agencies"], "province", "sample")
    for year in rows.index:
        known = values[(values["period"] == year) & values["value"].notna()]
        places = np.array([(sampled_regions[c].longitude, sampled_regions[c].latitude) for c in known["region_code"]])
        expected = np.average(project(places), axis=0, weights=known["value"]) / 1000
        assert rows.loc[year, ["x", "y"]].tolist() == pytest.approx(expected.tolist())


def test_steps_in_the_plane_are_about_those_on_the_globe(sampled_engine: Engine, sampled_regions: Regions) -> None:
    rows = sampled_centres(sampled_engine, sampled_regions).series["supply"].rows
    globe = great_circle_km(rows["longitude"][:-1], rows["latitude"][:-1], rows["longitude"][1:], rows["latitude"][1:])
    # An equal-area projection stretches lengths by at most 3 % between its parallels.
    assert rows["step"].tolist()[1:] == pytest.approx(globe.tolist(), rel=0.03)


@pytest.mark.parametrize(("level", "within"), [("city", NATION), ("province", "west"), ("city", "510000")])
def test_cities_and_parts_of_the_country_have_centres_of_their_own(
    sampled_engine: Engine, sampled_regions: Regions, level: str, within: str
) -> None:
    found = sampled_centres(sampled_engine, sampled_regions, level, within)
    assert set(found.units) <= set(scope_of(sampled_regions, level, within))
    assert found.series["supply"].rows["x"].notna().all()


def test_leverage_is_the_shift_without_a_unit(sampled_regions: Regions, provinces: list[str]) -> None:
    weights = table(provinces)
    leverage = centres_of(sampled_regions, {"supply": weights}).series["supply"].leverage
    assert leverage is not None
    for code, distance in ((leverage.without_for_least, leverage.least), (leverage.without_for_most, leverage.most)):
        shift = centres_of(sampled_regions, {"supply": weights.drop(index=code)}).series["supply"].shift
        assert shift is not None and shift.distance == pytest.approx(distance)


def test_the_scorecard_measures_by_the_same_centres(sampled_engine: Engine, sampled_regions: Regions) -> None:
    catalogue, measure = catalogue_of(sampled_engine), measures()["centre_distance"]
    panel = centre_distance_panel(Basis(sampled_engine, sampled_regions, catalogue, "sample"), measure)
    distances = supply_and_demand_centres(
        sampled_engine, sampled_regions, catalogue[measure.numerator[0]], catalogue[str(measure.denominator)],
        "province", NATION, "sample",
    ).distances["value"]
    assert len(distances) == 1, "the census is of one year"
    assert panel.values.loc[NATION, distances.index[0]] == pytest.approx(distances.iloc[0])


def test_published_figures_have_centres_of_demand_alone(sampled_engine: Engine, sampled_regions: Regions) -> None:
    catalogue = catalogue_of(sampled_engine)
    found = supply_and_demand_centres(
        sampled_engine, sampled_regions, catalogue["patent_agencies"], catalogue["pct_applications"], "province",
        NATION, "published",
    )
    assert list(found.lacking) == ["supply"]
    assert list(found.series) == ["demand"]
    assert found.series["demand"].shift is not None
