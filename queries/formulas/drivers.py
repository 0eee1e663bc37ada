"""The drivers of a regression: their logarithms, how far they repeat one another, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

__all__ = ["MOST_DRIVERS", "VIF_LIMIT", "Design", "Reduction", "driver_design", "variance_inflation"]

MOST_DRIVERS = 3
"""More would leave 31 provinces too few degrees of freedom."""

VIF_LIMIT = 10.0

ROUNDING = 1e-10


class Reduction(StrEnum):
    """What was done about drivers that repeat one another."""

    NONE = "none"
    """Every driver enters on its own."""
    COMPONENT = "component"
    """The first principal component stands for all of them."""
    SINGLE = "single"
    """Only the driver named first enters: the component would weigh some drivers negatively."""


@dataclass(frozen=True)
class Design:
    """What a regression rests on.

    Attributes
    ----------
    matrix : pd.DataFrame, shape (n, p)
        Constant first, then the standardised columns; index = units.
    drivers : tuple of str
        Drivers that vary, in the order given.
    constant : tuple of str
        Drivers left out because all units have the same value.
    inflation : dict of str to float
        VIF of each driver that varies, ≥ 1; inf where it is an exact combination of the others.
    reduction : Reduction
    loadings : dict of str to float
        Weight of each standardised logarithm in the component; empty without one.
    explained : float
        Share of the variance of the logarithms that the component keeps, 0..1; 1 without one.
    """

    matrix: pd.DataFrame
    drivers: tuple[str, ...]
    constant: tuple[str, ...]
    inflation: dict[str, float]
    reduction: Reduction
    loadings: dict[str, float]
    explained: float


def variance_inflation(logarithms: pd.DataFrame) -> dict[str, float]:
    """Variance inflation factor of each column: 1 / (1 − R²) of its regression on the others.

    Parameters
    ----------
    logarithms : shape (n, m), finite, no constant column

    Returns
    -------
    dict of str to float, ≥ 1; 1 for a single column, inf where the others determine it
    """
    inflation = {}
    for name in logarithms.columns:
        column = logarithms[name].to_numpy(dtype=float)
        others = np.column_stack([np.ones(len(column)), logarithms.drop(columns=name).to_numpy(dtype=float)])
        centred = column - column.mean()
        solution = np.linalg.lstsq(others, centred, rcond=None)[0]
        left = float(((centred - others @ solution) ** 2).sum() / (centred**2).sum())
        inflation[str(name)] = 1.0 / left if left > ROUNDING else float("inf")
    return inflation


def driver_design(drivers: pd.DataFrame) -> Design:
    """The design ln x of a log-log regression, reduced where drivers repeat one another (G4 a).

    Columns are centred and divided by their spread, which changes no prediction and no interval, and makes the
    design the same whatever the unit of a driver. If any VIF exceeds 10, the first principal component of the
    standardised logarithms takes the place of the drivers; if it would weigh one of them negatively, so that it
    is no measure of size, the driver named first enters alone. The choice looks at drivers only, never at the supply.

    Parameters
    ----------
    drivers : shape (n, 1..3), x_im > 0, index = units

    Raises
    ------
    ValueError
        If there is no driver, more than three, or a value that has no logarithm.

    Notes
    -----
    A driver that is the same everywhere says nothing and is left out; without any other the design is the constant.
    Source: METHODS.md G4.
    """
    if not 1 <= drivers.shape[1] <= MOST_DRIVERS:
        raise ValueError(f"one to {MOST_DRIVERS} drivers, got {drivers.shape[1]}")
    if not (np.isfinite(drivers.to_numpy(dtype=float)) & (drivers.to_numpy(dtype=float) > 0)).all():
        raise ValueError("a driver without a logarithm; leave such units out before the call")
    logarithms = np.log(drivers.astype(float))
    spread = logarithms.std(ddof=0)
    varying = [name for name in drivers.columns if spread[name] > ROUNDING]
    standard = (logarithms[varying] - logarithms[varying].mean()) / spread[varying]
    inflation = variance_inflation(standard)
    reduction, columns, loadings, explained = _reduced(standard, inflation)
    matrix = pd.concat([pd.Series(1.0, index=drivers.index, name="constant"), columns], axis=1)
    constant = tuple(str(name) for name in drivers.columns if name not in varying)
    return Design(matrix, tuple(map(str, varying)), constant, inflation, reduction, loadings, explained)


def _reduced(
    standard: pd.DataFrame, inflation: dict[str, float]
) -> tuple[Reduction, pd.DataFrame, dict[str, float], float]:
    if all(value <= VIF_LIMIT for value in inflation.values()):
        return Reduction.NONE, standard, {}, 1.0
    correlation = standard.T.to_numpy() @ standard.to_numpy() / len(standard)
    values, vectors = np.linalg.eigh(correlation)
    first = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1.0)
    if (first <= 0).any():
        return Reduction.SINGLE, standard.iloc[:, :1], {}, 1.0
    component = pd.Series(standard.to_numpy() @ first, index=standard.index, name="component")
    loadings = dict(zip(map(str, standard.columns), first.tolist(), strict=True))
    return Reduction.COMPONENT, component.to_frame(), loadings, float(values[-1] / values.sum())
