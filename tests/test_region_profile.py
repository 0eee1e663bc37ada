"""The profile of a region: every level, parts that add up, sentences whose every number stands in the record."""

from __future__ import annotations

import math
import re
from html import escape

import pandas as pd
import pytest

from data.policy import clauses
from data.snapshot import SnapshotReference
from geo.boundaries import load_boundaries
from pages.exporters.print_page import print_page
from pages.frames.provenance import lines
from pages.frames.region.block_sources import titles
from pages.frames.region.headline import cards, finding
from pages.frames.region.print_view import paper_of
from pages.frames.region.profile import blocks_of, profile_provenance
from pages.frames.region.region_view import Block, RegionView
from pages.frames.region.rows import profile_rows
from pages.shell.access import Reader
from pages.shell.screen import Screen
from pages.texts import Language, load_texts
from pages.texts.figures import in_sentence, unit_of
from pages.texts.numbers import percent, plain
from queries.branch_register import branch_register
from queries.catalogue import Indicator, catalogue_of
from queries.composite_criteria import settings
from queries.engine import Engine
from queries.formulas.rank_uncertainty import figure_ranks
from queries.memory import weight_of
from queries.rank_credibility import YEARS_APART
from queries.region_figures import RegionFigure
from queries.region_gaps import AGAINST, told_gaps
from queries.region_profile import REVENUE, RegionProfile, addressed, region_profile
from queries.regions import NATION, Regions
from queries.scorecard_record import CLAUSE
from queries.values import indicator_values

PLACES = {
    "nation": NATION, "zone": "west", "major region": "yangtze-river-delta",
    "major region of cities": "chengdu-chongqing", "province": "510000", "municipality": "110000", "city": "510100",
}
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
CLUSTER_NAME = re.compile(r"\b[A-Z]\d\d\b")
INTERVAL = "90%"
"""The interval of a rank holds nine in ten."""


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


@pytest.mark.parametrize("name", ["province", "city"])
def test_a_profile_leaves_the_figures_of_the_other_places_behind(name: str, profiles: dict[str, RegionProfile]) -> None:
    profile = profiles[name]
    assert profile.gaps is not None and profile.gaps.peers is not None
    told = {profile.region, *profile.gaps.peers.places}
    assert len(profile.gaps.gaps) > 1
    assert all(set(values.index) == told for values in profile.gaps.peers.drivers.values())
    # Hundreds of places are remembered; with the tables that their gaps rest on, one weighs a megabyte.
    assert weight_of(profile.gaps) < 100_000


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
def test_every_number_of_a_block_stands_in_the_record_of_that_block(
    name: str, language: Language, profiles: dict[str, RegionProfile], sampled_engine: Engine,
    sampled_regions: Regions, sampled_catalogue: dict[str, Indicator],
) -> None:
    view = RegionView(
        screen_on(sampled_engine, sampled_regions, sampled_catalogue, "sample", language), profiles[name]
    )
    blocks = blocks_of(view)
    parts = profiles[name].parts
    if parts is not None and language == "zh":
        # The first three of four zones are nearly all of them: that says nothing.
        told = "前三位合计" in "".join(blocks[0].sentences)
        assert not told or len(parts.rows) >= 7
        assert told or len(parts.rows) < 7 or math.isnan(parts.total)
    assert len(blocks) == 6 and all(block.sentences for block in blocks)
    assert all(block.source and block.sources is not None for block in blocks if block.table is not None)
    facts = known_numbers(view)
    told = {block.key: sayings(block) for block in blocks}
    for figure, card in zip(profiles[name].figures, cards(view), strict=True):
        strange = strangers(f"{card.value} {card.note}", figure_numbers(figure, language))
        assert strange == set(), (card, strange)
    leads = [figure_numbers(profiles[name].figures[0], language), facts["gaps"]]
    assert strangers(finding(view), set().union(*leads)) == set(), finding(view)
    for key, words in told.items():
        for text in words:
            assert strangers(text, facts[key]) == set(), (key, text, strangers(text, facts[key]))


