"""Native charts of the deck hold the figures of the chart on screen, to the last digit, in chart and workbook alike."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import plotly.graph_objects as go
import pytest
from office import rendered
from pptx.chart.chart import Chart
from pptx.enum.chart import XL_CHART_TYPE

from pages.exporters.deck.axes import nice_step
from pages.exporters.deck.cells import cell_grid
from pages.exporters.deck.chart_reading import read_panels
from pages.exporters.deck.label_format import label_format
from pages.exporters.deck.native_chart import add_chart
from pages.exporters.deck.reading import NotNativeError
from pages.exporters.deck.slide import new_slide
from pages.exporters.deck.theme import new_presentation

BOX = (0.5, 1.5, 12.0, 4.6)
THIRD = 1 / 3


def charts_of(figure: go.Figure) -> list[Chart]:
    """The native charts that a figure becomes, read from a file that was written."""
    from pptx import Presentation

    presentation = new_presentation()
    add_chart(new_slide(presentation, "figure", "", "zh"), figure, BOX, "说明", "zh")
    stream = io.BytesIO()
    presentation.save(stream)
    slide = Presentation(stream).slides[0]
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def workbook_columns(chart: Chart) -> list[list[Any]]:
    """The columns of the workbook inside a chart, headings first."""
    blob = chart.part.chart_workbook.xlsx_part.blob
    sheet = openpyxl.load_workbook(io.BytesIO(blob)).active
    assert sheet is not None
    return [list(column) for column in sheet.iter_cols(values_only=True)]


def points_of(chart: Chart) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Name and points of every series of a chart of x and y."""
    space = {"c": chart._chartSpace.nsmap["c"]}
    for series in chart._chartSpace.findall(".//c:scatterChart/c:ser", space):
        columns = []
        for part in ("xVal", "yVal"):
            cells = series.findall(f"c:{part}//c:pt", space)
            columns.append({cell.get("idx"): float(cell.find("c:v", space).text) for cell in cells})
        name = series.find("c:tx//c:v", space).text
        yield name, [(x, columns[1][place]) for place, x in columns[0].items() if place in columns[1]]


def test_bars_become_bars_with_every_digit() -> None:
    values = [THIRD, 4022.125, 0.1 + 0.2]
    (chart,) = charts_of(go.Figure({"type": "bar", "x": values, "y": ["甲", "乙", "丙"], "orientation": "h"}))
    assert chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert list(chart.plots[0].categories) == ["甲", "乙", "丙"]
    assert list(chart.plots[0].series[0].values) == values
    assert workbook_columns(chart)[0][1:] == ["甲", "乙", "丙"]
    assert workbook_columns(chart)[1][1:] == values


def test_bars_on_numbered_places_take_the_words_of_the_ticks() -> None:
    bars = {"type": "bar", "x": [3.5, -1.25], "y": [0, 1], "orientation": "h", "text": [" 3.5%", " −1.3%"]}
    beside = {"type": "scatter", "mode": "text", "x": [9, 9], "y": [0, 1], "text": ["升2位", "—"]}
    figure = go.Figure([bars, beside], {"yaxis": {"tickvals": [0, 1], "ticktext": ["<b>西部</b>", "东部"]}})
    (panel,) = read_panels(figure)
    assert panel.categories == ("西部", "东部")
    assert panel.bars[0].values == (3.5, -1.25)
    assert panel.bars[0].labels == ("3.5%　升2位", "−1.3%　—")


def test_relative_bars_are_stacked_and_a_year_without_figure_is_a_gap() -> None:
    figure = go.Figure(
        [{"type": "bar", "x": [2019, 2021], "y": [2, 3], "name": "增"},
         {"type": "bar", "x": [2019, 2021], "y": [-1, None], "name": "减"}],
        {"barmode": "relative", "xaxis": {"tickformat": "d"}},
    )
    (chart,) = charts_of(figure)
    assert chart.chart_type == XL_CHART_TYPE.COLUMN_STACKED
    assert list(chart.plots[0].categories) == ["2019", "2020", "2021"]
    assert [list(series.values) for series in chart.plots[0].series] == [[2, None, 3], [-1, None, None]]


