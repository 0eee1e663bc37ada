"""The section growth of a zone: targets, parts and words, of whole returns and of such that lack something."""

import dataclasses
import math
import re
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from own_clusters import COMPLETE, ONE_YEAR, PUBLISHED, WITH_GAPS, WITHOUT_STAFF
from real_maps import screen_of

from data.snapshot import open_snapshot
from pages.frames.clusters.one_page_parts import MOST_TARGETS, targets_part
from pages.texts import load_texts
from pages.texts.cluster_growth import parts_finding, premium_finding, target_finding, verdict_of
from queries.catalogue import Indicator, catalogue_of
from queries.cluster_growth import (
    growth_among_clusters,
    growth_by_firms,
    growth_by_return,
    levels_of,
    usual_period,
    years_of_revenue,
)
from queries.cluster_premium import cluster_premiums
from queries.cluster_register import ClusterRegister, cluster_register
from queries.cluster_targets import OPEN, ClusterTarget, Standing, cluster_targets, nearest_first
from queries.derived_ranks import pace_ranks
from queries.engine import Engine
from queries.formulas.growth_decomposition import PARTS, parts_told
from queries.formulas.reasons import Reason
from queries.regions import Regions

ZH, EN = load_texts("zh"), load_texts("en")
STAFF, INSTITUTIONS, REVENUE = "employees", "ip_service_institutions", "industry_revenue"


@pytest.fixture(scope="module")
def own(own_clusters_engine: Engine) -> ClusterRegister:
    register = cluster_register(own_clusters_engine, "imported")
    assert register is not None
    return register


@pytest.fixture(scope="module")
def catalogue(own_clusters_engine: Engine) -> dict[str, Indicator]:
    return catalogue_of(own_clusters_engine)


def test_who_is_fast_is_ranked_by_rate_and_not_by_what_size_adds() -> None:
    """The small one grows by half, the large one by a tenth: by amounts the large one would lead."""
    rows = pd.DataFrame({"before": [100.0, 2.0, 40.0, 0.0], "after": [130.0, 3.0, 40.0, 1.0]}, index=list("abcd"))
    found = pace_ranks(rows)
    assert found["rank"].drop("d").to_dict() == {"b": 1.0, "a": 2.0, "c": 3.0}
    assert pd.isna(found["rank"]["d"]), "growth from nothing has no rate"


def targets_of(register: ClusterRegister, catalogue: dict[str, Indicator], cluster: str) -> dict[str, ClusterTarget]:
    return {one.metric: one for one in cluster_targets(register, catalogue, cluster)}


def test_the_published_targets_of_wuhan_are_due_and_not_judged(
    own_clusters_engine: Engine, catalogue: dict[str, Indicator]
) -> None:
    """Printed: 240 institutions and 4,190 people in 2018, aims for 2022; nothing is known of the years since."""
    register = cluster_register(own_clusters_engine, "published")
    assert register is not None
    found = targets_of(register, catalogue, PUBLISHED)
    assert {metric: one.target.value for metric, one in found.items()} == {
        STAFF: 5000.0, INSTITUTIONS: 300.0, REVENUE: 15.0,
    }
    assert {one.standing for one in found.values()} == {Standing.DUE}
    one = found[INSTITUTIONS]
    # 2018 was before its status.
    assert (one.base_year, one.year, one.current, one.pace_from) == (None, 2018, 240.0, None)
    assert one.distance.reason is Reason.NO_BASE_YEAR
    assert one.path is not None and one.path.required.value == pytest.approx((300 / 240) ** 0.25 - 1)
    assert one.path.observed.reason is Reason.NO_BASE_YEAR
    assert found[REVENUE].path is None and found[REVENUE].distance.reason is Reason.NOT_PUBLISHED
    words = target_finding(one, catalogue[INSTITUTIONS], ZH)
    assert "2018年240家" in words and "无法判断" in words