def test_a_number_of_another_block_or_of_no_block_is_found_out(
    profiles: dict[str, RegionProfile], sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    view = RegionView(
        screen_on(sampled_engine, sampled_regions, sampled_catalogue, "sample", "zh"), profiles["province"]
    )
    facts = known_numbers(view)
    for key in ("parts", "flows", "clusters"):
        counts = [str(count) for count in range(1, 1000)]
        assert sum(count in facts[key] for count in counts) < 60, key
        assert sum(f"{count / 10:.1f}%" in facts[key] for count in range(1, 1000)) < 60, key
    flows = profiles["province"].branches
    assert flows is not None and plain(flows.received, 0) in facts["flows"] - facts["clusters"]
    assert strangers(f"外地机构设有分支{flows.received + 1}家", facts["flows"]) == {str(flows.received + 1)}
    assert strangers("占99.8%", facts["parts"]) == {"99.8%"}


def sayings(block: Block) -> list[str]:
    """Sentences and cells of a block; headings of its table, which hold years, count as said."""
    if block.table is None:
        return list(block.sentences)
    return [*block.sentences, *map(str, block.table.columns), *(str(cell) for cell in block.table.to_numpy().ravel())]


def strangers(text: str, known: set[str]) -> set[str]:
    """The numbers of a text that are not among those known."""
    return set(NUMBER.findall(CLUSTER_NAME.sub("", text))) - known


def numbers_in(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def figure_numbers(figure: RegionFigure, language: Language) -> set[str]:
    """What may be said of one figure: value, year, regions known and surveyed, rank with interval, moves, growth."""
    known = {str(figure.year), str(figure.base_year), str(figure.since), str(figure.known), str(figure.units)}
    known |= amounts(figure.value, figure.indicator, language)
    if figure.rank is not None:
        known |= {plain(figure.rank[name], 0) for name in ("rank", "lo", "hi", "ties")} | {INTERVAL}
    if figure.moved is not None:
        known.add(str(abs(int(figure.moved))))
    if figure.growth.value is not None:
        known.add(percent(abs(figure.growth.value)))
    # Where whole provinces stand in, or a part is known, the figure says so with its share.
    return known | {percent(figure.row["coverage"])}


def amounts(value: float, indicator: Indicator, language: Language) -> set[str]:
    """A value as the sentence writes it in the language, as a cell does, and with its sign left out."""
    texts, size = load_texts(language), abs(value)
    if not math.isfinite(size):
        return set()
    words = in_sentence(size, indicator, texts)
    return numbers_in(words) | {plain(size, indicator.decimals)} | numbers_in(unit_of(indicator, texts))


def known_numbers(view: RegionView) -> dict[str, set[str]]:
    """By block, every number that its own part of the record allows to be said."""
    return {
        "parts": part_numbers(view), "gaps": gap_numbers(view), "flows": flow_numbers(view),
        "clusters": cluster_numbers(view), "peers": peer_numbers(view), "policy": set(),
    }


def part_numbers(view: RegionView) -> set[str]:
    parts = view.profile.parts
    if parts is None:
        return set()
    language, values = view.screen.language, parts.rows["value"]
    listed = values.index[:6]
    if view.region in values.index and view.region not in listed:
        listed = [*values.index[:5], view.region]
    others = values.drop(listed)
    known = {str(parts.year), str(parts.units), str(len(values)), str(len(others))}
    for amount in (*values, parts.total, parts.rest, math.fsum(others)):
        known |= amounts(amount, parts.indicator, language)
    ordered = values.sort_values(ascending=False)
    known |= {percent(value / parts.total) for value in values} | {percent(values.max() / math.fsum(values))}
    known |= {percent(ordered.head(3).sum() / parts.total), percent(others.sum() / parts.total)}
    if view.region in values.index:
        own = figure_ranks(values, "count", seed=settings().seed + YEARS_APART * parts.year).loc[view.region]
        known |= {plain(own[name], 0) for name in ("rank", "lo", "hi")} | {INTERVAL}
    return known


def gap_numbers(view: RegionView) -> set[str]:
    gaps, language = view.profile.gaps, view.screen.language
    if gaps is None:
        return set()
    known = {str(len(told_gaps(gaps)))}
    for gap in gaps.gaps:
        supply, row = view.screen.catalogue[gap.basis.supply.metric], gap.row("nation")
        known |= {str(gap.basis.year), plain(gap.relative, 2)}
        for benchmark in AGAINST:
            difference = gap.difference(benchmark)
            known |= amounts(difference, supply, language)
            # Who is short by a part of an institution is short by a whole one.
            known |= amounts(math.ceil(difference), supply, language) if math.isfinite(difference) else set()
        # The sentence sets supply per demand beside the nation's, and says by how much it is below.
        scale = gap.basis.indicator.scale
        own, aim = scale * row["supply"] / row["demand"], scale * row["reference"]
        known |= {plain(value, decimals) for value in (own, aim) for decimals in (0, 1, 2, 3)}
        known |= {percent(abs(own / aim - 1)), *numbers_in(gap.basis.indicator.unit(language))}
        known |= {plain(scale, 0)}
    return known


def flow_numbers(view: RegionView) -> set[str]:
    flows, contracts, known = view.profile.branches, view.profile.contracts, set[str]()
    if flows is not None:
        known |= {str(flows.year), plain(flows.received, 0), plain(flows.sent, 0)}
        known |= {plain(abs(flows.received - flows.sent), 0)}
        known |= {plain(count, 0) for partners in (flows.origins, flows.destinations) for count in partners}
    if contracts is not None:
        known.add(str(contracts.year))
        for amount in (contracts.sold, contracts.bought):
            known |= amounts(amount, contracts.sold_by, view.screen.language)
    return known


def cluster_numbers(view: RegionView) -> set[str]:
    rows, revenue = view.profile.clusters, view.screen.catalogue[REVENUE]
    known = {str(len(rows)), str(min(5, len(rows))), str(rows["status"].isna().sum())}
    known |= {str(count) for count in rows["status"].value_counts()}
    shown = rows.sort_values("revenue", ascending=False, kind="stable").head(5)
    for row in shown.to_dict("records"):
        known |= {str(int(year)) for year in (row["pilot_year"], row["year"]) if pd.notna(year)}
        known |= amounts(row["revenue"], revenue, view.screen.language)
    return known


def peer_numbers(view: RegionView) -> set[str]:
    peers, known = view.profile.gaps and view.profile.gaps.peers, set[str]()
    if not peers:
        return known
    for driver, values in peers.drivers.items():
        indicator = view.screen.catalogue[driver.metric]
        known.add(str(driver.year))
        for unit in (unit_of(indicator, view.screen.texts), view.screen.texts("region.money_per_head")):
            known |= numbers_in(unit)
        for value in values.reindex([view.region, *peers.places]).dropna():
            # Output per head stands in 万元 a head, of which 亿元 has ten thousand.
            known.add(plain(1e4 * value, 2) if driver.per else plain(value, indicator.decimals))
    return known


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_file_speaks_one_language(
    language: Language, profiles: dict[str, RegionProfile], sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    screen = screen_on(sampled_engine, sampled_regions, sampled_catalogue, "sample", language)
    rows = pd.concat([profile_rows(RegionView(screen, profile)) for profile in profiles.values()])
    branches = rows[rows[screen.texts("region_column.item")] == screen.texts("region_item.received")]
    assert set(branches[screen.texts("region_column.unit")]) == {screen.texts("unit.家")}
    words = rows.astype(str).to_numpy().ravel()
    foreign = {str(word) for word in words if re.search("[\u4e00-\u9fff]", str(word))}
    assert bool(foreign) == (language == "zh"), foreign


def test_every_part_of_the_page_names_its_sources_on_screen_in_the_file_and_on_paper(
    real_snapshot: SnapshotReference,
) -> None:
    engine = Engine(real_snapshot)
    regions, catalogue = Regions(engine), catalogue_of(engine)
    screen = screen_on(engine, regions, catalogue, "published", "zh")
    view = RegionView(screen, region_profile(engine, regions, catalogue, "published", "420000"))
    blocks = blocks_of(view)
    found = profile_provenance(view, blocks)
    sources = titles(found.sources)
    peers = next(block for block in blocks if block.key == "peers")
    assert view.profile.gaps is not None and view.profile.gaps.peers is not None and peers.sources is not None
    metrics = {name for one in view.profile.gaps.peers.drivers for name in (one.metric, one.per) if name}
    assert set(peers.sources["metric"]) == metrics
    for block in blocks:
        if block.sources is not None:
            assert set(titles(block.sources)) <= set(sources), block.key
    assert set(peers.sources["title"]) - {
        title for figure in view.profile.figures
        for title in engine.query(
            "source/of_metrics", metrics=[figure.indicator.id], levels=["province"], years=[figure.year],
            layer="published", regions=None,
        )["title"]
    }, "the peers rest on sources that no figure at the head rests on"
    # The cluster inside has no revenue, yet its title and year come from somewhere.
    assert len(view.profile.clusters) and any(block.key == "clusters" and block.source for block in blocks)
    noted = "\n".join(lines(screen, found))
    paper = print_page(paper_of(view, blocks, finding(view), cards(view), sources), "zh").decode("utf-8")
    assert all(title in noted and escape(title) in paper for title in sources)

    many = tuple(f"第{number}项来源：某省统计年鉴{'长' * 60}" for number in range(200))
    paper = print_page(paper_of(view, blocks, finding(view), cards(view), many), "zh").decode("utf-8")
    told = re.findall("<li>(.*?)</li>", paper)
    assert 1 < len(told) < 200 and "200项来源" in told[-1] and tuple(told[:-1]) == many[: len(told) - 1]
    engine.close()


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