def test_lines_keep_gaps_hollow_points_and_every_digit() -> None:
    x, y = [2019.0, 2020.0, 2020.5, 2021.0], [THIRD, 0.7, None, 2 / 7]
    figure = go.Figure({
        "type": "scatter", "mode": "lines+markers", "x": x, "y": y, "name": "机构",
        "marker": {"color": ["#0b4f8a", "#ffffff", "#0b4f8a", "#0b4f8a"], "line": {"color": "#0b4f8a", "width": 1.6}},
    }, {"annotations": [{"xref": "paper", "yref": "paper", "x": 0, "y": 1, "text": "家", "showarrow": False}]})
    (chart,) = charts_of(figure)
    (name, points), = points_of(chart)
    assert (name, points) == ("机构", [(2019.0, THIRD), (2020.0, 0.7), (2021.0, 2 / 7)])
    assert chart._chartSpace.xpath(".//c:dispBlanksAs/@val") == ["gap"]
    assert chart._chartSpace.xpath("string(.//c:valAx[2]/c:title)").strip() == "家"
    assert workbook_columns(chart)[2] == ["机构", THIRD, 0.7, None, 2 / 7]


def test_logarithms_of_a_figure_become_values_on_an_axis_of_ratios() -> None:
    values = [3.0, 30.0, 271.0]
    logs = [math.log10(value) for value in values]
    axis = {"tickvals": [math.log10(3), 1, 2], "ticktext": ["3", "10", "100"]}
    figure = go.Figure({"type": "scatter", "mode": "markers", "x": logs, "y": [1, 2, 3], "name": "省"}, {"xaxis": axis})
    (chart,) = charts_of(figure)
    assert chart._chartSpace.xpath(".//c:valAx[1]/c:scaling/c:logBase/@val") == ["10"]
    points = dict(points_of(chart))["省"]
    assert [x for x, _ in points] == pytest.approx(values, rel=1e-14)


def test_what_is_drawn_over_a_chart_is_in_it() -> None:
    figure = go.Figure(
        {"type": "scatter", "mode": "markers", "x": [1, 2], "y": [3, 4]},
        {"shapes": [{"type": "line", "x0": 1.5, "x1": 1.5, "yref": "paper", "y0": 0, "y1": 1}],
         "xaxis": {"range": [0, 4]}, "yaxis": {"range": [0, 5]},
         "annotations": [{"x": 1.5, "y": 4.5, "text": "平均", "showarrow": False}]},
    )
    (chart,) = charts_of(figure)
    drawn = [points for _, points in points_of(chart)]
    assert drawn[1] == [(1.5, 0.0), (1.5, 5.0)]
    assert "平均" in chart._chartSpace.xpath("string(.)")


def test_a_chart_of_bars_keeps_its_rules_and_captions_as_shapes_inside() -> None:
    figure = go.Figure(
        {"type": "bar", "x": [1, 2], "y": ["甲", "乙"], "orientation": "h"},
        {"shapes": [{"type": "line", "x0": 1, "x1": 1, "yref": "paper", "y0": 0, "y1": 1}],
         "xaxis": {"range": [0, 4]},
         "annotations": [{"xref": "paper", "yref": "paper", "x": 0.5, "y": 1.1, "text": "家", "showarrow": False}]},
    )
    (chart,) = charts_of(figure)
    relation, = chart._chartSpace.xpath("c:userShapes/@r:id")
    drawing = chart.part.related_part(relation).blob.decode()
    assert "家" in drawing
    # The value 1 of an axis from 0 to 4 lies at a quarter of the plot.
    left, width = (float(chart._chartSpace.xpath(f".//c:plotArea/c:layout//c:{name}/@val")[0]) for name in ("x", "w"))
    places = [float(place) for place in re.findall(r"<cdr:x>([\d.]+)</cdr:x>", drawing)]
    assert places[:2] == pytest.approx([left + width / 4] * 2, abs=1e-4)


