"""Shift-share: what part of a region's change the nation, its mix of services and the region itself account for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.formulas.reasons import Reason
from queries.formulas.spatial_weights import SpatialWeights

__all__ = ["SPLITS", "TERMS", "Split", "dynamic_shift_share", "shift_share", "summed_terms"]

Split = Literal["plain", "esteban_marquillas", "spatial"]
SPLITS: tuple[Split, ...] = get_args(Split)
TERMS: Mapping[Split, tuple[str, ...]] = {
    "plain": ("national", "mix", "competitive"),
    "esteban_marquillas": ("national", "mix", "homothetic", "allocation", "not_split"),
    "spatial": ("national", "mix", "neighbour", "local"),
}
"""The terms of each split; those of one split add up to the change exactly."""
COLUMNS = ["change", "national", "mix", "competitive", "homothetic", "allocation", "not_split", "neighbour", "local"]
FLAGS = ["new_to_region", "new_to_nation", "without_neighbours"]


def shift_share(
    before: pd.DataFrame, after: pd.DataFrame, weights: SpatialWeights | None = None
) -> pd.DataFrame:
    """Split the change ΔS_ik of every region i and form k over one step into the terms of all three splits (T4).

    plain: national S_ik·g, mix S_ik(g_k − g), competitive S_ik(g_ik − g_k) (Dunn 1960);
    esteban_marquillas: competitive = homothetic S'_ik(g_ik − g_k) + allocation (S_ik − S'_ik)(g_ik − g_k) with
    S'_ik = S_i·S_Nk / S_N (1972); spatial: competitive = neighbour S_ik(ĝ_ik − g_k) + local S_ik(g_ik − ĝ_ik) with
    ĝ_ik = Σ_j w_ij S_jk(t) / Σ_j w_ij S_jk(0) − 1 (Nazara & Hewings 2004; their two-term form
    merges mix and neighbour).

    Parameters
    ----------
    before, after : shape (n, m), S_ik(0) and S_ik(t) ≥ 0, rows = regions, columns = forms, same labels both; the
        regions are a partition, the forms add up to all supply
    weights : row-standardised, of the same regions; None leaves neighbour and local absent

    Returns
    -------
    pd.DataFrame, index (region, form): change, the terms in the unit of the input, and the flags
        new_to_region (S_ik(0) = 0, so that the whole S_ik(t) is competitive and homothetic and allocation are absent;
        not_split then holds that competitive term), new_to_nation (S_Nk(0) = 0: no national pace of the form exists
        that a region could lag), without_neighbours (no neighbours, or none of them with the form before: ĝ = g_k),
        and reason (zero_denominator where the nation had nothing before, else None)

    Raises
    ------
    ValueError
        If labels differ or repeat, or a value is missing, negative or infinite: choose the fixed set of units first
        (E2).

    Notes
    -----
    The terms of a split add up to the change. Over all regions competitive, and with it neighbour + local, add up to
    zero for every form the nation had before. Source: METHODS.md T4, E1, E2, E4, E5; vector 14.
    """
    first, last = _checked(before), _checked(after)
    if not (before.index.equals(after.index) and before.columns.equals(after.columns)):
        raise ValueError("both years need the same regions and the same forms in the same order")
    forms, later_forms = first.sum(axis=0), last.sum(axis=0)
    whole = float(forms.sum())
    growth = (float(later_forms.sum()) - whole) / whole if whole else np.nan
    of_form = np.divide(later_forms - forms, forms, out=np.full_like(forms, growth), where=forms > 0)
    competitive = last - first * (1 + of_form)
    terms = {"change": last - first, "national": first * growth, "mix": first * (of_form - growth),
             "competitive": competitive}
    terms |= _homothetic(first, competitive, forms, whole)
    neighbours, alone = _neighbours(first, last, of_form, before.index, weights)
    terms |= neighbours
    labels = pd.MultiIndex.from_product([before.index, before.columns], names=["region", "form"])
    rows = pd.DataFrame({name: terms[name].ravel() for name in COLUMNS}, index=labels)
    rows["new_to_region"] = (first == 0).ravel()
    rows["new_to_nation"] = np.tile(forms == 0, len(first))
    rows["without_neighbours"] = alone.ravel()
    if not whole:
        rows[COLUMNS[1:]] = np.nan
    rows["reason"] = pd.Series([None if whole else Reason.ZERO_DENOMINATOR.value] * len(rows), labels, dtype=object)
    return rows


def dynamic_shift_share(
    tables: Mapping[int, pd.DataFrame], weights: SpatialWeights | None = None
) -> pd.DataFrame:
    """``shift_share`` year by year, so that mix and pace of the nation move with it (Barff & Knight 1988).

    Parameters
    ----------
    tables : S_ik by year, each as in ``shift_share``; at least two years
    weights : as in ``shift_share``

    Returns
    -------
    pd.DataFrame, index (year, region, form), year = the later of each step; columns of ``shift_share``

    Raises
    ------
    ValueError
        With fewer than two years.

    Notes
    -----
    A step spans the years between two tables, more than one where a year is missing. Source: METHODS.md T4.
    """
    years = sorted(tables)
    if len(years) < 2:
        raise ValueError("a change needs two years")
    steps = {later: shift_share(tables[earlier], tables[later], weights) for earlier, later in pairwise(years)}
    return pd.concat(steps, names=["year"])


def summed_terms(steps: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sums of the terms of ``dynamic_shift_share`` over all else than the levels `by`.

    Parameters
    ----------
    steps : as ``dynamic_shift_share`` returns
    by : levels of its index to keep: year, region, form

    Returns
    -------
    pd.DataFrame, index `by`: the terms, absent where they are absent in every cell or where a step has none at all;
        flags as counts of cells; cells. homothetic and allocation are sums over cells that have them, and not_split is
        what they leave of the competitive term, so that all still add up.
    """
    groups = steps.groupby(level=list(by), sort=False)
    sums = groups[COLUMNS].sum(min_count=1)
    absent = groups["reason"].count() > 0
    sums[COLUMNS[1:]] = sums[COLUMNS[1:]].mask(absent, np.nan)
    split = sums["competitive"].notna()
    sums[["homothetic", "allocation"]] = sums[["homothetic", "allocation"]].where(
        sums[["homothetic", "allocation"]].notna() | ~split.to_numpy()[:, None], 0.0
    )
    return sums.join(groups[FLAGS].sum().astype(int)).assign(cells=groups.size())


