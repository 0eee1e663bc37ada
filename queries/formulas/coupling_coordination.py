"""Coupling coordination 耦合协调度: how far two or more systems stand at the same, high level (G8)."""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
import pandas as pd

from queries.formulas.outcome import outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = [
    "DIRECTIONS",
    "LEVELS",
    "Direction",
    "Form",
    "Level",
    "classical_coupling",
    "coordination_level",
    "coupling",
    "coupling_coordination",
    "direction",
    "fixed_bounds_index",
]

Form = Literal["wang_2021", "classical"]
Level = Literal["severe", "imbalance", "transition", "coordinated", "high"]
LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_BOUNDS = (0.2, 0.4, 0.6, 0.8)
Direction = Literal["supply_lags", "demand_lags", "in_step"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
LAG = 0.05
LEAST, GREATEST = 0.01, 0.99


def fixed_bounds_index(values: Values, lowest: float, highest: float) -> pd.DataFrame:
    """Index U_i = (x_i − lowest) / (highest − lowest), clipped to [0.01, 0.99] (G8).

    The bounds are those of all units over all years, so that an index rises only when its own unit does.

    Parameters
    ----------
    values : shape (n,), x_i ≥ 0, any unit; NaN = not reported
    lowest, highest : the least and the greatest value of all units and years, same unit

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (0.01..0.99) and reason; index preserved

    Notes
    -----
    highest = lowest gives zero_denominator: where nothing differs, no unit is high or low.
    Source: METHODS.md G8, E1, E4.
    """
    amounts = unit_values(values, "values")
    span = highest - lowest
    has_span = math.isfinite(span) and span > 0
    reasons = reasons_by_unit(
        amounts.index,
        (amounts.isna(), Reason.NOT_PUBLISHED),
        (np.isinf(amounts), Reason.NOT_FINITE),
        (amounts < 0, Reason.NEGATIVE_INPUT),
        (pd.Series(not has_span, index=amounts.index), Reason.ZERO_DENOMINATOR),
    )
    scaled = (amounts - lowest) / (span if has_span else math.nan)
    return outcome_frame(scaled.clip(LEAST, GREATEST), reasons)


def coupling(indices: pd.DataFrame) -> pd.DataFrame:
    """Coupling C of two or more systems in the form of Wang et al. (2021) (G8).

    C = sqrt( [1 − mean_{a<b} |U_a − U_b|] · (Π_a U_a / max U)^{1/(m−1)} ); of two systems
    sqrt( [1 − |U₁ − U₂|] · min U / max U ).

    Parameters
    ----------
    indices : shape (n, m), one column per system, U in 0..1; NaN = not reported; m ≥ 2

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (0..1; 1 = all equal) and reason; index preserved

    Raises
    ------
    ValueError
        If there are fewer than two systems or an index exceeds 1.

    Notes
    -----
    All indices 0 gives zero_denominator. Source: METHODS.md G8; 王淑佳等 (2021) 自然资源学报 36(3) 793–810.
    """
    systems = _systems(indices)
    number = systems.shape[1]
    greatest = systems.max(axis=1)
    gaps = [np.abs(systems[:, a] - systems[:, b]) for a in range(number) for b in range(a + 1, number)]
    with np.errstate(divide="ignore", invalid="ignore"):
        evenness = np.prod(systems / greatest[:, None], axis=1) ** (1 / (number - 1))
        found = np.sqrt((1 - np.mean(gaps, axis=0)) * evenness)
    return outcome_frame(pd.Series(found, index=indices.index), _reasons(indices))


def classical_coupling(indices: pd.DataFrame) -> pd.DataFrame:
    """Coupling C in the classical form, m·(Π U)^{1/m} / ΣU; of two systems 2·sqrt(U₁U₂)/(U₁+U₂) (G8).

    It bunches near 1: U = (0.3, 0.6) already gives 0.94.

    Parameters
    ----------
    indices : as in ``coupling``

    Returns
    -------
    pd.DataFrame, shape (n, 2), columns value (0..1; 1 = all equal) and reason; index preserved

    Raises
    ------
    ValueError
        As in ``coupling``.

    Notes
    -----
    Source: METHODS.md G8; 廖重斌 (1999) 热带地理 (to be verified).
    """
    systems = _systems(indices)
    number = systems.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = number * np.prod(systems, axis=1) ** (1 / number) / systems.sum(axis=1)
    # Equal indices may leave a rounding error above one.
    return outcome_frame(pd.Series(np.minimum(found, 1.0), index=indices.index), _reasons(indices))


def coupling_coordination(
    indices: pd.DataFrame, form: Form = "wang_2021", weights: tuple[float, ...] | None = None
) -> pd.DataFrame:
    """Coupling coordination D = sqrt(C·T) with T = Σ α_m U_m (G8).

    Parameters
    ----------
    indices : shape (n, m), one column per system, U in 0..1; NaN = not reported; m ≥ 2
    form : how C is formed
    weights : α_m ≥ 0 that add to 1; by default equal

    Returns
    -------
    pd.DataFrame, shape (n, 4), columns value (D, 0..1), coupling (C), development (T) and reason; index preserved

    Raises
    ------
    ValueError
        If there are fewer than two systems, an index exceeds 1, or the weights do not fit them.

    Notes
    -----
    A unit without one of its indices has no value: no system is filled in. Both indices 0 gives zero_denominator.
    Source: METHODS.md G8, E1, E2, E4.
    """
    systems = _systems(indices)
    number = systems.shape[1]
    shares = (1 / number,) * number if weights is None else weights
    if len(shares) != number or min(shares) < 0 or not math.isclose(sum(shares), 1.0, abs_tol=1e-9):
        raise ValueError(f"the weights of {number} systems must be that many, not negative, and add to 1: {shares}")
    found = coupling(indices) if form == "wang_2021" else classical_coupling(indices)
    development = pd.Series(systems @ np.array(shares), index=indices.index)
    result = outcome_frame(np.sqrt(found["value"] * development), found["reason"])
    result["coupling"] = found["value"]
    result["development"] = development.where(result["reason"].isna())
    return result[["value", "coupling", "development", "reason"]]


def coordination_level(values: Values) -> pd.Series:
    """The conventional level of each D: below 0.2 severe, 0.4 imbalance, 0.6 transition, 0.8 coordinated, else high.

    Parameters
    ----------
    values : shape (n,), D in 0..1; NaN = none

    Returns
    -------
    pd.Series of words, None where there is no value; index preserved. The bounds are a convention, no test.
    """
    numbers = unit_values(values, "values")
    places = np.searchsorted(LEVEL_BOUNDS, numbers.to_numpy(), side="right")
    words = [None if math.isnan(d) else LEVELS[place] for d, place in zip(numbers, places, strict=True)]
    return pd.Series(words, index=numbers.index, dtype=object)


def direction(supply: Values, demand: Values) -> pd.Series:
    """Which system lags: supply where U₁ < U₂ − 0.05, demand where U₂ < U₁ − 0.05, else they are in step (G8).

    Parameters
    ----------
    supply, demand : shape (n,), U₁ and U₂ in 0..1, same units; NaN = not reported

    Returns
    -------
    pd.Series of words, None where one of them is not reported; index preserved
    """
    first = unit_values(supply, "supply")
    second = unit_values(demand, "demand", first.index)
    words: list[Direction | None] = []
    for lead in first - second:
        if math.isnan(lead):
            words.append(None)
        else:
            words.append("supply_lags" if lead < -LAG else "demand_lags" if lead > LAG else "in_step")
    return pd.Series(words, index=first.index, dtype=object)


def _systems(indices: pd.DataFrame) -> np.ndarray:
    if indices.shape[1] < 2:
        raise ValueError(f"coupling needs two or more systems, got {indices.shape[1]}")
    systems = indices.to_numpy(dtype=float, na_value=np.nan)
    if (systems[np.isfinite(systems)] > 1).any():
        raise ValueError(f"an index lies in 0..1, got {np.nanmax(systems)}")
    return systems


def _reasons(indices: pd.DataFrame) -> pd.Series:
    systems = pd.DataFrame(_systems(indices), index=indices.index)
    return reasons_by_unit(
        indices.index,
        (systems.isna().any(axis=1), Reason.NOT_PUBLISHED),
        (systems.isin([np.inf, -np.inf]).any(axis=1), Reason.NOT_FINITE),
        ((systems < 0).any(axis=1), Reason.NEGATIVE_INPUT),
        (systems.eq(0).all(axis=1), Reason.ZERO_DENOMINATOR),
    )
