"""The picture of where a region lies, drawn once per snapshot."""

from __future__ import annotations

from pages.charts.place_map import place_map
from pages.frames.region.region_view import RegionView


def place_picture(view: RegionView) -> bytes:
    """Return the picture as PNG.

    Raises
    ------
    geo.compliance.MapRefusedError
        if the gate refuses the map.
    geo.boundaries.BoundaryError
        if a boundary file is missing or changed.
    """
    screen = view.screen

    def make() -> bytes:
        # A drawing library is loaded where it draws, not with every page.
        from geo.place_image import place_image

        return place_image(place_map(screen, view.region), screen.boundaries)

    key = ("place_picture", view.region, screen.language, screen.watermark, screen.boundaries.sha256("provinces"))
    return screen.engine.recall(key, make)
