"""The policy scorecard: its sentences stand in the policy, its figures are what the snapshot says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import get_args

import duckdb
import pandas as pd
import pytest
from scipy.stats import percentileofscore

from data.policy import clauses
from data.snapshot import SnapshotReference
from queries.branch_acceptance import branch_acceptance
from queries.catalogue import catalogue_of, load_catalogue
from queries.engine import Engine
from queries.formulas.scorecard_light import Light, row_light
from queries.regions import ZONES, Regions
from queries.scorecard import PANELS, Scorecard, scorecard
from queries.scorecard_branches import acceptance_panel
from queries.scorecard_order import order_panel
from queries.scorecard_panels import Basis
from queries.scorecard_record import ABSENT, CLAUSE, CLUSTERS, Subject, measures, sentences
from queries.transfer_order import gradients_of, transfer_order

SENTENCES = (
    "east_value_chain", "east_radiation", "east_international", "middle_scale", "middle_quality", "west_attract",
    "west_grow", "west_shortboard", "major_international", "cooperation", "gradient_transfer", "orderly_acceptance",
    "cluster_upgrade", "cluster_brand",
)
YEAR, BASE = 2023, 2020
Facts = duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def card(sampled_engine: Engine) -> Scorecard:
    return scorecard(sampled_engine, Regions(sampled_engine), catalogue_of(sampled_engine), "sample")


@pytest.fixture(scope="module")
def facts(sampled_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    """A copy of the snapshot, beside the sampled_engine that is tested."""
    copy = shutil.copy(sampled_snapshot.path, tmp_path_factory.mktemp("facts"))
    with duckdb.connect(str(copy), read_only=True) as connection:
        yield connection


def row(card: Scorecard, measure: str, unit: str) -> pd.Series:
    found = card.rows[(card.rows["measure"] == measure) & (card.rows["unit"] == unit)]
    return found.iloc[0]


def of_zone(facts: Facts, metric: str, zone: str | None, year: int, layer: str = "sample") -> float:
    """Sum of a metric over the provinces of a zone, or over all 31."""
    return facts.execute(
        "select sum(value) from stat join region_member m on region_code = member_code "
        "where metric = ? and m.group_code = ? and member_level = 'province' and valid_to is null and year = ? "
        "and layer = ?", [metric, zone or "100000", year, layer],
    ).fetchone()[0]


def test_all_fourteen_rows_in_the_order_of_the_policy() -> None:
    assert tuple(one.id for one in sentences()) == SENTENCES
    text = clauses()[CLAUSE][1]
    places = [text.index(one.quote) for one in sentences()]
    assert places == sorted(places)


@pytest.mark.parametrize("sentence", sentences(), ids=SENTENCES)
def test_every_quotation_stands_in_the_policy(sentence) -> None:
    assert sentence.quote in clauses()[CLAUSE][1]
    assert sentence.words in sentence.quote
    assert sentence.subject in get_args(Subject)
    assert sentence.measures and set(sentence.measures) <= set(measures())


@pytest.mark.parametrize("measure", measures().values(), ids=lambda one: one.id)
def test_a_measure_is_computed_or_says_what_it_needs(measure) -> None:
    assert (measure.kind == ABSENT) != (measure.kind in PANELS)
    assert bool(measure.needs_zh) == bool(measure.needs_en)
    assert measure.needs_zh or measure.kind != ABSENT
    assert set(measure.metrics) <= set(load_catalogue())
    assert measure.name_zh and measure.name_en


def test_every_kind_of_measure_is_used() -> None:
    assert {one.kind for one in measures().values()} == {*PANELS, ABSENT}
    assert {name for one in sentences() for name in one.measures} == set(measures())


@pytest.mark.parametrize("zone", ["east", None])
def test_a_ratio_is_one_of_sums(card: Scorecard, facts: Facts, zone: str | None) -> None:
    expected = 1e4 * of_zone(facts, "industry_revenue", zone, YEAR) / of_zone(facts, "employees", zone, YEAR)
    own = row(card, "revenue_per_employee", "east")
    assert own["value" if zone else "against"] == pytest.approx(expected)
    assert own["year"] == YEAR


def test_change_is_the_level_less_that_of_three_years_before(
    card: Scorecard, facts: Facts
) -> None:
    levels = [100 * of_zone(facts, "ip_service_institutions", "central", year)
              / of_zone(facts, "ip_service_institutions", None, year) for year in (BASE, YEAR)]
    own = row(card, "institutions_share", "central")
    assert (own["base"], own["value"], own["base_year"]) == (*map(pytest.approx, levels), BASE)
    assert own["change"] == pytest.approx(levels[1] - levels[0])
    demand = [of_zone(facts, "population_census", zone, 2020, "published") for zone in ("central", None)]
    assert own["against"] == pytest.approx(100 * demand[0] / demand[1])


def test_shares_of_zones_change_by_nothing_in_all(card: Scorecard) -> None:
    series = card.series[card.series["measure"] == "institutions_share"]
    wide = series.pivot(index="year", columns="unit", values="value")
    assert wide[["east", "central", "northeast", "west"]].sum(axis=1).tolist() == pytest.approx([100.0] * len(wide))


def test_larger_agencies_are_all_less_those_under_ten(card: Scorecard, facts: Facts) -> None:
    whole, small = (of_zone(facts, name, "west", YEAR)
                    for name in ("patent_agencies", "patent_agencies_under_10_attorneys"))
    assert row(card, "larger_agencies_share", "west")["value"] == pytest.approx(100 * (whole - small) / whole)


def test_shortfall_is_what_the_zone_lacks_to_the_nation(card: Scorecard, facts: Facts) -> None:
    own = row(card, "institutions_density", "northeast")
    people = of_zone(facts, "population_census", "northeast", 2020, "published")
    rate = of_zone(facts, "ip_service_institutions", None, YEAR) / of_zone(
        facts, "population_census", None, 2020, "published"
    )
    assert own["shortfall"] == pytest.approx(
        rate * people - of_zone(facts, "ip_service_institutions", "northeast", YEAR)
    )


@pytest.fixture(scope="module")
def branches(facts: Facts) -> pd.DataFrame:
    """Every branch with the province of its head office and its own, by the first two digits of the codes."""
    return facts.execute(
        "select substr(a.region_code, 1, 2) as home, substr(b.region_code, 1, 2) as place, "
        "year(b.established_on) as opened, coalesce(year(b.closed_on), 9999) as closed "
        "from branch b join agency a using (agency_code)"
    ).df()


EAST_DIGITS = {"11", "12", "13", "31", "32", "33", "35", "37", "44", "46"}
WEST_DIGITS = {"15", "45", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"}


def standing(branches: pd.DataFrame, year: int) -> pd.DataFrame:
    return branches[(branches["opened"] <= year) & (branches["closed"] > year)]


@pytest.mark.parametrize(("year", "column"), [(YEAR, "value"), (BASE, "base")])
def test_branches_outside_and_inland(card: Scorecard, branches: pd.DataFrame, year: int, column: str) -> None:
    there = standing(branches, year)
    of_east = there[there["home"].isin(EAST_DIGITS)]
    away = there[there["home"] != there["place"]]
    outside = 100 * (of_east["home"] != of_east["place"]).mean()
    inland = 100 * (away["home"].isin(EAST_DIGITS) & ~away["place"].isin(EAST_DIGITS)).mean()
    assert row(card, "branches_outside", "east")[column] == pytest.approx(outside)
    assert row(card, "branches_inland", "east")[column] == pytest.approx(inland)


def test_acceptance_of_the_west(card: Scorecard, branches: pd.DataFrame, facts: Facts) -> None:
    there = standing(branches, YEAR)
    zone_of = {
        place[:2]: zone for place, zone in facts.execute(
            "select member_code, group_code from region_member where member_level = 'province' "
            "and group_code in ('east', 'central', 'northeast', 'west') and valid_to is null"
        ).fetchall()
    }
    away = there[there["home"].map(zone_of) != there["place"].map(zone_of)]
    people = [of_zone(facts, "population_census", zone, 2020, "published") for zone in ("west", None)]
    expected = away["place"].isin(WEST_DIGITS).mean() / (people[0] / people[1])
    assert row(card, "acceptance", "west")["value"] == pytest.approx(expected)


def test_acceptance_is_that_of_the_page_of_transfer(sampled_engine: Engine, facts: Facts) -> None:
    own = (sampled_engine, Regions(sampled_engine), catalogue_of(sampled_engine))
    panel = acceptance_panel(Basis(*own, "sample"), measures()["acceptance"])
    for level, units in (("zone", ZONES), ("province", tuple(own[1].zone_of_province))):
        found = branch_acceptance(*own, "sample", level, "population_census", YEAR - 2, YEAR).rows
        assert panel.values.loc[list(units), YEAR].tolist() == pytest.approx(found["index"].tolist())
        assert panel.events.loc[list(units), YEAR].tolist() == found["standing"].tolist()
    people = pd.Series({zone: of_zone(facts, "population_census", zone, 2020, "published") for zone in ZONES})
    assert (people / people.sum() * panel.values.loc[list(ZONES), YEAR]).sum() == pytest.approx(1.0)


def test_survival_follows_one_year_of_openings(card: Scorecard, branches: pd.DataFrame) -> None:
    cohort = branches[(branches["opened"] == BASE) & (branches["home"] != branches["place"])]
    kept = cohort["closed"] > YEAR
    assert row(card, "branch_survival", "west")["against"] == pytest.approx(100 * kept.mean())
    gansu = cohort["place"] == "62"
    assert row(card, "branch_survival", "620000")["value"] == pytest.approx(100 * kept[gansu].mean())


def test_order_is_that_of_the_page_of_transfer(card: Scorecard, sampled_engine: Engine) -> None:
    facts = (sampled_engine, Regions(sampled_engine), catalogue_of(sampled_engine))
    found = transfer_order(*facts, "sample", "province", YEAR - 2, YEAR, permutations=99)
    own = row(card, "order", "100000")
    assert own["value"] == pytest.approx(found.test.index.value)
    assert own["events"] == found.pairs["branches"].sum()


def test_order_is_told_of_years_whose_first_year_has_a_gradient(sampled_engine: Engine) -> None:
    own = (sampled_engine, Regions(sampled_engine), catalogue_of(sampled_engine), "sample")
    panel = order_panel(Basis(*own), measures()["order"])
    known = set(gradients_of(*own, "province").columns)
    assert len(panel.values.columns) and {year - 2 for year in panel.values.columns} <= known
    assert panel.values.columns.equals(panel.reasons.columns)


def test_type_match_of_the_nation_is_the_mean_by_inflow(card: Scorecard, sampled_engine: Engine) -> None:
    facts = (sampled_engine, Regions(sampled_engine), catalogue_of(sampled_engine))
    found = branch_acceptance(*facts, "sample", "province", "population_census", YEAR - 2, YEAR)
    known = found.rows.dropna(subset=["match"])
    assert row(card, "type_match", "100000")["value"] == pytest.approx(
        (known["match"] * known["inflow"]).sum() / known["inflow"].sum()
    )
    assert row(card, "type_match", "420000")["value"] == pytest.approx(known.loc["420000", "match"])
    assert row(card, "type_match", "110000")["reason"] == "not_applicable"


def test_clusters_against_their_plans(card: Scorecard, facts: Facts) -> None:
    total, plan = (facts.execute(
        f"select sum(value) from {table} where metric = 'industry_revenue' and layer = 'sample' and year = ?", [year]
    ).fetchone()[0] for table, year in (("cluster_year", YEAR), ("cluster_target", 2025)))
    own = row(card, "revenue_to_plan", CLUSTERS)
    assert (own["value"], own["against"], own["target_year"]) == (pytest.approx(total), pytest.approx(plan), 2025)


def test_percentiles_are_taken_among_the_addressed_alone(card: Scorecard) -> None:
    rows = card.rows[(card.rows["measure"] == "larger_agencies_share") & ~card.rows["is_group"]]
    assert len(rows) == 12
    for place, own in rows.set_index("unit").iterrows():
        others = rows.loc[rows["unit"] != place, "value"]
        assert own["percentile"] == pytest.approx(percentileofscore(others, own["value"], kind="mean"))


def test_major_regions_are_compared_with_each_other(card: Scorecard) -> None:
    own = card.rows[card.rows["sentence"] == "major_international"]
    rows = own[own["measure"] == "foreign_related_share"]
    assert set(rows["percentile"]) == {0.0, 100 / 3, 200 / 3, 100.0}
    assert dict(zip(rows["unit"], rows["proxy"], strict=True)) == {
        "beijing-tianjin-hebei": 0, "yangtze-river-delta": 0, "greater-bay-area": 1, "chengdu-chongqing": 1,
    }


def test_a_light_stands_on_every_row_and_a_value_or_a_reason(card: Scorecard) -> None:
    assert set(card.rows["light"]) <= {light.value for light in Light}
    assert (card.rows["value"].isna() == card.rows["reason"].notna()).all()
    assert (card.rows["change"].isna() == card.rows["change_reason"].notna()).all()
    missing = card.rows["value"].isna() | card.rows["change"].isna()
    assert set(card.rows.loc[missing, "light"]) == {"grey"}


def test_light_of_a_sentence_is_that_of_its_regions_alone(card: Scorecard) -> None:
    for sentence in sentences():
        own = card.rows[(card.rows["sentence"] == sentence.id) & card.rows["is_group"]]
        assert card.lights[sentence.id] is row_light(Light(light) for light in own["light"])


def test_neither_target_nor_reference_gives_no_green_and_no_red(card: Scorecard) -> None:
    free = [one.id for one in measures().values() if one.target is None and one.reference == "none"]
    rows = card.rows[card.rows["measure"].isin(free)]
    assert set(rows["light"]) <= {"amber", "grey"}
    assert rows["status"].isna().all()


def test_published_figures_alone_give_no_light(sampled_engine: Engine) -> None:
    """Seven provinces print their agencies: no zone, no major region, no nation of 31, so everything is grey."""
    card = scorecard(sampled_engine, Regions(sampled_engine), catalogue_of(sampled_engine), "published")
    assert set(card.lights.values()) == {Light.GREY}
    assert set(card.rows.loc[card.rows["is_group"], "light"]) == {"grey"}
