"""The small picture of where a place lies: the place stands out, the country is whole, the gate is passed."""

from __future__ import annotations

import dataclasses
import io

import matplotlib.image
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from test_region_profile import screen_on

from geo.compliance import MapRefusedError
from geo.place_image import SCALE, SHARPNESS, place_image
from pages.charts.place_map import place_map
from pages.charts.style import ACCENT
from pages.shell.screen import Screen
from queries.catalogue import catalogue_of
from queries.engine import Engine
from queries.regions import NATION, Regions


@pytest.fixture(scope="module")
def screen(engine: Engine) -> Screen:
    """A reader's screen on the published figures."""
    return screen_on(engine, Regions(engine), catalogue_of(engine), "published", "zh")


def share_of(picture: bytes, colour: str) -> float:
    """Share of the pixels of a picture that have a colour."""
    pixels = matplotlib.image.imread(io.BytesIO(picture))[:, :, :3]
    return float((np.abs(pixels - np.array(to_rgb(colour))).max(axis=2) < 0.03).mean())


def test_larger_places_take_more_of_the_picture(screen: Screen) -> None:
    pictures = {
        code: place_image(place_map(screen, code), screen.boundaries)
        for code in (NATION, "west", "chengdu-chongqing", "510000", "510100")
    }
    for picture in pictures.values():
        height, width = matplotlib.image.imread(io.BytesIO(picture)).shape[:2]
        # The canvas is cut to whole pixels.
        assert abs(width - 1920 * SCALE * SHARPNESS) <= 1 and abs(height - 1080 * SCALE * SHARPNESS) <= 1
    shares = {code: share_of(picture, ACCENT) for code, picture in pictures.items()}
    assert shares[NATION] > shares["west"] > shares["510000"] > shares["chengdu-chongqing"] > shares["510100"]


@pytest.mark.parametrize("code", ["510100", "810000", "110000"])
def test_a_small_place_has_a_dot(code: str, screen: Screen) -> None:
    spec = place_map(screen, code)
    with_dot = place_image(spec, screen.boundaries)
    without = place_image(dataclasses.replace(spec, symbols=()), screen.boundaries)
    assert with_dot != without


def test_a_map_that_the_gate_refuses_is_not_drawn(screen: Screen) -> None:
    spec = place_map(screen, "510000")
    for wrong in (dataclasses.replace(spec, note=""), dataclasses.replace(spec, inset_title="")):
        with pytest.raises(MapRefusedError):
            place_image(wrong, screen.boundaries)
