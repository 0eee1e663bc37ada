"""The section standing: what it says and draws of whole zones, of partial ones, and of zones with a few bounds."""

from __future__ import annotations

import math
import re
from base64 import b64decode
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest
from own_clusters import COMPLETE, FIGURES, INSTITUTIONS, ONE_YEAR, WITH_GAPS, WITHOUT_STAFF
from real_maps import screen_of
from test_pages import assert_sound, figures, html_of, opened

from geo.page_text import PageText
from pages.charts.block_profile import BlockRow, block_profile_figure, text_width
from pages.charts.small_bars import BAR_WIDTH, percentile_bar, sparkline
from pages.exporters.chart_image import chart_image
from pages.frames.clusters.standing_words import block_row, measures_finding, standing_finding
from pages.texts import LANGUAGES, load_texts
from queries.catalogue import Indicator
from queries.cluster_measures import cluster_blocks, cluster_measures
from queries.cluster_profile import cluster_profile, profile_years, usual_year
from queries.cluster_register import ClusterRegister, cluster_register
from queries.engine import Engine
from queries.regions import Regions

ZH, EN = load_texts("zh"), load_texts("en")
NAN = math.nan


def drawing(picture: str) -> ElementTree.Element:
    """The drawing that an image in a cell holds."""
    return ElementTree.fromstring(b64decode(picture.split("base64,")[1].split('"')[0]))


def shapes(picture: str, name: str) -> list[dict[str, str]]:
    return [dict(node.attrib) for node in drawing(picture) if node.tag.endswith(name)]


def test_a_bar_is_as_long_as_its_percentile_and_absent_without_one() -> None:
    assert [float(shapes(percentile_bar(p), "rect")[1]["width"]) / BAR_WIDTH for p in (0.0, 50.0, 100.0)] == [0, 0.5, 1]
    assert percentile_bar(NAN) == ""


def test_a_line_breaks_where_a_year_is_missing_and_one_figure_is_a_dot() -> None:
    whole = sparkline((2020, 2021, 2022), (1.0, 3.0, 2.0), "1至2")
    assert 'alt="1至2"' in whole
    assert len(shapes(whole, "polyline")) == 1 and len(shapes(whole, "circle")) == 1
    broken = sparkline((2019, 2020, 2021, 2022, 2023), (1.0, 2.0, NAN, 4.0, 5.0), "")
    assert [len(line["points"].split()) for line in shapes(broken, "polyline")] == [2, 2]
    alone = sparkline((2022, 2023), (NAN, 7.0), "<7>")
    assert 'alt="&lt;7&gt;"' in alone
    assert shapes(alone, "polyline") == [] and shapes(alone, "circle")
    assert sparkline((2022, 2023), (NAN, NAN), "无") == ""


def test_blocks_without_a_score_have_words_and_no_mark_on_screen_and_paper() -> None:
    rows = [BlockRow("规模", 62.0, [10.0, 90.0], "第3位", "规模"), BlockRow("品牌", None, [], "无得分：缺获奖", "品牌")]
    figure = block_profile_figure(rows, "甲", "其余2个集聚区", 320)
    behind, own = figure.data
    assert list(own.x) == [62.0] and list(own.y) == [1] and list(behind.x) == [10.0, 90.0]
    assert [note.text for note in figure.layout.annotations] == ["第3位", "无得分：缺获奖"]
    assert chart_image(figure, "svg", PageText("句", "", (), None, "#000000")).startswith(b"<?xml")


def test_long_labels_have_the_room_they_need_in_both_margins() -> None:
    label = "rank 2 (90% interval this rank alone)"
    figure = block_profile_figure([BlockRow("Specialisation", 62.0, [10.0], label, "")], "A", "others", 320)
    lines = figure.layout.annotations[0].text.split("<br>")
    assert " ".join(lines) == label
    assert figure.layout.margin.l > text_width("Specialisation", 13)
    assert figure.layout.margin.r > max(text_width(line, 12) for line in lines)


@pytest.mark.parametrize(("returned", "year"), [
    ({"a": [2023, 2024, 2025], "b": [2023, 2024], "c": [2024]}, 2024), ({"a": [2023, 2025], "b": [2022]}, 2025),
    ({"a": [2024], "b": [2024], "c": [2024], "d": [2024]}, 2024), ({"b": [2024]}, None),
    ({"a": [2020, 2021], "b": [2020], "c": [2020], "d": [2020], "e": [2020, 2021]}, 2020),
])
def test_a_year_is_opened_in_which_there_is_somebody_to_compare_with(
    returned: dict[str, list[int]], year: int | None
) -> None:
    rows = [(cluster, one) for cluster, years in returned.items() for one in years]
    register = replace(ClusterRegister.none("imported"), figures=pd.DataFrame(rows, columns=["cluster_id", "year"]))
    assert usual_year(register, "a") == year


