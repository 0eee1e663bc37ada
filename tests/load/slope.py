"""Whether memory is flat: the slope of a series after a warm-up, its interval, and a verdict laid down beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

WARM_UP = 1 / 3
"""Share of the time at the beginning that is not judged: caches fill then."""
STEEPEST = 60.0
"""MB an hour. A slope whose interval reaches beyond is not called flat, whatever its estimate."""
BLOCKS = 12
"""The rest is averaged in as many blocks of equal time: neighbouring samples are not independent, blocks nearly are."""

Verdict = Literal["flat", "growing", "undecided"]


@dataclass(frozen=True)
class Slope:
    """Growth in MB an hour with the ends of its interval of 95 %."""

    estimate: float
    lower: float
    upper: float

    @property
    def verdict(self) -> Verdict:
        """`growing` where the whole interval lies above 0; `flat` where it reaches 0 and stays below STEEPEST.

        `undecided` where the interval is too wide to tell: the run was too short, or too restless.
        """
        if self.lower > 0:
            return "growing"
        return "flat" if self.upper < STEEPEST else "undecided"


def slope_after_warm_up(seconds: Sequence[float], megabytes: Sequence[float]) -> Slope:
    """Least squares through the means of twelve blocks of the last two thirds, Student's t with ten degrees of freedom.

    `seconds` rise. Raises ValueError where a block holds no sample.
    """
    time, memory = np.asarray(seconds, dtype=float), np.asarray(megabytes, dtype=float)
    begins = time[0] + WARM_UP * (time[-1] - time[0])
    edges = np.linspace(begins, time[-1], BLOCKS + 1)
    block = np.clip(np.searchsorted(edges, time, side="right") - 1, -1, BLOCKS - 1)
    held = [block == number for number in range(BLOCKS)]
    if not all(mask.any() for mask in held):
        raise ValueError(f"{len(time)} samples do not fill {BLOCKS} blocks")
    hours = np.array([time[mask].mean() for mask in held]) / 3600
    means = np.array([memory[mask].mean() for mask in held])
    fit = stats.linregress(hours, means)
    reach = float(stats.t.ppf(0.975, BLOCKS - 2) * fit.stderr)
    return Slope(float(fit.slope), float(fit.slope) - reach, float(fit.slope) + reach)
