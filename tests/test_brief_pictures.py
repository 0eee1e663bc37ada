"""A figure for a page of text: as wide as the text, without words around it, by the same gate as every map."""

from __future__ import annotations

import io
from dataclasses import replace

import plotly.graph_objects as go
import pytest
from PIL import Image
from test_map_image import HIGH, LOW, boundaries, province_map

from geo.boundaries import Boundaries
from geo.compliance import MapRefusedError
from geo.map_plate import lay_out_plate, map_plate
from geo.map_spec import Mark, SymbolKey
from geo.plate import DOTS, PAPER_WIDTH
from pages.exporters.chart.contract import UnsupportedFigureError
from pages.exporters.chart_image import chart_plate

__all__ = ["boundaries"]

ACROSS = round(DOTS * PAPER_WIDTH)
BROWN = "#b36b00"


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def colours(picture: Image.Image) -> set[str]:
    counted = picture.getcolors(picture.width * picture.height) or []
    return {"#{:02x}{:02x}{:02x}".format(*colour) for count, colour in counted if count > 50}


def test_a_map_has_the_width_of_the_text_and_the_colours_of_the_screen(boundaries: Boundaries) -> None:
    content = map_plate(province_map(boundaries), boundaries)
    picture = opened(content)
    assert abs(picture.width - ACROSS) <= 1
    assert {HIGH, LOW} <= colours(picture)
    assert content == map_plate(province_map(boundaries), boundaries)
    marked = map_plate(province_map(boundaries, watermark="合成示例"), boundaries)
    assert colours(opened(marked)) - colours(picture)


def test_no_map_passes_without_its_note(boundaries: Boundaries) -> None:
    with pytest.raises(MapRefusedError):
        map_plate(province_map(boundaries, note=""), boundaries)


@pytest.mark.parametrize("changes", [
    {},
    {"symbol_keys": (SymbolKey("1,000家", 90.0), SymbolKey("10家", 9.0))},
    {"marks": tuple(Mark(f"由总部所在地指向分支机构的第{number}条线", HIGH, 2.0) for number in range(14))},
])
def test_map_legend_and_inset_never_overlap(boundaries: Boundaries, changes: dict[str, object]) -> None:
    height, layout = lay_out_plate(province_map(boundaries, **changes))
    parts = (layout.main, layout.inset, layout.legend)
    assert not any(one.meets(other) for one in parts for other in parts if one is not other)
    assert all(part.bottom >= 0 and part.top <= height for part in parts)


BARS = go.Bar(x=[3, 1], y=["东部", "西部"], orientation="h", marker={"color": HIGH})


@pytest.mark.parametrize(("rows", "height", "shape"), [
    (2, None, 0.59), (31, 694, 0.99), (2, 2000, 0.59), (31, 2000, 1.24),
])
def test_a_chart_is_as_high_as_its_rows_ask_for(rows: int, height: int | None, shape: float) -> None:
    bars = go.Bar(x=list(range(rows)), y=[f"第{n}地" for n in range(rows)], orientation="h", marker={"color": HIGH})
    picture = opened(chart_plate(go.Figure(bars, {"height": height}), None, BROWN))
    assert abs(picture.width - ACROSS) <= 1
    assert picture.height / picture.width == pytest.approx(shape, abs=0.01)
    assert HIGH in colours(picture)


def test_a_chart_bears_its_watermark_and_refuses_what_is_not_drawn() -> None:
    plain, marked = (opened(chart_plate(go.Figure(BARS), mark, BROWN)) for mark in (None, "合成示例，不得用于决策"))
    assert len(colours(marked)) > len(colours(plain))
    with pytest.raises(UnsupportedFigureError):
        chart_plate(go.Figure(go.Pie(labels=["甲"], values=[1])), None, BROWN)


def test_a_figure_of_two_measures_keeps_its_size(boundaries: Boundaries) -> None:
    spec = province_map(boundaries)
    larger = replace(spec, legend_title="按两种口径分别计算的每万人件数，分母为2020年人口普查的常住人口" * 3)
    assert lay_out_plate(larger)[0] >= lay_out_plate(spec)[0]
