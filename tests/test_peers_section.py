"""The peers of a cluster and its synthetic peer, and what the section says where there are too few."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from own_clusters import COMPLETE, ONE_YEAR, WITH_GAPS, WITHOUT_STAFF
from real_maps import screen_of
from streamlit.testing.v1 import AppTest
from test_pages import assert_sound, figures, html_of, opened

from geo.page_text import PageText
from pages.charts.peer_ratios import RatioRow, letter, ratios_figure
from pages.charts.synthetic_line import SyntheticWords, synthetic_figure
from pages.exporters.chart.contract import check_figure
from pages.exporters.chart_image import chart_image
from pages.frames.clusters.peers_words import alike_words, peers_finding
from pages.texts import load_texts
from queries.catalogue import Indicator, catalogue_of
from queries.cluster_measures import cluster_measures, cluster_panel
from queries.cluster_peers import (
    DRIVERS,
    MOST_DONORS,
    Neighbours,
    comparison,
    nearest_of,
    neighbours,
    reference_years,
    synthetic_peer,
    too_few_donors,
    usual_reference,
)
from queries.cluster_register import ClusterRegister, cluster_register
from queries.engine import Engine
from queries.formulas.synthetic_control import simplex_weights
from queries.regions import Regions

ZH = load_texts("zh")
REVENUE = "industry_revenue"


def register_of(engine: Engine, layer: str) -> ClusterRegister:
    found = cluster_register(engine, layer)
    assert found is not None
    return found


def section(cluster: str, layer: str, language: str = "zh", **query: Any) -> AppTest:
    screen = opened("clusters", language, section="peers", layer=layer, cluster=cluster, **query)
    assert_sound(screen)
    assert list(screen.error) == []
    return screen


def findings(screen: AppTest) -> list[str]:
    return re.findall(r'<h2 class="finding">(.*?)</h2>', html_of(screen))


@pytest.fixture(scope="module")
def sample(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> tuple[Engine, Regions, dict[str, Indicator], ClusterRegister]:
    """What the questions on the sample are asked of."""
    return sampled_engine, sampled_regions, sampled_catalogue, register_of(sampled_engine, "sample")


def with_series(register: ClusterRegister, least: int) -> list[str]:
    """Clusters whose revenue is known in so many years."""
    counts = register.wide(REVENUE).notna().sum(axis=1)
    return [str(code) for code in counts[counts >= least].index]


def test_the_nearest_are_nearest_and_the_reason_is_what_is_alike(sample: Any) -> None:
    engine, regions, catalogue, register = sample
    cluster = str(register.identity.index[0])
    found = neighbours(engine, regions, catalogue, register, cluster)
    assert found.drivers == DRIVERS and cluster not in found.rows.index
    table = pd.DataFrame({
        name: cluster_panel(engine, regions, catalogue, "sample", name).values[found.year] for name in DRIVERS
    })
    table = np.log(table.drop(index=list(found.left_out)))
    apart = (table - table.loc[cluster]) / table.std(ddof=0)
    distances = np.sqrt((apart**2).sum(axis=1)).drop(cluster)
    assert found.rows["distance"].to_numpy() == pytest.approx(np.sort(distances.to_numpy()), abs=1e-9)
    for peer, row in found.rows.head(8).iterrows():
        figures = np.exp(table.loc[[peer, cluster]])
        alike = {name for name in DRIVERS if figures[name].max() <= 1.25 * figures[name].min()}
        assert set(row["reasons"]) == alike
        if alike:
            assert row["reasons"][0] == table.loc[peer].sub(table.loc[cluster]).abs().idxmin()


def test_figures_a_quarter_apart_are_alike_and_those_farther_are_not(sample: Any) -> None:
    engine, _, _, register = sample
    codes = [str(code) for code in register.identity.index[:4]]
    near = Neighbours(2023, DRIVERS, pd.DataFrame(
        {"place": [1, 2], "distance": [0.1, 0.2], "reasons": [DRIVERS, ()]}, index=codes[1:3]), ())
    screen = replace(screen_of(engine), strongest_layer="sample")
    assert alike_words(screen, near, codes[1]) == "机构数量、人员规模、产出率相近"
    assert alike_words(screen, near, codes[2]) == ZH("cluster_peers.none_alike")
    assert alike_words(screen, near, codes[3]) == ""
    table = pd.DataFrame({"institutions": [100.0, 125.0, 80.0, 126.0, 79.0]}, index=list("abcde"))
    rows = nearest_of(table, "a", 2023).rows
    assert {str(code): row["reasons"] for code, row in rows.iterrows()} == {
        "b": ("institutions",), "c": ("institutions",), "d": (), "e": (),
    }


def test_every_measure_that_is_counted_is_named(sample: Any) -> None:
    engine, regions, catalogue, register = sample
    screen, most = replace(screen_of(engine), strongest_layer="sample"), 0
    codes = [str(code) for code in register.identity.index]
    for cluster in codes[:12]:
        near = neighbours(engine, regions, catalogue, register, cluster)
        found = comparison(engine, regions, catalogue, register, cluster, list(near.rows.index[:5]), near.year)
        words = peers_finding(screen, register, cluster, found, is_chosen=False)
        ahead = [
            cluster_measures()[str(name)].name_zh for name, column in found.values.items()
            if column[cluster] > column.drop(cluster).median()
        ]
        assert all(name in words for name in ahead)
        most = max(most, len(ahead))
    assert most > 3


def test_the_comparison_tells_the_figures_of_the_panels(sample: Any) -> None:
    engine, regions, catalogue, register = sample
    codes = [str(code) for code in register.identity.index[:4]]
    year = neighbours(engine, regions, catalogue, register, codes[0]).year
    found = comparison(engine, regions, catalogue, register, codes[0], codes[1:], year)
    assert found.values.index.tolist() == codes and (found.values.loc[codes[0]] > 0).all()
    for name in found.values.columns:
        panel = cluster_panel(engine, regions, catalogue, "sample", name).values[year]
        pd.testing.assert_series_equal(found.values[name], panel[codes], check_names=False)


def test_the_synthetic_peer_is_the_mixture_of_its_donors(sample: Any) -> None:
    engine, regions, catalogue, register = sample
    cluster = with_series(register, 5)[1]
    order = neighbours(engine, regions, catalogue, register, cluster).rows.index.tolist()
    years = reference_years(register, cluster, REVENUE)
    found = synthetic_peer(register, cluster, REVENUE, years[0], order)
    assert found.control.reason is None and 2 <= len(found.donors) <= MOST_DONORS
    table = register.wide(REVENUE).loc[:, found.series.index]
    mixture = table.loc[list(found.donors)].mul(found.control.weights[list(found.donors)], axis=0).sum()
    assert found.control.line.to_numpy() == pytest.approx(mixture.to_numpy())
    assert found.control.weights.sum() == pytest.approx(1)
    before = list(found.control.before)
    assert len(before) == 3 and max(before) < years[0]
    nearest = simplex_weights(found.series[before].to_numpy(), table.loc[sorted(found.donors), before].to_numpy().T)
    assert found.control.weights.sort_index().to_numpy() == pytest.approx(nearest, abs=1e-6)
    within = {code for code, year in found.upgraded.items() if found.series.index[0] <= year <= found.series.index[-1]}
    assert within == set(found.upgraded) <= set(found.donors)


def test_donors_are_ordered_by_what_was_known_before_the_year_of_reference(sample: Any) -> None:
    engine, regions, catalogue, register = sample
    differ = 0
    for cluster in with_series(register, 6)[:8]:
        year = reference_years(register, cluster, REVENUE)[-1]
        now = neighbours(engine, regions, catalogue, register, cluster)
        then = neighbours(engine, regions, catalogue, register, cluster, before=year)
        assert then.year is not None and then.year < year
        differ += now.rows.index.tolist()[:MOST_DONORS] != then.rows.index.tolist()[:MOST_DONORS]
        # Whatever comes after does not move them: the panels of the years before are all that enters.
        table = pd.DataFrame({
            name: cluster_panel(engine, regions, catalogue, "sample", name).values[then.year] for name in then.drivers
        })
        table = np.log(table[(table > 0).all(axis=1)])
        apart = (((table - table.loc[cluster]) / table.std(ddof=0)) ** 2).sum(axis=1).drop(cluster)
        assert then.rows["distance"].to_numpy() == pytest.approx(np.sqrt(np.sort(apart.to_numpy())), abs=1e-9)
    assert differ
    first = int(min(register.figures["year"]))
    assert neighbours(engine, regions, catalogue, register, cluster, before=first).rows.empty


def test_the_year_of_reference_is_that_of_the_upgrade_where_there_are_years_before_it(sample: Any) -> None:
    register = sample[-1]
    for cluster in with_series(register, 5):
        years = reference_years(register, cluster, REVENUE)
        known = register.wide(REVENUE).loc[cluster].dropna().index
        assert all((known < year).sum() >= 3 for year in years)
        upgraded = register.identity.loc[cluster, "demonstration_year"]
        usual = usual_reference(register, cluster, years)
        assert usual in years and (pd.isna(upgraded) or int(upgraded) not in years or usual == int(upgraded))


def test_too_few_donors_are_told_apart_from_too_few_years(own_clusters_engine: Engine) -> None:
    register = register_of(own_clusters_engine, "imported")
    others = [str(code) for code in register.identity.index if code != COMPLETE]
    found = synthetic_peer(register, COMPLETE, REVENUE, 2020, others)
    assert found.donors == () and too_few_donors(found) and found.control.weights.empty
    assert reference_years(register, ONE_YEAR, REVENUE) == () == reference_years(register, WITH_GAPS, REVENUE)
    near = neighbours(own_clusters_engine, Regions(own_clusters_engine), catalogue_of(own_clusters_engine), register,
                      WITHOUT_STAFF)
    assert near.drivers == ("institutions",), "without staff it is near by what it returns"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cluster", [COMPLETE, ONE_YEAR, WITH_GAPS])
def test_a_cluster_without_a_synthetic_peer_says_why(own_clusters_pages: None, cluster: str, language: str) -> None:
    t = load_texts(language)
    screen = section(cluster, "imported", language)
    register_name = {COMPLETE: "自报集聚区甲", ONE_YEAR: "自报集聚区乙", WITH_GAPS: "自报集聚区丙"}[cluster]
    name = register_name if language == "zh" else f"Own cluster {'ABC'['甲乙丙'.index(register_name[-1])]}"
    told = [info.value.replace("\\", "") for info in screen.info]
    if cluster == COMPLETE:
        assert told == [t("cluster_peers.few_donors", name=name, count=0, least=2)]
    else:
        assert told == [t("cluster_peers.few_years", name=name, least=3)]
    assert len(figures(screen)) == 1, "the comparison of what is known stands all the same"


def test_a_published_cluster_with_a_bound_has_nothing_to_compare(own_clusters_pages: None) -> None:
    screen = section("beijing_zgc", "published")
    assert ZH("cluster_peers.no_measures", name="北京中关村") in [info.value for info in screen.info]
    assert figures(screen) == []


def test_peers_chosen_in_the_address_are_compared_and_listed(sampled_pages: None, sample: Any) -> None:
    register = sample[-1]
    codes = with_series(register, 5)
    screen = section(codes[0], "sample", peers=codes[1:4])
    names = [register.name(code, "zh") for code in codes[1:4]]
    assert screen.multiselect(key="peers").value == codes[1:4]
    legend = [trace["name"] for trace in figures(screen)[0]["data"]]
    assert legend == [f"{letter(number)} {name}" for number, name in enumerate(names)]
    text = html_of(screen)
    assert all(f"{letter(number)} {name}" in text for number, name in enumerate(names))
    assert ZH("cluster_peers.no_cause") in text and ZH("cluster_peers.weights") in text
    many = section(codes[0], "sample", peers=codes[1:9])
    assert many.multiselect(key="peers").value == codes[1:6], "five at most"
    assert len(findings(many)) == 2


def test_both_charts_can_be_drawn_on_paper() -> None:
    rows = [RatioRow("营业收入（3亿元）", [0.5, None, 2.0], ["1.5", "", "6"]), RatioRow("人员", [1, 1, 1], [""] * 3)]
    series = pd.Series([1.0, 2, 3, 5], index=range(2018, 2022))
    charts = [
        ratios_figure(rows, ["甲", "乙", "丙"], "本区＝1", 400), ratios_figure(rows[1:], ["甲"] * 3, "本区＝1", 300),
        synthetic_figure(series, series * 0.9, 2021, SyntheticWords("本区", "合成", "亿元", "前", "后"), 400),
    ]
    for chart in charts:
        check_figure(chart)
        assert chart_image(chart, "png", PageText("标题", "", ("来源",)))[:4] == b"\x89PNG"
    assert [trace.name for trace in charts[0].data] == ["A 甲", "B 乙", "C 丙"]
    assert [len(trace.x) for trace in charts[0].data] == [2, 1, 2], "what a peer lacks is not drawn"
