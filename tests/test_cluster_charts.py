"""Names that users give their clusters are shown as they are written: no sign of theirs is read as HTML."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from pages.charts.block_profile import BlockRow, block_profile_figure
from pages.charts.cluster_bubbles import BubbleAxis, BubbleWords, bubble_figure
from pages.charts.life_quadrant import QuadrantWords, quadrant_figure
from pages.charts.peer_ratios import RatioRow, ratios_figure
from pages.charts.status_life import LifeRow, status_life_figure
from pages.charts.style import in_lines
from pages.charts.synthetic_line import SyntheticWords, synthetic_figure
from pages.exporters.chart.style import plain_text
from queries.cluster_status import CLUSTER_STANDINGS

NAME, SHOWN = "<b>甲</b>&乙", "&lt;b&gt;甲&lt;/b&gt;&amp;乙"


def peers() -> go.Figure:
    return ratios_figure([RatioRow("机构", [0.5], ["1"])], [NAME], f"{NAME}＝1", 300)


def synthetic() -> go.Figure:
    series = pd.Series([1.0, 2.0, 3.0, 4.0], index=range(2018, 2022))
    return synthetic_figure(series, series, 2021, SyntheticWords(NAME, "合成", "亿元", "前", "后"), 300)


def quadrant() -> go.Figure:
    rows = pd.DataFrame({"specialisation": [1.0], "growth": [0.1], "median": [1.0]}, index=["z"])
    corners = {name: name for name in ("emerging", "growing", "mature", "declining")}
    return quadrant_figure(rows, {"z": NAME}, "z", 0.1, QuadrantWords("x", "y", corners, "m", "n"), 300)


def profile() -> go.Figure:
    return block_profile_figure([BlockRow("规模", 62.0, [10.0], "第1位", "规模")], NAME, "其余", 300)


def periods() -> go.Figure:
    columns = ["cluster_id", "status", "first", "end", "ends"]
    own = pd.DataFrame([("z", "pilot", 2015, 2018, "next")], columns=columns)
    names = {name: name for name in CLUSTER_STANDINGS}
    return status_life_figure([LifeRow("z", NAME, "")], own, {("z", "pilot"): ""}, names, None)


def bubbles() -> go.Figure:
    rows = pd.DataFrame({"x": [1.0], "y": [0.1], "size": [3.0], "class": [1]}, index=["z"])
    words = BubbleWords(BubbleAxis("x"), BubbleAxis("y"), ["a", "b", "c"], ["1", "2", "3", "4"], ("m", "n"))
    return bubble_figure(rows, (1.0, 0.1), words, {"z": NAME}, {"z": ""}, "z", 400)


@pytest.mark.parametrize("draw", [peers, synthetic, quadrant, profile, periods, bubbles])
def test_a_name_is_written_not_read(draw: Callable[[], go.Figure]) -> None:
    drawn = draw().to_plotly_json()
    texts = list(strings(drawn))
    assert any(SHOWN in text for text in texts)
    assert not [text for text in texts if NAME in text]
    assert any(NAME in plain_text(text) for text in texts), "on paper it is the name again"


def strings(part: object) -> list[str]:
    """All texts of a figure."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, dict):
        return [text for value in part.values() for text in strings(value)]
    if isinstance(part, list | tuple):
        return [text for value in part for text in strings(value)]
    return []


@pytest.mark.parametrize(("ratios", "side"), [([0.03, 0.5], "right"), ([2.0, 9.0], "left")])
def test_the_name_of_the_own_line_stands_where_there_is_room_and_no_letter(ratios: list[float], side: str) -> None:
    figure = ratios_figure([RatioRow("机构", ratios, ["", ""])], ["甲", "乙"], "本区＝1", 300)
    name, = figure.layout.annotations
    assert name.xanchor == side
    lowest = min(y for trace in figure.data for y in trace.y)
    assert lowest - figure.layout.yaxis.range[0] >= 1, "a row of its own"


def test_the_corners_and_the_upright_heading_of_a_narrow_quadrant_stand_in_two_lines() -> None:
    corners = {"emerging": "emerging (low)", "growing": "成长型（高）", "mature": "m", "declining": "d"}
    rows = pd.DataFrame({"specialisation": [1.0], "growth": [0.1], "median": [1.0]}, index=["z"])
    heading = "Revenue of the IP service industry, growth per year 2020–2023"
    drawn = quadrant_figure(rows, {"z": NAME}, "z", 0.1, QuadrantWords("x", heading, corners, "m", "n"), 300)
    texts = {note.text for note in drawn.layout.annotations}
    assert {"emerging<br>(low)", "成长型<br>（高）"} <= texts
    chinese = QuadrantWords("x", "营业收入年均增速（2020—2023年）", corners, "m", "n")
    upright = quadrant_figure(rows, {"z": NAME}, "z", 0.1, chinese, 300).layout.yaxis.title.text
    assert upright == "营业收入年均增速<br>（2020—2023年）"
    assert drawn.layout.yaxis.title.text == "Revenue of the IP service industry,<br>growth per year 2020–2023"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("A" * 12, "A" * 12), ("one two three", "one two<br>three"), ("growth 2020–2023", "growth<br>2020–2023"),
        ("知识产权服务业", "知识产权服<br>务业"), ("", ""),
    ],
)
def test_a_text_in_lines_of_ten_letters_loses_none_and_has_no_empty_line(text: str, lines: str) -> None:
    assert in_lines(text, 10) == lines
