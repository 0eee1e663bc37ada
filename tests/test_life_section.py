"""The life of a cluster: course, stage, status and events, and what the section says of clusters that lack much."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from own_clusters import COMPLETE, ONE_YEAR, WITH_GAPS, WITHOUT_STAFF
from streamlit.testing.v1 import AppTest
from test_pages import assert_sound, figures, html_of, opened

from geo.page_text import PageText
from pages.charts.life_course import CourseWords, Pin, PrintedPoint, StatusBand, course_figure, pin_levels
from pages.charts.life_quadrant import QuadrantWords, quadrant_figure
from pages.exporters.chart.contract import check_figure
from pages.exporters.chart_image import chart_image
from pages.frames.clusters.life_words import apart
from pages.texts import load_texts
from queries.catalogue import catalogue_of
from queries.cluster_life import COURSES, ClusterLife, cluster_life, courses_known, life_events, national_growth
from queries.cluster_register import ClusterRegister, cluster_register
from queries.engine import Engine
from queries.formulas.logistic_growth import Refusal, logistic_fit
from queries.formulas.reasons import Reason
from queries.regions import Regions

ZH = load_texts("zh")
REVENUE = "industry_revenue"
EVENTS = [
    ("z", 2019, 6, "acceptance", "验收", "Accepted", "来源甲"),
    ("z", 2015, None, "approval", "获批", "Approved", "来源乙"),
    ("z", 2019, 2, "policy", "方案", "Plan", "来源甲"),
    ("y", 2018, 1, "other", "别处", "Elsewhere", "来源甲"),
]


def register_of(engine: Engine, layer: str) -> ClusterRegister:
    found = cluster_register(engine, layer)
    assert found is not None
    return found


def life_of(engine: Engine, layer: str, cluster: str, metric: str | None) -> ClusterLife:
    return cluster_life(engine, Regions(engine), catalogue_of(engine), register_of(engine, layer), cluster, metric)


def section(cluster: str, layer: str, language: str = "zh", **query: Any) -> AppTest:
    screen = opened("clusters", language, section="life", layer=layer, cluster=cluster, **query)
    assert_sound(screen)
    assert list(screen.error) == []
    return screen


def findings(screen: AppTest) -> list[str]:
    return re.findall(r'<h2 class="finding">(.*?)</h2>', html_of(screen))


def by_hand(**own: Any) -> ClusterRegister:
    """A register of two clusters with events, whose status is told by years."""
    identity = pd.DataFrame(
        {"pilot_year": [2015, 2014], "demonstration_year": [2019, None], "status": ["demonstration", None]},
        index=["z", "y"],
    )
    rows = pd.DataFrame(EVENTS, columns=["cluster_id", "year", "month", "kind", "text_zh", "text_en", "source_title"])
    return replace(ClusterRegister.none("imported"), identity=identity, events=rows, **own)


def test_events_stand_in_order_of_time_and_no_upgrade_is_missed_or_doubled() -> None:
    found = life_events(by_hand(), "z")
    told = [(row["year"], None if math.isnan(row["month"]) else row["month"], row["kind"])
            for row in found.to_dict("records")]
    # 2015 is told as an approval, so that the status adds nothing; 2019 is not, so that it does.
    assert told == [
        (2015, None, "approval"), (2019, 2, "policy"), (2019, 6, "acceptance"), (2019, None, "demonstration"),
    ]
    assert life_events(by_hand(), "y")["kind"].tolist() == ["pilot", "other"]


def test_only_figures_to_compute_with_make_a_course(engine: Engine) -> None:
    bound = life_of(engine, "published", "beijing_zgc", "ip_service_institutions")
    assert bound.series.empty and bound.fit.refusal is Refusal.TOO_FEW_POINTS and bound.standing is None
    assert bound.printed[["year", "value", "qualifier"]].to_numpy().tolist() == [[2016, 700.0, "over"]]
    assert courses_known(register_of(engine, "published"), "beijing_zgc") == ("ip_service_institutions",)


def test_the_growth_of_the_nation_is_of_one_layer_and_of_no_bound(engine: Engine, sampled_engine: Engine) -> None:
    catalogue = catalogue_of(engine)
    institutions = national_growth(engine, catalogue, "ip_service_institutions", "published", 2020, 2023)
    assert institutions.value == pytest.approx((89_000 / 73_000) ** (1 / 3) - 1)
    over = national_growth(engine, catalogue, REVENUE, "published", 2020, 2023)
    assert over.reason is Reason.NO_BASE_YEAR, "2020 is printed as over 2250"
    sampled = national_growth(sampled_engine, catalogue_of(sampled_engine), REVENUE, "sample", 2020, 2023)
    assert sampled.value == pytest.approx((2850 / 2259) ** (1 / 3) - 1)
    lent = national_growth(sampled_engine, catalogue_of(sampled_engine), "practising_patent_attorneys", "sample",
                           2017, 2020)
    assert lent.value is None, "fictitious zones are held against no published nation"
    broken = national_growth(engine, catalogue, "trademark_agencies", "published", 2022, 2023)
    assert broken.reason is Reason.SERIES_BREAK, "registered anew in 2023"
    assert national_growth(engine, catalogue, "no_such_metric", "published", 2020, 2023).value is None


def test_every_cluster_of_the_sample_has_a_quadrant_or_a_reason(sampled_engine: Engine) -> None:
    register = register_of(sampled_engine, "sample")
    cluster = str(register.identity.index[0])
    found = life_of(sampled_engine, "sample", cluster, REVENUE).standing
    assert found is not None and found.year - found.earlier == 3
    assert (found.rows["stage"].isna() == found.rows["reason"].notna()).all()
    revenue = register.wide(REVENUE)
    for code, row in found.rows.dropna(subset="stage").iterrows():
        growth = (revenue.loc[code, found.year] / revenue.loc[code, found.earlier]) ** (1 / 3) - 1
        assert row["growth"] == pytest.approx(growth)
        high, fast = row["specialisation"] > row["median"], growth > found.national.value
        names = {(0, 1): "emerging", (1, 1): "growing", (1, 0): "mature", (0, 0): "declining"}
        assert row["stage"] == names[high, fast]


@pytest.mark.parametrize(
    ("cluster", "refusal"),
    [(COMPLETE, Refusal.NO_BEND), (ONE_YEAR, Refusal.TOO_FEW_POINTS), (WITH_GAPS, Refusal.TOO_FEW_POINTS),
     (WITHOUT_STAFF, Refusal.TOO_FEW_POINTS)],
)
def test_the_users_own_clusters_get_no_curve_that_is_a_guess(
    own_clusters_engine: Engine, cluster: str, refusal: Refusal
) -> None:
    register = register_of(own_clusters_engine, "imported")
    found = life_of(own_clusters_engine, "imported", cluster, REVENUE)
    assert found.fit.refusal is refusal
    assert found.series.to_dict() == register.wide(REVENUE).loc[cluster].dropna().to_dict(), "no year is filled in"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cluster", [ONE_YEAR, WITH_GAPS, WITHOUT_STAFF])
def test_a_cluster_that_lacks_much_says_so(own_clusters_pages: None, cluster: str, language: str) -> None:
    t = load_texts(language)
    text = html_of(section(cluster, "imported", language, **{"life-measure": REVENUE}))
    count = {ONE_YEAR: 1, WITH_GAPS: 3, WITHOUT_STAFF: 5}[cluster]
    assert t("cluster_life.refused", reason=t("cluster_refusal.too_few_points", n=count, least=8)) in text
    assert t("cluster_life.began.pilot") in text, "a year of approval is an event, readable without hovering"


def test_bounds_alone_and_nothing_at_all(own_clusters_pages: None) -> None:
    screen = section("beijing_zgc", "published")
    assert "没有可供计算的年度数值" in findings(screen)[0]
    course = figures(screen)[0]
    assert any("超过700家" in trace.get("text", []) for trace in course["data"])
    pins = [text for trace in course["data"] if trace.get("yaxis") == "y2" for text in trace["text"]]
    assert any(text.startswith("1 ") for text in pins)
    assert ZH("cluster_life.hollow") in html_of(screen)
    bare = section("guangzhou_gdd", "published")
    assert "超过300家" in str(figures(bare)) and ZH("cluster_life.no_events") in [info.value for info in bare.info]


def test_a_cluster_of_the_sample_beside_all_others(sampled_pages: None, sampled_engine: Engine) -> None:
    register = register_of(sampled_engine, "sample")
    cluster = str(register.identity.index[3])
    for metric in courses_known(register, cluster)[:2]:
        screen = section(cluster, "sample", **{"life-measure": metric})
        life = life_of(sampled_engine, "sample", cluster, metric)
        assert len(findings(screen)) == (2 if life.fit.curve is not None else 3)
        assert str(len(life.events)) in findings(screen)[-1]
    assert set(courses_known(register, cluster)) <= set(COURSES)


WORDS = CourseWords("数值", "曲线", "上限100", "家")
CURVE = pd.Series([100 / (1 + math.exp(-0.8 * (year - 2017))) for year in range(2012, 2022)], index=range(2012, 2022))


def test_every_form_of_the_course_can_be_drawn_on_paper() -> None:
    bands = [StatusBand("pilot", 2012, 2016, "试验区", False), StatusBand("demonstration", 2016, 2022, "示范区", True)]
    pins = [Pin(2015.5, "1 批准"), Pin(2015.6, "2 验收")]
    printed = [PrintedPoint(2013, 70, "超过70家")]
    short, none = CURVE.iloc[:4].drop(2013), CURVE.iloc[:0]
    for series, points, some, marks in [
        (CURVE, [], bands, pins), (short, printed, bands, pins), (short, [], [], []), (none, printed, bands, []),
        (none, [], bands, pins),
    ]:
        chart = course_figure(series, points, logistic_fit(series), some, marks, (2012, 2021), WORDS, 400)
        check_figure(chart)
        assert chart_image(chart, "png", PageText("标题", "", ("来源",)))[:4] == b"\x89PNG"
    rows = pd.DataFrame({"specialisation": [1.0, 2.0], "growth": [0.1, -0.1], "median": 1.5}, index=["a", "b"])
    corners = dict.fromkeys(("emerging", "growing", "mature", "declining"), "类型")
    words = QuadrantWords("横", "纵", corners, "中位数", "全国")
    for national in (0.05, None):
        check_figure(quadrant_figure(rows, {"a": "甲", "b": "乙"}, "a", national, words, 400))


def test_the_curve_and_its_ceiling_are_drawn_and_a_gap_is_a_gap() -> None:
    fit = logistic_fit(CURVE)
    figure = course_figure(CURVE, [], fit, [], [], (2012, 2021), WORDS, 400)
    assert [trace.mode for trace in figure.data][:2] == ["lines", "markers"]
    ceiling = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert [shape.y0 for shape in ceiling] == pytest.approx([100], rel=1e-3)
    gapped = course_figure(CURVE.iloc[[0, 1, 4]], [], logistic_fit(CURVE.iloc[:3]), [], [], (2012, 2021), WORDS, 400)
    assert list(gapped.data[0].x) == [2012, 2013, None, 2016], "no line leads over years without a figure"


def test_pins_do_not_lie_on_one_another() -> None:
    assert pin_levels([2012, 2015, 2015.1, 2015.2, 2018], 1.0) == [0, 0, 1, 2, 0]
    assert pin_levels([], 1.0) == []
    assert pin_levels([2015, 2015, 2015, 2015], 1.0) == [0, 1, 2, 0], "the last go where there was most room"


@pytest.mark.parametrize(("own", "national", "words"), [
    (0.0814, 0.0805, ("+8.14%", "+8.05%")), (0.12, 0.081, ("+12.0%", "+8.1%")), (0.1, 0.1, ("+10.0%", "+10.0%")),
    (0.08123, 0.08121, ("+8.123%", "+8.121%")),
])
def test_what_is_faster_than_a_rate_is_not_printed_as_the_same(
    own: float, national: float, words: tuple[str, str]
) -> None:
    assert apart(own, national) == words
