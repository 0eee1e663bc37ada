"""The compliance gate: no map is drawn or exported that lacks territory, islands, segments or its note.

Grounds: 地图管理条例, 公开地图内容表示规范 (2023): the whole territory, 台湾 as a province-level unit, 钓鱼岛 and its
affiliated islands, the South China Sea islands with the ten segments; an inset only if the main map still shows the
south of Hainan; nothing may cover important islands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import plotly.graph_objects as go
import shapely

from geo.boundaries import LEVEL_OF_LAYER, Boundaries
from geo.map_spec import MapSpec
from geo.membership import Membership
from geo.projection import ALBERS
from geo.required_places import absent_places

PROVINCE_COUNT = 34
SEGMENT_COUNT = 10
EXTENT = (73.6, 4.0, 135.0, 53.4)
INSET_FRAME = {"x": (0.84, 0.985), "y": (0.015, 0.345)}
INSET_LONGITUDE = (105.5, 123.2)
INSET_LATITUDE = (2.5, 25.5)
HAINAN_SOUTH = 18.1
LONGEST_LABEL = 40
NOT_APPROVED = ("未经审图", "not reviewed")
AREA_SHARE = 0.02
AREA_LEAST = 2500.0
# Provinces with ground inside the inset.
INSET_PROVINCES = frozenset({"350000", "360000", "430000", "440000", "450000", "460000", "520000", "530000",
                             "710000", "810000", "820000"})
MEMBERSHIP = Membership()


class MapRefusedError(ValueError):
    """The gate refused a map. `findings` says in Chinese and English what is missing."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{finding.zh} ({finding.en})" for finding in findings))


@dataclass(frozen=True)
class Finding:
    """One objection of the gate, in both languages."""

    zh: str
    en: str


def check_map(spec: MapSpec, boundaries: Boundaries) -> None:
    """Refuse a specification that may not be drawn with these boundaries.

    Raises
    ------
    MapRefusedError
        naming everything that is missing.
    """
    findings = list(check_boundaries(boundaries))
    for layer in spec.layers:
        findings += check_layer(boundaries, layer)
    if spec.level == "province":
        drawn = {code for fill in spec.fills for code in fill.codes}
        missing = set(boundaries.geometry("provinces").index) - drawn
        if missing:
            names = "、".join(sorted(missing))
            findings.append(Finding(f"地图缺少省级单元：{names}", f"province-level units missing: {names}"))
    findings += _note_findings(spec, boundaries)
    if findings:
        raise MapRefusedError(tuple(dict.fromkeys(findings)))


def _note_findings(spec: MapSpec, boundaries: Boundaries) -> list[Finding]:
    findings = []
    if boundaries.sha256("provinces")[:8] not in spec.note or boundaries.source_name not in spec.note:
        findings.append(Finding("制图说明未注明底图来源及校验值", "the note lacks the boundary source and its hash"))
    states_approval = spec.approval in spec.note if spec.approval else any(w in spec.note for w in NOT_APPROVED)
    if not states_approval:
        findings.append(Finding("制图说明未注明审图号或未经审图", "the note states no approval status"))
    if not spec.inset_title.strip():
        findings.append(Finding("附图缺少图名“南海诸岛”", "the inset of the South China Sea islands has no title"))
    if any(len(fill.label) > LONGEST_LABEL for fill in spec.fills):
        findings.append(Finding("图例过宽，可能遮挡图面", "the legend is so wide that it may cover the map"))
    return findings


@lru_cache(maxsize=32)
def check_layer(boundaries: Boundaries, layer: str) -> tuple[Finding, ...]:
    """Return what a layer lacks against the register of regions: units, area of territory, places that must show."""
    shapes = boundaries.geometry(layer)
    level = LEVEL_OF_LAYER[layer]
    findings = []
    if sorted(shapes.index) != MEMBERSHIP.codes(level):
        findings.append(Finding(f"图层{layer}的地区与名录不符", f"the units of layer {layer} differ from the register"))
    if shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(shapes.geometry.to_numpy()))).any():
        # The browser fills what lies to the right of a ring: the globe outside it, were it to run the other way.
        findings.append(Finding(
            f"图层{layer}有外环不是顺时针方向", f"layer {layer} has exterior rings that do not run clockwise"
        ))
    areas = shapes.to_crs(ALBERS.to_wkt()).area / 1e6
    groups = [code if level in ("zone", "major") else f"{code[:2]}0000" for code in shapes.index]
    for code, area in areas.groupby(groups).sum().items():
        recorded = _recorded_area(layer, str(code))
        if abs(area - recorded) > max(AREA_SHARE * recorded, AREA_LEAST):
            findings.append(Finding(
                f"图层{layer}中{code}面积为{area:,.0f}平方公里，名录为{recorded:,.0f}，边界有缺失或增加",
                f"{code} in layer {layer} covers {area:,.0f} km², {recorded:,.0f} on record: territory is cut or added",
            ))
    for place, unit in absent_places(layer, shapes.geometry.to_dict(), MEMBERSHIP):
        findings.append(Finding(
            f"图层{layer}缺少{place.zh}（属{unit}）", f"{place.en} is missing from layer {layer}, where {unit} holds it"
        ))
    return tuple(findings)


