"""The last look at a native map: what was written, not what was meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely

from geo.compliance import INSET_PROVINCES, MEMBERSHIP, SEGMENT_COUNT, Finding, MapRefusedError
from geo.drawing import Area
from geo.map_spec import MapSpec
from geo.required_places import REQUIRED_PLACES
from geo.vector_map import lines_in
from pages.exporters.deck.map_places import MapPlaces


def check_drawn(
    spec: MapSpec, drawn: Mapping[str, MapPlaces], inset: Area, boxes: Sequence[tuple[str, Area]]
) -> None:
    """Refuse a map of which a province, an island, a segment is not on the slide, or whose inset is covered.

    `drawn` are the places written in the frames `main` and `inset`; `boxes` the areas of all shapes by name, those of
    the inset itself among them.

    Raises
    ------
    geo.compliance.MapRefusedError
        naming what is missing or covers the inset.
    """
    findings = _missing_provinces(spec, drawn) + _missing_places(spec, drawn) + _missing_segments(drawn)
    for name, box in boxes:
        inside = inset.left - 1 <= box.left and box.right <= inset.right + 1
        inside &= inset.bottom - 1 <= box.bottom and box.top <= inset.top + 1
        if box.meets(inset) and not inside:
            findings.append(Finding(f"“{name}”遮挡南海诸岛附图", f"'{name}' covers the inset of the South China Sea"))
    if findings:
        raise MapRefusedError(tuple(dict.fromkeys(findings)))


def _missing_provinces(spec: MapSpec, drawn: Mapping[str, MapPlaces]) -> list[Finding]:
    expected = {"inset": set(INSET_PROVINCES), "main": set() if spec.focus else set(MEMBERSHIP.codes("province"))}
    return [
        Finding(f"未画出省级单元：{'、'.join(missing)}", f"province-level units not drawn: {', '.join(missing)}")
        for frame, codes in expected.items() if (missing := sorted(codes - drawn[frame].drawn))
    ]


def _missing_places(spec: MapSpec, drawn: Mapping[str, MapPlaces]) -> list[Finding]:
    """Places of the register that no outline shows in the frame that they belong to."""
    findings = []
    for place in REQUIRED_PLACES:
        seen = []
        for frame, places in drawn.items():
            if spec.focus and frame == "main":
                continue
            area = places.view.area
            box = shapely.transform(place.area, places.view.pixels)
            if not shapely.intersects(box, shapely.box(area.left, area.bottom, area.right, area.top)):
                continue
            units = [unit for unit in places.units.codes if unit[:2] == place.province[:2]]
            seen.append(bool(units) and shapely.intersects(places.units.together(units), box))
        if seen and not any(seen):
            findings.append(Finding(f"未画出{place.zh}", f"{place.en} is not drawn"))
    return findings


def _missing_segments(drawn: Mapping[str, MapPlaces]) -> list[Finding]:
    segments: set[str] = set()
    for places in drawn.values():
        segments.update(lines_in(places.view, places.boundaries.geometry("segments").geometry.to_dict()))
    if len(segments) == SEGMENT_COUNT:
        return []
    return [Finding(f"断续线只画出{len(segments)}段", f"only {len(segments)} maritime segments are drawn")]
