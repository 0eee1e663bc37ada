"""Shares that move and what makes up the change, on the sample register and where facts are too few."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.boundaries import Boundaries, load_boundaries
from pages.charts.shift_share import competitive_figure, waterfall_figure
from pages.exporters.chart.contract import check_figure
from pages.texts import load_texts
from pages.texts.numbers import adding_up
from pages.texts.share_dynamics import measure_words
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.formulas.shift_share import SPLITS, TERMS
from queries.regions import ZONES, Regions
from queries.share_dynamics import ShareMoves, share_moves
from queries.shift_share import ShiftShare, shift_share_of
from queries.supply_panel import FORMS, REGISTER_MEASURES, known_measures, supply_panel
from queries.values import indicator_values

Snapshot = tuple[Engine, Regions, dict[str, Indicator]]
PERIOD = (2019, 2023)
PARTITIONS = ("zone", "province", "city")


@pytest.fixture(scope="module")
def sampled(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> Snapshot:
    return sampled_engine, sampled_regions, sampled_catalogue


@pytest.fixture(scope="module")
def boundaries() -> Boundaries:
    return load_boundaries(None)


def moved(sampled: Snapshot, level: str, measure: str, form: str | None = None) -> ShareMoves:
    return share_moves(*sampled, "sample", level, measure, PERIOD, form)


def split(sampled: Snapshot, boundaries: Boundaries, level: str, measure: str = "agencies") -> ShiftShare:
    return shift_share_of(*sampled, boundaries, "sample", level, measure, PERIOD)


def test_the_panel_holds_all_institutions_of_the_statistics(sampled: Snapshot) -> None:
    engine, _, catalogue = sampled
    rows = indicator_values(engine, catalogue["ip_service_institutions"], "province", "sample")
    totals = supply_panel(*sampled, "sample", "province", "agencies").totals
    known = rows[rows["value"].notna()]
    for code, year, value in zip(known["region_code"], known["period"], known["value"], strict=True):
        assert totals.loc[code, int(year)] == pytest.approx(value)


@pytest.mark.parametrize("measure", REGISTER_MEASURES)
@pytest.mark.parametrize("level", PARTITIONS)
def test_what_shares_gain_and_lose_adds_up_to_nothing(sampled: Snapshot, level: str, measure: str) -> None:
    moves = moved(sampled, level, measure)
    assert moves.rows["reason"].isna().all()
    assert moves.rows["share_change"].sum() == pytest.approx(0.0, abs=1e-9)
    assert moves.rows["relative_net_flow"].sum() == pytest.approx(0.0, abs=1e-5)
    assert moves.zones["relative_net_flow"].sum() == pytest.approx(0.0, abs=1e-5)
    assert set(moves.zones.index) == set(ZONES)


def test_flows_of_zones_are_those_of_their_provinces(sampled: Snapshot) -> None:
    moves = moved(sampled, "province", "agencies")
    zone = pd.Series(dict(sampled[1].zone_of_province))
    added = moves.rows["relative_net_flow"].groupby(zone).sum()
    assert moves.zones["relative_net_flow"].to_dict() == pytest.approx(added.to_dict())


def test_forms_add_up_to_all(sampled: Snapshot) -> None:
    whole = moved(sampled, "province", "agencies").rows
    parts = sum(moved(sampled, "province", "agencies", form).rows[["before", "after"]] for form in FORMS)
    assert isinstance(parts, pd.DataFrame)
    assert parts.to_numpy() == pytest.approx(whole[["before", "after"]].to_numpy())


def test_major_regions_are_each_beside_the_rest_of_the_nation(sampled: Snapshot) -> None:
    majors = moved(sampled, "major", "agencies")
    provinces = moved(sampled, "province", "agencies").rows
    row = majors.rows.loc["beijing-tianjin-hebei"]
    inside = provinces.loc[["110000", "120000", "130000"]]
    assert row[["before", "after"]].tolist() == pytest.approx(inside[["before", "after"]].sum().tolist())
    assert row["share_change"] == pytest.approx(inside["share_change"].sum())
    assert majors.whole_after == pytest.approx(provinces["after"].sum())


def test_major_regions_hold_the_same_agencies_by_register_and_by_statistic(sampled: Snapshot) -> None:
    """成渝 is all of Chongqing and Sichuan in both, 粤港澳 all of Guangdong (E6)."""
    counted = supply_panel(*sampled, "sample", "major", "agencies").totals.sort_index()
    printed = supply_panel(*sampled, "sample", "major", "ip_service_institutions").totals.loc[counted.index]
    assert counted.to_numpy() == pytest.approx(printed[counted.columns].to_numpy())


def test_a_metric_moves_like_the_register_it_is_counted_from(sampled: Snapshot) -> None:
    counted = moved(sampled, "province", "agencies").rows.sort_index()
    printed = moved(sampled, "province", "ip_service_institutions").rows.sort_index()
    assert printed["share_change"].to_numpy() == pytest.approx(counted["share_change"].to_numpy())
    assert supply_panel(*sampled, "sample", "province", "ip_service_institutions").by_form == {}


@pytest.mark.parametrize("level", PARTITIONS)
def test_terms_add_up_for_every_region_and_to_nothing_over_all(
    sampled: Snapshot, boundaries: Boundaries, level: str
) -> None:
    found = split(sampled, boundaries, level)
    assert found.reason is None
    rows = found.by_region
    for name in SPLITS:
        assert rows[list(TERMS[name])].sum(axis=1).to_numpy() == pytest.approx(rows["change"].to_numpy(), abs=1e-6)
    assert not found.steps["new_to_nation"].any()
    assert rows["competitive"].sum() == pytest.approx(0.0, abs=1e-6)
    assert rows[["neighbour", "local"]].sum().sum() == pytest.approx(0.0, abs=1e-6)
    totals = supply_panel(*sampled, "sample", level, "agencies").totals
    assert rows["change"].to_dict() == pytest.approx((totals[2023] - totals[2019]).to_dict())


def test_zones_have_the_plain_terms_of_their_provinces(sampled: Snapshot, boundaries: Boundaries) -> None:
    terms = list(TERMS["plain"])
    zone = pd.Series(dict(sampled[1].zone_of_province))
    added = split(sampled, boundaries, "province").by_region[terms].groupby(zone).sum()
    found = split(sampled, boundaries, "zone").by_region.loc[added.index, terms]
    assert found.to_numpy() == pytest.approx(added.to_numpy(), abs=1e-6)


def test_zones_are_neighbours_where_their_provinces_are(sampled: Snapshot, boundaries: Boundaries) -> None:
    assert split(sampled, boundaries, "zone").isolated == ()
    assert split(sampled, boundaries, "province").isolated == ()


def test_major_regions_overlap_and_have_no_neighbours(sampled: Snapshot, boundaries: Boundaries) -> None:
    rows = split(sampled, boundaries, "major").by_region
    assert rows[["neighbour", "local"]].isna().all(axis=None)
    assert rows[list(TERMS["plain"])].sum(axis=1).to_numpy() == pytest.approx(rows["change"].to_numpy())


def test_one_year_is_no_change(sampled: Snapshot, boundaries: Boundaries) -> None:
    found = shift_share_of(*sampled, boundaries, "sample", "province", "agencies", (2023, 2023))
    assert found.reason is Reason.NO_BASE_YEAR
    assert found.years == []


def test_published_figures_of_few_provinces_are_no_measure(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], boundaries: Boundaries
) -> None:
    of_layer = (sampled_engine, sampled_regions, sampled_catalogue)
    assert known_measures(*of_layer, "published", "province") == []
    # Two cities that report are no whole whose shares they could change.
    assert known_measures(*of_layer, "published", "city") == []
    assert shift_share_of(*of_layer, boundaries, "published", "province", "agencies", PERIOD).reason is not None
    rows = share_moves(*of_layer, "published", "province", "patent_agencies", PERIOD).rows
    assert rows["reason"].notna().all()


@settings(deadline=None, max_examples=80, derandomize=True)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), st.integers(0, 2))
def test_printed_terms_add_up_to_the_printed_sum(values: list[float], decimals: int) -> None:
    printed = adding_up(values, decimals)
    assert sum(printed) == pytest.approx(round(sum(values), decimals), abs=10.0**-decimals / 2)
    assert np.abs(np.array(printed) - np.array(values)).max() <= 1.01 * 10.0**-decimals


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [(117_600.0, "+11.76亿元", "+1.176 billion yuan"), (-9_000.0, "−9,000万元", "−90 million yuan"),
     (0.2, "0万元", "0 thousand yuan")],
)
def test_money_is_never_told_in_tens_of_thousands_of_tens_of_thousands(value: float, zh: str, en: str) -> None:
    for language, told in (("zh", zh), ("en", en)):
        texts = load_texts(language)
        assert measure_words("revenue", None, None, texts).amount(value, texts, signed=True) == told


def test_figures_can_be_drawn_in_files() -> None:
    check_figure(waterfall_figure(["a", "b", "sum"], [5.0, -8.0], ["+5", "−8", "−3"], 300))
    check_figure(competitive_figure(["1", "2"], ["A", "B"], [3.0, -3.0], [1.0, 0.0], ["", ""], ("own", "mix"), "1"))
