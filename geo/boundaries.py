"""The reading side of the boundary files: address, hash and geometry of a layer."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas
import shapely

from geo.projection import GEOGRAPHIC

STATIC = Path(__file__).resolve().parent.parent / "static"
DEFAULT_FOLDER = STATIC / "geo"
DEFAULT_MANIFEST = Path(__file__).resolve().parent / "manifest.json"
# The layers that carry territory, with the level of the register whose units each holds.
LEVEL_OF_LAYER = {
    "provinces": "province", "provinces-detail": "province", "cities": "city", "cities-detail": "city",
    "zones": "zone", "majors": "major", "majors-proxy": "major",
}
LAYERS = (*LEVEL_OF_LAYER, "segments", "hatch-provinces", "hatch-cities", "hatch-zones", "hatch-majors")
SHA256 = re.compile("[0-9a-f]{64}")
Remedy = tuple[str, str]
# Whoever operates the atlas has what was installed; the package that a build reads is of the machines that develop it.
BUILD: Remedy = (
    "请从安装介质放回 static/geo，或在开发环境运行 python -m geo.build",
    "put static/geo back from what was installed, or run python -m geo.build where the atlas is developed",
)
# A build writes the shipped folder alone: it would not mend the folder of somebody else.
AS_DESCRIBED: Remedy = (
    "请按 docs/handbook/zh/boundaries.md 的“底图文件夹”一节更正",
    "mend it as Boundary folder in docs/handbook/en/boundaries.md describes",
)


class BoundaryError(RuntimeError):
    """A boundary file is missing, changed, or cannot be served; the message names file and remedy."""


@dataclass(frozen=True)
class Boundaries:
    """A folder of boundary files and the manifest that names them; `load_boundaries` makes one that is sound."""

    folder: Path
    manifest: dict[str, Any] = field(hash=False)

    @property
    def source_name(self) -> str:
        """Name of the boundary source, which every map states in its note."""
        return str(self.manifest["source"]["name"])

    def _entry(self, layer: str) -> dict[str, Any]:
        try:
            entry: dict[str, Any] = self.manifest["layers"][layer]
        except KeyError:
            known = ", ".join(sorted(self.manifest["layers"]))
            raise BoundaryError(
                f"底图清单没有图层 {layer}，可用：{known} / "
                f"the boundary manifest has no layer {layer}; known: {known}"
            ) from None
        return entry

    def path(self, layer: str) -> Path:
        """File of a layer, its hash checked whenever the file changed. Raises BoundaryError when missing or changed."""
        path = self.folder / str(self._entry(layer)["file"])
        _check(path, self.sha256(layer), _remedy(self.folder))
        return path

    def url(self, layer: str) -> str:
        """Address of a layer relative to the page, './app/static/…'. Raises BoundaryError outside static/."""
        path = self.path(layer).resolve()
        if not path.is_relative_to(STATIC):
            raise BoundaryError(
                f"{path} 不在 static/ 内，网页无法读取；请把底图文件夹放入 static/ / "
                f"{path} lies outside static/ and cannot be served; put the boundary folder below static/"
            )
        return f"./app/static/{path.relative_to(STATIC).as_posix()}"

    def sha256(self, layer: str) -> str:
        """SHA-256 of a layer file as the manifest records it."""
        return str(self._entry(layer)["sha256"])

    def geometry(self, layer: str) -> geopandas.GeoDataFrame:
        """Geometries indexed by region_code, EPSG:4490. Raises BoundaryError as `path` does, or when unreadable.

        The frame is shared between callers: copy before changing it.
        """
        return _geometry(self.path(layer), self.sha256(layer), _remedy(self.folder))


def _remedy(folder: Path) -> Remedy:
    return BUILD if folder == DEFAULT_FOLDER else AS_DESCRIBED


def _check(path: Path, digest: str, remedy: Remedy) -> None:
    zh, en = remedy
    try:
        state = path.stat()
        actual = _digest(path, state.st_ino, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise BoundaryError(f"缺少底图文件 {path}；{zh} / boundary file {path} is missing; {en}") from error
    if actual != digest:
        raise BoundaryError(
            f"底图文件 {path} 与清单的校验值不符；{zh}，或恢复该文件 / "
            f"boundary file {path} differs from the manifest; {en}, or restore the file"
        )


@lru_cache(maxsize=64)
def _digest(path: Path, inode: int, size: int, changed: int) -> str:
    """SHA-256 of a file, read once for each state of it: browsers fetch what lies there now, not what lay there."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=32)
def _geometry(path: Path, digest: str, remedy: Remedy) -> geopandas.GeoDataFrame:
    zh, en = remedy
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        codes = [_code(feature) for feature in features]
        geometries = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    except (ValueError, LookupError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise BoundaryError(
            f"底图文件 {path} 不是带 id 和 geometry 的 GeoJSON 要素集（{error!r}）；{zh} / "
            f"boundary file {path} is no GeoJSON collection of features with id and geometry ({error!r}); {en}"
        ) from error
    frame = geopandas.GeoDataFrame({"region_code": codes}, geometry=geometries, crs=GEOGRAPHIC)
    return frame.set_index("region_code")


def _code(feature: Mapping[str, Any]) -> str:
    code = feature["id"]
    if not isinstance(code, str):
        raise TypeError(f"id {code!r} is no text")
    return code


def load_boundaries(folder: Path | None = None) -> Boundaries:
    """Boundaries of the project, or of another folder that holds layer files and their manifest.json.

    Raises BoundaryError when the manifest is missing or unreadable, or lacks a key that the maps need.
    """
    home = DEFAULT_FOLDER if folder is None else Path(folder)
    path = DEFAULT_MANIFEST if folder is None else home / "manifest.json"
    zh, en = BUILD if folder is None else AS_DESCRIBED
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BoundaryError(f"缺少底图清单 {path}；{zh} / boundary manifest {path} is missing; {en}") from None
    except (OSError, ValueError) as error:
        raise BoundaryError(
            f"底图清单 {path} 无法读取（{error}）；{zh} / boundary manifest {path} is unreadable ({error}); {en}"
        ) from error
    faulty = ", ".join(_faulty_keys(manifest))
    if faulty:
        raise BoundaryError(
            f"底图清单 {path} 缺少以下键或其值不合格：{faulty}；{zh} / "
            f"boundary manifest {path} lacks these keys or states them wrongly: {faulty}; {en}"
        )
    return Boundaries(home, manifest)


def _faulty_keys(manifest: object) -> list[str]:
    """Keys, dotted, that a manifest lacks or fills with something else than it should."""
    source, layers = _part(manifest, "source"), _part(manifest, "layers")
    faulty = [f"source.{key}" for key in ("name", "version") if not _is_text(source.get(key))]
    if not layers:
        return [*faulty, "layers"]
    for layer in LAYERS:
        entry = _part(layers, layer)
        file, digest = entry.get("file"), entry.get("sha256")
        if not entry:
            faulty.append(f"layers.{layer}")
            continue
        if not (_is_text(file) and Path(str(file)).name == file):
            faulty.append(f"layers.{layer}.file")
        if not (_is_text(digest) and SHA256.fullmatch(str(digest))):
            faulty.append(f"layers.{layer}.sha256")
    return faulty


def _part(whole: object, key: str) -> dict[str, Any]:
    part = whole.get(key) if isinstance(whole, dict) else None
    return part if isinstance(part, dict) else {}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
