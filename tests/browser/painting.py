"""Judges a picture of a map by its pixels: painted in every colour of its legend, and neither blank nor flooded."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PIL import Image, ImageColor

TOLERANCE = 6
RING = 4
LEAST_WHITE_RING = 0.95
MOST_OF_ONE_COLOUR = 0.60
LEAST_PAINTED = 0.12
LARGEST_SHARE_ERROR = 0.03


def painting_faults(picture: Image.Image, shares: Mapping[str, float]) -> list[str]:
    """Return what is wrong with a painted map; empty where nothing is.

    Parameters
    ----------
    picture : the map with its legend on white
    shares : for every colour of the legend (#rrggbb) the part of the painted land it should take, summing to 1;
        on an equal-area map that is its places' part of the area
    """
    pixels = np.asarray(picture.convert("RGB"), dtype=np.int16)
    faults = []
    edges = (pixels[:RING], pixels[-RING:], pixels[:, :RING], pixels[:, -RING:])
    ring = np.concatenate([part.reshape(-1, 3) for part in edges])
    white = float(_is_colour(ring, "#ffffff").mean())
    if white < LEAST_WHITE_RING:
        faults.append(f"the edge is white to {white:.0%} only")
    painted = {colour: float(_is_colour(pixels, colour).mean()) for colour in shares}
    total = sum(painted.values())
    if total < LEAST_PAINTED:
        return [*faults, f"only {total:.1%} of the picture is painted in colours of the legend"]
    for colour, part in painted.items():
        if part > MOST_OF_ONE_COLOUR:
            faults.append(f"{colour} floods {part:.0%} of the picture")
        if part == 0 or abs(part / total - shares[colour]) > LARGEST_SHARE_ERROR:
            faults.append(f"{colour} takes {part / total:.1%} of the land instead of {shares[colour]:.1%}")
    return faults


def _is_colour(pixels: np.ndarray, colour: str) -> np.ndarray:
    distance = np.abs(pixels - np.array(ImageColor.getrgb(colour), dtype=np.int16)).max(axis=-1)
    return np.asarray(distance <= TOLERANCE)
