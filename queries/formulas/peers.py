"""Peers of a unit: the others most like it in what drives demand, wherever they lie."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = ["LEAST_PEERS", "PEERS", "nearest_peers", "peer_median"]

PEERS = 5
LEAST_PEERS = 3


def nearest_peers(drivers: pd.DataFrame, m: int = PEERS) -> pd.DataFrame:
    """The m nearest other units by Euclidean distance in standardised logarithms of the drivers (G3).

    Parameters
    ----------
    drivers : shape (n, k), one row per unit, one column per driver, values > 0 in any unit
    m : how many peers, 1 or more

    Returns
    -------
    pd.DataFrame with columns unit, place (1..m, nearest first), peer and distance (in standard deviations), in order
        of unit and place. Units with a missing, zero or negative driver have no peers and are nobody's.

    Raises
    ------
    ValueError
        If m is below 1 or a unit appears twice.

    Notes
    -----
    Standardised with the population standard deviation over the units that enter; a driver that is the same
    everywhere parts nobody. Ties go to the lower code. Source: METHODS.md G3.
    """
    if m < 1:
        raise ValueError(f"the number of peers must be 1 or more, got {m}")
    if drivers.index.has_duplicates:
        raise ValueError(f"drivers: unit {drivers.index[drivers.index.duplicated()][0]!r} appears twice")
    given = drivers.astype(float)
    usable = given[(np.isfinite(given) & (given > 0)).all(axis=1)].sort_index()
    positions = _standardised(np.log(usable.to_numpy()))
    rows = []
    for number, unit in enumerate(usable.index):
        # Rounded, so that the order of summation does not decide between units equally far away.
        distance = np.round(np.sqrt(((positions - positions[number]) ** 2).sum(axis=1)), 12)
        distance[number] = np.inf
        nearest = np.argsort(distance, kind="stable")[: min(m, len(usable) - 1)]
        rows += [(unit, place, usable.index[one], distance[one]) for place, one in enumerate(nearest, start=1)]
    return pd.DataFrame(rows, columns=["unit", "place", "peer", "distance"])


def peer_median(ratios: Values, peers: pd.DataFrame, least: int = LEAST_PEERS) -> pd.DataFrame:
    """Median ratio of the peers of every unit, itself left out (G3).

    Parameters
    ----------
    ratios : shape (n,), r_i = S_i / D_i; NaN = not reported
    peers : result of ``nearest_peers``
    least : how many peers must report

    Returns
    -------
    pd.DataFrame, shape (n, 3), columns value, reason and n (peers that report); index preserved. A unit without peers
        has no_denominator, since its drivers are missing; fewer than `least` reporting peers give too_few_points.

    Notes
    -----
    Source: METHODS.md G3, E2.
    """
    numbers = unit_values(ratios, "ratios")
    of_peers = peers.assign(ratio=peers["peer"].map(numbers)).groupby("unit")["ratio"]
    median, count = of_peers.median().reindex(numbers.index), of_peers.count().reindex(numbers.index)
    reasons = reasons_by_unit(
        numbers.index, (count.isna(), Reason.NO_DENOMINATOR), (count < least, Reason.TOO_FEW_POINTS)
    )
    return outcome_frame(median, reasons).assign(n=count.fillna(0).astype(int))


def _standardised(logarithms: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and standard deviation 1; a constant column becomes 0."""
    if not len(logarithms):
        return logarithms
    spread = logarithms.std(axis=0)
    # A column of equal values keeps a spread of the size of a rounding error.
    is_constant = spread <= 1e-12 * np.maximum(np.abs(logarithms).max(axis=0), 1.0)
    return (logarithms - logarithms.mean(axis=0)) / np.where(is_constant, np.inf, spread)
