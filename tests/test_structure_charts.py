"""The grid of offers and the dots of sizes: what is drawn is what was counted, on the screen and on paper."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from geo.page_text import PageText
from pages.charts.labelled_grid import readable_on
from pages.charts.structure import grid_figure, size_figure
from pages.exporters.chart_image import chart_image
from pages.texts import load_texts
from pages.texts.structure import difference_finding, points

VALUES = pd.DataFrame([[0.5, -0.25], [0.0, math.nan]], index=["agency", "legal"], columns=["patent", "trademark"])
LABELS = pd.DataFrame([["50<br>50.0%", "−25"], ["0", "无数据"]])
WORDS = PageText("题目", "副题", ("来源",), None)


def test_a_field_is_the_darker_the_further_from_zero_and_its_colour_tells_the_side() -> None:
    figure = grid_figure(VALUES, LABELS, LABELS, ["专利", "商标"], ["代理", "法律"], 300)
    colours = [shape.fillcolor for shape in figure.layout.shapes]
    assert colours == ["#0b4f8a", "#d4ac88", "#ffffff", "#f1f3f5"]
    assert [text.text for text in figure.layout.annotations] == ["50<br>50.0%", "−25", "0", "无数据"]
    assert [(x, y) for x, y in zip(figure.data[0].x, figure.data[0].y, strict=True)] == [(0, 1), (1, 1), (0, 0), (1, 0)]
    assert figure.layout.yaxis.ticktext == ("法律", "代理")


def test_small_differences_stay_pale() -> None:
    figure = grid_figure(VALUES / 1000, LABELS, LABELS, ["专利", "商标"], ["代理", "法律"], 300, least_depth=0.1)
    assert [shape.fillcolor for shape in figure.layout.shapes] == ["#fefefe", "#fffffe", "#ffffff", "#f1f3f5"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([0.2, 0.0], "北京与全国相比，专利代理占比高出最多（+20.0个百分点），没有占比更低的业务。"),
        ([0.0, -0.2], "北京与全国相比，专利法律占比低得最多（−20.0个百分点），没有占比更高的业务。"),
        ([0.0, 0.0], "北京与全国各项业务的占比相同。"),
    ],
)
def test_what_is_nowhere_behind_or_ahead_is_not_said_to_be(values: list[float], words: str) -> None:
    difference = pd.DataFrame({"patent": values}, index=["agency", "legal"])
    assert difference_finding(difference, "北京", "全国", load_texts("zh")) == words


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_both_figures_can_be_printed(kind: str) -> None:
    grid = grid_figure(VALUES, LABELS, LABELS, ["专利", "商标"], ["代理", "法律"], 300)
    sizes = size_figure(
        {"四川": pd.Series({"small": 0.9, "large": 0.1}), "全国": pd.Series({"small": 1.0, "large": math.nan})},
        {"small": "小型", "large": "大型"}, ("#0b4f8a", "#c8701a"), 168,
    )
    for figure in (grid, sizes):
        picture = chart_image(figure, kind, WORDS)  # type: ignore[arg-type]
        assert len(picture) > 5000
        assert kind == "png" or "代理" in picture.decode() or "小型" in picture.decode()


def test_nothing_known_is_drawn_as_no_data() -> None:
    nothing = VALUES * math.nan
    figure = grid_figure(nothing, LABELS, LABELS, ["专利", "商标"], ["代理", "法律"], 300)
    assert {shape.fillcolor for shape in figure.layout.shapes} == {"#f1f3f5"}
    assert difference_finding(nothing, "甲", "乙", load_texts("zh")) == load_texts("zh")(
        "structure.no_difference", place="甲", other="乙"
    )


@pytest.mark.parametrize(("difference", "text"), [(0.012, "+1.2"), (-0.008, "−0.8"), (0.0001, "0.0"), (0.0, "0.0")])
def test_a_difference_of_shares_is_said_in_percentage_points_with_its_sign(difference: float, text: str) -> None:
    assert points(difference) == text


@pytest.mark.parametrize("step", range(0, 256, 5))
def test_what_stands_in_a_field_can_be_read_on_every_shade(step: int) -> None:
    part = step / 255
    luminance = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    ink = 1.0 if readable_on(f"#{step:02x}{step:02x}{step:02x}") == "#ffffff" else 0.0
    assert (max(ink, luminance) + 0.05) / (min(ink, luminance) + 0.05) >= 4.5
