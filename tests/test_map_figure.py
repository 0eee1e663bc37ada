"""The map on the screen, read from the figure itself: every place once, few bytes, no address outside."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import plotly.graph_objects as go
import pytest
import shapely
from real_maps import CITY_COUNT, COUNT, RATE, SPARSE, real_map, screen_of

from geo.boundaries import load_boundaries
from geo.map_figure import GROUND, HATCHED, MAP_CONFIG, OUTLINE_WIDTH, map_figure
from geo.map_spec import MapLevel, MapSpec
from geo.projection import to_albers
from pages.charts.atlas_map import LARGEST_DIAMETER, SMALLEST_DIAMETER, diameter
from queries.board import ranking_board
from queries.engine import Engine
from queries.values import indicator_values

BOUNDARIES = load_boundaries()
LEVELS: tuple[MapLevel, ...] = ("zone", "major", "province", "city")
LAYERS = {"zone": "zones", "major": "majors-proxy", "province": "provinces", "city": "cities"}
OUTSIDE = ("710000", "810000", "820000")
BYTES = 30_000


def traces(figure: go.Figure, kind: str, frame: str = "geo") -> list:
    return [trace for trace in figure.data if trace.type == kind and trace.geo == frame]


def fills_of(figure: go.Figure, layer: str) -> list:
    """Painted areas of a layer in the main map: those that carry a legend entry."""
    return [
        trace for trace in traces(figure, "choropleth") if trace.showlegend and trace.geojson == BOUNDARIES.url(layer)
    ]


def colour_of(trace: go.Choropleth) -> str:
    return str(trace.colorscale[0][1])


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from strings(key)
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module", params=[(i, level) for i in (RATE, COUNT) for level in LEVELS], ids="-".join)
def drawn(request: pytest.FixtureRequest, engine: Engine) -> tuple[MapSpec, go.Figure]:
    spec = real_map(engine, *request.param)
    return spec, map_figure(spec, BOUNDARIES)


def test_a_map_is_made_of_areas_lines_and_circles_alone(drawn: tuple[MapSpec, go.Figure]) -> None:
    spec, figure = drawn
    assert {trace.type for trace in figure.data} == {"choropleth", "scattergeo"}
    assert {trace.geo for trace in figure.data} == {"geo", "geo2"}
    names = Counter(trace.name for trace in figure.data if trace.type == "scattergeo")
    assert names == Counter({"segments": 2, **({"symbols": 1} if spec.symbols else {})})


def test_every_unit_of_the_level_is_painted_exactly_once(drawn: tuple[MapSpec, go.Figure]) -> None:
    spec, figure = drawn
    painted = Counter(code for fill in spec.fills for code in fill.codes)
    level = {"zone": "zones", "major": "majors", "province": "provinces", "city": "cities"}[spec.level]
    expected = set(BOUNDARIES.geometry(level).index) | (set(OUTSIDE) if spec.level in ("zone", "major") else set())
    assert set(painted) == expected and set(painted.values()) == {1}
    layers = {spec.fill_layer, "provinces"} if spec.level in ("zone", "major") else {spec.fill_layer}
    located = Counter(
        code for layer in layers for trace in fills_of(figure, layer) if trace.name != spec.ground_label
        for code in trace.locations
    )
    assert located == painted


def test_all_34_provinces_are_on_every_map(drawn: tuple[MapSpec, go.Figure]) -> None:
    _, figure = drawn
    provinces = set(BOUNDARIES.geometry("provinces").index)
    drawn_here = {
        code for trace in traces(figure, "choropleth") if trace.geojson == BOUNDARIES.url("provinces")
        for code in trace.locations
    }
    assert provinces == drawn_here and len(provinces) == 34


def test_the_inset_holds_the_southern_units_and_the_ten_segments(drawn: tuple[MapSpec, go.Figure]) -> None:
    _, figure = drawn
    codes = {code for trace in traces(figure, "choropleth", "geo2") for code in trace.locations}
    provinces = {f"{code[:2]}0000" for code in codes if code.isdigit()}
    assert {"440000", "450000", "460000", "710000", "810000", "820000"} <= provinces or "east" in codes
    for frame in ("geo", "geo2"):
        line, = [trace for trace in traces(figure, "scattergeo", frame) if trace.name == "segments"]
        gaps = sum(value is None or math.isnan(value) for value in line.lon)
        assert gaps in (9, 10)


def test_the_ground_is_drawn_only_where_it_can_be_seen(drawn: tuple[MapSpec, go.Figure], engine: Engine) -> None:
    spec, figure = drawn
    unseen = {"province", "city"}
    assert (GROUND in {colour_of(trace) for trace in traces(figure, "choropleth")}) == (spec.level not in unseen)
    in_part = map_figure(real_map(engine, RATE, "city", focus="440000"), BOUNDARIES)
    assert GROUND in {colour_of(trace) for trace in traces(in_part, "choropleth")}
    cities, provinces = (
        shapely.union_all(to_albers(BOUNDARIES.geometry(layer).geometry.to_numpy()))
        for layer in ("cities", "provinces")
    )
    # Each is simplified apart from the other: what lies between them is narrower than a pixel of a screen, 5 km.
    assert provinces.difference(cities).buffer(-2500).is_empty


def test_the_inset_holds_every_city_that_reaches_into_it_and_no_other(engine: Engine) -> None:
    figure = map_figure(real_map(engine, RATE, "city"), BOUNDARIES)
    cities = BOUNDARIES.url("cities")
    held = [code for trace in traces(figure, "choropleth", "geo2") if trace.geojson == cities
            for code in trace.locations]
    (west, east), (south, north) = figure.layout.geo2.lonaxis.range, figure.layout.geo2.lataxis.range
    shapes = BOUNDARIES.geometry("cities").geometry
    assert sorted(held) == sorted(shapes.index[shapes.intersects(shapely.box(west, south, east, north))])


def test_a_rerun_carries_kilobytes(drawn: tuple[MapSpec, go.Figure]) -> None:
    spec, figure = drawn
    assert len(figure.to_json()) <= BYTES, spec.level


def test_no_map_asks_for_anything_outside_the_static_folder(drawn: tuple[MapSpec, go.Figure]) -> None:
    _, figure = drawn
    texts = list(strings(json.loads(figure.to_json())))
    assert [text for text in texts if re.search(r"https?:|//", text) and not text.startswith("./app/static/")] == []
    addresses = {trace.geojson for trace in figure.data if trace.type == "choropleth"}
    assert all(re.fullmatch(r"\./app/static/geo/[a-z-]+\.[0-9a-f]{10}\.json", address) for address in addresses)
    assert not any(trace.locationmode for trace in figure.data if trace.type == "choropleth")


def test_the_world_map_that_plotly_would_fetch_is_an_empty_one_in_the_page() -> None:
    address = MAP_CONFIG["topojsonURL"]
    assert isinstance(address, str) and address.startswith("data:application/json,")
    assert json.loads(address.removeprefix("data:application/json,").rstrip("#"))["objects"] == {}
    assert not re.search(r"https?:", json.dumps(MAP_CONFIG))
    assert MAP_CONFIG["displayModeBar"] is False and MAP_CONFIG["scrollZoom"] is False


def test_legend_names_each_entry_once_and_counts_its_units(drawn: tuple[MapSpec, go.Figure]) -> None:
    spec, figure = drawn
    entries = [trace.name for trace in figure.data if trace.showlegend]
    ground = [spec.ground_label] if spec.ground_label else []
    hatched = [f"{HATCHED} {fill.label}" if fill.kind == "no_data" else fill.label for fill in spec.fills]
    assert entries == ground + hatched
    for fill in spec.fills:
        assert re.search(rf"（{len(fill.codes)}）$", fill.label), fill.label


def test_rates_are_classes_and_totals_are_circles_on_a_quiet_ground(drawn: tuple[MapSpec, go.Figure]) -> None:
    spec, _ = drawn
    kinds = {fill.kind for fill in spec.fills}
    assert ("base" in kinds) == bool(spec.symbols)
    assert not ({"base", "class"} <= kinds)


@pytest.mark.parametrize("level", ["province", "city"])
def test_no_data_is_hatched_with_its_own_entry_and_never_a_class(engine: Engine, level: MapLevel) -> None:
    spec = real_map(engine, SPARSE, level)
    figure = map_figure(spec, BOUNDARIES)
    missing, = [fill for fill in spec.fills if fill.kind == "no_data"]
    hatch = BOUNDARIES.url(f"hatch-{LAYERS[level]}")
    striped, = [trace for trace in traces(figure, "choropleth") if trace.geojson == hatch]
    assert set(striped.locations) == set(missing.codes) and striped.hoverinfo == "skip" and not striped.showlegend
    assert missing.colour not in {fill.colour for fill in spec.fills if fill.kind == "class"}


def test_places_outside_the_survey_are_grey_without_stripes(drawn: tuple[MapSpec, go.Figure]) -> None:
    spec, figure = drawn
    outside, = [fill for fill in spec.fills if fill.kind == "out_of_survey"]
    assert set(outside.codes) == set(OUTSIDE)
    striped = {code for trace in figure.data if trace.type == "choropleth" and "hatch-" in trace.geojson
               for code in trace.locations}
    assert not striped & set(OUTSIDE)


@pytest.mark.parametrize("indicator", [RATE, COUNT])
def test_what_is_picked_out_gets_a_line_and_nothing_else_changes(engine: Engine, indicator: str) -> None:
    plain = map_figure(real_map(engine, indicator, "province"), BOUNDARIES)
    spec = real_map(engine, indicator, "province", ("440000",))
    picked = map_figure(spec, BOUNDARIES)
    lines = [trace for trace in traces(picked, "choropleth") + traces(picked, "choropleth", "geo2")
             if trace.marker.line.width == OUTLINE_WIDTH]
    assert [(trace.geo, list(trace.locations)) for trace in lines] == [("geo", ["440000"]), ("geo2", ["440000"])]
    assert {trace.marker.line.color for trace in lines} == {spec.outlines[0].colour}
    assert [trace for trace in picked.data if trace not in lines] == list(plain.data)
    assert picked.layout == plain.layout


def test_the_same_specification_draws_the_same_figure(engine: Engine) -> None:
    first, second = (map_figure(real_map(engine, COUNT, "province"), BOUNDARIES) for _ in range(2))
    assert first.to_json() == second.to_json()


@pytest.mark.parametrize("level", ["zone", "province", "city"])
def test_areas_of_circles_are_in_proportion_to_the_values(engine: Engine, level: MapLevel) -> None:
    asked = screen_of(engine).catalogue[COUNT]
    values = indicator_values(engine, asked, level, "published")
    spec = real_map(engine, COUNT, level)
    year = max(values.loc[values["value"].notna(), "period"])
    board = ranking_board(values, year).set_index("region_code")["value"].dropna()
    figure = map_figure(spec, BOUNDARIES)
    circles, = [trace for trace in figure.data if trace.name == "symbols"]
    assert set(circles.customdata) == set(board[board > 0].index)
    assert max(circles.marker.size) == LARGEST_DIAMETER
    for code, size in zip(circles.customdata, circles.marker.size, strict=True):
        if size > SMALLEST_DIAMETER:
            # Sizes travel rounded to a hundredth of a pixel.
            assert size == pytest.approx(LARGEST_DIAMETER * (board[code] / board.max()) ** 0.5, abs=0.005001)
    assert all(larger >= smaller for larger, smaller in pairwise(circles.marker.size)), "small circles lie on top"


@pytest.mark.parametrize(("value", "largest", "expected"), [
    (100.0, 100.0, LARGEST_DIAMETER), (25.0, 100.0, LARGEST_DIAMETER / 2), (1e-6, 100.0, SMALLEST_DIAMETER),
    (0.0, 0.0, SMALLEST_DIAMETER),
])
def test_diameter_follows_the_square_root(value: float, largest: float, expected: float) -> None:
    assert diameter(value, largest) == pytest.approx(expected)


def test_reference_circles_have_the_size_of_the_value_they_name(engine: Engine) -> None:
    spec = real_map(engine, CITY_COUNT, "province")
    figure = map_figure(spec, BOUNDARIES)
    sizes = [shape.x1 - shape.x0 for shape in figure.layout.shapes if shape.type == "circle"]
    assert sizes == pytest.approx([key.diameter for key in spec.symbol_keys])
    texts = [annotation.text for annotation in figure.layout.annotations if annotation.name == "symbol-key"]
    assert texts == [key.label for key in spec.symbol_keys] and len(texts) == 2
    assert (sizes[1] / sizes[0]) ** 2 == pytest.approx(0.1, rel=0.02)


def test_a_city_map_of_one_province_shows_it_in_detail_and_fills_its_cities_only(engine: Engine) -> None:
    spec = real_map(engine, RATE, "city", focus="440000")
    figure = map_figure(spec, BOUNDARIES)
    filled = {code for trace in fills_of(figure, "cities-detail") for code in trace.locations}
    assert len(filled) == 21 and all(code.startswith("44") for code in filled)
    west, south, east, north = BOUNDARIES.geometry("provinces").loc["440000"].geometry.bounds
    assert figure.layout.geo.lonaxis.range[0] < west and figure.layout.geo.lonaxis.range[1] > east
    assert figure.layout.geo.lataxis.range[0] < south and figure.layout.geo.lataxis.range[1] > north
    assert len(figure.to_json()) <= BYTES


def test_hover_names_the_place_its_figure_and_its_rank(engine: Engine) -> None:
    spec = real_map(engine, RATE, "province")
    assert re.fullmatch(r"北京.*[0-9.,]+件/百万人.*第1位", spec.hover["110000"])
    assert set(spec.hover) == set(BOUNDARIES.geometry("provinces").index)
    assert not re.search(r"第\d+位", spec.hover["710000"])


def test_a_synthetic_map_bears_its_watermark(engine: Engine) -> None:
    spec = dataclasses.replace(real_map(engine, RATE, "province"), watermark="合成示例，不得用于决策")
    marks = [one for one in map_figure(spec, BOUNDARIES).layout.annotations if one.text == spec.watermark]
    # Brown on a brown class is read by its light edge, which lies beneath.
    assert [one.font.color for one in marks] == ["#ffffff", spec.watermark_colour]
