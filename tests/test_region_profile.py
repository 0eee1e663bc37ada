"""The profile of a region: every level, parts that add up, sentences whose every number stands in the record."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.policy import clauses
from data.snapshot import SnapshotReference
from geo.boundaries import load_boundaries
from pages.frames.region.headline import cards, finding
from pages.frames.region.profile import blocks_of
from pages.frames.region.region_view import RegionView
from pages.frames.region.rows import profile_rows
from pages.shell.access import Reader
from pages.shell.screen import Screen
from pages.texts import Language, load_texts
from pages.texts.numbers import plain
from queries.branch_register import branch_register
from queries.catalogue import Indicator, catalogue_of
from queries.engine import Engine
from queries.region_flows import BranchFlows
from queries.region_profile import RegionProfile, addressed, region_profile
from queries.regions import NATION, Regions
from queries.scorecard_record import CLAUSE
from queries.values import indicator_values

PLACES = {
    "nation": NATION, "zone": "west", "major region": "yangtze-river-delta",
    "major region of cities": "chengdu-chongqing", "province": "510000", "municipality": "110000", "city": "510100",
}
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@pytest.fixture(scope="module")
def profiles(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> dict[str, RegionProfile]:
    """The profile of every kind of place, on the sample."""
    return {
        name: region_profile(sampled_engine, sampled_regions, sampled_catalogue, "sample", code)
        for name, code in PLACES.items()
    }


@pytest.fixture
def screen(sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]) -> Screen:
    """A reader's screen on the sample."""
    return screen_on(sampled_engine, sampled_regions, sampled_catalogue, "sample", "zh")


def screen_on(
    engine: Engine, regions: Regions, catalogue: dict[str, Indicator], layer: str, language: Language
) -> Screen:
    """A screen without a browser."""
    return Screen(
        engine=engine, regions=regions, boundaries=load_boundaries(None), catalogue=catalogue,
        texts=load_texts(language), layers=(layer,), strongest_layer=layer, chosen_layer=layer, is_pinned=False,
        presenting=False, figure=None, window_height=860, fault=None, rejected=[], reader=Reader("", "viewer"),
    )


@pytest.mark.parametrize("name", PLACES)
def test_figures_are_those_of_the_layer(
    name: str, profiles: dict[str, RegionProfile], sampled_engine: Engine
) -> None:
    profile = profiles[name]
    assert len(profile.figures) == 3
    for figure in profile.figures:
        values = indicator_values(sampled_engine, figure.indicator, profile.level, "sample")
        own = values[(values["region_code"] == profile.region) & values["value"].notna()].set_index("period")["value"]
        assert (figure.year, figure.value) == (own.index.max(), own[own.index.max()])
        if figure.growth.value is not None:
            span = figure.year - int(figure.base_year or 0)
            assert own[figure.base_year] * (1 + figure.growth.value) ** span == pytest.approx(figure.value)
        if name == "nation":
            assert figure.rank is None
            continue
        of_year = values[(values["period"] == figure.year) & values["value"].notna()]["value"]
        assert figure.rank is not None
        assert figure.rank["rank"] == 1 + (of_year > figure.value).sum()
        assert figure.rank["lo"] <= figure.rank["rank"] <= figure.rank["hi"]


@pytest.mark.parametrize("name", PLACES)
def test_parts_add_up_to_the_whole(name: str, profiles: dict[str, RegionProfile]) -> None:
    parts = profiles[name].parts
    if name == "municipality":
        assert parts is None
        return
    assert parts is not None
    assert parts.whole == ("510000" if name == "city" else profiles[name].region)
    assert math.fsum(parts.rows["value"]) + parts.rest == pytest.approx(parts.total)
    assert math.fsum(parts.rows["share"]) + parts.rest / parts.total == pytest.approx(1.0)
    assert list(parts.rows["rank"]) == sorted(parts.rows["rank"])
    assert parts.rest >= 0 and len(parts.rows) <= parts.units


def test_a_region_that_whole_provinces_stand_in_for_is_not_the_total_of_its_cities(
    profiles: dict[str, RegionProfile],
) -> None:
    profile = profiles["major region of cities"]
    assert profile.parts is not None and profile.figures[0].row["proxy"] == 1
    assert profile.parts.total == math.fsum(profile.parts.rows["value"]) < profile.figures[0].value