@pytest.mark.usefixtures("sampled_pages")
def test_a_zone_of_the_sample_shows_every_block_and_measure_with_its_source(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    screen = opened("clusters", layer="sample", cluster="sample_a01", section="standing")
    assert_sound(screen)
    text = html_of(screen)
    for block in cluster_blocks():
        assert block.name_zh in text
    for measure in cluster_measures().values():
        assert measure.name_zh in text
    assert ZH("layer.banner") in text and len(figures(screen)) == 1
    found = cluster_profile(sampled_engine, sampled_regions, sampled_catalogue, "sample", "sample_a01", 2023)
    chart = figures(screen)[0]
    own = chart["data"][1]["x"]
    assert own == pytest.approx([found.total[b.id] for b in cluster_blocks() if b.id not in found.blocks_missing])
    rank = int(found.total["rank"])
    assert f"居第{rank}位" in text, "the rank stands in the sentence, with its interval"
    assert f"{found.total['total']:.1f}" in text
    earlier = opened("clusters", "en", layer="sample", cluster="sample_a01", section="standing",
                     **{"standing-year": "2021"})
    assert_sound(earlier)
    assert "in 2021" in html_of(earlier) and "points" in html_of(earlier)


@pytest.mark.usefixtures("sampled_pages")
def test_a_published_zone_shows_what_is_printed_and_no_score(sampled_engine: Engine) -> None:
    screen = opened("clusters", layer="published", cluster="nanjing_jiangning", section="standing")
    assert_sound(screen)
    text = html_of(screen)
    assert "超过2,400人" in text and "95家" in text and "中国消费者报" in text
    assert ZH("reason.bound_only") in text and figures(screen) == []
    assert profile_years(sampled_engine, "published", "nanjing_jiangning") == [2023]
    nothing = opened("clusters", layer="published", cluster="suzhou_snd", section="standing")
    assert_sound(nothing)
    assert profile_years(sampled_engine, "published", "suzhou_snd") == []
    assert any("没有" in notice.value for notice in nothing.info)


@pytest.mark.usefixtures("own_clusters_pages")
@pytest.mark.parametrize(
    ("cluster", "words"),
    [(COMPLETE, "年均"), (ONE_YEAR, ZH("cluster_standing_movement.not_moved")), (WITH_GAPS, ZH("reason.no_base_year")),
     (WITHOUT_STAFF, ZH("reason.no_denominator"))],
)
def test_zones_of_a_user_that_lack_something_are_told_in_words(
    own_clusters_engine: Engine, cluster: str, words: str
) -> None:
    screen = opened("clusters", layer="imported", cluster=cluster, section="standing")
    assert_sound(screen)
    text = html_of(screen)
    assert words in text
    regions = Regions(own_clusters_engine)
    year = profile_years(own_clusters_engine, "imported", cluster)[-1]
    found = cluster_profile(own_clusters_engine, regions, {}, "imported", cluster, year)
    given = {year: own[INSTITUTIONS] for year, own in FIGURES[cluster].items() if INSTITUTIONS in own}
    assert found.series.loc["institutions"].dropna().to_dict() == given, "no year is filled in"
    first, last = min(given), max(given)
    course = (f"仅{last}年有数：{given[last]:.0f}" if first == last
              else f"{first}年{given[first]:.0f}，{last}年{given[last]:.0f}，上升")
    assert f'alt="{course}"' in text, "the line says in words what it draws"
    assert math.isnan(found.total["total"]), "too few zones and too few blocks for a total"


@pytest.mark.usefixtures("own_clusters_pages")
def test_who_alone_has_figures_of_a_year_has_no_rank() -> None:
    """Before 2019 the complete zone of the user is the only one with any figures."""
    for language in LANGUAGES:
        t = load_texts(language)
        screen = opened("clusters", language, layer="imported", cluster=COMPLETE, section="standing",
                        **{"standing-year": "2017"})
        assert_sound(screen)
        text = html_of(screen)
        assert t("cluster_standing.alone", year=2017) in text
        assert "第1位" not in text and "rank 1" not in text
        assert t("ranks.not_drawn") not in text


def test_the_best_and_the_worst_block_are_those_of_the_ranks_beside_them(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    register = cluster_register(sampled_engine, "sample")
    assert register is not None
    screen = replace(screen_of(sampled_engine), strongest_layer="sample")
    names = {block.id: block.name_zh for block in cluster_blocks()}
    told = 0
    for cluster in map(str, register.identity.index):
        found = cluster_profile(sampled_engine, sampled_regions, sampled_catalogue, "sample", cluster, 2023)
        ranks = {block: row["rank"] for block in names if (row := block_row(found, block)) is not None}
        words = standing_finding(screen, register, found)
        ends = re.search(r"；([^；]+)位次最前，居第(\d+)位.*，([^，]+)位次最后，居第(\d+)位", words)
        if len(set(ranks.values())) > 1:
            assert ends is not None, words
            assert (int(ends[2]), int(ends[4])) == (min(ranks.values()), max(ranks.values())), words
            assert ends[1] in {names[block] for block, rank in ranks.items() if rank == int(ends[2])}
            assert ends[3] in {names[block] for block, rank in ranks.items() if rank == int(ends[4])}
            told += 1
    assert told >= 30


def test_figures_that_stay_are_not_called_missing(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> None:
    register = cluster_register(sampled_engine, "sample")
    assert register is not None
    screen = replace(screen_of(sampled_engine), strongest_layer="sample")
    found = cluster_profile(sampled_engine, sampled_regions, sampled_catalogue, "sample", "sample_a01", 2023)
    known = int(found.rows["change"].notna().sum())
    still = replace(found, rows=found.rows.assign(change=found.rows["change"].where(found.rows["change"].isna(), 0.0)))
    none = replace(found, rows=found.rows.assign(change=NAN))
    assert known > 5
    assert measures_finding(screen, register, still).endswith(f"三年来可比的{known}项均无变化")
    assert measures_finding(screen, register, none).endswith(ZH("cluster_standing_movement.not_moved"))
