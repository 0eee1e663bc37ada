"""Gravity model of flows between regions by Poisson pseudo maximum likelihood (T10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np
import pandas as pd

from queries.formulas.reasons import Reason

__all__ = [
    "DUMMIES", "MASSES", "MINIMUM_FLOWS", "Gravity", "GravityForm", "Linkage", "TermState", "effect_of", "gravity",
]

MINIMUM_FLOWS = 10
"""Pairs with a flow that a model of counts needs (E3)."""

CONFIDENT = 1.959963984540054
"""Two-sided 95 % point of the normal: of coefficients, and of residuals that tell a pair from chance."""

FEWEST = 5
"""Events below which a single pair is not judged (E7)."""

FURTHEST = 30.0
"""A coefficient beyond this, on a regressor scaled to unit spread, runs off to infinity."""

MASSES = {"origin_mass": "origin", "destination_mass": "destination"}
DUMMIES = ("same_region", "assisted_pair")


class GravityForm(StrEnum):
    """Which margins the model reproduces by a fixed effect per region."""

    UNCONSTRAINED = "unconstrained"
    """No fixed effects; masses of both ends."""
    ORIGIN = "origin"
    """Σ_j F̂_ij = Σ_j F_ij: what each origin sends is given."""
    DESTINATION = "destination"
    """Σ_i F̂_ij = Σ_i F_ij: what each destination receives is given."""
    BOTH = "both"
    """Both margins are given; only who is linked with whom is explained."""


class TermState(StrEnum):
    """What became of a regressor."""

    ESTIMATED = "estimated"
    ABSORBED = "absorbed"
    """The fixed effects hold it already."""
    NO_VARIATION = "no_variation"
    """The same for all pairs, or a combination of other regressors."""
    SEPARATED = "separated"
    """All pairs with it, or all without it, have no flow: its coefficient has no finite value."""


class Linkage(StrEnum):
    """Whether a pair is linked more or less than the model has it."""

    OVER = "over"
    UNDER = "under"
    AS_EXPECTED = "as_expected"
    FEW = "few"
    """Fewer than five, expected and found: a count this small says nothing of a single pair (E7)."""


@dataclass(frozen=True)
class Gravity:
    """The model and what it says of each pair.

    Attributes
    ----------
    terms : pd.DataFrame, index = name of the regressor
        ``value`` coefficient, ``error`` standard error clustered by unordered pair, ``lo``, ``hi`` its 95 % interval,
        ``p`` two-sided; NaN unless ``state`` is estimated.
    rows : pd.DataFrame, index (origin, destination) = pairs given
        ``flow`` F; ``expected`` F̂; ``gap`` PG = F̂ − F (> 0: potential not used); ``ratio`` F/F̂; ``pearson``
        (F − F̂)/√F̂ and ``deviance`` residuals, both over √max(φ, 1), the spread that the model leaves;
        ``linkage``.
        NaN and None where the pair did not enter.
    form : GravityForm
    n, parameters : int
        Pairs that entered; coefficients, fixed effects included.
    left_out : int
        Pairs without a distance above zero, or without a mass that the form keeps.
    explained : float or None
        1 − deviance / deviance of a constant.
    dispersion : float or None
        φ = Σ Pearson²/(n − parameters); 1 = as Poisson has it.
    reason : Reason or None
        Why there is no model.
    """

    terms: pd.DataFrame
    rows: pd.DataFrame
    form: GravityForm
    n: int
    parameters: int
    left_out: int
    explained: float | None
    dispersion: float | None
    reason: Reason | None


def gravity(pairs: pd.DataFrame, form: GravityForm = GravityForm.UNCONSTRAINED) -> Gravity:
    """F_ij = exp(α + β₁ ln M_i + β₂ ln M_j − γ ln d_ij + δ·sameR_ij + θ·pair_ij) by Poisson PML (T10).

    Parameters
    ----------
    pairs : index (origin, destination) without repeats and without i = j; columns ``flow`` (≥ 0, zeros stay),
        ``origin_mass``, ``destination_mass`` and ``distance`` (> 0; NaN or ≤ 0 leaves the pair out, save of a mass
        that the form does not keep), and optionally ``same_region`` and ``assisted_pair`` (0 or 1)
    form : fixed effects of origins, destinations or both take the place of their masses

    Returns
    -------
    Gravity; ``reason`` not_published without pairs, too_few_points with fewer than ten pairs that have a flow or no
        more pairs than coefficients, not_finite where the likelihood has no maximum

    Raises
    ------
    ValueError
        If a pair repeats or leads to itself, or a flow is negative or missing.

    Notes
    -----
    Errors are clustered by unordered pair: F_ij and F_ji share what the model does not know. A region without any
    flow at a margin that is given is expected to have none, F̂ = 0, and says nothing of distance; its pairs stay out
    of the estimate. A regressor that has one value only, or is separated, is left out and named. Source: METHODS.md
    T10, E1, E3, E4; Santos Silva & Tenreyro (2006) REStat 88.
    """
    _require(pairs)
    entered = _usable(pairs, form)
    silent = _silent(pairs, entered, form)
    used = pairs[entered & ~silent]
    design, states = _design(used, form)
    reason = _objection(used, design)
    model = partial(Gravity, form=form, n=len(used), parameters=design.shape[1], left_out=int((~entered).sum()))
    rows = _empty_rows(pairs)
    rows.loc[entered & silent, "expected"] = 0.0
    fit = None if reason else _fitted(used, design)
    if fit is None:
        absent = reason or Reason.NOT_FINITE
        return model(_terms(states, None), _empty_rows(pairs), explained=None, dispersion=None, reason=absent)
    spread = float(fit.pearson_chi2 / fit.df_resid)
    rows.loc[used.index, "expected"] = np.asarray(fit.fittedvalues)
    for name, residuals in (("pearson", fit.resid_pearson), ("deviance", fit.resid_deviance)):
        rows.loc[used.index, name] = np.asarray(residuals) / np.sqrt(max(spread, 1.0))
    explained = float(1 - fit.deviance / fit.null_deviance) if fit.null_deviance > 0 else None
    return model(_terms(states, fit), _judged(rows), explained=explained, dispersion=spread, reason=None)


def effect_of(coefficient: float, factor: float = np.e) -> float:
    """Relative change of a flow, factor^β − 1: of a regressor in logarithms that grows by `factor`, or of a dummy (e).

    Parameters
    ----------
    coefficient : β
    factor : > 0; 1.1 = ten per cent more

    Returns
    -------
    > −1; 0 = no change
    """
    return float(factor**coefficient - 1)


def _require(pairs: pd.DataFrame) -> None:
    origins, destinations = (pairs.index.get_level_values(level) for level in (0, 1))
    if not pairs.index.is_unique or (origins == destinations).any():
        raise ValueError("every pair stands once, and none leads to itself")
    flows = pairs["flow"].to_numpy(float)
    if not np.isfinite(flows).all() or (flows < 0).any():
        raise ValueError("flows are counts of zero or more")


def _usable(pairs: pd.DataFrame, form: GravityForm) -> pd.Series:
    kept = [mass for mass, end in MASSES.items() if form not in (end, GravityForm.BOTH)]
    needed = pairs[[*kept, "distance"]].astype(float)
    return ((needed > 0) & np.isfinite(needed)).all(axis=1)


def _silent(pairs: pd.DataFrame, entered: pd.Series, form: GravityForm) -> pd.Series:
    """Pairs of a region without any flow at a margin that is given, as far as these leave others without one."""
    silent = pd.Series(False, index=pairs.index)
    levels = [level for level, name in enumerate(MASSES.values()) if form in (name, GravityForm.BOTH)]
    while True:
        rest = pairs[entered & ~silent]
        empty = pd.Series(False, index=pairs.index)
        for level in levels:
            sums = rest["flow"].groupby(level=level).sum()
            empty |= pairs.index.get_level_values(level).isin(sums.index[sums == 0])
        if not (empty & entered & ~silent).any():
            return silent
        silent |= empty & entered


def _design(used: pd.DataFrame, form: GravityForm) -> tuple[pd.DataFrame, dict[str, TermState]]:
    """Constant, fixed effects and those regressors that can be told from them, with what became of each."""
    columns: dict[str, np.ndarray] = {"constant": np.ones(len(used))}
    states: dict[str, TermState] = {}
    for level, end in enumerate(MASSES.values()):
        if form in (end, GravityForm.BOTH):
            units = used.index.get_level_values(level)
            columns |= {f"{end} {unit}": (units == unit).astype(float) for unit in sorted(set(units))[1:]}
    for name in (*MASSES, "distance", *DUMMIES):
        if name not in used:
            continue
        values = used[name].to_numpy(float)
        if name in MASSES and form in (MASSES[name], GravityForm.BOTH):
            states[name] = TermState.ABSORBED
            continue
        values = values if name in DUMMIES else np.log(values)
        states[name] = _state(name, values, columns, used["flow"].to_numpy(float))
        if states[name] is TermState.ESTIMATED:
            columns[name] = values
    return pd.DataFrame(columns, index=used.index), states


def _state(name: str, values: np.ndarray, columns: dict[str, np.ndarray], flows: np.ndarray) -> TermState:
    known = np.column_stack(list(columns.values())) if len(values) else np.ones((0, 1))
    if not len(values) or np.ptp(values) == 0:
        return TermState.NO_VARIATION
    if name in DUMMIES and (flows[values > 0].sum() == 0 or flows[values <= 0].sum() == 0):
        return TermState.SEPARATED
    residual = values - known @ np.linalg.lstsq(known, values, rcond=None)[0]
    return TermState.NO_VARIATION if np.linalg.norm(residual) <= 1e-9 * np.linalg.norm(values) else TermState.ESTIMATED


def _objection(used: pd.DataFrame, design: pd.DataFrame) -> Reason | None:
    if used.empty:
        return Reason.NOT_PUBLISHED
    enough = (used["flow"] > 0).sum() >= MINIMUM_FLOWS and len(used) > design.shape[1]
    return None if enough else Reason.TOO_FEW_POINTS


def _fitted(used: pd.DataFrame, design: pd.DataFrame):  # type: ignore[no-untyped-def]
    """The fit, None where it does not settle."""
    import warnings

    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

    first, second = (np.asarray(used.index.get_level_values(level).astype(str)) for level in (0, 1))
    unordered = pd.Series(np.where(first < second, first + "|" + second, second + "|" + first))
    with warnings.catch_warnings():
        for kind in (ConvergenceWarning, PerfectSeparationWarning, RuntimeWarning):
            warnings.simplefilter("ignore", kind)
        fit = sm.GLM(used["flow"].to_numpy(float), design.to_numpy(float), family=sm.families.Poisson()).fit(
            maxiter=200, tol=1e-12, cov_type="cluster", cov_kwds={"groups": pd.factorize(unordered)[0]}
        )
    scaled = np.abs(fit.params[1:]) * design.to_numpy(float)[:, 1:].std(axis=0)
    settled = fit.converged and np.isfinite(fit.params).all() and (scaled < FURTHEST).all()
    if not settled or not np.isfinite(fit.bse).all():
        return None
    fit.names = list(design.columns)
    return fit


def _terms(states: dict[str, TermState], fit) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    terms = pd.DataFrame(
        {"state": pd.Series({name: state.value for name, state in states.items()}, dtype=object)}
    ).reindex(columns=["value", "error", "lo", "hi", "p", "state"])
    for name in terms.index if fit is not None else ():
        if states[name] is TermState.ESTIMATED:
            place = fit.names.index(name)
            value, error = float(fit.params[place]), float(fit.bse[place])
            terms.loc[name, ["value", "error", "lo", "hi", "p"]] = [
                value, error, value - CONFIDENT * error, value + CONFIDENT * error, float(fit.pvalues[place]),
            ]  # fmt: skip
    return terms.astype(dict.fromkeys(["value", "error", "lo", "hi", "p"], float))


def _empty_rows(pairs: pd.DataFrame) -> pd.DataFrame:
    columns = ["expected", "gap", "ratio", "pearson", "deviance"]
    rows = pd.DataFrame(np.nan, index=pairs.index, columns=columns)
    rows.insert(0, "flow", pairs["flow"].astype(float))
    return rows.assign(linkage=pd.Series([None] * len(pairs), index=pairs.index, dtype=object))


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    rows["gap"] = rows["expected"] - rows["flow"]
    rows["ratio"] = rows["flow"] / rows["expected"].where(rows["expected"] > 0)
    told = rows["pearson"].notna()
    rows.loc[told, "linkage"] = Linkage.AS_EXPECTED.value
    rows.loc[told & (rows["pearson"] > CONFIDENT), "linkage"] = Linkage.OVER.value
    rows.loc[told & (rows["pearson"] < -CONFIDENT), "linkage"] = Linkage.UNDER.value
    rows.loc[told & (rows[["flow", "expected"]].max(axis=1) < FEWEST), "linkage"] = Linkage.FEW.value
    return rows
