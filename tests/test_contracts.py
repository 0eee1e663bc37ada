"""Contracts of a layer: both sides by province and zone, sums against what is printed, and what a layer lacks."""

import math

import pandas as pd
import pytest
from real_maps import screen_of

from pages.frames.transfer.contract_sheets import years_sheet
from pages.frames.transfer.contract_words import line_name, years_finding
from queries.catalogue import Indicator
from queries.contracts import CONTRACT_MEASURES, Contracts, contract_centres, contract_year, contracts_of
from queries.engine import Engine
from queries.regions import NATION, Regions

YEARS = [2012, 2013, 2014]


@pytest.fixture
def contracts(sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]) -> Contracts:
    """Made-up contracts: every province sells 10 and buys 8, 四川 buys 30; 西藏 tells one side in 2012."""
    provinces = list(sampled_regions.zone_of_province)
    sold, bought = (pd.DataFrame(amount, index=provinces, columns=YEARS) for amount in (10.0, 8.0))
    bought.loc["510000"] = 30.0
    sold.loc["540000", 2012] = math.nan
    zones = pd.Series(dict(sampled_regions.zone_of_province))
    tables = {
        "province": (sold, bought),
        "zone": tuple(table.groupby(zones).sum(min_count=1) for table in (sold, bought)),
    }
    printed = pd.DataFrame({"sold": [330.0], "bought": [330.0]}, index=[2014])
    return Contracts(
        sampled_catalogue["technology_contract_value_sold"], sampled_catalogue["technology_contract_value_bought"],
        tables, printed, YEARS,  # type: ignore[arg-type]
    )


def test_nets_and_their_sum(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], contracts: Contracts
) -> None:
    found = contract_year(sampled_engine, sampled_regions, sampled_catalogue, contracts, "province", 2014, "published")
    assert len(found.rows) == 31
    assert found.rows.loc["510000", ["net", "value"]].tolist() == [-20.0, -0.5]
    assert (found.sums.sold, found.sums.bought, found.sums.net) == (310.0, 270.0, 40.0)
    assert found.printed_sold - found.sums.sold == 20.0


def test_a_province_with_one_side_enters_no_sum(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], contracts: Contracts
) -> None:
    found = contract_year(sampled_engine, sampled_regions, sampled_catalogue, contracts, "province", 2012, "published")
    assert found.rows.loc["540000", "reason"] == "not_published"
    assert (found.sums.n, found.sums.bought) == (30, 262.0)
    assert math.isnan(found.printed_sold)


def test_zones_and_the_nation_add_up_their_provinces(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], contracts: Contracts
) -> None:
    found = contract_year(sampled_engine, sampled_regions, sampled_catalogue, contracts, "zone", 2014, "published")
    assert found.rows["net"].sum() == found.sums.net
    assert contracts.line(NATION).loc[2014].tolist() == [310.0, 270.0]
    assert contracts.line(NATION).loc[2012].tolist() == [300.0, 262.0]
    assert contracts.line("510000")["bought"].tolist() == [30.0] * 3
    assert contracts.line("west").loc[2014, "sold"] == 120.0
    with pytest.raises(ValueError, match="chengdu-chongqing"):
        contracts.line("chengdu-chongqing")


def test_centres_stand_on_the_provinces_known_on_both_sides_in_all_years(
    sampled_engine: Engine, sampled_regions: Regions, contracts: Contracts
) -> None:
    centres = contract_centres(sampled_engine, sampled_regions, contracts, NATION, "published")
    assert centres.left_out == ("540000",)
    assert list(centres.series) == ["sold", "bought"]
    # 四川 buys more than its share: what is bought lies nearer to it.
    rows = {side: centres.series[side].rows.loc[2014] for side in ("sold", "bought")}
    assert rows["bought"]["longitude"] < rows["sold"]["longitude"]
    assert centres.distances["value"].gt(0).all()


@pytest.mark.parametrize("layer", ["published", "sample"])
@pytest.mark.parametrize("measure", CONTRACT_MEASURES)
def test_a_layer_without_both_sides_has_no_contracts(
    sampled_engine: Engine, sampled_catalogue: dict[str, Indicator], measure: str, layer: str
) -> None:
    assert contracts_of(sampled_engine, sampled_catalogue, measure, layer) is None  # type: ignore[arg-type]


def test_the_sum_of_the_provinces_is_called_a_sum_and_has_no_net(sampled_engine: Engine, contracts: Contracts) -> None:
    screen = screen_of(sampled_engine)
    line = contracts.line(NATION)
    assert line_name(screen, contracts, NATION) == "31省合计"
    told = years_finding(screen, contracts, NATION, line)
    assert "2012年，30个省份合计" in told and "2014年，31个省份合计" in told
    assert "全国" not in told and "净" not in told
    columns = "".join(years_sheet(screen, contracts, NATION, line).table().columns)
    assert "净" not in columns and "省份数" in columns


def test_a_province_and_a_zone_keep_their_name_and_their_net(sampled_engine: Engine, contracts: Contracts) -> None:
    screen = screen_of(sampled_engine)
    for place, name in (("510000", "四川"), ("west", "西部")):
        line = contracts.line(place)
        assert line_name(screen, contracts, place).startswith(name)
        assert "净吸纳" in years_finding(screen, contracts, place, line)
        assert "净" in "".join(years_sheet(screen, contracts, place, line).table().columns)
