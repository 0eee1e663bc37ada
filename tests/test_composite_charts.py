"""Ranks as intervals and the profile of the parts: what is drawn is what was found, on the screen and on paper."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from geo.page_text import PageText
from pages.charts.composite import RankWords, profile_figure, rank_interval_figure
from pages.exporters.chart_image import chart_image

WORDS = RankWords("区间", "权重区间", "冻结熵权", "等权", "CRITIC", "位次")
NAN = math.nan
ROWS = pd.DataFrame(
    {
        "name": ["北京", "≈ 上海", "甘肃"],
        "rank": [1.0, 2.0, 3.0],
        "lo": [1.0, 2.0, 2.0],
        "hi": [1.0, 3.0, 3.0],
        "weight_lo": [1.0, 2.0, 3.0],
        "weight_hi": [1.0, 2.0, 3.0],
        "rank_equal": [1.0, 3.0, 2.0],
        "rank_critic": [NAN, NAN, NAN],
        "label": ["第1位　▲ 上升，超出波动", "第2—3位　○ 波动内", "第2—3位"],
    },
    index=["110000", "310000", "620000"],
)
SCALED = pd.DataFrame({"620000": [0.1, NAN], "west": [0.3, 0.4], "100000": [0.5, 0.6]}, index=["size", "operation"])


def test_every_region_has_its_span_its_point_and_its_words() -> None:
    figure = rank_interval_figure(ROWS, "620000", 3, WORDS)
    spans, _, equal, critic, frozen, words = figure.data
    assert list(spans.x) == [0.75, 1.25, None, 1.75, 3.25, None, 1.75, 3.25, None]
    assert list(spans.y) == [2, 2, None, 1, 1, None, 0, 0, None]
    assert list(frozen.x) == [1.0, 2.0, 3.0] and list(frozen.customdata) == list(ROWS.index)
    assert list(equal.x) == [1.0, 3.0, 2.0] and list(critic.x) == [None] * 3
    assert list(words.text) == list(ROWS["label"]) and figure.layout.yaxis.ticktext == tuple(ROWS["name"])[::-1]
    assert len({trace.marker.symbol for trace in (equal, critic, frozen)}) == 3


def test_the_tie_band_of_the_selected_region_is_shaded() -> None:
    band = rank_interval_figure(ROWS, "620000", 3, WORDS).layout.shapes[0]
    assert (band.x0, band.x1) == (1.5, 3.5)
    assert rank_interval_figure(ROWS, None, 3, WORDS).layout.shapes == ()
    assert rank_interval_figure(ROWS, "west", 3, WORDS).layout.shapes == ()
    unknown = ROWS.assign(lo=NAN, hi=NAN)
    assert rank_interval_figure(unknown, "620000", 3, WORDS).layout.shapes == ()


def test_places_of_a_profile_differ_in_shape_as_well_as_in_colour() -> None:
    names = {"620000": "甘肃", "west": "西部", "100000": "全国"}
    figure = profile_figure(SCALED, names, ["规模", "运营"], "620000", "缩放值")
    marks = {trace.name: trace for trace in figure.data}
    assert set(marks) == set(names.values())
    for looks in ("symbol", "color"):
        assert len({trace.marker[looks] for trace in figure.data}) == 3
    assert list(marks["甘肃"].x) == [0.1, None] and list(marks["甘肃"].y) == [1, 0]


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_both_figures_can_be_printed(kind: str) -> None:
    ranks = rank_interval_figure(ROWS, "620000", 3, WORDS)
    zones = profile_figure(
        SCALED.rename(columns={"620000": "east"}), {"east": "东部", "west": "西部", "100000": "全国"}, ["规模", "运营"],
        None, "缩放值",
    )
    for figure in (ranks, zones):
        assert len(chart_image(figure, kind, PageText("题目", "副题", ("来源",), None))) > 5000  # type: ignore[arg-type]
