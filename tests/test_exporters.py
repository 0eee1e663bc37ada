"""What people keep: tables that open rightly in Excel, pictures that show what the screen shows, a font."""

from __future__ import annotations

import datetime
import io
import logging
import math
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib.image
import numpy as np
import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from fontTools.ttLib import TTFont
from matplotlib.colors import to_rgb
from plotly.subplots import make_subplots

from data.harmless import harmless_text
from geo.drawing import FONT_FILE, PageText, text_width, wrap
from pages.charts.bullet import Bullet, bullet_figure
from pages.charts.disparity import disparity_figure
from pages.charts.ranking import ranking_figure
from pages.charts.trend import BreakMark, TrendLine, trend_figure
from pages.charts.zones import zone_panels
from pages.exporters.chart.contract import MARKERS, UnsupportedFigureError
from pages.exporters.chart_image import chart_image
from pages.exporters.subset_font import gb2312_characters, wanted_characters
from pages.exporters.table import Export, csv_bytes, export_csv
from pages.exporters.workbook import export_workbook, workbook_bytes
from queries.disparity import Disparity
from queries.engine import Engine
from queries.formulas.outcome import Outcome
from queries.formulas.theil import theil_t_by_group
from queries.regions import ZONES
from tests.real_maps import screen_of

ROOT = Path(__file__).resolve().parents[1]
ROWS = pd.DataFrame(
    {
        "地区代码": ["110000", "540000"],
        "地区": ["北京", "西藏"],
        "年份": [2022, 2022],
        "每万人件数（件）": [206.4, None],
        "与全国之差": [-12.5, 3.0],
        "截止日期": [datetime.date(2022, 12, 31)] * 2,
    }
)
EXPORT = Export(
    rows=ROWS,
    dictionary=pd.DataFrame(
        {"列": list(ROWS.columns), "说明": ["六位代码", "名称", "年末", "=不是公式", "百分点", "日期"]}
    ),
    sources=pd.DataFrame({"来源": ["国家知识产权局《统计年报2022》"], "网址": ["https://www.cnipa.gov.cn/"]}),
    notes=("定义：有效件数 ÷ 常住人口。", "层：示例"),
    watermark="合成示例，不得用于决策",
)
ATTACKS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", " =1+1", "＝1+1", "\n=1"]
HARMLESS = ["北京", "2022 年末", "a=b", "", "3-5 年", "'已加引号", "（-1）", "#1", "%"]
CAPTION = PageText(
    title="西部每万家企业的机构数为东部的四成",
    subtitle="公开统计 · 2022 年末",
    footer=("定义：机构数 ÷ 企业法人单位数。", "来源：国家知识产权局。"),
    watermark="合成示例，不得用于决策",
)
PLAIN = PageText("结论", "", ("来源：国家知识产权局。",))
RED, BLUE, GREEN = "#d62728", "#0b4f8a", "#2f8f83"


def pixels(figure: go.Figure, caption: PageText = PLAIN) -> np.ndarray:
    content = chart_image(figure, "png", caption)
    return matplotlib.image.imread(io.BytesIO(content), format="png")[:, :, :3]


def count(image: np.ndarray, colour: str) -> int:
    return int((np.abs(image - np.array(to_rgb(colour))).max(axis=2) < 0.02).sum())


def centre(image: np.ndarray, colour: str) -> tuple[float, float]:
    """Mean column and mean height above the lower edge of the pixels of a colour."""
    rows, columns = np.nonzero(np.abs(image - np.array(to_rgb(colour))).max(axis=2) < 0.02)
    return float(columns.mean()), float(image.shape[0] - rows.mean())


def texts(figure: go.Figure, caption: PageText = PLAIN) -> list[str]:
    svg = chart_image(figure, "svg", caption).decode("utf-8")
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_csv_reopens_as_it_was_with_byte_order_mark_and_windows_line_ends() -> None:
    content = csv_bytes(ROWS, [])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    reopened = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", dtype={"地区代码": str})
    expected = ROWS.assign(截止日期="2022-12-31")
    pd.testing.assert_frame_equal(reopened, expected, check_dtype=False)


