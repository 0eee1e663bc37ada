"""Clusters side by side: the record behind chart and table, by hand on a few and against the returns on many."""

from __future__ import annotations

import dataclasses
import json
import re

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from own_clusters import COMPLETE
from real_maps import screen_of
from test_pages import assert_sound, figures, html_of, opened

from geo.page_text import PageText
from pages.charts.cluster_bubbles import QUADRANTS, BubbleAxis, BubbleWords, bubble_figure
from pages.controls.portfolio_controls import PortfolioChoice
from pages.exporters.chart_image import chart_image
from pages.frames.clusters.cluster_view import ClusterView
from pages.frames.clusters.portfolio_chart import AXES, axes_known, chart_finding, chart_sheet, placed
from pages.frames.clusters.portfolio_columns import figure_columns, printed_columns, sparkline
from pages.frames.clusters.portfolio_life import life_finding, life_hover
from pages.frames.clusters.portfolio_map import map_finding
from pages.frames.clusters.portfolio_table import ordered, table_finding
from pages.frames.clusters.portfolio_view import PortfolioView
from pages.texts import load_texts
from pages.texts.ranks import change_mark
from queries.catalogue import Indicator
from queries.cluster_portfolio import LEAST_PLACED, ClusterPortfolio, cluster_portfolio
from queries.cluster_register import cluster_register
from queries.cluster_scores import cluster_scores
from queries.engine import Engine
from queries.regions import Regions

CHOSEN = AXES["specialisation-growth"]


