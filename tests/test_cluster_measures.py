"""Measures of clusters: ratios by hand, scores and ranks of a register made by hand, no invented point."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gmean

from queries.catalogue import Indicator
from queries.cluster_measures import (
    ClusterPanel,
    ClusterSource,
    cluster_blocks,
    cluster_measures,
    cluster_panel,
    measures_of,
    panel_from,
)
from queries.cluster_premium import cluster_premiums
from queries.cluster_register import ClusterRegister, cluster_register
from queries.cluster_scores import ClusterScorer, cluster_scores, cluster_standing, cluster_totals, scale_of
from queries.engine import Engine
from queries.formulas.cluster_score import total_scores
from queries.formulas.reasons import Reason
from queries.regions import Regions
from queries.values import indicator_values

Catalogue = dict[str, Indicator]
YEARS = (2020, 2021, 2022, 2023)
HOST = "320500"
BLOCKS = ["scale", "growth", "specialisation", "quality", "brand", "radiation", "international"]
# Enough for every block, in the order of their measures.
RETURNED = {
    "ip_service_institutions": 10.0, "employees": 100.0, "industry_revenue": 2.0, "service_combinations_covered": 14.0,
    "ip_agencies": 5.0, "practising_patent_attorneys": 20.0, "brand_institutions": 3.0, "branches_elsewhere": 4.0,
    "overseas_offices": 2.0, "complaints": 6.0, "cases_handled": 2000.0,
}


def register_of(rows: list[tuple[str, int, str, float, str]], clusters: list[str]) -> ClusterRegister:
    """A register from figures: cluster, year, metric, value and qualifier."""
    figures = pd.DataFrame(rows, columns=["cluster_id", "year", "metric", "value", "qualifier"])
    identity = pd.DataFrame(
        {"name_zh": clusters, "name_en": clusters, "region_code": HOST, "layer": "imported"},
        index=pd.Index(clusters, name="cluster_id"),
    )
    empty = ClusterRegister.none("imported")
    return ClusterRegister("imported", identity, figures.assign(unit="", source_id="s", source_title="s", note=None),
                           empty.targets)


def made_by_hand() -> ClusterRegister:
    """Twelve zones growing apart, and four that return too little: one year, gaps, no staff, a bound."""
    rows = []
    for place in range(12):
        for step, year in enumerate(YEARS):
            factor = (1 + place) * (1 + 0.1 * step)
            rows += [(f"z{place}", year, metric, value * factor, "exact") for metric, value in RETURNED.items()]
    rows += [("one year", 2023, metric, value * 3, "exact") for metric, value in RETURNED.items()]
    rows += [("gaps", year, metric, value * 4, "exact") for year in (2020, 2023) for metric, value in RETURNED.items()]
    rows += [("no staff", year, "industry_revenue", 5.0, "exact") for year in YEARS]
    rows += [("bound", 2023, "ip_service_institutions", 700.0, "over"), ("bound", 2023, "employees", 900.0, "exact"),
             ("bound", 2023, "complaints", 1.0, "exact"), ("bound", 2023, "cases_handled", 0.0, "exact")]
    return register_of(rows, [*(f"z{place}" for place in range(12)), "one year", "gaps", "no staff", "bound"])


def panels_of(register: ClusterRegister, source: ClusterSource) -> dict[str, ClusterPanel]:
    """Every panel; growth of revenue stands for the premium too, as if no host grew."""
    panels = {
        name: panel_from(source, measure) for name, measure in cluster_measures().items()
        if measure.kind not in ("premium", "growth")
    }
    revenue = register.wide("industry_revenue").reindex(columns=source.years)
    growth = 100 * (revenue / revenue.shift(1, axis=1) - 1)
    reasons = pd.DataFrame(None, growth.index, growth.columns, dtype=object).mask(growth.isna(), "no_base_year")
    return panels | {name: ClusterPanel(growth, reasons) for name in ("premium", "revenue_growth")}


@pytest.fixture(scope="module")
def register() -> ClusterRegister:
    return made_by_hand()


@pytest.fixture(scope="module")
def source(register: ClusterRegister, sampled_engine: Engine, sampled_regions: Regions,
           sampled_catalogue: Catalogue) -> ClusterSource:
    return ClusterSource(sampled_engine, sampled_regions, sampled_catalogue, register)


@pytest.fixture(scope="module")
def scorer(register: ClusterRegister, source: ClusterSource) -> ClusterScorer:
    return ClusterScorer(register, panels_of(register, source))


def test_seven_blocks_hold_the_measures_and_every_metric_is_known(sampled_catalogue: Catalogue) -> None:
    assert [block.id for block in cluster_blocks()] == BLOCKS
    assert [name for block in BLOCKS for name in (m.id for m in measures_of(block))] == list(cluster_measures())
    assert all(measures_of(block) for block in BLOCKS)
    named = {metric for measure in cluster_measures().values() for metric in measure.metrics}
    assert named - set(sampled_catalogue) == set()
    assert [name for name, measure in cluster_measures().items() if measure.polarity < 0] == ["complaints"]


def test_ratios_of_the_register_by_hand_and_the_reasons_of_those_that_are_none(source: ClusterSource) -> None:
    per_head = panel_from(source, cluster_measures()["revenue_per_practitioner"])
    # 2.0 亿元 over 100 people are 200 万元 a head.
    assert per_head.values.loc["z0", 2020] == pytest.approx(200.0)
    assert per_head.reasons.loc["no staff", 2021] == Reason.NO_DENOMINATOR
    assert per_head.reasons.loc["one year", 2022] == Reason.NOT_PUBLISHED
    assert per_head.reasons.loc["bound", 2023] == Reason.NOT_PUBLISHED, "staff without revenue"
    counted = panel_from(source, cluster_measures()["institutions"])
    assert counted.reasons.loc["bound", 2023] == Reason.BOUND_ONLY and math.isnan(counted.values.loc["bound", 2023])
    assert panel_from(source, cluster_measures()["complaints"]).reasons.loc["bound", 2023] == Reason.ZERO_DENOMINATOR
    assert panel_from(source, cluster_measures()["service_coverage"]).values.loc["z0", 2020] == pytest.approx(40.0)
    assert set(panel_from(source, cluster_measures()["location_quotient"]).reasons.stack()) <= {
        Reason.NO_DENOMINATOR, Reason.NOT_PUBLISHED
    }


def test_a_denominator_below_zero_is_an_error_of_the_return(source: ClusterSource) -> None:
    wrong = register_of([("z", 2023, "ip_agencies", -5.0, "exact"),
                         ("z", 2023, "practising_patent_attorneys", 20.0, "exact")], ["z"])
    own = ClusterSource(source.engine, source.regions, source.catalogue, wrong)
    panel = panel_from(own, cluster_measures()["attorneys_per_agency"])
    assert panel.reasons.loc["z", 2023] == Reason.NEGATIVE_INPUT and math.isnan(panel.values.loc["z", 2023])


def test_a_location_quotient_is_one_where_the_cluster_is_made_as_its_city(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    """Of an amount with itself, city and cluster alike, both shares are one."""
    hosts = indicator_values(sampled_engine, sampled_catalogue["employees"], "city", "sample")
    staff = float(hosts[(hosts["region_code"] == HOST) & (hosts["period"] == 2023)]["value"].iloc[0])
    own = register_of([("z", 2023, "employees", staff / 10, "exact"), ("z", 2023, "all", staff / 5, "exact")], ["z"])
    sampled = ClusterRegister("sample", own.identity, own.figures, own.targets)
    catalogue = {"employees": sampled_catalogue["employees"], "all": sampled_catalogue["employees"]}
    source = ClusterSource(sampled_engine, sampled_regions, catalogue, sampled)
    measure = cluster_measures()["location_quotient"]
    quotient = panel_from(source, type(measure)(**{**vars(measure), "denominator": "all"}))
    # Half of the cluster's staff against all of the city's.
    assert quotient.values.loc["z", 2023] == pytest.approx(0.5)


def test_every_value_has_no_reason_and_every_gap_has_one(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    for layer in ("sample", "published"):
        for name in cluster_measures():
            panel = cluster_panel(sampled_engine, sampled_regions, sampled_catalogue, layer, name)
            assert (panel.values.notna() ^ panel.reasons.notna()).all(axis=None), (layer, name)


def test_panels_of_the_sample_against_a_second_calculation(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    parts = (sampled_engine, sampled_regions, sampled_catalogue, "sample")
    found = cluster_register(sampled_engine, "sample")
    assert found is not None
    rows = found.figures.pivot(index=["cluster_id", "year"], columns="metric", values="value")
    expected = {
        "revenue_per_practitioner": 1e4 * rows["industry_revenue"] / rows["employees"],
        "attorneys_per_agency": rows["practising_patent_attorneys"] / rows["ip_agencies"],
        "complaints": 1000 * rows["complaints"] / rows["cases_handled"],
        "outside_city": 100 * rows["outside_city_revenue"] / rows["industry_revenue"],
        "credit_a": 100 * rows["credit_a_agencies"] / rows["credit_rated_agencies"],
        "service_coverage": 100 * rows["service_combinations_covered"] / 35,
    }
    for name, table in expected.items():
        wide = table.replace([np.inf, -np.inf], np.nan).unstack("year")
        values = cluster_panel(*parts, name).values.reindex(index=wide.index, columns=wide.columns)
        pd.testing.assert_frame_equal(values, wide, check_names=False)
        assert values.notna().any(axis=None), name
    premiums = cluster_premiums(*parts).set_index(["cluster_id", "year"])["premium"].dropna()
    shown = cluster_panel(*parts, "premium").values.stack().dropna()
    assert shown.to_dict() == pytest.approx(premiums.to_dict()) and len(shown) > 100


def test_the_scale_rests_on_one_year_and_says_what_it_leaves_out(scorer: ClusterScorer) -> None:
    # Of 2020 no growth is known; of the thirteen zones that return anything for 2021 eleven make four fifths.
    assert scorer.scale is not None and scorer.scale.base_year == 2021 and scorer.scale.blocks_left_out == ()
    assert scorer.scale.left_out["taxes"] is Reason.NOT_PUBLISHED and not scorer.scale.is_provisional
    assert "revenue" in scorer.scale.bounds.index
    base = scorer.panels["revenue"].values[2021]
    assert scorer.scale.bounds.loc["revenue"].tolist() == pytest.approx(list(np.nanpercentile(base, [5, 95])))


def test_years_and_zones_that_come_later_leave_every_score_as_it_was(
    scorer: ClusterScorer, register: ClusterRegister, source: ClusterSource
) -> None:
    """In 2024 all grow, thirty new zones return for the first time, and taxes, of which nothing was known, come in."""
    later = [(cluster, 2024, metric, value * 9 * (1 + place), "exact")
             for place, cluster in enumerate([*register.identity.index, *(f"new {one}" for one in range(30))])
             for metric, value in {**RETURNED, "taxes_paid": 1.0}.items()]
    rows = [*register.figures[["cluster_id", "year", "metric", "value", "qualifier"]].itertuples(index=False), *later]
    grown = register_of([tuple(row) for row in rows], [*register.identity.index, *(f"new {n}" for n in range(30))])
    again = ClusterScorer(grown, panels_of(grown, ClusterSource(
        source.engine, source.regions, source.catalogue, grown)))
    assert again.years == [*YEARS, 2024]
    for year in YEARS:
        for old, new in ((scorer.scored(year), again.scored(year)), (scorer.blocks(year), again.blocks(year))):
            pd.testing.assert_frame_equal(new.loc[old.index], old, check_exact=True)
    assert total_scores(again.blocks(2021))["value"].notna().sum() == 12


def test_a_scale_without_all_blocks_is_for_the_time_being(scorer: ClusterScorer) -> None:
    """Of 2020 no growth is known: the first year that fills all blocks takes its place."""
    early = {name: ClusterPanel(panel.values[[2020]], panel.reasons[[2020]]) for name, panel in scorer.panels.items()}
    first = scale_of(early)
    assert first is not None and first.is_provisional
    assert first.base_year == 2020 and "growth" in first.blocks_left_out
    assert scale_of(scorer.panels, 1999) is None, "a year that is written down counts or nothing does"


def test_the_scale_of_the_sample_is_the_same_before_and_after_its_later_years(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    parts = (sampled_engine, sampled_regions, sampled_catalogue, "sample")
    found = cluster_register(sampled_engine, "sample")
    assert found is not None
    every = {name: cluster_panel(*parts, name) for name in cluster_measures()}
    until = {name: ClusterPanel(panel.values.loc[:, :2021], panel.reasons.loc[:, :2021])
             for name, panel in every.items()}
    whole, before = ClusterScorer(found, every), ClusterScorer(found, until)
    assert whole.scale is not None and whole.scale.base_year == 2021 and before.years[-1] == 2021
    for year in (2019, 2021):
        pd.testing.assert_frame_equal(whole.blocks(year), before.blocks(year), check_exact=True)
        assert total_scores(whole.blocks(year))["value"].notna().sum() > 20


def test_totals_are_the_geometric_mean_of_blocks_and_partial_profiles_have_none(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    scores = cluster_scores(sampled_engine, sampled_regions, sampled_catalogue, "sample", 2023)
    full = scores[scores[BLOCKS].notna().all(axis=1)]
    assert len(full) >= 30
    np.testing.assert_allclose(full["total"], gmean(np.maximum(full[BLOCKS], 1.0), axis=1))
    partial = scores[scores[BLOCKS].isna().any(axis=1)]
    assert partial["total"].isna().all() and (partial["reason"] == Reason.NOT_PUBLISHED).all()
    assert partial[["rank", "lo", "hi"]].isna().all(axis=None)
    assert ((full["lo"] <= full["median"]) & (full["median"] <= full["hi"])).all()
    assert full["ties"].between(0, len(full) - 1).all()
    assert set(scores["rank_verdict"].dropna()) <= {"rise", "fall", "noise"}
    totals = cluster_totals(sampled_engine, sampled_regions, sampled_catalogue, "sample")
    pd.testing.assert_series_equal(totals[2023], scores["total"], check_names=False)


def test_zones_that_return_too_little_keep_what_they_return(scorer: ClusterScorer) -> None:
    found = scorer.standing(2023)
    scores, single = found.scores, found.measure_scores
    assert scores.loc["no staff", ["scale", "quality", "total"]].isna().all()
    assert not math.isnan(single.loc["no staff", "revenue"]), "the figure that there is keeps its score"
    assert scores.loc["one year", "scale"] >= 0 and math.isnan(scores.loc["one year", "growth"])
    assert math.isnan(scores.loc["gaps", "growth"]) and scores.loc["gaps", "score_verdict"] is None
    assert single.loc["bound"].drop("practitioners").isna().all()
    ranked = found.block_ranks[found.block_ranks["block"] == "scale"].set_index("cluster_id")
    assert ranked.loc["z11", "rank"] == 1 and set(ranked["n"]) == {14}
    assert found.scores["total"].notna().sum() == 12


def test_scores_do_not_depend_on_the_order_of_clusters_nor_on_the_run(
    scorer: ClusterScorer, register: ClusterRegister, source: ClusterSource
) -> None:
    turned = ClusterRegister(register.layer, register.identity.iloc[::-1], register.figures, register.targets)
    again = ClusterScorer(turned, panels_of(turned, ClusterSource(
        source.engine, source.regions, source.catalogue, turned)))
    columns = [*BLOCKS, "total", "rank"]
    pd.testing.assert_frame_equal(
        again.standing(2023).scores[columns].sort_index(), scorer.standing(2023).scores[columns].sort_index()
    )
    pd.testing.assert_frame_equal(scorer.standing(2023).scores, scorer.standing(2023).scores)


def test_a_layer_of_a_few_figures_has_no_scale(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    found = cluster_standing(sampled_engine, sampled_regions, sampled_catalogue, "published", 2023)
    assert found.scale is None and found.block_ranks.empty
    assert found.scores[[*BLOCKS, "total", "rank"]].isna().all(axis=None) and len(found.scores) == 22


def test_one_zone_alone_is_scored_against_nobody(source: ClusterSource, register: ClusterRegister) -> None:
    alone = ClusterRegister(
        "imported", register.identity.loc[["z1"]], register.figures[register.figures["cluster_id"] == "z1"],
        register.targets,
    )
    scored = ClusterScorer(alone, panels_of(alone, ClusterSource(
        source.engine, source.regions, source.catalogue, alone)))
    assert scored.scale is None and scored.standing(2023).scores["total"].isna().all()


def test_money_and_counts_are_drawn_once_for_all_measures_of_a_numerator(scorer: ClusterScorer) -> None:
    measures: Mapping[str, object] = cluster_measures()
    revenue = scorer._drawn(measures["revenue"], 2023)  # type: ignore[arg-type]
    per_head = scorer._drawn(measures["revenue_per_practitioner"], 2023)  # type: ignore[arg-type]
    place = scorer.clusters.get_loc("z3")
    np.testing.assert_allclose(
        revenue[:, place] / scorer.figures("revenue", 2023)[place],
        per_head[:, place] / scorer.figures("revenue_per_practitioner", 2023)[place],
    )
    assert revenue[:, place].std() / revenue[:, place].mean() == pytest.approx(0.05, rel=0.1)
