"""The picture of the years to close for a file: a symbol of its own for every standing."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from geo.page_text import PageText
from pages.charts.catch_up import years_figure
from pages.exporters.chart_image import chart_image

ROWS = pd.DataFrame({
    "region_code": ["620000", "650000", "440000", "540000", "500000"],
    "name": ["甘肃", "新疆", "广东", "西藏", "重庆"],
    "standing": ["closing", "closing", "above", "not_closing", "unknown"],
    "years": [6.6, 90.0, 0.0, math.nan, math.nan],
    "lo": [3.8, 40.0, math.nan, 2.0, math.nan],
    "hi": [24.0, math.nan, math.nan, math.nan, math.nan],
    "label": ["6.6年", "90年", "已达到", "不收敛", "不足两年可比数据"],
})


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_ranking_of_years_can_be_printed(kind: str) -> None:
    figure = years_figure(ROWS, "620000", "从2023年起还需多少年")
    assert len(set(figure.data[0].marker.symbol)) > 3
    picture = chart_image(figure, kind, PageText("题目", "副题", ("来源",), None))  # type: ignore[arg-type]
    assert len(picture) > 5000
    if kind == "svg":
        assert all(word in picture.decode() for word in ("已达到", "不收敛", "6.6年"))
