"""Class breaks of a choropleth: found as mapclassify does, then made readable without moving a unit."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

BreakMethod = Literal["quantile", "fisher-jenks", "equal-interval", "standard-deviation", "custom"]
BREAK_METHODS: tuple[BreakMethod, ...] = get_args(BreakMethod)
MOST_CLASSES = 7


def class_breaks(
    values: Sequence[float], method: BreakMethod, classes: int = 5, custom: Sequence[float] = ()
) -> tuple[float, ...]:
    """Inner class breaks b₁ < … < b_{k−1}: a value v is in class j when b_j ≤ v < b_{j+1}.

    Parameters
    ----------
    values : the values to be shown, any length; ties and fewer distinct values than classes give fewer classes
    method : how the breaks are found; ``custom`` takes them as given
    classes : number of classes wished for, 2..7
    custom : breaks for ``custom``, in any order

    Returns
    -------
    Each break is the roundest number that leaves every unit in the class mapclassify put it in; custom breaks
    come back sorted and without repetition.

    Raises
    ------
    ValueError
        if `classes` is outside 2..7 or a custom break is not finite.
    """
    if not 2 <= classes <= MOST_CLASSES:
        raise ValueError(f"classes must be 2 to {MOST_CLASSES}, got {classes}")
    if method == "custom":
        if not all(math.isfinite(b) for b in custom):
            raise ValueError("custom breaks must be finite numbers")
        return tuple(sorted({float(b) for b in custom}))
    ordered = np.unique(np.asarray(values, dtype=float))
    if len(ordered) < 2:
        return ()
    breaks = []
    for upper in _upper_bounds(np.asarray(values, dtype=float), method, min(classes, len(ordered))):
        below, above = ordered[ordered <= upper], ordered[ordered > upper]
        if len(below) and len(above):
            breaks.append(_roundest_between(float(below[-1]), float(above[0])))
    return tuple(sorted(set(breaks)))


def _upper_bounds(values: np.ndarray, method: BreakMethod, classes: int) -> np.ndarray:
    """Upper bounds of all classes but the last, each belonging to its class, as mapclassify defines them."""
    if method == "quantile":
        return np.unique([_percentile(np.sort(values), 100.0 / classes * number) for number in range(1, classes)])
    # Loading mapclassify takes longer than drawing the first map, which by default does not need it.
    import mapclassify

    if method == "equal-interval":
        found = mapclassify.EqualInterval(values, k=classes)
    elif method == "standard-deviation":
        found = mapclassify.StdMean(values)
    else:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Numba not installed")
            found = mapclassify.FisherJenks(values, k=classes)
    return np.asarray(found.bins[:-1])


def _percentile(ordered: np.ndarray, percent: float) -> float:
    """Percentile by linear interpolation, in the arithmetic of mapclassify so that ties fall alike."""
    position = percent / 100.0 * (len(ordered) - 1)
    below = int(position)
    if position == below:
        return float(ordered[below])
    return float(ordered[below] * (below + 1 - position) + ordered[below + 1] * (position - below))


def _roundest_between(below: float, above: float) -> float:
    """Return the number with the fewest digits in (below, above], preferring steps of 10, 5 and 2."""
    span = above - below
    exponent = math.ceil(math.log10(max(abs(above), abs(below), span)))
    while True:
        for step in (10.0**exponent, 5 * 10.0 ** (exponent - 1), 2 * 10.0 ** (exponent - 1)):
            if step == 0:
                return above
            candidate = round((math.floor(below / step) + 1) * step, max(0, 2 - exponent))
            if below < candidate <= above:
                return candidate
        exponent -= 1
        if exponent < -15:
            return above


def class_of(values: Sequence[float], breaks: Sequence[float]) -> np.ndarray:
    """Class number of each value, 0..len(breaks); lower bounds belong to the class."""
    return np.searchsorted(np.asarray(breaks, dtype=float), np.asarray(values, dtype=float), side="right")