def test_csv_notes_stand_below_the_rows_behind_an_empty_line() -> None:
    lines = export_csv(EXPORT).decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("地区代码,")
    assert lines[3:] == [
        "",
        "# 合成示例，不得用于决策",
        "# 定义：有效件数 ÷ 常住人口。",
        "# 层：示例",
        "# 国家知识产权局《统计年报2022》 · https://www.cnipa.gov.cn/",
        "",
    ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_that_would_run_as_a_formula_is_quoted_in_csv(attack: str) -> None:
    assert harmless_text(attack) == f"'{attack}"
    content = csv_bytes(pd.DataFrame({attack: [attack]}), [attack])
    reopened = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", nrows=1)
    cells = [str(reopened.columns[0]), str(reopened.iloc[0, 0])]
    assert all(cell.startswith("'") for cell in cells)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless_text(text) == text


def test_numbers_stay_numbers_in_csv() -> None:
    frame = pd.DataFrame(
        {"甲": [-12.5, 73000.0, np.nan, np.inf], "乙": pd.array([1, None, -3, 4], dtype="Int64")}
    )
    lines = csv_bytes(frame, []).decode("utf-8-sig").splitlines()
    assert lines == ["甲,乙", "-12.5,1", "73000,", ",-3", ",4"]


def test_workbook_holds_rows_dictionary_and_sources() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export_workbook(EXPORT, ("数据", "字典", "来源"))))
    assert book.sheetnames == ["数据", "字典", "来源"]
    cells = [[cell.value for cell in row] for row in book["数据"].iter_rows()]
    assert cells[0][0] == "合成示例，不得用于决策"
    assert cells[1] == list(ROWS.columns)
    day = datetime.datetime(2022, 12, 31)
    assert cells[2] == ["110000", "北京", 2022, 206.4, -12.5, day]
    assert cells[3] == ["540000", "西藏", 2022, None, 3, day]
    assert [row[0] for row in cells[5:]] == list(EXPORT.lines())
    assert book["来源"]["B3"].value == "https://www.cnipa.gov.cn/"


def test_workbook_has_no_formula_cell_whatever_the_text() -> None:
    frame = pd.DataFrame({f"{attack}{n}": ATTACKS for n, attack in enumerate(ATTACKS)})
    content = workbook_bytes({"=1": frame}, {"=1": ATTACKS}, watermark="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(content))
    kinds = {
        cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None
    }
    assert kinds == {"s"}
    assert book.worksheets[0]["A3"].value == "=1+1"


def test_workbook_shows_decimals_and_freezes_the_headings() -> None:
    rows = ROWS.assign(与全国之差=[-12.25, 3.0])
    content = workbook_bytes({"数据": rows}, {})
    sheet = openpyxl.load_workbook(io.BytesIO(content))["数据"]
    formats = [sheet.cell(2, column).number_format for column in range(1, 7)]
    assert formats == ["@", "@", "0", "#,##0.0", "#,##0.00", "yyyy-mm-dd"]
    assert sheet.freeze_panes == "A2"
    assert all(sheet.cell(1, column).font.bold for column in range(1, 7))
    assert sheet.column_dimensions["D"].width >= 16


def test_equal_exports_are_equal_bytes() -> None:
    assert export_workbook(EXPORT, ("数据", "字典", "来源")) == export_workbook(
        EXPORT, ("数据", "字典", "来源")
    )
    assert export_csv(EXPORT) == export_csv(EXPORT)


def test_notes_for_a_sheet_that_is_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="其他"):
        workbook_bytes({"数据": ROWS}, {"其他": ["注"]})


def test_png_has_the_size_of_a_meeting_screen_and_svg_keeps_its_words() -> None:
    figure = go.Figure(go.Bar(x=["东部", "西部"], y=[5, 2], name="机构", marker_color=BLUE))
    image = pixels(figure, CAPTION)
    assert image.shape == (1080, 1920, 3)
    assert len(np.unique(image.reshape(-1, 3), axis=0)) > 50
    found = texts(figure, CAPTION)
    wanted = [CAPTION.title, CAPTION.subtitle, *CAPTION.footer, CAPTION.watermark, "东部", "西部"]
    assert [text for text in wanted if text not in found] == []
    svg = chart_image(figure, "svg", CAPTION).decode("utf-8")
    assert "'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'Atlas Sans', sans-serif" in svg
    assert not re.search(r"(?:href|src)=\"https?:|url\(['\"]?https?:", svg)


