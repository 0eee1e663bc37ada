"""The places that every map of China must show: one list for the build of the boundaries and for the gate.

Grounds: 公开地图内容表示规范 (2023) on 钓鱼岛 and its affiliated islands, 台湾岛, the South China Sea islands with
黄岩岛 and 曾母暗沙, and the line of the national boundary. The shipped source draws each of them as a polygon of its
own, submerged features such as 曾母暗沙 included: none is excused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from geo.boundaries import LEVEL_OF_LAYER
from geo.membership import Membership

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class RequiredPlace:
    """An island, a group of islands or a stretch of the border, and the units of the register that hold it.

    `box` is west, south, east, north in degrees. The place shows on a layer where a polygon of its unit has ground in
    the box. The box of a single island keeps clear of its neighbours, so that none can stand in for another.
    """

    zh: str
    en: str
    box: Box
    province: str
    city: str

    @property
    def area(self) -> shapely.Polygon:
        """The box as a polygon."""
        return shapely.box(*self.box)


REQUIRED_PLACES = (
    RequiredPlace("台湾岛", "Taiwan Island", (120.80, 23.40, 121.20, 24.20), "710000", "710000"),
    RequiredPlace("澎湖列岛", "Penghu Islands", (119.30, 23.15, 119.75, 23.85), "710000", "710000"),
    RequiredPlace("兰屿", "Lan Yu", (121.48, 21.98, 121.60, 22.10), "710000", "710000"),
    RequiredPlace("绿岛", "Lyu Dao", (121.44, 22.62, 121.53, 22.69), "710000", "710000"),
    RequiredPlace("彭佳屿", "Pengjia Yu", (122.05, 25.60, 122.11, 25.65), "710000", "710000"),
    RequiredPlace("钓鱼岛", "Diaoyu Dao", (123.43, 25.71, 123.52, 25.77), "710000", "710000"),
    RequiredPlace("黄尾屿", "Huangwei Yu", (123.65, 25.90, 123.72, 25.95), "710000", "710000"),
    RequiredPlace("赤尾屿", "Chiwei Yu", (124.52, 25.88, 124.60, 25.97), "710000", "710000"),
    RequiredPlace("香港", "Hong Kong", (114.10, 22.33, 114.20, 22.45), "810000", "810000"),
    RequiredPlace("澳门", "Macao", (113.56, 22.14, 113.59, 22.17), "820000", "820000"),
    RequiredPlace("海南岛", "Hainan Island", (110.30, 19.70, 110.40, 19.85), "460000", "460100"),
    RequiredPlace("东沙群岛", "Dongsha Qundao", (116.60, 20.50, 117.00, 20.85), "440000", "441500"),
    RequiredPlace("西沙群岛", "Xisha Qundao", (111.10, 15.60, 113.00, 17.20), "460000", "460300"),
    RequiredPlace("永兴岛", "Yongxing Dao", (112.31, 16.80, 112.38, 16.87), "460000", "460300"),
    RequiredPlace("东岛", "Dong Dao", (112.70, 16.64, 112.77, 16.70), "460000", "460300"),
    RequiredPlace("珊瑚岛", "Shanhu Dao", (111.59, 16.52, 111.64, 16.55), "460000", "460300"),
    RequiredPlace("中建岛", "Zhongjian Dao", (111.17, 15.75, 111.25, 15.82), "460000", "460300"),
    RequiredPlace("中沙群岛", "Zhongsha Qundao", (113.60, 15.30, 115.10, 16.30), "460000", "460300"),
    RequiredPlace("黄岩岛", "Huangyan Dao", (117.65, 15.05, 117.90, 15.27), "460000", "460300"),
    RequiredPlace("南沙群岛", "Nansha Qundao", (109.40, 3.70, 118.00, 11.60), "460000", "460300"),
    RequiredPlace("太平岛", "Taiping Dao", (114.34, 10.36, 114.39, 10.40), "460000", "460300"),
    RequiredPlace("中业岛", "Zhongye Dao", (114.27, 11.03, 114.31, 11.07), "460000", "460300"),
    RequiredPlace("西月岛", "Xiyue Dao", (114.97, 11.05, 115.04, 11.11), "460000", "460300"),
    RequiredPlace("永暑礁", "Yongshu Jiao", (112.86, 9.52, 113.05, 9.70), "460000", "460300"),
    RequiredPlace("渚碧礁", "Zhubi Jiao", (114.04, 10.88, 114.13, 10.96), "460000", "460300"),
    RequiredPlace("美济礁", "Meiji Jiao", (115.50, 9.85, 115.60, 9.95), "460000", "460300"),
    RequiredPlace("华阳礁", "Huayang Jiao", (112.80, 8.86, 112.90, 8.94), "460000", "460300"),
    RequiredPlace("仁爱礁", "Ren'ai Jiao", (115.82, 9.64, 115.94, 9.80), "460000", "460300"),
    RequiredPlace("南威岛", "Nanwei Dao", (111.89, 8.61, 111.96, 8.68), "460000", "460300"),
    RequiredPlace("安波沙洲", "Anbo Shazhou", (112.88, 7.81, 112.95, 7.89), "460000", "460300"),
    RequiredPlace("曾母暗沙", "Zengmu Ansha", (112.20, 3.93, 112.33, 4.02), "460000", "460300"),
    RequiredPlace("达旺", "Dawang", (91.82, 27.53, 91.92, 27.63), "540000", "540500"),
    RequiredPlace("墨脱以南", "south of Motuo", (95.28, 28.02, 95.38, 28.12), "540000", "540400"),
    RequiredPlace("察隅", "Chayu", (96.95, 28.05, 97.05, 28.15), "540000", "540400"),
    RequiredPlace("阿克赛钦", "Akesaiqin", (79.45, 35.15, 79.55, 35.25), "650000", "653200"),
    RequiredPlace("班公湖", "Bangong Lake", (78.95, 33.65, 79.05, 33.75), "540000", "542500"),
    RequiredPlace("典角", "Dianjiao", (79.25, 32.65, 79.35, 32.75), "540000", "542500"),
    RequiredPlace("帕米尔", "Pamirs", (73.95, 38.45, 74.05, 38.55), "650000", "653000"),
    RequiredPlace("黑瞎子岛", "Heixiazi Dao", (134.55, 48.28, 134.65, 48.38), "230000", "230800"),
)


def required_on(layer: str, membership: Membership) -> list[tuple[RequiredPlace, str]]:
    """Places that a layer must show, each with the unit of the layer that holds it.

    The four zones leave 港澳台 out, and the major regions all that is not theirs: there the ground beneath shows it.
    """
    level = LEVEL_OF_LAYER[layer]
    if level == "province":
        return [(place, place.province) for place in REQUIRED_PLACES]
    if level == "city":
        return [(place, place.city) for place in REQUIRED_PLACES]
    inclusions = ("full", "proxy") if layer == "majors-proxy" else ("full",)
    held = {group: set(membership.members(group, "province", *inclusions)) for group in membership.codes(level)}
    if layer == "majors":
        for group, codes in held.items():
            codes.update(membership.members(group, "city", "full"))
    return [
        (place, group)
        for place in REQUIRED_PLACES
        for group, codes in held.items()
        if codes & {place.province, place.city}
    ]


def absent_places(
    layer: str, polygons: Mapping[str, shapely.Geometry], membership: Membership
) -> list[tuple[RequiredPlace, str]]:
    """Those of `required_on` that the polygons of a layer, in degrees by code, do not show."""
    required = required_on(layer, membership)
    parts = {unit: shapely.get_parts(polygons[unit]) for _, unit in required if unit in polygons}
    return [(place, unit) for place, unit in required if unit not in parts or not _has_ground(parts[unit], place)]


def _has_ground(parts: np.ndarray, place: RequiredPlace) -> bool:
    near = parts[shapely.intersects(parts, place.area)]
    # A point or a line, as simplification may leave one, shows no ground, nor does what only borders on the box.
    return bool((shapely.area(shapely.clip_by_rect(near, *place.box)) > 0).any())
