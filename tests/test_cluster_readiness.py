"""Readiness of clusters: thresholds and their origin, what a return is judged by, the link, and the words of it."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from typing import Any

import pytest
from own_clusters import COMPLETE, ONE_YEAR, PUBLISHED, WITHOUT_STAFF
from real_maps import screen_of
from streamlit.testing.v1 import AppTest
from test_pages import assert_sound, html_of, opened

from pages.controls.readiness_thresholds import parse_thresholds, thresholds_text
from pages.frames.clusters.cluster_sources import of_thresholds
from pages.texts import load_texts
from pages.texts.readiness import nearest_step, unjudged_words
from queries.catalogue import Indicator, catalogue_of
from queries.cluster_measures import cluster_panel
from queries.cluster_premium import cluster_premiums
from queries.cluster_readiness import REFERENCE_STATUS, Item, ReadinessBoard, readiness_board
from queries.cluster_readiness_rules import check_rules, requirement_rules
from queries.cluster_register import cluster_register
from queries.engine import Engine
from queries.formulas.readiness import Verdict
from queries.regions import Regions

Catalogue = dict[str, Indicator]
ZH, EN = load_texts("zh"), load_texts("en")
PILOT = "sample_c04"
PASS, SHORT, UNJUDGED = Verdict.PASS, Verdict.SHORT, Verdict.UNJUDGED


def items_of(board: ReadinessBoard) -> dict[str, Item]:
    return {item.rule.id: item for item in board.items}


def of_engine(engine: Engine, layer: str, cluster: str, **own: Any) -> ReadinessBoard:
    return readiness_board(engine, Regions(engine), catalogue_of(engine), layer, cluster, own)


def test_every_requirement_stands_in_the_public_criteria(engine: Engine) -> None:
    criteria = engine.query("cluster/criteria").set_index(["applies_to", "criterion"])["requirement"]
    six = criteria["示范区/试验区(2023)", "六项建设要求"]
    for rule in requirement_rules():
        assert isinstance(criteria[rule.applies_to, rule.criterion], str)
        if rule.criterion == "六项建设要求":
            assert ZH(f"readiness_requirement.{rule.id}") in six
    assert sum(rule.criterion == "六项建设要求" for rule in requirement_rules()) == 6


def test_a_threshold_is_the_median_of_the_other_demonstration_zones(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    register = cluster_register(sampled_engine, "sample")
    assert register is not None
    status = register.identity["status"]
    for cluster in (PILOT, str(status[status == "demonstration"].index[0])):
        board = readiness_board(sampled_engine, sampled_regions, sampled_catalogue, "sample", cluster, {})
        others = [code for code in status[status.isin(REFERENCE_STATUS)].index if code != cluster]
        rows = register.figures
        rows = rows[(rows["metric"] == "ip_service_institutions") & (rows["year"] == board.year)]
        known = rows[rows["cluster_id"].isin(others)]["value"].tolist()
        threshold = items_of(board)["institutions"].threshold
        assert (threshold.value, threshold.origin, threshold.zones) == (
            math.ceil(statistics.median(known)), "median", len(known)
        )


def test_every_check_reads_what_its_measure_says(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    """The figures that would be lifted give the measure exactly, premium and ratios too."""
    board = readiness_board(sampled_engine, sampled_regions, sampled_catalogue, "sample", PILOT, {})
    judged = 0
    for item in board.items:
        if not item.rule.is_self:
            panel = cluster_panel(sampled_engine, sampled_regions, sampled_catalogue, "sample", item.rule.id)
            assert item.value == pytest.approx(panel.values.loc[PILOT, board.year], nan_ok=True) or item.reason
            assert item.check.value(board.amounts) == (None if item.value is None else pytest.approx(item.value))
            judged += item.value is not None
    assert judged >= 5


def test_what_would_pass_passes_when_it_is_returned(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    board = readiness_board(sampled_engine, sampled_regions, sampled_catalogue, "sample", PILOT, {})
    lifted = {**board.amounts, **{lift.figure: lift.required for lift in board.found.lifts}}
    assert board.found.lifts
    short = [item.check.verdict(lifted) for item in board.items if board.found.checks[item.rule.id] is SHORT]
    assert short.count(PASS) >= len(short) - 1  # innovation needs two of its three


def test_a_published_bound_passes_and_what_lacks_is_never_counted(engine: Engine) -> None:
    board = of_engine(engine, "published", "beijing_zgc")
    item = items_of(board)["institutions"]
    assert (item.value, item.reason, item.at_least, item.threshold.origin) == (None, "bound_only", 700.0, "fallback")
    assert board.found.checks["institutions"] is PASS
    assert board.found.grade is UNJUDGED and len(board.found.unjudged) == len(board.items) - 1
    for texts in (ZH, EN):
        words = nearest_step(board, False, catalogue_of(engine), texts)
        given = {"year": 2016, "grade": texts("readiness_grade.high_quality_demonstration")}
        step = texts("readiness.passed_known", judged=1, total=16, passed=1, requirements=10, requirements_judged=0,
                     **given)
        assert words == texts("readiness.besides_open", step=step, count=15, **given)
    assert nearest_step(board, False, catalogue_of(engine), ZH) == (
        "按2016年数据，16项指标中只能判断1项，其中1项达到本表高质量集聚发展示范区门槛（门槛为本平台设定，可改）；10项要求中能判断0项；"
        "另有15项指标缺数据或门槛，未计为通过，能否达到高质量集聚发展示范区尚无结论"
    )


def test_a_step_reaches_the_grade_only_where_every_requirement_is_judged(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    every = frozenset(rule.id for rule in check_rules() if rule.is_self)
    for ticked, is_open in ((frozenset[str](), True), (every, False)):
        board = readiness_board(sampled_engine, sampled_regions, sampled_catalogue, "sample", PILOT, {}, ticked)
        assert (UNJUDGED in board.found.requirements.values()) is is_open and board.found.lifts
        words = nearest_step(board, False, sampled_catalogue, ZH)
        assert ("能判断的要求即达到" in words and "尚无结论" in words) is is_open
        assert ("，即达到" in words) is not is_open


def test_a_threshold_that_is_a_published_figure_is_that_figure_and_names_its_source(
    own_clusters_engine: Engine
) -> None:
    published = cluster_register(own_clusters_engine, "published")
    assert published is not None
    rows = published.figures.set_index(["cluster_id", "year", "metric"])
    fallbacks = [rule for rule in check_rules() if rule.fallback is not None]
    assert fallbacks
    for rule in fallbacks:
        figure = rows.loc[(rule.fallback_zone, rule.fallback_year, rule.measure.numerator)]
        assert figure["value"] == rule.fallback
    screen = replace(screen_of(own_clusters_engine), strongest_layer="imported")
    items = items_of(of_engine(own_clusters_engine, "imported", ONE_YEAR))
    named = of_thresholds(screen, [items["institutions"]])
    assert named["title"].tolist() == [rows.loc[("changchun_new", 2023, "ip_service_institutions"), "source_title"]]
    assert len(of_thresholds(screen, [items["revenue_per_practitioner"]])), "the nation's figures have sources too"
    assert of_thresholds(screen, [items["premium"]]).empty, "what is fixed by a rule rests on no figure"


@pytest.mark.parametrize(
    ("cluster", "check"), [("changchun_new", "institutions"), ("dalian_hitech", "brand_institutions")]
)
def test_a_zone_is_not_held_against_its_own_figure(engine: Engine, cluster: str, check: str) -> None:
    item = items_of(of_engine(engine, "published", cluster))[check]
    assert (item.rule.fallback_zone, item.threshold.value, item.threshold.origin) == (cluster, None, "none")
    assert of_engine(engine, "published", cluster).found.checks[check] is UNJUDGED
    others = items_of(of_engine(engine, "published", "beijing_zgc"))
    assert others[check].threshold.value == item.rule.fallback


def test_half_of_the_rule_of_growth_can_be_failed_but_not_passed(
    own_clusters_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is published of the tertiary industry of 2023: over GDP alone a premium bounds the official one."""
    rows = cluster_premiums(own_clusters_engine, Regions(own_clusters_engine), catalogue_of(own_clusters_engine),
                            "imported")
    half = rows[rows["is_half"] & rows["premium"].notna()]
    assert len(half) >= 2
    for row in half.tail(2).to_dict("records"):
        # The last year of a cluster is what is judged, so that the others are asked for as if they were.
        monkeypatch.setattr("queries.cluster_readiness._last_year", lambda *_, year=int(row["year"]): year)
        cluster, premium = str(row["cluster_id"]), float(row["premium"])
        for threshold, is_passed in ((premium - 1, True), (premium + 1, False)):
            board = of_engine(own_clusters_engine, "imported", cluster, premium=threshold)
            item = items_of(board)["premium"]
            assert (item.value, item.is_half) == (pytest.approx(premium), is_passed)
            assert board.found.checks["premium"] is (UNJUDGED if is_passed else SHORT)
            assert (ZH("readiness_reason.half") in unjudged_words(board, ZH)) is is_passed