@pytest.mark.parametrize("size", [18.0, 19.0])
def test_no_type_on_a_picture_is_smaller_than_eighteen_pixels(size: float) -> None:
    style = {"textposition": "outside", "textfont_size": size / 1.9, "marker_color": BLUE}
    figure = go.Figure(go.Bar(x=["甲"], y=[1], text=["1 家"], **style))
    figure.update_layout(xaxis_title="地区")
    svg = chart_image(figure, "svg", CAPTION).decode("utf-8")
    sizes = [float(found) for found in re.findall(r"font-size: ([0-9.]+)px", svg)]
    assert sizes and min(sizes) >= 18


@pytest.mark.parametrize("horizontal", [False, True])
def test_bars_have_lengths_in_proportion_to_their_values(horizontal: bool) -> None:
    names, values = ["东部", "西部"], [4.0, 1.0]
    x, y = (values, names) if horizontal else (names, values)
    trace = go.Bar(x=x, y=y, orientation="h" if horizontal else "v", marker_color=[RED, BLUE])
    image = pixels(go.Figure(trace))
    assert count(image, RED) / count(image, BLUE) == pytest.approx(4.0, rel=0.03)


@pytest.mark.parametrize("mode", ["lines", "markers", "lines+markers"])
def test_lines_and_markers_are_drawn_in_their_colour(mode: str) -> None:
    trace = go.Scatter(
        x=[2019, 2020, 2021], y=[1, 3, 2], mode=mode, line_color=RED, marker={"size": 12, "color": RED}
    )
    assert count(pixels(go.Figure(trace)), RED) > 200


def test_a_gap_in_a_line_stays_a_gap() -> None:
    whole = go.Figure(go.Scatter(x=[1, 2, 3, 4], y=[1, 1, 1, 1], mode="lines", line_color=RED))
    broken = go.Figure(go.Scatter(x=[1, 2, 3, 4], y=[1, 1, None, 1], mode="lines", line_color=RED))
    assert count(pixels(broken), RED) == pytest.approx(count(pixels(whole), RED) / 3, rel=0.1)


def test_bars_over_each_other_stand_where_their_offset_says() -> None:
    figure = go.Figure(
        [
            go.Bar(x=[2], y=["甲"], orientation="h", width=0.4, offset=0.0, marker_color=RED),
            go.Bar(x=[2], y=["甲"], orientation="h", width=0.4, offset=-0.4, marker_color=BLUE),
        ]
    )
    image = pixels(figure.update_layout(barmode="overlay"))
    assert count(image, RED) == pytest.approx(count(image, BLUE), rel=0.02)
    assert centre(image, RED)[1] > centre(image, BLUE)[1] + 100


def test_hollow_markers_are_white_inside_their_line() -> None:
    marker = {"size": 40, "color": ["#ffffff", RED], "line": {"color": RED, "width": 2}}
    figure = go.Figure(go.Scatter(x=[2020, 2021], y=[1, 1], mode="markers", marker=marker))
    half = pixels(figure)[:, :960], pixels(figure)[:, 960:]
    assert 100 < count(half[0], RED) < count(half[1], RED) / 3


def test_shapes_and_annotations_are_drawn_in_front_or_behind() -> None:
    figure = go.Figure(go.Bar(x=[1, 2, 3], y=[2, 2, 2], marker_color=BLUE, width=1))
    bars = count(pixels(figure), BLUE)
    box = {"x0": 0.5, "x1": 1.5, "y0": 0, "y1": 0.5, "yref": "paper", "line_width": 0}
    figure.add_shape(type="rect", fillcolor=RED, layer="below", **box)
    assert count(pixels(figure), BLUE) == pytest.approx(bars, rel=0.01)
    figure.add_shape(type="circle", fillcolor=RED, **box)
    figure.add_shape(type="line", x0=2, x1=2, y0=0, y1=2, line={"color": GREEN, "width": 4, "dash": "dash"})
    figure.add_annotation(
        x=0.5, y=1.0, xref="paper", yref="paper", text="口径<b>调整</b><br>2020 年起", showarrow=False,
        xanchor="left", yanchor="top",
    )
    image = pixels(figure)
    assert count(image, RED) == pytest.approx(bars / 3 * 0.5 * np.pi / 4, rel=0.08)
    assert count(image, GREEN) > 1000
    assert {"口径调整", "2020 年起"} <= set(texts(figure))