def _recorded_area(layer: str, code: str) -> float:
    """Area in km² that a unit should have; none for a code that the register does not know."""
    if layer == "majors-proxy":
        return sum(MEMBERSHIP.areas[province] for province in MEMBERSHIP.members(code, "province", "full", "proxy"))
    return MEMBERSHIP.areas.get(code, 0.0)


@lru_cache(maxsize=8)
def check_boundaries(boundaries: Boundaries) -> tuple[Finding, ...]:
    """Return what a set of boundaries lacks; empty where nothing does."""
    findings = []
    provinces = boundaries.geometry("provinces")
    segments = boundaries.geometry("segments")
    if len(provinces) != PROVINCE_COUNT:
        findings.append(Finding(
            f"省级单元应为{PROVINCE_COUNT}个，实有{len(provinces)}个",
            f"expected {PROVINCE_COUNT} province-level units, found {len(provinces)}",
        ))
    for code, name in (("710000", "台湾"), ("810000", "香港"), ("820000", "澳门")):
        if code not in provinces.index:
            findings.append(Finding(f"缺少{name}", f"{code} is missing"))
    if len(segments) != SEGMENT_COUNT:
        findings.append(Finding(
            f"南海断续线应为{SEGMENT_COUNT}段，实有{len(segments)}段",
            f"expected {SEGMENT_COUNT} maritime segments, found {len(segments)}",
        ))
    if set(segments.geom_type) - {"LineString"}:
        findings.append(Finding("南海断续线应逐段为一条线", "each maritime segment must be one line (LineString)"))
    west, south, east, north = provinces.total_bounds
    if west > EXTENT[0] or min(south, segments.total_bounds[1]) > EXTENT[1] or east < EXTENT[2] or north < EXTENT[3]:
        findings.append(Finding("国界范围不完整", "the extent of the national boundary is incomplete"))
    return tuple(findings)


def check_layout(figure: go.Figure, boundaries: Boundaries, focused: bool) -> None:
    """Refuse a figure that lacks a province, covers the south-east, or cuts the south of Hainan off.

    At every level the provinces lie on the map, painted or as the ground beneath cities and groups. `focused` maps
    show one province and need not reach Hainan, but keep the ground and the inset.

    Raises
    ------
    MapRefusedError
        naming what is covered or cut off.
    """
    findings = []
    layout = figure.layout
    if not focused and min(layout.geo.lataxis.range) > HAINAN_SOUTH:
        findings.append(Finding("主图未显示海南岛南端", "the main map cuts off the south of Hainan"))
    if min(layout.geo2.lataxis.range) > EXTENT[1] or list(layout.geo2.domain.x) != list(INSET_FRAME["x"]):
        findings.append(Finding("南海诸岛附图不完整", "the inset of the South China Sea islands is incomplete"))
    if (layout.legend.x > 0.3 and not focused) or layout.legend.xanchor != "left":
        findings.append(Finding("图例遮挡东南海域", "the legend covers the south-east"))
    for annotation in layout.annotations:
        over_inset = annotation.x > INSET_FRAME["x"][0] - 0.1 and annotation.y < INSET_FRAME["y"][1] + 0.1
        if over_inset and annotation.name != "inset-title":
            findings.append(Finding("注记遮挡南海诸岛", "a text covers the South China Sea islands"))
    frames = {trace.geo for trace in figure.data if trace.type == "choropleth"}
    lines = {trace.geo for trace in figure.data if trace.name == "segments"}
    if frames != {"geo", "geo2"} or lines != {"geo", "geo2"}:
        findings.append(Finding("主图或附图缺少国界线", "the main map or the inset lacks boundaries or segments"))
    findings += _ground_findings(figure, boundaries)
    if findings:
        raise MapRefusedError(tuple(findings))


def _ground_findings(figure: go.Figure, boundaries: Boundaries) -> list[Finding]:
    """Return which provinces the main map or the inset lacks, whatever units are painted above them."""
    address = boundaries.url("provinces")
    drawn: dict[str, set[str]] = {"geo": set(), "geo2": set()}
    for trace in figure.data:
        if trace.type == "choropleth" and trace.geojson == address:
            drawn[trace.geo].update(trace.locations)
    findings = []
    for frame, zh, en, expected in (
        ("geo", "主图", "main map", MEMBERSHIP.codes("province")), ("geo2", "附图", "inset", INSET_PROVINCES),
    ):
        missing = sorted(set(expected) - drawn[frame])
        if missing:
            findings.append(Finding(
                f"{zh}缺少省级单元：{'、'.join(missing)}", f"the {en} lacks province-level units: {', '.join(missing)}"
            ))
    return findings