@pytest.mark.parametrize("name", ["zone", "major region", "province", "city"])
def test_gaps_are_those_of_the_ledger_the_largest_first(name: str, profiles: dict[str, RegionProfile]) -> None:
    gaps = profiles[name].gaps
    assert gaps is not None
    assert [gap.relative for gap in gaps.gaps] == sorted(gap.relative for gap in gaps.gaps)
    for gap in gaps.gaps:
        row = gap.row("nation")
        # Location quotient: the region's supply per demand as a multiple of the nation's.
        assert gap.relative == pytest.approx(row["supply"] / row["demand"] / row["reference"])
        assert gap.difference("nation") == pytest.approx(row["reference"] * row["demand"] - row["supply"])
    assert (gaps.peers is not None) == (name in ("province", "city"))


def test_the_nation_is_no_gap_to_itself(profiles: dict[str, RegionProfile]) -> None:
    assert profiles["nation"].gaps is None and profiles["nation"].branches is None


@pytest.mark.parametrize(
    ("name", "level", "inside"),
    [("province", "province", ("510000",)), ("city", "city", ("510100",)),
     ("major region", "province", ("310000", "320000", "330000", "340000"))],
)
def test_branches_are_those_that_cross_the_border(
    name: str, level: str, inside: tuple[str, ...], profiles: dict[str, RegionProfile], sampled_engine: Engine,
    sampled_regions: Regions,
) -> None:
    flows, register = profiles[name].branches, branch_register(sampled_engine, sampled_regions, "sample")
    assert flows is not None and register is not None
    rows = register.rows[~register.rows["is_closed"] | (register.rows["closed"] > flows.year)]
    if level == "city":
        rows = rows.dropna(subset=["home_city", "place_city"])
    at_home, in_place = rows[f"home_{level}"].isin(inside), rows[f"place_{level}"].isin(inside)
    assert flows.received == rows.loc[in_place & ~at_home, "branches"].sum() > 0
    assert flows.sent == rows.loc[at_home & ~in_place, "branches"].sum() > 0
    assert flows.kept == rows.loc[at_home & in_place, "branches"].sum()
    assert flows.origins.is_monotonic_decreasing and flows.origins.sum() <= flows.received


def test_clusters_are_those_inside(profiles: dict[str, RegionProfile]) -> None:
    nation, zone = profiles["nation"].clusters, profiles["zone"].clusters
    assert set(profiles["city"].clusters.index) <= set(profiles["province"].clusters.index) <= set(zone.index)
    assert set(zone.index) < set(nation.index)
    told = nation["revenue"].notna()
    assert told.any() and nation.loc[told, "year"].notna().all()


@pytest.mark.parametrize(
    ("region", "groups", "in_part"),
    [
        ("west", {"west"}, set()),
        ("510000", {"west", "chengdu-chongqing"}, {"chengdu-chongqing"}),
        ("510100", {"west", "chengdu-chongqing"}, set()),
        ("440000", {"east", "greater-bay-area"}, {"greater-bay-area"}),
        ("110000", {"east", "beijing-tianjin-hebei"}, set()),
        ("yangtze-river-delta", {"yangtze-river-delta"}, set()),
        ("210000", {"northeast"}, set()),
        (NATION, {NATION}, set()),
        ("810000", {"greater-bay-area"}, set()),
        ("710000", set(), set()),
    ],
)
def test_the_policy_speaks_to_a_region_with_its_zone_and_its_major_regions(
    region: str, groups: set[str], in_part: set[str], sampled_regions: Regions
) -> None:
    found = addressed(sampled_regions, region, has_clusters=False)
    assert {group for one in found for group in one.groups} == groups
    assert {group for one in found for group in one.in_part} == in_part
    text = clauses()[CLAUSE][1]
    assert all(one.quote in text for one in found) and len({one.quote for one in found}) == len(found)