@pytest.mark.parametrize(("anchor", "shift"), [("left", 0), ("right", 0), ("left", 100), ("right", -100)])
def test_an_annotation_stands_beside_its_point(anchor: str, shift: int) -> None:
    figure = go.Figure(go.Bar(x=[1, 2, 3], y=[0, 0, 0], marker_color=BLUE)).update_yaxes(range=[0, 1])
    figure.add_annotation(
        x=2, y=0.5, text="■■■", font_color=RED, showarrow=False, xanchor=anchor, yanchor="middle", xshift=shift
    )
    figure.add_shape(type="line", x0=2, x1=2, y0=0, y1=0.2, line_color=GREEN)
    image = pixels(figure)
    way = centre(image, RED)[0] - centre(image, GREEN)[0]
    assert way == pytest.approx({"left": 27, "right": -27}[anchor] + 1.5 * shift, abs=8)


def test_subplots_stand_where_their_domains_say() -> None:
    figure = make_subplots(rows=1, cols=2)
    figure.add_bar(x=["甲"], y=[1], marker_color=RED, row=1, col=1)
    figure.add_scatter(x=[1, 2], y=[1, 2], mode="markers", marker={"color": BLUE, "size": 20}, row=1, col=2)
    image = pixels(figure)
    assert centre(image, RED)[0] < 960 < centre(image, BLUE)[0]


def test_ticks_and_legend_say_what_the_figure_says() -> None:
    figure = go.Figure(
        [
            go.Scatter(x=[1, 2], y=values, name=name, mode="lines+markers", line_color=RED)
            for name, values in (("四川", [0.1, 0.2]), ("全国", [0.2, 0.1]))
        ]
    )
    figure.update_xaxes(tickvals=[1, 2], ticktext=["一季度", "二季度"], title="季度")
    figure.update_yaxes(tickformat=".0%", nticks=4, range=[0, 0.3], title="占比")
    found = texts(figure)
    wanted = ["四川", "全国", "一季度", "二季度", "季度", "占比", "0%", "10%", "20%", "30%"]
    assert [text for text in wanted if text not in found] == []
    assert "四川" not in texts(figure.update_layout(showlegend=False))


@pytest.mark.parametrize(
    ("axis", "shown"),
    [
        ({"range": [0, 30_000], "separatethousands": True}, "30,000"),
        ({"range": [-0.1, 0.1]}, "−0.08"),
        ({"range": [2015.4, 2025.6], "tickformat": "d"}, "2020"),
        ({"range": [0, 50], "ticksuffix": "%"}, "50%"),
        ({"range": [0, 10], "tickvals": [2.5]}, "2.5"),
    ],
)
def test_numbers_are_written_as_the_axis_asks(axis: dict, shown: str) -> None:
    figure = go.Figure(go.Bar(x=["甲"], y=[1], marker_color=BLUE)).update_yaxes(axis)
    assert shown in texts(figure)


def test_points_keep_their_shapes() -> None:
    pictures = {
        chart_image(go.Figure(go.Scatter(x=[1], y=[1], mode="markers", marker={"color": BLUE, "symbol": shape})),
                    "svg", PLAIN)
        for shape in MARKERS
    }
    assert len(pictures) == len(MARKERS) > 3


def test_a_filled_area_covers_what_it_encloses() -> None:
    area = go.Scatter(x=[0, 2, 2, 0], y=[0, 0, 2, 2], mode="lines", fill="toself", fillcolor=BLUE, line_width=0)
    frame = go.Scatter(x=[-1, 3], y=[-1, 3], mode="markers", marker_color=RED)
    part = count(pixels(go.Figure([area, frame]).update_layout(showlegend=False)), BLUE)
    whole = go.Scatter(x=[-1, 3, 3, -1], y=[-1, -1, 3, 3], mode="lines", fill="toself", fillcolor=BLUE, line_width=0)
    assert part == pytest.approx(
        count(pixels(go.Figure([whole, frame]).update_layout(showlegend=False)), BLUE) / 4, rel=0.02
    )


