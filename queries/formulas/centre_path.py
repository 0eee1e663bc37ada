"""The path of a weighted centre from year to year, and how far the centre of supply lies from that of demand (T5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, number
from queries.formulas.reasons import Reason

__all__ = ["Shift", "Wind", "centre_distance", "centre_path", "overall_shift", "wind_of"]

Wind = Literal["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"]
WINDS: tuple[Wind, ...] = get_args(Wind)
FULL_TURN = 360.0


@dataclass(frozen=True, slots=True)
class Shift:
    """What a path comes to from its first to its last year.

    Attributes
    ----------
    first, last : years between which it is measured
    distance : straight from the first centre to the last, km
    length : of the whole path, km; never less than the distance
    per_year : distance over the years between
    bearing : degrees clockwise from north, 0 ≤ bearing < 360; None where the centre stands where it stood
    """

    first: int
    last: int
    distance: float
    length: float
    per_year: float
    bearing: float | None


def centre_path(centres: pd.DataFrame) -> pd.DataFrame:
    """Steps of a centre of gravity from each year to the next (T5).

    Parameters
    ----------
    centres : index years, ascending; columns x and y in km in a projection whose y points north; NaN = no centre

    Returns
    -------
    pd.DataFrame, index of `centres`, columns
        since : year the step is measured from, the last before with a centre (missing of the first)
        step : km ≥ 0
        bearing : degrees clockwise from north, 0 ≤ bearing < 360; NaN where the centre did not move
        east, north : km, components of the step; west and south are negative
        westward : km, cumulated −east from the first centre on
        reason : no_base_year of the first centre, not_published of a year without one; None of a step

    Raises
    ------
    ValueError
        If the years are not ascending.

    Notes
    -----
    Σ east and Σ north lead from the first centre to the last. Source: METHODS.md T5.
    """
    if not centres.index.is_monotonic_increasing or not centres.index.is_unique:
        raise ValueError("a path needs ascending years")
    known = centres[["x", "y"]].astype(float).dropna()
    moved = known.diff()
    steps = pd.DataFrame({
        "since": pd.Series(known.index, index=known.index).shift(),
        "step": np.hypot(moved["x"], moved["y"]),
        "bearing": [_bearing(east, north) for east, north in moved.to_numpy()],
        "east": moved["x"],
        "north": moved["y"],
        "westward": known["x"].iloc[0] - known["x"] if len(known) else known["x"],
    }).astype(float).reindex(centres.index)
    reasons = pd.Series(Reason.NOT_PUBLISHED.value, index=centres.index, dtype=object)
    reasons[known.index] = None
    reasons[known.index[:1]] = Reason.NO_BASE_YEAR.value
    return steps.assign(reason=reasons)


def overall_shift(centres: pd.DataFrame) -> Shift | None:
    """What the path of ``centre_path`` comes to; None of fewer than two years with a centre (T5)."""
    known = centres[["x", "y"]].astype(float).dropna()
    if len(known) < 2:
        return None
    first, last = int(known.index[0]), int(known.index[-1])
    east, north = known.iloc[-1] - known.iloc[0]
    distance = math.hypot(east, north)
    length = math.fsum(centre_path(centres)["step"].dropna())
    bearing = number(_bearing(east, north))
    return Shift(first, last, distance, max(length, distance), distance / (last - first), bearing)


def centre_distance(first: pd.Series, second: pd.Series) -> Outcome:
    """Distance between two centres of one year, as of supply and demand: the spatial mismatch (T5).

    Parameters
    ----------
    first, second : with x and y in one unit; NaN = no centre

    Returns
    -------
    Outcome ≥ 0 in that unit; not_published where a centre is absent. Source: METHODS.md T5.
    """
    apart = first[["x", "y"]].astype(float) - second[["x", "y"]].astype(float)
    if apart.isna().any():
        return Outcome.absent(Reason.NOT_PUBLISHED)
    return Outcome.of(math.hypot(*apart), 2)


def wind_of(bearing: float) -> Wind:
    """The one of eight directions nearest to a bearing in degrees clockwise from north."""
    sector = FULL_TURN / len(WINDS)
    return WINDS[int((bearing % FULL_TURN + sector / 2) // sector) % len(WINDS)]


def _bearing(east: float, north: float) -> float:
    """Degrees clockwise from north; NaN where nothing moved or nothing is known."""
    if not (east or north) or math.isnan(east):
        return math.nan
    turned = math.degrees(math.atan2(east, north)) % FULL_TURN
    return turned if turned < FULL_TURN else 0.0