def test_the_whole_rule_of_growth_is_judged(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    item = items_of(readiness_board(sampled_engine, sampled_regions, sampled_catalogue, "sample", PILOT, {}))["premium"]
    assert not item.is_half and item.check.figure == "industry_revenue"


def test_a_zone_of_which_nothing_is_known_has_no_year(engine: Engine) -> None:
    board = of_engine(engine, "published", "fuzhou_hitech")
    assert board.year is None and board.found.grade is UNJUDGED and not board.found.lifts


def test_the_users_own_zone_is_held_against_what_is_published(own_clusters_engine: Engine) -> None:
    board = of_engine(own_clusters_engine, "imported", ONE_YEAR)
    items = items_of(board)
    # 1.8 亿元 of 610 people are 29.5 万元 a head; the nation of 2023 has 2,850 亿元 over 984,000 people, 28.96.
    assert items["revenue_per_practitioner"].value == pytest.approx(29.508, abs=0.001)
    threshold = items["revenue_per_practitioner"].threshold
    assert (threshold.value, threshold.origin) == (29.0, "nation")
    assert (items["institutions"].value, items["institutions"].threshold.value) == (45, 86)
    assert items["premium"].reason == "no_base_year" and board.found.checks["premium"] is UNJUDGED
    assert [(lift.figure, lift.difference) for lift in board.found.lifts] == [("ip_service_institutions", 41)]
    assert "知识产权服务机构增加41家" in nearest_step(board, False, catalogue_of(own_clusters_engine), ZH)
    assert "增长溢价（缺少基期）" in unjudged_words(board, ZH)


@pytest.mark.parametrize("cluster", [COMPLETE, ONE_YEAR, WITHOUT_STAFF, PUBLISHED])
def test_returns_that_lack_something_are_told_in_words(own_clusters_engine: Engine, cluster: str) -> None:
    board = of_engine(own_clusters_engine, "imported", cluster)
    assert board.year == 2024
    for texts in (ZH, EN):
        words = nearest_step(board, True, catalogue_of(own_clusters_engine), texts) + unjudged_words(board, texts)
        assert "nan" not in words.lower() and "None" not in words
    if cluster == WITHOUT_STAFF:
        assert items_of(board)["revenue_per_practitioner"].reason == "no_denominator"


def test_a_threshold_of_the_readers_own_counts_and_none_judges_nothing(own_clusters_engine: Engine) -> None:
    lower = of_engine(own_clusters_engine, "imported", ONE_YEAR, institutions=45.0)
    assert lower.found.checks["institutions"] is PASS and items_of(lower)["institutions"].threshold.origin == "own"
    assert not lower.found.lifts
    without = of_engine(own_clusters_engine, "imported", ONE_YEAR, institutions=None)
    assert without.found.checks["institutions"] is UNJUDGED


@pytest.mark.parametrize(
    ("text", "thresholds", "ticked", "faults"),
    [
        ("", {}, set(), []),
        ("institutions~90,culture", {"institutions": 90.0}, {"culture"}, []),
        ("taxes~none,premium~-2.5", {"taxes": None, "premium": -2.5}, set(), []),
        ("institutions~-1,credit_a~101,premium~x", {}, set(), ["institutions~-1", "credit_a~101", "premium~x"]),
        ("atlantis~3,culture~1,institutions", {}, set(), ["atlantis~3", "culture~1", "institutions"]),
        ("institutions~1e5,taxes~nan,brand_institutions~٣", {}, set(),
         ["institutions~1e5", "taxes~nan", "brand_institutions~٣"]),
    ],
)
def test_the_link_holds_thresholds_and_refuses_what_is_none(
    text: str, thresholds: dict[str, float | None], ticked: set[str], faults: list[str]
) -> None:
    own, found = parse_thresholds(text)
    assert (dict(own.thresholds), set(own.ticked), found) == (thresholds, ticked, faults)
    assert parse_thresholds(thresholds_text(own)) == (own, [])


def section(language: str, **query: str) -> AppTest:
    return opened("clusters", lang=language, section="readiness", **query)


@pytest.mark.usefixtures("sampled_pages")
class TestOnTheScreen:
    """What the reader sees and changes."""

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_the_section_says_that_the_thresholds_are_ours(self, language: str) -> None:
        screen = section(language, cluster=PILOT, layer="sample")
        assert_sound(screen)
        texts = load_texts(language)  # type: ignore[arg-type]
        assert texts("readiness.notice") in [warning.value for warning in screen.warning]
        shown = html_of(screen)
        assert texts("readiness.notice_change") in shown, "how they are changed is said where they can be"
        assert texts("readiness_verdict.short") in shown and texts("readiness_verdict.unjudged") in shown

    def test_whoever_presents_is_not_sent_to_fields_that_are_not_drawn(self) -> None:
        screen = section("zh", cluster=PILOT, layer="sample", mode="present", figure="readiness-lifts")
        assert_sound(screen)
        said = html_of(screen) + " ".join(warning.value for warning in screen.warning)
        assert ZH("readiness.notice") in said and "门槛与自评" not in said and list(screen.number_input) == []

    def test_a_link_carries_thresholds_and_a_bad_one_is_noted(self) -> None:
        screen = section("zh", cluster=PILOT, layer="sample", **{"grade-thresholds": "institutions~5,culture,taxes~x"})
        assert_sound(screen)
        assert screen.number_input(key="threshold-institutions").value == 5
        assert screen.checkbox(key="ticked-culture").value is True
        assert any(r"taxes\~x" in note.value for note in screen.info)
        screen.number_input(key="threshold-institutions").set_value(7).run()
        assert screen.session_state["grade-thresholds"] == "institutions~7,culture"
        screen.button(key="readiness-reset").click().run()
        assert screen.session_state["grade-thresholds"] == ""
        assert not screen.checkbox(key="ticked-culture").value

    def test_a_zone_without_figures_is_led_to_the_return(self) -> None:
        screen = section("zh", cluster="fuzhou_hitech", layer="published")
        assert_sound(screen)
        assert any("福州高新区" in note.value for note in screen.info)


def test_every_check_has_its_reason_in_both_languages() -> None:
    for rule in check_rules():
        assert rule.why_zh and rule.why_en
        assert rule.is_self or rule.measure.name("zh")