def test_small_multiples_become_a_chart_each() -> None:
    figure = go.Figure(
        [{"type": "bar", "x": [1, 2], "y": ["甲", "乙"], "orientation": "h"},
         {"type": "bar", "x": [3, 4], "y": ["甲", "乙"], "orientation": "h", "xaxis": "x2"}],
        {"xaxis": {"domain": [0, 0.45]}, "xaxis2": {"domain": [0.55, 1]}},
    )
    charts = charts_of(figure)
    assert [list(chart.plots[0].series[0].values) for chart in charts] == [[1, 2], [3, 4]]


def test_a_grid_of_cells_is_read_in_the_order_of_the_screen() -> None:
    rectangles = [
        {"type": "rect", "x0": x - 0.4, "x1": x + 0.4, "y0": y - 0.4, "y1": y + 0.4, "fillcolor": "#dce8f4"}
        for x in (0, 1) for y in (0, 1)
    ]
    notes = [{"x": x, "y": y, "text": f"{x}<br>{y}", "showarrow": False} for x in (0, 1) for y in (0, 1)]
    figure = go.Figure(
        {"type": "scatter", "mode": "markers", "x": [0], "y": [0]},
        {"shapes": rectangles, "annotations": notes,
         "xaxis": {"tickvals": [0, 1], "ticktext": ["左", "右"]},
         "yaxis": {"tickvals": [0, 1], "ticktext": ["下", "上"]}},
    )
    grid = cell_grid(figure)
    assert grid is not None
    assert grid.names == ("上", "下")
    assert [[cell.text for cell in row] for row in grid.cells] == [["0\n1", "1\n1"], ["0\n0", "1\n0"]]
    assert [span.text for span in grid.headings[0]] == ["左", "右"]


def test_what_no_native_chart_holds_is_refused_by_name() -> None:
    both = go.Figure([{"type": "bar", "x": [1], "y": [1]}, {"type": "scatter", "mode": "lines", "x": [1], "y": [1]}])
    with pytest.raises(NotNativeError, match=r"bar \+ scatter"):
        read_panels(both)
    with pytest.raises(NotNativeError, match="pie"):
        read_panels(go.Figure({"type": "pie", "values": [1]}))


def test_only_the_bars_that_the_figure_hatches_are_hatched() -> None:
    marker = {"color": "#0b4f8a", "pattern": {"shape": ["", "/", ""]}}
    (chart,) = charts_of(go.Figure({"type": "bar", "x": [1, 2, 3], "y": ["甲", "乙", "丙"], "orientation": "h",
                                    "marker": marker}))
    hatched = chart._chartSpace.xpath(".//c:dPt[.//a:pattFill]/c:idx/@val")
    assert hatched == ["1"]
    assert not chart._chartSpace.xpath(".//c:ser/c:spPr/a:pattFill")


def test_names_at_the_end_of_an_axis_of_ratios_are_shown() -> None:
    names, values = ["北京", "上海", "天津"], [0.2, 1.0, 7.0]
    ladder = {"type": "scatter", "mode": "markers", "x": [math.log10(value) for value in values], "y": [0, 1, 2]}
    ticks = {"tickvals": [-1, 0, 1], "ticktext": ["0.1", "1", "10"], "range": [-1, 1], "domain": [0, 0.45]}
    parts = {"type": "bar", "x": [1, 2, 3], "y": [0, 1, 2], "orientation": "h", "xaxis": "x2"}
    figure = go.Figure([ladder, parts], {
        "xaxis": ticks, "yaxis": {"tickvals": [0, 1, 2], "ticktext": names}, "xaxis2": {"domain": [0.6, 1]},
        "showlegend": False,
    })
    presentation = new_presentation()
    add_chart(new_slide(presentation, "figure", "", "zh"), figure, BOX, "说明", "zh")
    stream = io.BytesIO()
    presentation.save(stream)
    words = rendered(stream.getvalue(), "ladder.pptx").words(0)
    assert [words.count(name) for name in names] == [2, 2, 2]


@pytest.mark.parametrize("letter", ["x", "y"])
def test_a_zero_among_logarithms_is_refused_on_either_axis(letter: str) -> None:
    axis = {"tickvals": [-0.4, 0, 1, 2], "ticktext": ["0", "1", "10", "100"]}
    plain_axis = {"tickvals": [-1, 0, 1], "ticktext": ["0.1", "1", "10"]}
    figure = go.Figure({"type": "scatter", "mode": "markers", "x": [0, 1], "y": [-0.4, 1]},
                       {"xaxis": plain_axis, "yaxis": plain_axis, f"{letter}axis": axis})
    with pytest.raises(NotNativeError, match="zero"):
        read_panels(figure)


