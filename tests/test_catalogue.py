"""The indicator catalogue: one complete record per indicator, whose words come from one place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from small_snapshot import ADDITIVE, RATES, write_snapshot

from data.metrics import load_metrics
from data.policy import clauses
from queries.catalogue import CATALOGUE_FILE, FORMULAS, Indicator, catalogue_of, load_catalogue
from queries.engine import Engine

METRICS = load_metrics()
CATALOGUE = load_catalogue()
DERIVED = {name: indicator for name, indicator in CATALOGUE.items() if indicator.kind != "value"}
RECORDS = tomllib.loads(Path(CATALOGUE_FILE).read_text(encoding="utf-8"))
HAN = re.compile(r"[\u4e00-\u9fff]")

UNNAMED_BY_POLICY = ("demand", "economy", "environment", "revenue")


def test_every_metric_is_an_indicator_of_its_own() -> None:
    assert [name for name in METRICS if name not in CATALOGUE] == []
    for name, metric in METRICS.items():
        indicator = CATALOGUE[name]
        assert (indicator.kind, indicator.numerator, indicator.denominator) == ("value", metric, None)
        assert (indicator.name("zh"), indicator.name("en")) == (metric.name_zh, metric.name_en)


def test_every_derived_indicator_stands_on_metrics_that_exist() -> None:
    for kind in ("density", "location_quotient"):
        for identifier, record in RECORDS[kind].items():
            assert {record["numerator"], record["denominator"]} <= set(METRICS), identifier
            assert identifier in CATALOGUE
    for family in ("share", "growth"):
        assert set(RECORDS[family]["metrics"]) <= set(METRICS)
        assert len(set(RECORDS[family]["metrics"])) == len(RECORDS[family]["metrics"])
        assert all(METRICS[name].additive for name in RECORDS[family]["metrics"])


def test_no_indicator_hides_another() -> None:
    expected = len(METRICS) + sum(len(RECORDS[kind]) for kind in ("density", "location_quotient"))
    expected += sum(len(RECORDS[family]["metrics"]) for family in ("share", "growth"))
    assert len(CATALOGUE) == expected
    assert all(identifier == indicator.id for identifier, indicator in CATALOGUE.items())


@pytest.mark.parametrize("identifier", CATALOGUE)
def test_identifier_means_the_same_in_every_language_and_address(identifier: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", identifier)


@pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=lambda indicator: indicator.id)
def test_record_is_complete_in_both_languages(indicator: Indicator) -> None:
    assert HAN.search(indicator.name("zh")) and not HAN.search(indicator.name("en"))
    assert not HAN.search(indicator.caveat("en")) or indicator.kind == "value"
    for language in ("zh", "en"):
        assert indicator.name(language).strip() == indicator.name(language)
        assert indicator.definition(language)
        assert "{" not in indicator.name(language) + indicator.caveat(language)
    assert bool(indicator.caveat("zh")) == bool(indicator.caveat("en"))
    assert bool(indicator.unit("zh")) == bool(indicator.unit("en"))
    if indicator.kind in ("density", "share", "growth"):
        assert indicator.unit("zh") and not HAN.search(indicator.unit("en"))
    if indicator.kind != "value":
        assert indicator.caveat("zh"), "a derived figure always has a caveat"


@pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=lambda indicator: indicator.id)
def test_record_says_how_to_read_compute_and_cite_it(indicator: Indicator) -> None:
    assert indicator.polarity in (-1, 0, 1)
    assert 0 <= indicator.decimals <= 4
    assert indicator.scale > 0
    assert indicator.formula == FORMULAS[indicator.kind]
    assert indicator.clause in clauses() or (indicator.clause is None and indicator.subject in UNNAMED_BY_POLICY)
    assert (indicator.denominator is not None) == (indicator.kind in ("density", "location_quotient"))
    assert indicator.method == {"value": "—", "density": "D2", "location_quotient": "D3", "share": "D1",
                                "growth": "G5"}[indicator.kind]
    assert indicator.is_count == (indicator.kind == "value" and indicator.numerator.additive)
    assert indicator.metrics[0] == indicator.numerator.metric


def test_a_clause_is_cited_where_the_policy_names_what_is_measured() -> None:
    assert CATALOGUE["industry_revenue"].clause == CATALOGUE["practising_patent_attorneys_share"].clause == "三"
    assert CATALOGUE["patent_agencies"].clause == CATALOGUE["patent_agencies_per_million_people"].clause == "五"
    assert CATALOGUE["gdp"].clause is None


def test_a_snapshot_brings_the_catalogue_of_its_own_metrics(engine: Engine, tmp_path: Path) -> None:
    assert catalogue_of(engine) == CATALOGUE
    older = Engine(write_snapshot(tmp_path))
    assert set(catalogue_of(older)) == {*ADDITIVE, *RATES, "population_census_share"}
    older.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_tell_indicators_apart(language: str) -> None:
    names = [indicator.name(language) for indicator in CATALOGUE.values()]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("indicator", DERIVED.values(), ids=lambda indicator: indicator.id)
def test_a_derived_indicator_repeats_the_caveats_of_its_metrics_once(indicator: Indicator) -> None:
    for metric in (indicator.numerator, indicator.denominator):
        if metric is not None and metric.caveat_zh:
            assert indicator.caveat("zh").count(metric.caveat_zh) == 1


def test_a_fixed_year_of_a_denominator_is_one_that_all_provinces_publish(engine: Engine) -> None:
    coverage = engine.query("coverage/metric_years", layer="published")
    coverage = coverage[coverage["level"] == "province"].set_index(["metric", "period"])["surveyed"]
    with_base = [indicator for indicator in DERIVED.values() if indicator.denominator_year]
    fixed = {(i.denominator.metric, i.denominator_year) for i in with_base if i.denominator}
    assert fixed and {coverage[key] for key in fixed} == {31}


@pytest.mark.parametrize(
    ("identifier", "upper", "lower", "scale"),
    [
        # 件 per 10,000 and per million people, 亿元 per person in yuan, 件 per 100 × 亿元 = 10 billion yuan.
        ("utility_models_per_10k_people", "件", "人", 1e4),
        ("pct_applications_per_million_people", "件", "人", 1e6),
        ("rd_expenditure_per_head", "亿元", "人", 1e8),
        ("pct_applications_per_10_billion_gdp", "件", "亿元", 1e2),
        ("patent_agencies_per_10k_utility_models", "家", "件", 1e4),
    ],
)
def test_scale_fits_the_units_of_numerator_and_denominator(
    identifier: str, upper: str, lower: str, scale: float
) -> None:
    indicator = CATALOGUE[identifier]
    assert indicator.denominator is not None
    assert (indicator.numerator.unit, indicator.denominator.unit, indicator.scale) == (upper, lower, scale)
