"""The clusters of a layer: who belongs to it, and which of their figures may be computed with."""

from __future__ import annotations

import math

import pytest
from own_clusters import COMPLETE, FIGURES, ONE_YEAR, PUBLISHED, REVENUE, WITH_GAPS, WITHOUT_STAFF
from test_pages import assert_sound, html_of, opened

from queries.catalogue import catalogue_of
from queries.cluster_register import ClusterRegister, cluster_register, layer_of_cluster
from queries.engine import Engine
from queries.regions import Regions
from queries.scorecard_clusters import cluster_places, cluster_total_panel
from queries.scorecard_panels import Basis
from queries.scorecard_record import CLUSTERS, measures

INSTITUTIONS, STAFF = "ip_service_institutions", "employees"


def of(engine: Engine, layer: str) -> ClusterRegister:
    register = cluster_register(engine, layer)
    assert register is not None
    return register


def test_a_bound_is_shown_and_never_computed_with(engine: Engine) -> None:
    register = of(engine, "published")
    assert len(register.identity) == 22
    printed = register.figures[register.figures["cluster_id"] == "beijing_zgc"]
    assert printed[["year", "value", "qualifier"]].to_numpy().tolist() == [[2016, 700.0, "over"]]
    assert register.wide(INSTITUTIONS).loc["beijing_zgc"].isna().all()
    assert register.wide(INSTITUTIONS).loc[PUBLISHED].dropna().to_dict() == {2018: 240.0}


def test_a_return_of_a_published_cluster_makes_it_one_of_the_users_own(own_clusters_engine: Engine) -> None:
    own = of(own_clusters_engine, "imported")
    assert set(own.identity.index) == {COMPLETE, ONE_YEAR, WITH_GAPS, WITHOUT_STAFF, PUBLISHED}
    assert own.identity.loc[PUBLISHED, "layer"] == "published"
    assert own.wide(INSTITUTIONS).loc[PUBLISHED].dropna().to_dict() == {2024: 355.0}
    assert own.name(PUBLISHED, "zh") == "武汉东湖高新区"
    published = of(own_clusters_engine, "published")
    assert set(published.figures.loc[published.figures["cluster_id"] == PUBLISHED, "year"]) == {2018}


def test_the_scorecard_counts_the_return_of_a_published_cluster_too(own_clusters_engine: Engine) -> None:
    """All five return their revenue of 2024; of 2023 only two do, and a sum of some is no sum."""
    basis = Basis(own_clusters_engine, Regions(own_clusters_engine), catalogue_of(own_clusters_engine), "imported")
    panel = cluster_total_panel(basis, measures()["revenue_to_plan"])
    assert set(cluster_places(basis)) == set(of(own_clusters_engine, "imported").identity.index)
    returned = sum(figures[2024][REVENUE] for figures in FIGURES.values())
    assert panel.values.loc[CLUSTERS, 2024] == pytest.approx(returned)
    assert math.isnan(panel.values.loc[CLUSTERS, 2023]) and panel.plans == {COMPLETE: (2027, 12.0)}


@pytest.mark.usefixtures("own_clusters_pages")
def test_the_data_page_names_every_cluster_of_which_figures_are_loaded() -> None:
    screen = opened("data", section="clusters", layer="imported")
    assert_sound(screen)
    shown = html_of(screen)
    assert "武汉东湖高新区" in shown and "自报集聚区甲" in shown


def test_years_that_were_not_returned_stay_unknown(own_clusters_engine: Engine) -> None:
    register = of(own_clusters_engine, "imported")
    assert register.wide(STAFF).loc[WITH_GAPS].dropna().index.tolist() == [2019, 2021, 2024]
    assert register.wide(STAFF).loc[WITHOUT_STAFF].isna().all()


@pytest.mark.parametrize(
    ("cluster", "layer"),
    [(COMPLETE, "imported"), (PUBLISHED, "imported"), ("suzhou_snd", "published"), ("atlantis", "imported"),
     (None, "imported")],
)
def test_the_strongest_layer_that_knows_a_cluster_answers(
    own_clusters_engine: Engine, cluster: str | None, layer: str
) -> None:
    assert layer_of_cluster(own_clusters_engine, cluster, ("published", "imported")) == layer


def test_a_layer_without_clusters_has_no_register(engine: Engine) -> None:
    assert cluster_register(engine, "imported") is None
    assert ClusterRegister.none("imported").wide(STAFF).empty