@pytest.mark.parametrize("region", ["710000", "810000", "820000"])
def test_outside_the_survey_nothing_is_computed_and_that_is_said(region: str, screen: Screen) -> None:
    profile = region_profile(screen.engine, screen.regions, screen.catalogue, "sample", region)
    assert not profile.in_survey and profile.figures == ()
    assert (profile.parts, profile.gaps, profile.branches, profile.contracts) == (None, None, None, None)
    view = RegionView(screen, profile)
    assert "不在全国知识产权服务业统计调查范围" in finding(view)
    assert [block.key for block in blocks_of(view)] == ["policy"] and profile_rows(view).empty


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PLACES)
def test_every_number_of_a_sentence_stands_in_the_record(
    name: str, language: Language, profiles: dict[str, RegionProfile], sampled_engine: Engine,
    sampled_regions: Regions, sampled_catalogue: dict[str, Indicator],
) -> None:
    view = RegionView(
        screen_on(sampled_engine, sampled_regions, sampled_catalogue, "sample", language), profiles[name]
    )
    blocks = blocks_of(view)
    assert len(blocks) == 6 and all(block.sentences for block in blocks)
    assert all(block.source for block in blocks if block.table is not None)
    cells = [str(cell) for block in blocks if block.table is not None for cell in block.table.to_numpy().ravel()]
    told = [finding(view), *(f"{card.value} {card.note}" for card in cards(view)), *cells,
            *(sentence for block in blocks for sentence in block.sentences)]
    names = {sampled_regions[code].name(language) for code in sampled_regions.levels["city"]}
    assert names
    known = {form for value in values_in(profiles[name]) for form in forms(value)}
    # The interval of a rank holds nine in ten; units of a rate and of money are written with their size.
    known |= {"90", "95", "1,000", "10,000", "100", "0", "20"}
    strange = {}
    for sentence in told:
        without_names = re.sub(r"[A-Z]\d\d", "", sentence)
        strange |= {number: sentence for number in NUMBER.findall(without_names) if number not in known}
    assert strange == {}


def values_in(node: Any) -> Iterator[float]:
    """Every number that a record holds, and how many things it lists."""
    if isinstance(node, bool) or node is None:
        return
    if isinstance(node, int | float | np.integer | np.floating):
        yield float(node)
    elif isinstance(node, pd.DataFrame | pd.Series):
        yield float(len(node))
        frame = node.to_frame() if isinstance(node, pd.Series) else node
        for column in frame.columns:
            numbers = pd.to_numeric(frame[column], errors="coerce").dropna()
            yield from (float(number) for number in numbers)
            yield float(numbers.sum())
            yield from (float(part) for part in numbers.iloc[:].cumsum())
            yield from (float(part) for part in numbers.iloc[::-1].cumsum())
            if not len(numbers):
                yield from (float(count) for count in frame[column].value_counts())
        if "status" in frame.columns:
            yield from (float(count) for count in frame["status"].value_counts())
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        if isinstance(node, BranchFlows):
            yield float(node.net)
        for one in dataclasses.fields(node):
            yield from values_in(getattr(node, one.name))
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from values_in(key)
            yield from values_in(value)
    elif isinstance(node, tuple | list):
        yield float(len(node))
        for value in node:
            yield from values_in(value)


def forms(value: float) -> Iterator[str]:
    """The ways in which a number may be written: plain, as a share, per thousand, in 万 and 亿, less one."""
    if not math.isfinite(value):
        return
    for scale in (1, 100, 1000, 1e4, 1e-4, 1e-8, 0.1, 1e-3):
        for decimals in range(5):
            text = plain(abs(scale * value), decimals)
            yield text
            if "." in text:
                yield text.rstrip("0").rstrip(".")
    yield plain(abs(100 * (value - 1)), 1)
    yield str(int(abs(value)))


def test_published_places_tell_what_there_is(real_snapshot: SnapshotReference) -> None:
    engine = Engine(real_snapshot)
    regions, catalogue = Regions(engine), catalogue_of(engine)
    screen = screen_on(engine, regions, catalogue, "published", "zh")
    seen = {}
    for code in (NATION, "west", "greater-bay-area", "510000", "510100", "659012"):
        if code in regions:
            profile = region_profile(engine, regions, catalogue, "published", code)
            view = RegionView(screen, profile)
            seen[code] = (finding(view), [block.sentences for block in blocks_of(view)])
            for figure in profile.figures:
                assert figure.rank is None or figure.known >= figure.units / 2
    assert "89,000家" in seen[NATION][0] or "8.9万家" in seen[NATION][0]
    assert all(sentences for _, blocks in seen.values() for sentences in blocks)
    engine.close()
