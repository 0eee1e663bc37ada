"""The judge of painted maps accepts a right picture and refuses blank, flooded and mispainted ones."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from tests.browser.painting import painting_faults

SIZE = (1000, 600)
SHARES = {"#0b4f8a": 0.5, "#7fadd3": 0.3, "#e4e4e4": 0.2}


def _picture(bands: dict[str, float], background: str = "#ffffff") -> Image.Image:
    """A land of 400 x 400 pixels in vertical bands."""
    picture = Image.new("RGB", SIZE, background)
    pen = ImageDraw.Draw(picture)
    left = 300.0
    for colour, part in bands.items():
        pen.rectangle((left, 100, left + 400 * part - 1, 499), fill=colour)
        left += 400 * part
    return picture


def test_a_map_in_the_colours_of_its_legend_has_no_faults() -> None:
    assert painting_faults(_picture(SHARES), SHARES) == []


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (Image.new("RGB", SIZE, "#ffffff"), "only 0.0%"),
        (Image.new("RGB", SIZE, "#0b4f8a"), "floods"),
        (_picture({"#e4e4e4": 1.0}), "#0b4f8a takes 0.0%"),
        (_picture({"#0b4f8a": 0.2, "#7fadd3": 0.3, "#e4e4e4": 0.5}), "#0b4f8a takes 20.0%"),
        (_picture({"#0b4f8a": 0.5, "#7fadd3": 0.5}), "#e4e4e4 takes 0.0%"),
        (_picture({"#000000": 1.0}), "only 0.0%"),
        (_picture(SHARES, background="#101010"), "edge is white to 0%"),
        (_picture(SHARES, background="#e4e4e4"), "floods"),
    ],
    ids=["blank", "flooded", "one class", "classes swapped", "class missing", "unstyled", "dark", "sea filled"],
)
def test_a_wrong_map_is_refused(picture: Image.Image, words: str) -> None:
    faults = painting_faults(picture, SHARES)
    assert any(words in fault for fault in faults), faults