def _checked(table: pd.DataFrame) -> NDArray[np.float64]:
    if table.index.has_duplicates or table.columns.has_duplicates:
        raise ValueError("a region or form appears twice; never stack overlapping regions")
    values = table.to_numpy(dtype=float)
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("shift-share needs complete values of zero or more; choose the fixed set of units first")
    return values


def _homothetic(
    first: NDArray[np.float64], competitive: NDArray[np.float64], forms: NDArray[np.float64], whole: float
) -> dict[str, NDArray[np.float64]]:
    """The competitive term at the nation's mix, and the rest of it, which the region's own mix allots."""
    has_base = first > 0
    lead = np.divide(competitive, first, out=np.full_like(first, np.nan), where=has_base)
    even = first.sum(axis=1, keepdims=True) * forms / (whole or np.nan)
    return {
        "homothetic": even * lead,
        "allocation": competitive - even * lead,
        "not_split": np.where(has_base, 0.0, competitive),
    }


def _neighbours(
    first: NDArray[np.float64], last: NDArray[np.float64], of_form: NDArray[np.float64], regions: pd.Index,
    weights: SpatialWeights | None,
) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.bool_]]:
    """The competitive term by what the neighbours did and what the region did beyond them; where nothing tells."""
    if weights is None:
        nothing = np.full_like(first, np.nan)
        return {"neighbour": nothing, "local": nothing}, np.zeros(first.shape, dtype=bool)
    if list(weights.units) != list(regions):
        raise ValueError("the weights need the same regions in the same order")
    base = weights.matrix @ first
    alone = base <= 0
    around = np.divide(weights.matrix @ last - base, base, out=np.tile(of_form, (len(first), 1)), where=~alone)
    return {"neighbour": first * (around - of_form), "local": last - first * (1 + around)}, alone
