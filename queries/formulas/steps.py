"""Two ways in which a quantity may move from year to year: by equal factors or by equal amounts."""

from __future__ import annotations

import math
from enum import StrEnum

__all__ = ["Steps"]

LARGEST_EXPONENT = 700.0


class Steps(StrEnum):
    """Geometric for amounts; linear for shares and rates near a ceiling, which cannot compound (G5).

    A step is the change per year on the scale where the path is straight: the logarithm or the value itself.
    """

    GEOMETRIC = "geometric"
    LINEAR = "linear"

    def to_scale(self, value: float) -> float:
        """The value (> 0 if geometric) on the straight scale."""
        return math.log(value) if self is Steps.GEOMETRIC else value

    def from_scale(self, position: float) -> float:
        """The value at a position on the straight scale; infinite where it overflows."""
        if self is Steps.LINEAR:
            return position
        return math.exp(position) if position < LARGEST_EXPONENT else math.inf

    def rate(self, step: float) -> float:
        """What readers see of a step: growth as a fraction per year, or units per year if linear."""
        if self is Steps.LINEAR:
            return step
        return math.expm1(step) if step < LARGEST_EXPONENT else math.inf
