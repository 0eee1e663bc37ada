"""Spreads totals over cells: by largest remainder, by raking to overlapping margins, between bounds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

RAKING_ROUNDS = 2000
BISECTIONS = 80


def largest_remainder(weights: Numbers | Integers, total: int) -> Integers:
    """Return whole numbers in proportion to `weights` that sum to `total` exactly; ties go to the first."""
    weights = np.asarray(weights, dtype=np.float64)
    if total == 0:
        return np.zeros(len(weights), dtype=np.int64)
    if total < 0 or weights.min() < 0 or weights.sum() <= 0:
        raise ValueError(f"{total} cannot be spread over weights that sum to {weights.sum()}")
    return _rounded(weights / weights.sum() * total, total)


def largest_remainder_within(weights: Numbers, cells: Integers, totals: Sequence[int]) -> Integers:
    """Return whole numbers in proportion to `weights` whose sum in each cell is its total exactly."""
    result = np.zeros(len(weights), dtype=np.int64)
    for cell, total in enumerate(totals):
        inside = cells == cell
        result[inside] = largest_remainder(weights[inside], total)
    return result


def capped(weights: Numbers, total: int, caps: Numbers) -> Integers:
    """Return whole numbers in proportion to `weights` that sum to `total`, none above its cap."""
    held = np.zeros(len(weights), dtype=bool)
    result = largest_remainder(weights, total)
    while (result > caps).any():
        held |= result > caps
        fixed = np.where(held, caps, 0).astype(np.int64)
        result = fixed + largest_remainder(np.where(held, 0.0, weights), total - int(fixed.sum()))
    return result


def rake(weights: Numbers, margins: Sequence[tuple[Flags, float]]) -> Numbers:
    """Return shares that sum to 1 and carry, for each margin (cells, share), that share in those cells.

    Iterative proportional fitting. Raises ValueError where the margins contradict each other.
    """
    shares = weights / weights.sum()
    for _ in range(RAKING_ROUNDS):
        for inside, share in margins:
            held = shares[inside].sum()
            shares = np.where(inside, shares * share / held, shares * (1 - share) / (1 - held))
        if all(abs(shares[inside].sum() - share) < 1e-12 for inside, share in margins):
            return shares
    raise ValueError("the margins of the raking contradict each other")


def fill_between(lower: Integers, upper: Integers, position: Numbers, total: int) -> Integers:
    """Return whole numbers between `lower` and `upper` that sum to `total` exactly.

    `position` in (0, 1) says where in its range each stands; one exponent for all brings the sum about.
    Raises ValueError where `total` is out of reach.
    """
    if not lower.sum() <= total <= upper.sum():
        raise ValueError(f"{total} is outside {lower.sum()} to {upper.sum()}")
    least, most = -12.0, 12.0
    for _ in range(BISECTIONS):
        middle = (least + most) / 2
        values = lower + (upper - lower) * position ** np.exp(middle)
        least, most = (middle, most) if values.sum() > total else (least, middle)
    values = lower + (upper - lower) * position ** np.exp(most)
    return _rounded(values, total)


def _rounded(values: Numbers, total: int) -> Integers:
    floors = np.floor(values + 1e-9).astype(np.int64)
    missing = total - int(floors.sum())
    order = np.argsort(-(values - floors), kind="stable")
    floors[order[:missing]] += 1
    return floors


def rank_within(groups: Integers, keys: Numbers) -> Integers:
    """Return the rank of each key within its group, 0 for the smallest."""
    order = np.lexsort((keys, groups))
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    result = np.empty(len(groups), dtype=np.int64)
    result[order] = np.arange(len(ordered)) - np.repeat(starts, sizes)
    return result
