"""How closely regions work together, and whether assisted pairs do so more than others (T14)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason
from queries.formulas.units import Values, unit_values

__all__ = ["MINIMUM_PAIRS", "AssistedAffinity", "assisted_affinity", "cooperation_intensity"]

MINIMUM_PAIRS = 10
"""Assisted pairs from which a judgement is made; below it the figures are shown and nothing is concluded (E3)."""

CONFIDENCE = 0.95
"""Share of the draws that the band of chance holds."""


def cooperation_intensity(joint: pd.DataFrame, totals: Values) -> pd.DataFrame:
    """Salton intensity c_ij / sqrt(c_i c_j) and affinity c_ij·C / (c_i. c_.j) of every pair (T14).

    Parameters
    ----------
    joint : shape (n, n), c_ij ≥ 0 joint projects of i and j, symmetric, same labels both ways; the diagonal does not
        count, as nobody works together with itself
    totals : shape (n,), c_i = all projects of i, joint or not, ≥ Σ_j c_ij of each single partner; NaN = not reported

    Returns
    -------
    pd.DataFrame, one row per unordered pair, index (first, second) in the order of the labels: ``joint``; ``salton``
        (0..1) with ``salton_reason``; ``affinity`` (≥ 0; 1 = as many as the joint projects of both would lead one to
        expect) with ``affinity_reason``

    Raises
    ------
    ValueError
        If the table is not square and symmetric, holds a negative or missing count, or a region has more projects
        with one partner than in all.

    Notes
    -----
    c_i. = Σ_{j≠i} c_ij and C = Σ_i c_i.; with an empty diagonal the mean affinity lies a little above 1, so
    affinities are compared with each other. A region without any project has no intensity, and one without any joint
    project no affinity: zero_denominator. Source: METHODS.md T14, E1; Salton & McGill (1983); Zitt, Bassecoulard &
    Okubo (2000).
    """
    counts = _symmetric(joint)
    whole = unit_values(totals, "totals", counts.index)
    if (counts.max(axis=1) > whole).any():
        raise ValueError("a region has more projects with one partner than in all")
    rows, columns = np.triu_indices(len(counts), k=1)
    labels = counts.index.to_numpy()
    index = pd.MultiIndex.from_arrays([labels[rows], labels[columns]], names=["first", "second"])
    pairs = pd.Series(counts.to_numpy()[rows, columns], index=index, name="joint")
    size = pd.Series((whole.to_numpy()[rows] * whole.to_numpy()[columns]) ** 0.5, index=index)
    margins = counts.sum(axis=1).to_numpy()
    expected = pd.Series(margins[rows] * margins[columns] / (margins.sum() or 1), index=index)
    salton = outcome_frame(
        pairs / size.where(size > 0),
        reasons_by_unit(index, (size.isna(), Reason.NO_DENOMINATOR), (size == 0, Reason.ZERO_DENOMINATOR)),
    )
    affinity = outcome_frame(
        pairs / expected.where(expected > 0), reasons_by_unit(index, (expected == 0, Reason.ZERO_DENOMINATOR))
    )
    return pd.DataFrame({
        "joint": pairs,
        "salton": salton["value"], "salton_reason": salton["reason"],
        "affinity": affinity["value"], "affinity_reason": affinity["reason"],
    })  # fmt: skip


@dataclass(frozen=True)
class AssistedAffinity:
    """Assisted pairs against the other pairs of possible helpers and receivers.

    Attributes
    ----------
    index : Outcome
        Mean affinity of assisted pairs / mean affinity of the others; 1 = no closer than others. n = assisted pairs.
    assisted, others : float or None
        The two means.
    lo, hi : float or None
        Where 95 % of the indices lie if the same assistance had been given between other places: the band of chance.
    p : float or None
        Share of such indices at least as high as the one found (one-sided); None below ``MINIMUM_PAIRS`` pairs.
    n_assisted, n_others : int
        Pairs that have an affinity.
    """

    index: Outcome
    assisted: float | None
    others: float | None
    lo: float | None
    hi: float | None
    p: float | None
    n_assisted: int
    n_others: int


def assisted_affinity(affinity: pd.DataFrame, assisted: pd.DataFrame, *, seed: int, draws: int) -> AssistedAffinity:
    """Official-pair index with what chance alone would make of it (T14).

    Places are dealt anew among the helpers and among the receivers (rows and columns of the table of assistance are
    permuted, each by themselves), so that a helper of two stays a helper of two; pairs that share a region are not
    independent, and shuffling single pairs would make the band too narrow.

    Parameters
    ----------
    affinity : shape (helpers, receivers), affinity of each pair; NaN = none
    assisted : same shape and labels, True where help is official
    seed : from configuration (E10)
    draws : number of permutations; 0 for the index alone

    Returns
    -------
    AssistedAffinity; index absent with not_published without an assisted pair that has an affinity, too_few_points
        without another pair, zero_denominator where the others have no joint project

    Raises
    ------
    ValueError
        If the labels differ.

    Notes
    -----
    Fewer than ten assisted pairs: band, but no p. Source: METHODS.md T14, E1, E3, E10.
    """
    if not (affinity.index.equals(assisted.index) and affinity.columns.equals(assisted.columns)):
        raise ValueError("affinity and assistance need the same regions in the same order")
    values, chosen = affinity.to_numpy(float), assisted.to_numpy(bool)
    known = np.isfinite(values)
    n_assisted, n_others = int((chosen & known).sum()), int((~chosen & known).sum())
    reason = _objection(values, chosen & known, ~chosen & known)
    if reason:
        return AssistedAffinity(Outcome.absent(reason, n_assisted), None, None, None, None, None, n_assisted, n_others)
    found = _ratio(values, chosen, known)
    random = np.random.default_rng(seed)
    dealt = np.array([
        _ratio(values, chosen[random.permutation(len(values))][:, random.permutation(values.shape[1])], known)
        for _ in range(draws)
    ])
    dealt = dealt[np.isfinite(dealt)]
    lo, hi = np.quantile(dealt, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]) if len(dealt) else (None, None)
    # The arrangement that is there is one of those that could be.
    p = (1 + int((dealt >= found).sum())) / (1 + len(dealt)) if n_assisted >= MINIMUM_PAIRS and len(dealt) else None
    return AssistedAffinity(
        Outcome.of(found, n_assisted), float(values[chosen & known].mean()), float(values[~chosen & known].mean()),
        None if lo is None else float(lo), None if hi is None else float(hi), p, n_assisted, n_others,
    )  # fmt: skip


def _objection(values: np.ndarray, chosen: np.ndarray, other: np.ndarray) -> Reason | None:
    if not chosen.any():
        return Reason.NOT_PUBLISHED
    if not other.any():
        return Reason.TOO_FEW_POINTS
    return Reason.ZERO_DENOMINATOR if values[other].sum() == 0 else None


def _ratio(values: np.ndarray, chosen: np.ndarray, known: np.ndarray) -> float:
    own, others = values[chosen & known], values[~chosen & known]
    return float(own.mean() / others.mean()) if len(own) and len(others) and others.sum() > 0 else float("nan")


def _symmetric(joint: pd.DataFrame) -> pd.DataFrame:
    if list(joint.index) != list(joint.columns):
        raise ValueError("joint projects need the same regions in the same order as rows and as columns")
    counts = joint.astype(float)
    if not np.isfinite(counts.to_numpy()).all() or (counts < 0).any(axis=None):
        raise ValueError("joint projects are counts of zero or more")
    if not np.array_equal(counts.to_numpy(), counts.to_numpy().T):
        raise ValueError("a project of i with j is one of j with i")
    return counts.where(~np.eye(len(counts), dtype=bool), 0.0)