@pytest.fixture(scope="module")
def portfolio(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> ClusterPortfolio:
    found = cluster_portfolio(sampled_engine, sampled_regions, sampled_catalogue, "sample")
    assert found is not None
    return found


def viewed(engine: Engine, layer: str, cluster: str | None = None, zone: str = "", status: str = "") -> PortfolioView:
    register = cluster_register(engine, layer)
    assert register is not None
    screen = dataclasses.replace(screen_of(engine), strongest_layer=layer)
    view = ClusterView(register, cluster, st._main, None)  # type: ignore[arg-type]
    return PortfolioView(screen, view, PortfolioChoice(zone, status))


def few(**changes: dict[str, float]) -> ClusterPortfolio:
    """Four clusters made by hand, with what differs of one of them."""
    figures = pd.DataFrame({
        "size": [1.0, 2.0, 3.0, 4.0], "specialisation": [10.0, 20.0, 30.0, 40.0], "growth": [0.4, 0.3, 0.2, 0.1],
        "productivity": [30.0, 30.0, 50.0, 60.0], "premium": [1.0, -1.0, 2.0, -2.0],
    }, index=list("abcd"))
    for cluster, own in changes.items():
        for name, value in own.items():
            figures.loc[cluster, name] = value
    reasons = pd.DataFrame("no_base_year", figures.index, figures.columns).where(figures.isna())
    return ClusterPortfolio(2023, "host_share", figures, reasons, pd.DataFrame(index=figures.index))


def test_medians_part_the_clusters_and_classes_hold_about_as_many_each() -> None:
    found = placed(few(), CHOSEN)
    assert found.middle == (25.0, 0.25)
    assert found.rows["class"].to_dict() == {"a": 1, "b": 1, "c": 2, "d": 2}
    assert found.breaks == (pytest.approx(30.0), pytest.approx(50.0))


@pytest.mark.parametrize(("cluster", "name", "reason"), [
    ("a", "growth", "no_base_year"), ("b", "size", "no_base_year"), ("c", "productivity", "no_base_year"),
])
def test_who_lacks_a_figure_has_no_place_but_a_reason(cluster: str, name: str, reason: str) -> None:
    given = few(**{cluster: {name: np.nan}})
    assert cluster not in placed(given, CHOSEN).rows.index
    assert given.first_reason(cluster, ("size", *CHOSEN)) == reason
    others = [code for code in "abcd" if code != cluster]
    assert all(given.first_reason(code, ("size", *CHOSEN)) is None for code in others)


def test_with_too_few_clusters_medians_part_nothing_and_there_is_no_chart() -> None:
    lacking = {code: {"growth": np.nan} for code in "abcd"[LEAST_PLACED - 1 :]}
    assert len(axes_known(few())) == len(AXES) and axes_known(few(**lacking)) == [] and axes_known(None) == []


def test_growth_size_and_productivity_are_those_of_the_returns(
    sampled_engine: Engine, portfolio: ClusterPortfolio
) -> None:
    register = cluster_register(sampled_engine, "sample")
    assert register is not None
    revenue, staff = register.wide("industry_revenue"), register.wide("employees")
    year = portfolio.year
    growth = (revenue[year] / revenue[year - 3]) ** (1 / 3) - 1
    known = portfolio.figures["growth"].notna()
    assert known.sum() > 30
    np.testing.assert_allclose(portfolio.figures["growth"][known], growth[known])
    np.testing.assert_allclose(portfolio.figures["size"], revenue[year])
    np.testing.assert_allclose(portfolio.figures["productivity"], 1e4 * revenue[year] / staff[year])


def test_the_findings_say_what_the_records_hold(sampled_engine: Engine, portfolio: ClusterPortfolio) -> None:
    view = viewed(sampled_engine, "sample", "sample_b01")
    every = placed(portfolio, CHOSEN)
    both = every.rows[(every.rows["x"] > every.middle[0]) & (every.rows["y"] > every.middle[1])]
    words = chart_finding(view, portfolio, every, every.rows)
    assert f"{len(every.rows)}个集聚区" in words and f"有{len(both)}个" in words and view.name("sample_b01") in words
    premiums = portfolio.figures["premium"].dropna()
    words = table_finding(view, portfolio)
    assert f"{len(premiums)}个集聚区中，{int((premiums > 0).sum())}个" in words
    compared = portfolio.figures.loc[premiums.index, "growth"]
    assert view.name(str(compared.idxmax())) in words, "the fastest is one of those that are compared"
    sheet = chart_sheet(view, portfolio, every).rows()
    assert len(sheet) == len(view.shown) and "nan" not in chart_sheet(view, portfolio, every).table().to_string()


def test_the_earliest_year_told_is_of_the_present_status(sampled_engine: Engine) -> None:
    """A zone that was a pilot before is no early demonstration zone."""
    view = viewed(sampled_engine, "sample", status="demonstration")
    shown = view.shown
    assert (shown["pilot_year"] < shown["demonstration_year"]).any()
    assert f"最早的在{int(shown['demonstration_year'].min())}年" in life_finding(view)


def test_filters_leave_parts_that_add_up_to_the_whole(sampled_engine: Engine) -> None:
    whole = viewed(sampled_engine, "published")
    zones = [viewed(sampled_engine, "published", zone=zone).shown for zone in ("east", "central", "northeast", "west")]
    assert sum(len(part) for part in zones) == len(whole.shown) == 22
    pilots = viewed(sampled_engine, "published", status="pilot")
    assert set(pilots.shown["status"]) == {"pilot"} and f"{len(pilots.shown)}个集聚区" in map_finding(pilots)
    assert viewed(sampled_engine, "published", "suzhou_snd", status="pilot").selected is None


def test_published_clusters_show_what_is_printed_with_its_qualifier_and_nothing_else(sampled_engine: Engine) -> None:
    view = viewed(sampled_engine, "published")
    columns = {column.name: column for column in printed_columns(view)}
    places = {str(code): place for place, code in enumerate(view.shown.index)}
    institutions = columns["ip_service_institutions"]
    assert institutions.words[places["beijing_zgc"]] == "超过700家（2016）"
    assert institutions.words[places["xian_hitech"]] == "无数据"
    assert "3.84亿元（2013）" in columns["others"].words[places["shenzhen_futian"]]
    shown = sum(word != "无数据" for name, own in columns.items() if name.endswith(("s", "_revenue")) and name not in (
        "status", "others") for word in own.words)
    listed = sum(key or 0 for key in columns["others"].keys)
    assert shown + listed == len(view.register.figures.drop_duplicates(["cluster_id", "metric"]))


def test_a_bar_of_a_cluster_without_a_note_is_said_without_one(
    own_clusters_engine: Engine, sampled_engine: Engine
) -> None:
    own = life_hover(viewed(own_clusters_engine, "imported"))
    assert (COMPLETE, "demonstration") in own
    assert {words.count("<br>") for (cluster, _), words in own.items() if cluster.startswith("own_")} == {1}
    view = viewed(sampled_engine, "published")
    noted = [(view.register.identity.loc[cluster, "note"], words) for (cluster, _), words in life_hover(view).items()]
    assert any(isinstance(note, str) for note, _ in noted)
    assert all(words.endswith(f"<br>{note}") for note, words in noted if isinstance(note, str))


def test_rows_stand_in_order_with_what_is_missing_last(sampled_engine: Engine) -> None:
    columns = printed_columns(viewed(sampled_engine, "published"))
    own = next(column for column in columns if column.name == "ip_service_institutions")
    for order, descending in (("ip_service_institutions", False), ("-ip_service_institutions", True)):
        keys = [own.keys[place] for place in ordered(columns, order)]
        known = [key for key in keys if key is not None]
        assert known == sorted(known, reverse=descending) and keys[: len(known)] == known


def test_no_rank_stands_without_its_interval(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator],
    portfolio: ClusterPortfolio,
) -> None:
    view = viewed(sampled_engine, "sample")
    scores = cluster_scores(sampled_engine, sampled_regions, sampled_catalogue, "sample", portfolio.year)
    given = scores.assign(total=50.0, rank=3.0, lo=2.0, hi=5.0, ties=4.0, rank_before=5.0, rank_verdict="noise")
    given.loc["sample_a01", ["total", "rank", "lo", "hi", "ties"]] = np.nan
    given["reason"] = given["reason"].astype(object)
    given.loc["sample_a01", "reason"] = "not_published"
    columns = {column.name: column for column in figure_columns(view, portfolio, given)}
    words = dict(zip((str(code) for code in view.shown.index), columns["rank"].words, strict=True))
    assert words["sample_a02"] == "3（2–5）" and words["sample_a01"].startswith("无数据")
    assert columns["moved"].words[1] == change_mark(2, "noise", view.screen.texts)
    nobody = figure_columns(view, portfolio, scores.assign(total=np.nan))
    assert {"score", "rank", "ties", "moved"}.isdisjoint(column.name for column in nobody)