def test_stacked_bars_stand_on_each_other_and_what_is_negative_hangs_below_zero() -> None:
    amounts = {RED: [2], BLUE: [3], GREEN: [-1]}
    figure = go.Figure([go.Bar(x=[2020], y=y, marker_color=colour) for colour, y in amounts.items()])
    image = pixels(figure.update_layout(barmode="relative", bargap=0.25))
    assert count(image, BLUE) / count(image, RED) == pytest.approx(1.5, rel=0.03)
    assert count(image, GREEN) / count(image, RED) == pytest.approx(0.5, rel=0.03)
    assert centre(image, BLUE)[1] > centre(image, RED)[1] > centre(image, GREEN)[1]


def test_hatched_bars_are_hatched() -> None:
    plain = go.Figure(go.Bar(x=["甲"], y=[1], marker_color=RED))
    hatched = go.Figure(plain).update_traces(marker_pattern={"shape": "/", "fgcolor": "#ffffff", "bgcolor": RED})
    assert 0 < count(pixels(hatched), RED) < 0.95 * count(pixels(plain), RED)


def test_an_axis_may_fall_and_may_have_equal_ratios() -> None:
    points = go.Scatter(x=[1, 10, 100], y=[1, 2, 3], mode="markers", marker={"size": 24, "color": [RED, GREEN, BLUE]})
    figure = go.Figure(points).update_xaxes(type="log", tickvals=[1, 10, 100]).update_yaxes(range=[4, 0])
    places = [centre(pixels(figure), colour) for colour in (RED, GREEN, BLUE)]
    assert places[0][1] > places[1][1] > places[2][1]
    assert places[1][0] - places[0][0] == pytest.approx(places[2][0] - places[1][0], rel=0.01)


def test_points_have_sizes_of_their_own_and_some_are_not_seen() -> None:
    marker = {"size": [20, 80], "color": [RED, BLUE]}
    figure = go.Figure(go.Scatter(x=[1, 2], y=[1, 1], mode="markers", marker=marker)).update_yaxes(range=[0, 2])
    assert count(pixels(figure), BLUE) == pytest.approx(16 * count(pixels(figure), RED), rel=0.1)
    assert count(pixels(figure.update_traces(marker_opacity=0)), BLUE) == 0


def test_names_beside_points_stand_on_the_side_asked_for() -> None:
    figure = go.Figure(go.Scatter(
        x=[1, 2, 3], y=[1, 1, 1], mode="markers+text", text=["", "■", "■"], textfont={"color": RED, "size": 20},
        textposition=["top center", "top center", "bottom center"], marker={"color": BLUE, "size": 12},
    )).update_yaxes(range=[0, 2]).update_xaxes(range=[0, 4])
    image = pixels(figure)
    halves = image[:, :1100], image[:, 1100:]
    assert centre(halves[0], RED)[1] > centre(image, BLUE)[1] + 15
    assert centre(halves[1], RED)[1] < centre(image, BLUE)[1] - 15


def test_intervals_reach_as_far_as_they_say() -> None:
    known = go.Scatter(x=[1], y=[5], mode="markers", marker={"size": 4, "color": BLUE},
                       error_y={"type": "data", "symmetric": False, "array": [4], "arrayminus": [2], "color": RED})
    image = pixels(go.Figure(known).update_yaxes(range=[0, 10]))
    above, middle = centre(image, RED)[1], centre(image, BLUE)[1]
    axis = image.shape[0]
    assert 0.05 * axis < above - middle < 0.2 * axis


def test_steps_are_steps() -> None:
    line = go.Scatter(x=[1, 2, 3], y=[1, 1, 3], mode="lines", line={"color": RED, "width": 4})
    bend = count(pixels(go.Figure(line)), RED)
    assert count(pixels(go.Figure(line).update_traces(line_shape="hv")), RED) > 1.1 * bend


def test_one_scale_for_both_axes_fills_the_page() -> None:
    corners = go.Scatter(x=[0, 0, 10], y=[0, 100, 0], mode="markers", marker={"size": 12, "color": [RED, BLUE, GREEN]})
    figure = go.Figure(corners).update_xaxes(range=[-5, 15], title="东").update_yaxes(range=[-5, 105], scaleanchor="x")
    image = pixels(figure)
    origin, north, east = (centre(image, colour) for colour in (RED, BLUE, GREEN))
    assert (north[1] - origin[1]) / (east[0] - origin[0]) == pytest.approx(10, rel=0.03)
    assert len([text for text in texts(figure) if re.fullmatch(r"−?\d+", text)]) > 12