def test_a_target_ahead_is_judged_by_the_last_three_years(
    own: ClusterRegister, catalogue: dict[str, Indicator]
) -> None:
    one = targets_of(own, catalogue, COMPLETE)[REVENUE]
    began = int(own.identity.loc[COMPLETE, ["pilot_year", "demonstration_year"]].max())
    revenue = own.wide(REVENUE).loc[COMPLETE]
    base_year = min(year for year in revenue.dropna().index if year >= began)
    assert (one.target.year, one.base_year, one.year, one.pace_from) == (2027, base_year, 2024, 2021)
    assert one.distance.value == pytest.approx((12 - revenue[2024]) / (12 - revenue[base_year]))
    assert one.path is not None and one.current is not None
    required, observed = (12 / one.current) ** (1 / 3) - 1, one.path.observed.value
    assert one.path.required.value == pytest.approx(required)
    assert observed is not None and observed / required < 0.8
    assert one.standing is Standing.OFF_TRACK
    alone = targets_of(own, catalogue, ONE_YEAR)[INSTITUTIONS]
    assert (alone.standing, alone.reason) == (Standing.UNDETERMINED, Reason.NO_BASE_YEAR)


def test_the_way_begins_where_it_began_whatever_is_returned_later(
    own: ClusterRegister, catalogue: dict[str, Indicator]
) -> None:
    whole = targets_of(own, catalogue, COMPLETE)[REVENUE]
    assert whole.base_year is not None
    left = []
    for last in range(whole.base_year, 2025):
        known = replace(own, figures=own.figures[own.figures["year"] <= last])
        one = targets_of(known, catalogue, COMPLETE)[REVENUE]
        assert (one.base_year, one.base, one.year) == (whole.base_year, whole.base, last)
        left.append(one.distance)
        if last == whole.base_year:
            assert one.distance.reason is Reason.NO_BASE_YEAR
            assert "尚无进展" in target_finding(one, catalogue[REVENUE], ZH)
    shares = [one.value for one in left[1:]]
    revenue = own.wide(REVENUE).loc[COMPLETE]
    grew = revenue.diff().loc[whole.base_year + 2:2024] > 0
    assert [later < earlier for earlier, later in pairwise(shares)] == grew.tolist()
    later = replace(own, identity=own.identity.assign(demonstration_year=2025))
    assert targets_of(later, catalogue, COMPLETE)[REVENUE].distance.reason is Reason.NO_BASE_YEAR


def test_parts_of_returns_that_are_whole_and_that_lack_something(own: ClusterRegister) -> None:
    assert [usual_period(years_of_revenue(own, cluster)) for cluster in (COMPLETE, WITH_GAPS, WITHOUT_STAFF)] == [
        (2021, 2024)] * 3
    assert usual_period(years_of_revenue(own, ONE_YEAR)) is None
    for cluster, told in ((COMPLETE, PARTS), (WITH_GAPS, PARTS), (WITHOUT_STAFF, ("number", "per_institution"))):
        parts = growth_by_return(own, cluster, 2021, 2024)
        before, after = (levels_of(own, cluster, year).revenue for year in (2021, 2024))
        assert before is not None and after is not None
        assert parts_told(parts) == told
        assert parts.loc[list(told), "amount"].sum() == pytest.approx(after - before)
        assert parts.loc[list(told), "value"].sum() == pytest.approx(math.log(after / before))
    assert parts_told(growth_by_return(own, WITH_GAPS, 2020, 2024)) == ()


def test_clusters_among_themselves_gain_nothing(own: ClusterRegister) -> None:
    rows = growth_among_clusters(own, 2021, 2024)
    assert set(rows.index) == {COMPLETE, WITH_GAPS, WITHOUT_STAFF}
    assert rows["competitive"].sum() == pytest.approx(0.0, abs=1e-9)
    assert (rows["national"] + rows["competitive"]).to_numpy() == pytest.approx(rows["change"].to_numpy())
    assert growth_among_clusters(own, 2015, 2016).empty, "one cluster alone is held against nobody"


