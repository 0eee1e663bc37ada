"""The compliance gate: no map is drawn or exported that lacks territory, islands, segments or its note.

Grounds: 地图管理条例, 公开地图内容表示规范 (2023): the whole territory, 台湾 as a province-level unit, 钓鱼岛 and its
affiliated islands, the South China Sea islands with the ten segments; an inset only if the main map still shows the
south of Hainan; nothing may cover important islands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import plotly.graph_objects as go
from shapely.geometry import box

from geo.boundaries import Boundaries
from geo.map_spec import MapSpec

PROVINCE_COUNT = 34
SEGMENT_COUNT = 10
EXTENT = (73.6, 4.0, 135.0, 53.4)
INSET_FRAME = {"x": (0.84, 0.985), "y": (0.015, 0.345)}
INSET_LONGITUDE = (105.5, 123.2)
INSET_LATITUDE = (2.5, 25.5)
HAINAN_SOUTH = 18.1
ISLANDS = {
    "钓鱼岛": box(123.3, 25.6, 123.7, 26.1),
    "赤尾屿": box(124.4, 25.8, 124.7, 26.1),
    "西沙群岛": box(110.9, 15.6, 113.0, 17.3),
    "中沙群岛": box(113.5, 15.0, 118.0, 16.4),
    "南沙群岛": box(109.0, 3.4, 118.0, 12.0),
    "台湾岛": box(120.0, 21.8, 122.1, 25.4),
}


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
    if spec.level == "province":
        drawn = {code for fill in spec.fills for code in fill.codes}
        missing = set(boundaries.geometry("provinces").index) - drawn
        if missing:
            names = "、".join(sorted(missing))
            findings.append(Finding(f"地图缺少省级单元：{names}", f"province-level units missing: {names}"))
    if boundaries.sha256("provinces")[:8] not in spec.note:
        findings.append(Finding("制图说明未注明底图来源及校验值", "the note lacks the boundary source and its hash"))
    if findings:
        raise MapRefusedError(tuple(findings))


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
    outlines = provinces.geometry.union_all()
    west, south, east, north = outlines.bounds
    if west > EXTENT[0] or min(south, segments.total_bounds[1]) > EXTENT[1] or east < EXTENT[2] or north < EXTENT[3]:
        findings.append(Finding("国界范围不完整", "the extent of the national boundary is incomplete"))
    for name, area in ISLANDS.items():
        if not outlines.intersects(area):
            findings.append(Finding(f"缺少{name}", f"{name} is missing"))
    return tuple(findings)


def check_layout(figure: go.Figure, focused: bool) -> None:
    """Refuse a figure whose legend or texts cover the south-east, or whose main map cuts the south of Hainan off.

    `focused` maps show one province and need not reach Hainan, but keep the inset.

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
    if layout.legend.x > 0.3 or layout.legend.xanchor != "left":
        findings.append(Finding("图例遮挡东南海域", "the legend covers the south-east"))
    for annotation in layout.annotations:
        over_inset = annotation.x > INSET_FRAME["x"][0] - 0.1 and annotation.y < INSET_FRAME["y"][1] + 0.1
        if over_inset and annotation.name != "inset-title":
            findings.append(Finding("注记遮挡南海诸岛", "a text covers the South China Sea islands"))
    frames = {trace.geo for trace in figure.data if trace.type == "choropleth"}
    lines = {trace.geo for trace in figure.data if trace.name == "segments"}
    if frames != {"geo", "geo2"} or lines != {"geo", "geo2"}:
        findings.append(Finding("主图或附图缺少国界线", "the main map or the inset lacks boundaries or segments"))
    if findings:
        raise MapRefusedError(tuple(findings))