BAR = go.Bar(x=["甲"], y=[1], marker_color=BLUE)


def test_one_bar_of_a_trace_is_hatched() -> None:
    bars = go.Figure(go.Bar(x=["甲", "乙"], y=[1, 1], marker={"color": BLUE, "pattern": {"shape": ["", "/"]}}))
    plain, hatched = (pixels(figure, PLAIN) for figure in (go.Figure(bars).update_traces(marker_pattern=None), bars))
    changed = np.nonzero((plain != hatched).any(axis=(0, 2)))[0]
    assert changed.size
    assert changed.min() > plain.shape[1] / 2


def test_an_arrow_leads_from_its_words_to_its_place() -> None:
    line = go.Figure(go.Scatter(x=[0, 1, 2], y=[0, 1, 0], mode="lines", line_color=BLUE))
    noted = go.Figure(line).add_annotation(x=1, y=0.5, text="峰值", ax=-100, ay=-60, arrowhead=2, arrowcolor=RED)
    assert "峰值" in texts(noted, PLAIN)
    red = [np.abs(pixels(figure) - np.array(to_rgb(RED))).max(axis=2) < 0.02 for figure in (line, noted)]
    assert not red[0].any()
    rows, columns = np.nonzero(red[1])
    # From the upper left to the lower right, as far as the figure asks for but for the words at its tail.
    assert 60 < np.ptp(columns) < 1.5 * 100 + 5
    assert rows[columns.argmin()] < rows[columns.argmax()]