def test_firms_of_the_sample_add_up(sampled_engine: Engine) -> None:
    """The member firms by the rows of the register, firm by firm: inside, in being, and what they earned inside."""
    with open_snapshot(sampled_engine.reference.path) as connection:
        stays = connection.table("cluster_member").project("cluster_id, agency_code, joined_year, left_year").fetchall()
        facts = {row[0]: row[1:] for row in connection.table("agency_now").project(
            "agency_code, year(established_on), is_closed").fetchall()}  # fmt: skip
        earned = {row[:2]: row[2] for row in connection.table("agency_year").project(
            "agency_code, year, revenue").fetchall()}  # fmt: skip
    last_report = dict(sorted(earned))

    def state(code: str, joined: int, left: int | None, year: int) -> tuple[bool, bool, float | None]:
        founded, is_closed = facts[code]
        is_open = not (is_closed and last_report[code] < year)
        inside = joined <= year and (left is None or year < left)
        return inside and is_open, founded <= year and is_open, earned.get((code, year)) if inside else None

    for cluster in ("sample_a01", "sample_a02", "sample_a03"):
        rows = sampled_engine.query(
            "cluster/members", layer="sample", cluster_id=cluster, first_year=2021, last_year=2023
        ).set_index("agency_code")
        own = [stay[1:] for stay in stays if stay[0] == cluster]
        assert set(rows.index) == {code for code, _, _ in own}
        for year, when in ((2021, "before"), (2023, "after")):
            told = rows[[f"member_{when}", f"alive_{when}", f"revenue_{when}"]]
            for code, joined, left in own:
                member, alive, revenue = told.loc[code]
                seen = bool(member), bool(alive), revenue if pd.notna(revenue) else None
                assert seen == state(code, joined, left, year)
    found = growth_by_firms(sampled_engine, "sample", "sample_a01", 2021, 2023)
    assert found is not None and found.reason is None
    assert found.flows["amount"].sum() == pytest.approx(found.after - found.before)
    assert found.flows["firms"].sum() > 50


def test_no_members_are_no_firms(own_clusters_engine: Engine) -> None:
    assert growth_by_firms(own_clusters_engine, "imported", COMPLETE, 2021, 2024) is None


@pytest.mark.parametrize(
    ("own_growth", "output", "tertiary", "premium", "said"),
    [
        (0.081, 0.052, 0.060, 2.1, "2023年苏州高新区营业收入增速8.1%，"
                                   "高于所在市地区生产总值（5.2%）和第三产业（6.0%）增速，增长溢价2.1个百分点，达到要求。"),
        (0.055, 0.052, 0.060, -0.5, "高于所在市地区生产总值增速（5.2%），但低于第三产业增速（6.0%），"
                                     "增长溢价−0.5个百分点，未达到要求"),
        (0.081, 0.052, math.nan, 2.9, "按已知项达到要求，第三产业增速未知"),
        (-0.153, 0.055, math.nan, -20.8, "2023年苏州高新区营业收入增速−15.3%，"
                                         "低于所在市地区生产总值增速（5.5%），增长溢价"),
        (-0.02, math.nan, 0.031, -5.1, "营业收入增速−2.0%，低于所在市第三产业增速（3.1%），"),
        (-0.02, 0.052, 0.031, -7.2, "低于所在市地区生产总值（5.2%）和第三产业（3.1%）增速，"),
        (0.04, 0.052, 0.031, -1.2, "高于所在市第三产业增速（3.1%），但低于地区生产总值增速（5.2%），"),
        (0.05201, 0.05203, math.nan, -0.0, "营业收入增速5.2%，不高于所在市地区生产总值增速（5.2%），"),
    ],
)
def test_the_sentence_of_the_premium(
    own_clusters_engine: Engine, catalogue: dict[str, Indicator], own_growth: float, output: float, tertiary: float,
    premium: float, said: str,
) -> None:
    rows = cluster_premiums(own_clusters_engine, Regions(own_clusters_engine), catalogue, "imported")
    row = rows[(rows["cluster_id"] == COMPLETE) & (rows["year"] == 2023)].assign(
        growth=own_growth, host_gdp_growth=output, host_tertiary_growth=tertiary, premium=premium, reason=None,
        host_code="320500",
    )
    assert said in premium_finding(row, 1, "苏州高新区", {"320500": "city"}, "苏州", ZH)
    english = premium_finding(row, 1, "Suzhou zone", {"320500": "city"}, "Suzhou", EN)
    assert english.startswith("Growth of revenue of Suzhou zone in 2023: ") and "faster" not in english
    assert (verdict_of(row.iloc[0].to_dict()) == "missed") == (premium <= 0)