@pytest.mark.parametrize(("trace", "layout", "fault"), [
    ({"line": {"dash": "5px,3px"}}, {}, "dash"),
    ({"marker": {"color": "red"}}, {}, "colour"),
    ({"x": [], "y": []}, {}, "no points"),
    ({"y": [0.0, 1.0]}, {"yaxis": {"type": "log"}}, "zero"),
])
def test_what_drawings_have_no_word_for_is_refused(trace: dict[str, Any], layout: dict[str, Any], fault: str) -> None:
    with pytest.raises(NotNativeError, match=fault):
        read_panels(go.Figure({"type": "scatter", "x": [1, 2], "y": [1, 2], **trace}, layout))


@pytest.mark.parametrize("mode", ["stack", "group", None])
def test_bars_that_plotly_would_set_itself_are_refused(mode: str | None) -> None:
    with pytest.raises(NotNativeError, match="barmode"):
        read_panels(go.Figure([{"type": "bar", "x": ["甲"], "y": [1]}] * 2, {"barmode": mode}))


def test_an_area_over_bars_is_refused() -> None:
    area = {"type": "rect", "x0": 0, "x1": 1, "y0": 0, "y1": 1}
    with pytest.raises(NotNativeError, match="rect"):
        read_panels(go.Figure({"type": "bar", "x": ["甲"], "y": [1]}, {"shapes": [area]}))


def test_an_axis_of_ratios_without_a_range_reaches_whole_decades() -> None:
    figure = go.Figure({"type": "scatter", "x": [0.02, 300.0], "y": [1, 2]}, {"xaxis": {"type": "log"}})
    (panel,) = read_panels(figure)
    assert panel.points[0].x == (0.02, 300.0)
    assert (panel.x.low, panel.x.high, panel.x.base) == (0.01, 1000.0, 10.0)
    ranged = go.Figure(figure).update_layout(xaxis_range=[-3, 4])
    assert [(panel.x.low, panel.x.high) for panel in read_panels(ranged)] == [(0.001, 10000.0)]
    ticked = go.Figure(figure).update_layout(xaxis_tickvals=[0.01, 0.1, 1])
    (panel,) = read_panels(ticked)
    assert panel.x.ticks == ((0.1, "0.1"), (1.0, "1"))
    assert panel.x.low == pytest.approx(0.02 / 15000**0.04) and panel.points[0].x == (0.02, 300.0)


@pytest.mark.parametrize(("values", "labels", "shape"), [
    ([1234.5, 2.0], ["1,234.5", "2.0"], "#,##0.0"),
    ([1234.0, -2.0], ["1,234家", "−2家"], '#,##0"家"'),
    ([0.125, 0.5], ["12.5%", "50.0%"], "0.0%"),
    ([1.0, 2.0], ["1", "约2"], None),
    ([1.0, None], ["1", "无数据"], None),
    # Of the number alone, not of a part of it; rounded as office programs do.
    ([2.5], ["2.5 家"], '#,##0.0" 家"'),
    ([0.5, 2.5], ["0.5", "2.5"], "#,##0.0"),
    ([2.5], ["2"], None),
    ([2.5], ["3"], "#,##0"),
    ([0.125], ["12.5%　升2位"], None),
    ([1234.0], ["1234"], None),
    ([1e300], ["1e300"], None),
])
def test_labels_follow_the_values_where_a_number_format_writes_them(
    values: list[float | None], labels: list[str], shape: str | None
) -> None:
    assert label_format(values, labels) == shape


@pytest.mark.parametrize(
    ("low", "high", "count", "step"), [(0, 10, 5, 2), (0, 7, 6, 2), (0, 0.9, 5, 0.2), (0, 23, 6, 5)]
)
def test_steps_are_round(low: float, high: float, count: int, step: float) -> None:
    assert nice_step(low, high, count) == pytest.approx(step)