@pytest.mark.parametrize(
    ("figure", "named"),
    [
        (go.Figure(), "trace = 0"),
        (go.Figure(go.Bar(y=[1])), "trace = x, y"),
        (go.Figure([BAR, BAR]), "barmode = group"),
        (go.Figure([BAR, BAR]).update_layout(barmode="stack"), "barmode = stack"),
        (go.Figure(BAR).update_traces(error_y_array=[1]), "bar.error_y.array"),
        (go.Figure(BAR).update_traces(visible="legendonly"), "bar.visible = legendonly"),
        (go.Figure(BAR).update_traces(text="1 家"), "bar.textposition = auto"),
        (go.Figure(BAR).update_traces(marker_pattern_shape="x"), "bar.marker.pattern.shape = x"),
        (go.Figure(go.Bar(x=[datetime.date(2022, 1, 1)], y=[1])), "xaxis value = 2022-01-01"),
        (go.Figure(go.Bar(x=["2022-01"], y=[1])), "xaxis value = 2022-01"),
        (go.Figure(go.Scatter(x=[1], y=[1])), "scatter.mode = auto"),
        (go.Figure(go.Scatter(x=[1], y=[1], mode="lines", fill="tozeroy")), "scatter.fill = tozeroy"),
        (go.Figure(BAR).update_yaxes(autorange="reversed"), "axis.autorange = reversed"),
        (go.Figure(BAR).update_yaxes(range=[1, 1]), "axis range = (1, 1)"),
        (go.Figure(BAR).update_yaxes(type="date"), "axis.type = date"),
        (go.Figure(go.Scatter(x=[0, 1], y=[1, 2], mode="lines")).update_xaxes(type="log"), "axis of ratios from = 0"),
        (go.Figure(BAR).add_annotation(x=0, y=1, text="峰值", ax=1, axref="x"), "annotation.axref = x"),
        (go.Figure(go.Bar(x=["甲"], y=[1], marker_pattern_shape=["x"])), "bar.marker.pattern.shape = ['x']"),
        (go.Figure(BAR).add_shape(type="line", x0=0, x1=1, y0=0, y1=1, xref="x5"), "shape on axis = x5"),
        (go.Figure(go.Pie(values=[1, 2])), "pie"),
        (go.Figure(BAR).update_yaxes(tickformat="~s"), "axis.tickformat = ~s"),
        (go.Figure(go.Bar(x=["甲"], y=[1], marker_color=[3.5])), "colour = 3.5"),
        (go.Figure(go.Scatter(x=[1], y=[1], mode="markers", marker_symbol="bowtie")), "scatter.marker.symbol = bowtie"),
        (go.Figure(BAR).add_shape(type="path", path="M 0 0 L 1 1"), "shape.path"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(figure: go.Figure, named: str) -> None:
    with pytest.raises(UnsupportedFigureError, match=re.escape(named)):
        chart_image(figure, "png", PLAIN)


@pytest.fixture(scope="module")
def charts(engine: Engine) -> dict[str, go.Figure]:
    """Every chart of the product, from small input."""
    screen = screen_of(engine)
    board = pd.DataFrame(
        {
            "region_code": ["440000", "110000", "620000"],
            "name": ["广东", "北京", "甘肃"],
            "value": [84_000.0, 21_500.0, None],
            "label": ["84,000 件", "21,500 件", ">40 件"],
            "rank_label": ["1（1–2）", "2（1–2）", "—"],
            "change_label": ["▲1 超出波动", "▼1 波动内", ""],
            "is_real_change": [True, False, False],
            "is_pinned": [True, False, False],
        }
    )
    years = range(2016, 2026)
    lines = [
        TrendLine(name, pd.Series(values, index=list(years)), colour, ["一"] * 10, frozenset({2018}), dashed, broken)
        for name, values, colour, dashed, broken in (
            ("四川", [3e4, 4e4, 5e4, math.nan, 6e4, 7e4, 8e4, 9e4, 8e4, 9e4], BLUE, False, frozenset({2021})),
            ("全国", [1e5, 2e5, 3e5, 3e5, 4e5, 5e5, 6e5, 8e5, 8e5, 9e5], GREEN, True, frozenset()),
        )
    ]
    zones = pd.Series([*ZONES] * 2)
    panel = pd.DataFrame({"value": [30.5, 12.0, 9.5, 7.0], "period": [2022] * 4}, index=list(ZONES))
    provinces = pd.Series([9.0, 3.0, 2.0, 2.0, 5.0, 2.0, 1.0, 6.0])
    measured = Disparity({}, Outcome.of(0.2, 8), Outcome.of(0.3, 8), theil_t_by_group(provinces, None, zones), panel)
    names = ("pct_applications_per_million_people", "utility_models_per_10k_people")
    return {
        "ranking": ranking_figure(board, {"440000": RED}, "110000"),
        "trend": trend_figure(lines, [BreakMark(2021, "口径变化")], "件", 300),
        "bullet": bullet_figure(
            [
                Bullet("从业人员", 0.97, 1.4, "97 万人", "目标 100 万人", "2030 年约 140 万人"),
                Bullet("营业收入", None, None, "尚未公布", "目标 5,000 亿元", ""),
            ]
        ),
        "zones": zone_panels(screen, {screen.catalogue[name]: panel for name in names}),
        "disparity": disparity_figure(screen, measured),
    }


WRITTEN = {
    "ranking": {"1（1–2）  广东", "2（1–2）  北京", "—  甘肃", " 84,000 件", "▲1 超出波动", "▼1 波动内"},
    "trend": {"四川", "全国", "件", "口径变化", "2016", "200,000"},
    "bullet": {"从业人员　97 万人", "目标 100 万人", "▶", "2030 年约 140 万人", "营业收入　尚未公布", "0%", "100%"},
    "zones": {"东部", "中部", "东北", "西部", "30.5"},
    "disparity": {"东部", "中部", "东北", "西部", "0%", "20%"},
}


@pytest.mark.parametrize("name", WRITTEN)
def test_every_chart_of_the_product_is_drawn_with_its_words(name: str, charts: dict[str, go.Figure]) -> None:
    found = texts(charts[name], CAPTION)
    assert WRITTEN[name] - set(found) == set()
    assert len(np.unique(pixels(charts[name], CAPTION).reshape(-1, 3), axis=0)) > 100


def test_long_labels_and_captions_stay_inside_the_picture() -> None:
    names = ["粤港澳大湾区知识产权服务业集聚发展示范区" * 2, "成渝地区双城经济圈"]
    figure = go.Figure(
        go.Bar(
            y=names, x=[123456789, 5], orientation="h", text=["1.23 亿件（较上年增长）", "5 件"],
            textposition="outside", marker_color=BLUE,
        )
    )
    long = "没有空格的长句子，需要在图片边缘之内换行" * 12
    image = pixels(figure, PageText(long, long, (long, long, long)))
    for border in (image[:8], image[-8:], image[:, :30], image[:, -30:]):
        assert (border == 1.0).all()


@pytest.mark.parametrize("width", [200.0, 333.0, 1800.0])
def test_wrapped_lines_fit_and_lose_nothing(width: float) -> None:
    text = (
        "来源：《知识产权服务业统计调查报告（2023年）》，"
        "https://www.cnipa.gov.cn/art/2023/12/28/art_88.html。共 84,000 家；"
    )
    lines = wrap(text, 18, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line.rstrip("，。；》）"), 18) <= width for line in lines)
    assert [line for line in lines if line[0] in "，。；》）"] == []
    assert [line for line in lines if line[-1] in "（《"] == []


def test_pictures_are_the_same_from_many_threads() -> None:
    figure = go.Figure(go.Bar(x=["东部", "西部"], y=[5, 2], marker_color=BLUE))
    alone = [chart_image(figure, kind, CAPTION) for kind in ("png", "svg")]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda kind: chart_image(figure, kind, CAPTION), ["png", "svg"] * 4))
    assert together == alone * 4


