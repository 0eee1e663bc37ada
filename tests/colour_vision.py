"""How far two colours stand apart, for every kind of colour vision, as numbers.

Colours are ``#rrggbb`` of sRGB (IEC 61966-2-1) under D65. Missing kinds of cones are simulated in linear light by the
matrices of Machado, Oliveira and Fernandes (2009), IEEE TVCG 15(6), table 1, severity 1.0; no colour vision at all by
the luminance alone. The distance is CIEDE2000 (CIE 142-2001) after Sharma, Wu and Dalal (2005), Color Res. Appl. 30(1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

Lab = tuple[float, float, float]
_TO_XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])
_MACHADO = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
_VISIONS: dict[str, np.ndarray] = {
    "normal": np.eye(3), **{name: np.array(rows) for name, rows in _MACHADO.items()},
    "grey": np.tile(_TO_XYZ[1], (3, 1)),
}  # fmt: skip
VISIONS = tuple(_VISIONS)
"""Names of the kinds of vision: all cones, one kind of the three missing, none that tells colours."""


def seen(colour: str, vision: str) -> str:
    """The colour as a reader with that vision sees it, ``#rrggbb``; what leaves sRGB is brought to its edge."""
    parts = np.clip(_VISIONS[vision] @ _linear(colour), 0.0, 1.0)
    encoded = np.where(parts <= 0.0031308, 12.92 * parts, 1.055 * parts ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in encoded)


@lru_cache(maxsize=4096)
def lab(colour: str) -> Lab:
    """CIE L*a*b* of a colour under D65: L* in [0, 100]."""
    white = _TO_XYZ @ np.ones(3)
    relative = _TO_XYZ @ _linear(colour) / white
    x, y, z = (float(part) ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * float(part) + 16) / 116
               for part in relative)  # fmt: skip
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, vision: str = "normal") -> float:
    """CIEDE2000 distance of two colours as a reader with that vision sees them; 1 is about the least one can see."""
    return ciede2000(lab(seen(one, vision)), lab(seen(other, vision)))


def nearest(
    colours: Sequence[str], vision: str, ordered: bool, between: Callable[[str, str, str], float] = distance
) -> tuple[float, tuple[int, int]]:
    """The least distance within a palette and the places of its two colours: of neighbours only where it is `ordered`.

    Raises ValueError where there are not two colours.
    """
    pairs = [(one, other) for other in range(len(colours)) for one in range(other) if not ordered or other == one + 1]
    return min((between(colours[one], colours[other], vision), (one, other)) for one, other in pairs)


def ciede2000(one: Lab, other: Lab) -> float:
    """The colour difference CIEDE2000 of two colours, all weights 1; at least 0."""
    mean_chroma = (math.hypot(*one[1:]) + math.hypot(*other[1:])) / 2
    stretch = 1.5 - 0.5 * _saturation(mean_chroma)
    chroma, hue = zip(*(_polar(stretch * colour[1], colour[2]) for colour in (one, other)), strict=True)
    turned = hue[1] - hue[0]
    middle = sum(hue) / 2
    if 0.0 in chroma:
        turned, middle = 0.0, sum(hue)
    elif abs(turned) > 180:
        middle += 180 if sum(hue) < 360 else -180
        turned += -360 if turned > 0 else 360
    lightness, width = (one[0] + other[0]) / 2, sum(chroma) / 2
    weight = (
        1 - 0.17 * _cos(middle - 30) + 0.24 * _cos(2 * middle) + 0.32 * _cos(3 * middle + 6)
        - 0.20 * _cos(4 * middle - 63)
    )  # fmt: skip
    off_middle = (lightness - 50) ** 2
    part_lightness = (other[0] - one[0]) / (1 + 0.015 * off_middle / math.sqrt(20 + off_middle))
    part_chroma = (chroma[1] - chroma[0]) / (1 + 0.045 * width)
    part_hue = 2 * math.sqrt(chroma[0] * chroma[1]) * math.sin(math.radians(turned / 2)) / (1 + 0.015 * width * weight)
    bend = 30 * math.exp(-(((middle - 275) / 25) ** 2))
    rotation = -2 * _saturation(width) * math.sin(math.radians(2 * bend))
    squared = part_lightness**2 + part_chroma**2 + part_hue**2 + rotation * part_chroma * part_hue
    return math.sqrt(max(squared, 0.0))


def _linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _saturation(chroma: float) -> float:
    return math.sqrt(chroma**7 / (chroma**7 + 25**7))


def _polar(a: float, b: float) -> tuple[float, float]:
    return math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))