@pytest.mark.parametrize(("values", "drawn"), [
    ({2019: 1.0, 2020: 2.0, 2021: 8.0}, "▁▂█"), ({2019: 1.0, 2020: np.nan, 2021: 1.0, 2022: 1.0}, "▁ ▁▁"),
    ({2019: 1.0, 2020: 2.0}, ""), ({2019: np.nan, 2020: np.nan}, ""),
])
def test_a_course_is_drawn_from_lowest_to_highest_with_its_gaps(values: dict[int, float], drawn: str) -> None:
    assert sparkline(pd.Series(values)) == drawn


def test_the_chart_names_the_selected_one_and_comes_out_on_paper() -> None:
    found = placed(few(), CHOSEN)
    axis = BubbleAxis("轴")
    words = BubbleWords(axis, BubbleAxis("增速", True), ["低", "中", "高"], ["甲", "乙", "丙", "丁"], ("中1", "中2"))
    names = {code: f"集聚区{code}" for code in "abcd"}
    figure = bubble_figure(found.rows, found.middle, words, names, names, "a", 500)
    texts = [note.text for note in figure.layout.annotations]
    assert "集聚区a" in texts and len(QUADRANTS) == 4 and {"甲", "乙", "丙", "丁", "中1", "中2"} <= set(texts)
    areas = {code: size**2 for trace in figure.data if trace.customdata is not None
             for code, size in zip(trace.customdata, trace.marker.size, strict=True)}
    assert areas["d"] / areas["b"] == pytest.approx(2.0, rel=0.01)
    assert "集聚区a" in chart_image(figure, "svg", PageText("标题", "", (), None)).decode()


@pytest.mark.parametrize(("query", "charts", "told"), [
    ({"layer": "published", "cluster": "suzhou_snd"}, 2, "portfolio.printed_note"),
    ({"layer": "sample", "cluster": "sample_b01", "zone": "central"}, 3, "portfolio.stands_in"),
    ({"layer": "sample", "mode": "present", "figure": "portfolio-chart"}, 1, "portfolio.stands_in"),
    ({"layer": "published", "zone": "northeast", "cluster-status": "candidate"}, 0, "portfolio.none_shown"),
])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_opens_on_all_clusters_whatever_is_asked(
    sampled_pages: None, query: dict[str, str], charts: int, told: str, language: str
) -> None:
    app = opened("clusters", language, **query)
    assert_sound(app)
    said = " ".join([html_of(app), *(info.value for info in app.info)])
    assert len(app.get("plotly_chart")) == charts and list(app.error) == [] == list(app.warning)[1:]
    assert load_texts(language)(told).strip() in said
    drawn = json.dumps(figures(app), ensure_ascii=False)
    assert not re.search(r"\b(nan|inf|None|NaN|NaT)\b", said + drawn)
