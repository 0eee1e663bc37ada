"""The projection of the atlas: Albers equal area, standard parallels 25° and 47° N, meridian 105° E."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

PARALLELS = (25.0, 47.0)
CENTRAL_MERIDIAN = 105.0

GEOGRAPHIC = pyproj.CRS.from_epsg(4490)
ALBERS_DEFINITION = (
    f"+proj=aea +lat_1={PARALLELS[0]:g} +lat_2={PARALLELS[1]:g} +lat_0=0 +lon_0={CENTRAL_MERIDIAN:g} "
    "+x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs"
)
ALBERS = pyproj.CRS.from_user_input(ALBERS_DEFINITION)


@lru_cache(maxsize=1)
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(GEOGRAPHIC, ALBERS, always_xy=True)


def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitude and latitude in degrees, shape (n, 2), to Albers metres, shape (n, 2)."""
    return np.column_stack(_transformer().transform(points[:, 0], points[:, 1]))


def unproject(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Albers metres, shape (n, 2), to longitude and latitude in degrees, shape (n, 2)."""
    return np.column_stack(_transformer().transform(points[:, 0], points[:, 1], direction="INVERSE"))


def to_albers(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Geometries in degrees to the same geometries in Albers metres; shape (n,) in and out."""
    projected: NDArray[np.object_] = shapely.transform(geometries, project)
    return projected


def to_degrees(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Geometries in Albers metres to the same geometries in degrees; shape (n,) in and out."""
    unprojected: NDArray[np.object_] = shapely.transform(geometries, unproject)
    return unprojected


def mercator(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitude and latitude in degrees, shape (n, 2), to spherical Mercator in equatorial degrees."""
    return np.column_stack((points[:, 0], np.degrees(np.arcsinh(np.tan(np.radians(points[:, 1]))))))
