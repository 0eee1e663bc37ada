"""The reading side of the boundary files: address, hash and geometry of a layer."""

from __future__ import annotations

import hashlib
import json
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


class BoundaryError(RuntimeError):
    """A boundary file is missing, changed, or cannot be served; the message names file and remedy."""


@dataclass(frozen=True)
class Boundaries:
    """A folder of boundary files and the manifest that names them."""

    folder: Path
    manifest: dict[str, Any] = field(hash=False)

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
        """File of a layer, its hash checked once. Raises BoundaryError when missing or changed."""
        path = self.folder / str(self._entry(layer)["file"])
        _check(path, self.sha256(layer))
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
        """Geometries indexed by region_code, EPSG:4490. Raises BoundaryError as `path` does.

        The frame is shared between callers: copy before changing it.
        """
        return _geometry(self.path(layer), self.sha256(layer))


@lru_cache(maxsize=64)
def _check(path: Path, digest: str) -> None:
    if not path.is_file():
        raise BoundaryError(
            f"缺少底图文件 {path}；请运行 python -m geo.build / "
            f"boundary file {path} is missing; run python -m geo.build"
        )
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise BoundaryError(
            f"底图文件 {path} 与清单的校验值不符；请运行 python -m geo.build 或恢复该文件 / "
            f"boundary file {path} differs from the manifest; run python -m geo.build or restore the file"
        )


@lru_cache(maxsize=32)
def _geometry(path: Path, digest: str) -> geopandas.GeoDataFrame:
    _check(path, digest)
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    geometries = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    frame = geopandas.GeoDataFrame(
        {"region_code": [feature["id"] for feature in features]}, geometry=geometries, crs=GEOGRAPHIC
    )
    return frame.set_index("region_code")


def load_boundaries(folder: Path | None = None) -> Boundaries:
    """Boundaries of the project, or of another folder that holds layer files and their manifest.json.

    Raises BoundaryError when the manifest is missing or unreadable.
    """
    path = DEFAULT_MANIFEST if folder is None else Path(folder) / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BoundaryError(
            f"缺少底图清单 {path}；请运行 python -m geo.build / "
            f"boundary manifest {path} is missing; run python -m geo.build"
        ) from None
    except ValueError as error:
        raise BoundaryError(
            f"底图清单 {path} 无法读取（{error}）；请运行 python -m geo.build / "
            f"boundary manifest {path} is unreadable ({error}); run python -m geo.build"
        ) from error
    return Boundaries(DEFAULT_FOLDER if folder is None else Path(folder), manifest)