def font_characters() -> set[str]:
    return {chr(code) for code in TTFont(FONT_FILE).getBestCmap()}


def test_font_holds_the_common_characters_and_every_character_of_the_data() -> None:
    held = font_characters()
    assert len(gb2312_characters()) == 6763
    assert gb2312_characters() - held == set()
    assert set("亳圳泸漯濮崂▲▼◂▸›·—…≥≤±×÷²³°%‰№üêǖ−→①Ⅳ") - held == set()
    regions = "".join(
        path.read_text(encoding="utf-8-sig") for path in (ROOT / "data" / "regions").glob("*.csv")
    )
    assert len(regions) > 10_000
    assert {character for character in regions if character >= " "} - held == set()


def test_both_forms_of_the_font_are_small_renamed_and_alike() -> None:
    browser = FONT_FILE.with_suffix(".woff2")
    assert FONT_FILE.stat().st_size <= 3_500_000
    assert browser.stat().st_size <= 2_500_000
    desktop_font, browser_font = TTFont(FONT_FILE), TTFont(browser)
    assert desktop_font.getBestCmap() == browser_font.getBestCmap()
    for font in (desktop_font, browser_font):
        assert font["name"].getDebugName(1) == "Atlas Sans"
        assert "Noto" not in font["name"].getDebugName(4)
        assert "Open Font License" in font["name"].getDebugName(13)


def test_names_of_all_regions_are_drawn_without_a_missing_glyph(
    caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    frame = pd.read_csv(ROOT / "data" / "regions" / "region.csv", dtype=str, keep_default_na=False)
    characters = sorted({character for column in frame for text in frame[column] for character in text})
    lines = ["".join(characters[start : start + 90]) for start in range(0, len(characters), 90)]
    figure = go.Figure(BAR)
    with caplog.at_level(logging.WARNING):
        content = chart_image(figure, "png", PageText("地名", "", tuple(lines)))
    assert len(content) > 10_000
    assert caplog.records == []
    assert [str(warning.message) for warning in recwarn] == []


def test_missing_glyphs_would_be_noticed(recwarn: pytest.WarningsRecorder) -> None:
    chart_image(go.Figure(BAR), "png", PageText("𠀀", "", ()))
    assert any("missing" in str(warning.message) for warning in recwarn)


def test_wanted_characters_leave_out_controls() -> None:
    assert [character for character in wanted_characters(ROOT / "data") if ord(character) < 32] == []


def test_what_a_target_is_gives_way_to_a_long_line() -> None:
    """In English name, figure and status reach over the target, and nothing may lie on the other."""
    short = Bullet("从业人员", 0.6, 0.9, "2023年 约98.4万人", "目标 150万人", "为目标的89%", "■ 落后")
    long = Bullet("Employees of the IP service industry", 0.6, 0.9, "2023: about 984,000 people",
                  "target at least 1,500,000 people", "89% of target", "■ Off track")
    sides = {one.text: one.xanchor for one in bullet_figure([short, long]).layout.annotations}
    assert sides[short.target_label] == "left" and sides[long.target_label] == "right"
