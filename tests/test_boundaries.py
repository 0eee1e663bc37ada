"""The boundary files: complete, valid, drawn the right way round, and reproducible."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.boundaries import LAYERS, LEVEL_OF_LAYER, BoundaryError, load_boundaries
from geo.build import AbsentPlaceError, build, check_places
from geo.hatching import hatch
from geo.layers import Layer
from geo.membership import Membership
from geo.projection import project, to_albers, unproject
from geo.simplify import CoverageError, simplify_coverage

ROOT = Path(__file__).resolve().parent.parent
BOUNDARIES = load_boundaries()
NEEDED = {layer: {"file": f"{layer}.json", "sha256": "0" * 64} for layer in LAYERS}
MANIFEST = {"source": {"name": "standard map", "version": "2023"}, "layers": NEEDED}
POLYGON_LAYERS = [layer for layer in LAYERS if layer != "segments"]
COVERAGES = ["provinces", "provinces-detail", "cities", "cities-detail", "zones"]
LEVELS = LEVEL_OF_LAYER | {
    "hatch-provinces": "province", "hatch-cities": "city", "hatch-zones": "zone", "hatch-majors": "major",
}


def register(table: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "regions" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shapes(layer: str) -> np.ndarray:
    return BOUNDARIES.geometry(layer).geometry.to_numpy()


def place(code: str) -> shapely.Point:
    row = next(row for row in register("region_geometry") if row["region_code"] == code)
    return shapely.Point(float(row["longitude"]), float(row["latitude"]))


@pytest.mark.parametrize(("layer", "level"), LEVELS.items())
def test_layer_holds_exactly_the_regions_of_its_level(layer: str, level: str) -> None:
    expected = sorted(row["region_code"] for row in register("region_level") if row["level"] == level)
    assert list(BOUNDARIES.geometry(layer).index) == expected


@pytest.mark.parametrize("layer", LAYERS)
def test_file_has_the_size_and_hash_that_the_manifest_records(layer: str) -> None:
    content = BOUNDARIES.path(layer).read_bytes()
    entry = BOUNDARIES.manifest["layers"][layer]
    assert hashlib.sha256(content).hexdigest() == BOUNDARIES.sha256(layer)
    assert len(content) == entry["bytes"]
    assert entry["sha256"][:10] in entry["file"]
    assert BOUNDARIES.url(layer) == f"./app/static/geo/{entry['file']}"


def test_folder_holds_no_file_beside_the_manifest() -> None:
    named = {entry["file"] for entry in BOUNDARIES.manifest["layers"].values()}
    assert {path.name for path in (ROOT / "static" / "geo").iterdir()} == named


@pytest.mark.parametrize(("layer", "kilobytes"), [("provinces", 85), ("cities", 165)])
def test_overview_layers_stay_small(layer: str, kilobytes: int) -> None:
    content = BOUNDARIES.path(layer).read_bytes()
    assert len(gzip.compress(content, compresslevel=9, mtime=0)) <= kilobytes * 1000


@pytest.mark.parametrize("layer", COVERAGES)
def test_polygons_neither_overlap_nor_leave_gaps(layer: str) -> None:
    assert shapely.is_valid(shapes(layer)).all()
    assert shapely.coverage_is_valid(shapes(layer))


@pytest.mark.parametrize("layer", POLYGON_LAYERS)
def test_outer_rings_run_clockwise_and_holes_against_it(layer: str) -> None:
    for polygon in shapely.get_parts(shapes(layer)):
        assert not polygon.exterior.is_ccw
        assert all(hole.is_ccw for hole in polygon.interiors)


def spherical_area(ring: shapely.LinearRing) -> float:
    """Steradians enclosed by great arcs, positive when clockwise: the formula of d3-geo."""
    longitude, latitude = np.radians(shapely.get_coordinates(ring)).T
    half = latitude / 2 + np.pi / 4
    turn = np.diff(longitude)
    sines = np.sin(half[:-1]) * np.sin(half[1:])
    cosines = np.cos(half[:-1]) * np.cos(half[1:])
    return float(2 * np.arctan2(sines * np.sin(turn), cosines + sines * np.cos(turn)).sum())


@pytest.mark.parametrize("layer", POLYGON_LAYERS)
def test_outer_rings_stay_clockwise_when_edges_are_great_arcs(layer: str) -> None:
    areas = [spherical_area(polygon.exterior) for polygon in shapely.get_parts(shapes(layer))]
    assert min(areas) > 0
    assert max(areas) < 0.3


def test_no_island_of_the_source_is_lost_between_overview_and_detail() -> None:
    for level in ("provinces", "cities"):
        overview = shapely.get_num_geometries(shapes(level))
        assert (overview == shapely.get_num_geometries(shapes(f"{level}-detail"))).all()
    parts = dict(
        zip(
            BOUNDARIES.geometry("provinces").index,
            shapely.get_num_geometries(shapes("provinces")),
            strict=True,
        )
    )
    assert (parts["460000"], parts["710000"]) == (247, 82)


@pytest.fixture(scope="module")
def built() -> dict[str, Layer]:
    return {layer: Layer(BOUNDARIES.geometry(layer).geometry.to_dict(), None) for layer in LEVEL_OF_LAYER}


def test_a_build_that_shows_every_required_place_passes(built: dict[str, Layer]) -> None:
    assert check_places(built, Membership()) is None


@pytest.mark.parametrize(
    ("layer", "unit", "box", "named"),
    [
        ("provinces", "460000", (112.20, 3.93, 112.33, 4.02), "曾母暗沙 (Zengmu Ansha), provinces, 460000"),
        ("provinces-detail", "440000", (116.6, 20.5, 117.0, 20.9), "东沙群岛 (Dongsha Qundao), provinces-detail"),
        ("cities", "710000", (119.3, 23.1, 119.8, 23.9), "澎湖列岛 (Penghu Islands), cities, 710000"),
        ("cities-detail", "710000", (123.4, 25.7, 123.6, 25.8), "钓鱼岛 (Diaoyu Dao), cities-detail, 710000"),
        ("zones", "east", (117.6, 15.0, 117.9, 15.3), "黄岩岛 (Huangyan Dao), zones, east"),
        ("majors", "greater-bay-area", (113.5, 22.1, 113.62, 22.23), "澳门 (Macao), majors, greater-bay-area"),
    ],
)
def test_a_build_without_a_required_place_fails_by_name(
    built: dict[str, Layer], layer: str, unit: str, box: tuple[float, ...], named: str
) -> None:
    polygons = built[layer].geometries
    without = {**polygons, unit: shapely.difference(polygons[unit], shapely.box(*box))}
    with pytest.raises(AbsentPlaceError) as caught:
        check_places({**built, layer: Layer(without, None)}, Membership())
    assert named in str(caught.value)


def test_extent_reaches_the_four_ends_of_the_territory() -> None:
    west, south, east, north = BOUNDARIES.geometry("provinces").total_bounds
    southern_end = min(south, BOUNDARIES.geometry("segments").total_bounds[1])
    assert west <= 73.55 and east >= 135.05
    assert southern_end <= 4.0 and north >= 53.5


def test_there_are_ten_maritime_segments() -> None:
    frame = BOUNDARIES.geometry("segments")
    assert list(frame.index) == [str(number) for number in range(1, 11)]
    assert set(frame.geometry.geom_type) == {"LineString"}


def test_area_of_a_zone_is_the_sum_of_its_provinces() -> None:
    provinces = BOUNDARIES.geometry("provinces")
    for zone, polygon in BOUNDARIES.geometry("zones").geometry.items():
        codes = [
            row["member_code"]
            for row in register("region_member")
            if row["group_code"] == zone and row["member_level"] == "province"
        ]
        parts = shapely.area(to_albers(provinces.geometry.loc[codes].to_numpy())).sum()
        whole = shapely.area(to_albers(np.array([polygon], dtype=object)))[0]
        assert whole == pytest.approx(parts, rel=1e-3)


@pytest.mark.parametrize(
    ("major", "code", "inside"),
    [
        ("chengdu-chongqing", "500103", True),
        ("chengdu-chongqing", "510100", True),
        ("chengdu-chongqing", "500154", True),
        ("chengdu-chongqing", "500229", False),
        ("chengdu-chongqing", "510727", False),
        ("chengdu-chongqing", "511781", False),
        ("chengdu-chongqing", "511825", False),
        ("chengdu-chongqing", "513300", False),
        ("greater-bay-area", "810000", True),
        ("greater-bay-area", "820000", True),
        ("greater-bay-area", "440300", True),
        ("greater-bay-area", "440200", False),
        ("yangtze-river-delta", "340100", True),
        ("beijing-tianjin-hebei", "130600", True),
        ("beijing-tianjin-hebei", "370100", False),
    ],
)
def test_outline_of_a_major_region_follows_its_members(major: str, code: str, inside: bool) -> None:
    outline = BOUNDARIES.geometry("majors").geometry.loc[major]
    assert outline.intersects(place(code)) is inside


def test_proxy_outline_is_made_of_whole_provinces() -> None:
    proxies = BOUNDARIES.geometry("majors-proxy").geometry
    assert proxies.loc["greater-bay-area"].intersects(place("440200"))
    assert proxies.loc["chengdu-chongqing"].intersects(place("500229"))
    assert proxies.loc["beijing-tianjin-hebei"].equals(
        BOUNDARIES.geometry("majors").geometry.loc["beijing-tianjin-hebei"]
    )


def test_official_area_of_chengdu_chongqing_is_met() -> None:
    row = next(row for row in register("region_geometry") if row["region_code"] == "chengdu-chongqing")
    assert float(row["area_km2"]) == pytest.approx(185_000, rel=0.05)


def test_representative_points_lie_in_their_polygons() -> None:
    for layer in ("provinces-detail", "cities-detail"):
        frame = BOUNDARIES.geometry(layer)
        outside = [code for code, polygon in frame.geometry.items() if not polygon.intersects(place(code))]
        assert outside == []


@pytest.mark.parametrize(
    ("stripes", "polygons"), [("hatch-provinces", "provinces"), ("hatch-cities", "cities")]
)
def test_hatch_stays_inside_its_region_and_leaves_most_of_it_free(stripes: str, polygons: str) -> None:
    outer, inner = to_albers(shapes(polygons)), to_albers(shapes(stripes))
    share = shapely.area(inner) / shapely.area(outer)
    large = shapely.area(outer) > 1e9
    assert (share > 0).all()
    assert (share[large] > 0.03).all() and (share[large] < 0.6).all()
    spill = shapely.area(shapely.difference(shapely.make_valid(inner), outer))
    assert (spill <= 0.05 * shapely.area(inner) + 1e6).all()


def test_hatch_gives_even_a_tiny_region_a_stripe() -> None:
    stripes = hatch({"a": shapely.box(113.53, 22.11, 113.60, 22.21)}, 6.0, 45.0)
    assert stripes["a"].area > 0


def test_projection_returns_the_point_it_was_given() -> None:
    points = np.array([[105.0, 35.0], [73.5, 39.3], [135.1, 48.4], [112.3, 3.9]])
    assert unproject(project(points)) == pytest.approx(points)
    assert project(points)[0, 0] == pytest.approx(0.0, abs=1e-6)


def test_simplified_neighbours_share_their_border() -> None:
    zigzag = [(110.0, 30.0), (110.01, 30.25), (110.0, 30.5), (110.01, 30.75), (110.0, 31.0)]
    left = shapely.Polygon([(109.0, 30.0), *zigzag, (109.0, 31.0)])
    right = shapely.Polygon([(111.0, 30.0), *zigzag, (111.0, 31.0)])
    simple = simplify_coverage({"a": left, "b": right}, 20.0, 3)
    assert shapely.coverage_is_valid(list(simple.values()))
    assert len(simple["a"].exterior.coords) == 5


def test_overlapping_source_polygons_are_refused_by_code() -> None:
    overlapping = {"a": shapely.box(110, 30, 111, 31), "b": shapely.box(110.5, 30, 112, 31)}
    with pytest.raises(CoverageError, match="a, b"):
        simplify_coverage(overlapping, 4.0, 3)


def written(folder: Path, manifest: object) -> Path:
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def with_entry(layer: str, entry: object) -> dict[str, object]:
    return {**MANIFEST, "layers": {**NEEDED, layer: entry}}


@pytest.mark.parametrize(
    ("manifest", "keys"),
    [
        ({}, "source.name, source.version, layers"),
        ([], "source.name, source.version, layers"),
        ("provinces", "source.name, source.version, layers"),
        ({"layers": NEEDED}, "source.name, source.version"),
        ({"layers": NEEDED, "source": "standard map"}, "source.name, source.version"),
        ({"layers": NEEDED, "source": {"name": "standard map"}}, "source.version"),
        ({"layers": NEEDED, "source": {"name": " ", "version": "2023"}}, "source.name"),
        ({"layers": NEEDED, "source": {"name": "standard map", "version": 2023}}, "source.version"),
        ({**MANIFEST, "layers": []}, "layers"),
        ({**MANIFEST, "layers": {name: NEEDED[name] for name in LAYERS[1:]}}, "layers.provinces"),
        (with_entry("zones", {}), "layers.zones"),
        (with_entry("zones", "zones.json"), "layers.zones"),
        (with_entry("cities", {"file": "cities.json"}), "layers.cities.sha256"),
        (with_entry("cities", {"file": "cities.json", "sha256": "0123"}), "layers.cities.sha256"),
        (with_entry("segments", {"sha256": "0" * 64}), "layers.segments.file"),
        (with_entry("segments", {"file": "../segments.json", "sha256": "0" * 64}), "layers.segments.file"),
    ],
)
def test_a_manifest_that_lacks_a_key_is_refused_by_file_and_key(tmp_path: Path, manifest: object, keys: str) -> None:
    with pytest.raises(BoundaryError) as caught:
        load_boundaries(written(tmp_path, manifest))
    zh, en = str(caught.value).split(" / boundary ")
    assert f"{tmp_path / 'manifest.json'} 缺少以下键或其值不合格：{keys}；" in zh
    assert f"{tmp_path / 'manifest.json'} lacks these keys or states them wrongly: {keys};" in en


def test_a_missing_or_unreadable_manifest_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BoundaryError, match=r"manifest\.json is missing"):
        load_boundaries(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(BoundaryError, match=r"manifest\.json is unreadable"):
        load_boundaries(tmp_path)
    with pytest.raises(BoundaryError, match=r"manifest\.json/manifest\.json is unreadable"):
        load_boundaries(tmp_path / "manifest.json")


def test_missing_changed_and_unknown_files_are_named(tmp_path: Path) -> None:
    boundaries = load_boundaries(written(tmp_path, MANIFEST))
    with pytest.raises(BoundaryError, match=r"zones\.json is missing"):
        boundaries.geometry("zones")
    (tmp_path / "zones.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BoundaryError, match=r"zones\.json differs from the manifest"):
        boundaries.geometry("zones")
    with pytest.raises(BoundaryError, match="no layer rivers; known: cities, "):
        boundaries.path("rivers")


@pytest.mark.parametrize(
    "content",
    [
        "[]", "{}", "not json", '{"features": [{"geometry": {"type": "Point", "coordinates": [0, 0]}}]}',
        '{"features": [{"id": 110000, "geometry": {"type": "Point", "coordinates": [0, 0]}}]}',
        '{"features": [{"id": "110000"}]}', '{"features": [{"id": "110000", "geometry": null}]}',
        '{"features": [{"id": "110000", "geometry": {"type": "Circle", "coordinates": [0, 0]}}]}',
        '{"features": [{"id": "110000", "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}}]}',
    ],
)
def test_a_file_without_identified_geometries_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "zones.json").write_text(content, encoding="utf-8")
    entry = {"file": "zones.json", "sha256": hashlib.sha256(content.encode()).hexdigest()}
    boundaries = load_boundaries(written(tmp_path, with_entry("zones", entry)))
    with pytest.raises(BoundaryError, match=r"zones\.json is no GeoJSON collection of features with id and geometry"):
        boundaries.geometry("zones")


def test_the_remedy_fits_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build writes the shipped folder, so it is no remedy for another one."""
    boundaries = load_boundaries(written(tmp_path, MANIFEST))
    for faulty in (lambda: boundaries.path("zones"), lambda: load_boundaries(tmp_path / "nowhere")):
        with pytest.raises(BoundaryError, match=r"handbook/zh/boundaries\.md.*handbook/en/boundaries\.md") as caught:
            faulty()
        assert "geo.build" not in str(caught.value)
    for language, heading in (("zh", "## 底图文件夹"), ("en", "## Boundary folder")):
        page = ROOT / "docs" / "handbook" / language / "boundaries.md"
        assert f"\n{heading}\n" in page.read_text(encoding="utf-8")
    monkeypatch.setattr("geo.boundaries.DEFAULT_MANIFEST", tmp_path / "nowhere.json")
    with pytest.raises(BoundaryError, match=r"run python -m geo\.build"):
        load_boundaries()


def test_boundaries_outside_static_are_readable_but_have_no_address(tmp_path: Path) -> None:
    content = b'{"type":"FeatureCollection","features":[]}'
    entry = {"file": "zones.json", "sha256": hashlib.sha256(content).hexdigest()}
    (tmp_path / "zones.json").write_bytes(content)
    boundaries = load_boundaries(written(tmp_path, with_entry("zones", entry)))
    assert boundaries.path("zones") == tmp_path / "zones.json"
    with pytest.raises(BoundaryError, match="outside static/"):
        boundaries.url("zones")


def test_rebuild_gives_the_committed_bytes(tmp_path: Path) -> None:
    build(tmp_path, tmp_path / "manifest.json", tmp_path / "region_geometry.csv")
    committed = {BOUNDARIES.path(layer).name: BOUNDARIES.path(layer) for layer in LAYERS}
    committed["manifest.json"] = ROOT / "geo" / "manifest.json"
    committed["region_geometry.csv"] = ROOT / "data" / "regions" / "region_geometry.csv"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(committed)
    different = [
        name for name, path in committed.items() if path.read_bytes() != (tmp_path / name).read_bytes()
    ]
    assert different == []