def test_sentences_of_what_is_lacking(
    own_clusters_engine: Engine, own: ClusterRegister, catalogue: dict[str, Indicator]
) -> None:
    rows = cluster_premiums(own_clusters_engine, Regions(own_clusters_engine), catalogue, "imported")
    gaps = rows[(rows["cluster_id"] == WITH_GAPS) & rows["year"].isin([2019, 2021, 2024])]
    assert premium_finding(gaps, 1, "苏州高新区", {}, "", ZH) == (
        "2024年苏州高新区增长溢价无法计算：2023年未填报，此前最近一次为2021年，缺数年份不推算。"
    )
    parts = growth_by_return(own, WITHOUT_STAFF, 2021, 2024)
    words = parts_finding(parts, parts_told(parts), "苏州高新区", (2021, 2024), (1.12, 1.48), catalogue[REVENUE], ZH)
    assert words == (
        "2021—2024年苏州高新区营业收入由1.12亿元变为1.48亿元（+32.1%）：机构数+0.39亿元（108%）、每家营业收入−0.03亿元（−8%）。"
    )


def test_the_one_page_lists_open_targets_first_and_says_how_many_are_left_out(
    sampled_engine: Engine, sampled_catalogue: dict[str, Indicator]
) -> None:
    register = cluster_register(sampled_engine, "sample")
    assert register is not None
    screen = dataclasses.replace(screen_of(sampled_engine), strongest_layer="sample")
    targets = cluster_targets(register, sampled_catalogue, "sample_a01")
    ordered = nearest_first(targets)
    are_open = [one.standing in OPEN for one in ordered]
    due = [one.target.year for one in ordered]
    count = sum(are_open)
    assert len(ordered) == len(targets) > MOST_TARGETS and 0 < count < len(targets)
    assert are_open == sorted(are_open, reverse=True)
    assert due[:count] == sorted(due[:count]) and due[count:] == sorted(due[count:], reverse=True)
    assert {one.metric for one in ordered[:count]} >= {"employees"}
    words = targets_part(screen, register, "sample_a01").paragraphs
    for one, sentence in zip(ordered[:MOST_TARGETS], words, strict=False):
        assert sentence == target_finding(one, sampled_catalogue[one.metric], ZH)
    assert words[-1] == ZH("one_page.more_targets", count=len(targets) - MOST_TARGETS)


def test_the_parts_told_add_up_to_the_change_told(
    sampled_engine: Engine, sampled_catalogue: dict[str, Indicator]
) -> None:
    register = cluster_register(sampled_engine, "sample")
    assert register is not None
    revenue, told_of = sampled_catalogue[REVENUE], 0
    for cluster in map(str, register.identity.index):
        period = usual_period(years_of_revenue(register, cluster))
        parts = None if period is None else growth_by_return(register, cluster, *period)
        if parts is None or period is None or not (told := parts_told(parts)):
            continue
        before, after = (levels_of(register, cluster, year).revenue for year in period)
        assert before is not None and after is not None
        words = parts_finding(parts, told, cluster, period, (before, after), revenue, ZH)
        amounts = re.findall(r"([+−]?[\d.,]+)亿元", words.split("：", 1)[1])
        assert len(amounts) == len(told), words
        total = math.fsum(float(amount.replace("−", "-").replace(",", "")) for amount in amounts)
        assert total == pytest.approx(round(float(parts["amount"]["total"]), revenue.decimals), abs=1e-9), words
        told_of += 1
    assert told_of >= 30
