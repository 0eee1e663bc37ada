"""Which pairs of sender and receiver fit: conditions that are met or not, and an order that anyone can follow."""

from __future__ import annotations

import pandas as pd

__all__ = ["CONDITIONS", "match_order"]

CONDITIONS = ("surplus", "gap", "capacity", "links", "near", "assistance")
"""What speaks for a pair beyond the gradient, in the order in which reasons are given."""


def match_order(pairs: pd.DataFrame, capacity_line: float, near_km: float) -> pd.DataFrame:
    """The pairs that go down the gradient, those with the most conditions met first.

    A pair counts only where the gradient falls from sender to receiver, G_ij = ln(g_i / g_j) > 0 (T2). Then each of
    six conditions is met, not met, or not known:

    surplus     the sender has more agencies of the form than its share of demand
    gap         the receiver has fewer
    capacity    the receiver's capacity is at the line or above it
    links       agencies of the sender already keep branches at the receiver
    near        the two are at most `near_km` apart
    assistance  the two are an official pair of assistance

    Order: number of conditions met; then the smaller of surplus and gap, the number of agencies by which both would
    come nearer to their share; then the gradient; then the codes.

    Parameters
    ----------
    pairs : columns sender, receiver, gradient (G_ij, no unit), surplus, gap (agencies, may be negative), capacity
        (0..1), branches (count), distance (km), is_assisted (bool); NaN = not known
    capacity_line : 0..1
    near_km : kilometres

    Returns
    -------
    pd.DataFrame, the pairs with G_ij > 0 in order: the columns given, has_<condition> (True, False, or missing where
        not known), met (how many are met), known (how many are known), movable (agencies, ≥ 0; NaN where surplus or
        gap is), rank (from 1; equal in met, movable and gradient: the same rank)

    Notes
    -----
    A count of conditions, not a probability: no weight is estimated and none is hidden. It screens who might talk to
    whom and prescribes nothing. Source: METHODS.md T2, T7, T11; the order is this project's own.
    """
    rows = pairs[pairs["gradient"] > 0].copy()
    found = {
        "surplus": (rows["surplus"] > 0, rows["surplus"]),
        "gap": (rows["gap"] > 0, rows["gap"]),
        "capacity": (rows["capacity"] >= capacity_line, rows["capacity"]),
        "links": (rows["branches"] > 0, rows["branches"]),
        "near": (rows["distance"] <= near_km, rows["distance"]),
        "assistance": (rows["is_assisted"].astype(bool), rows["is_assisted"]),
    }
    for name in CONDITIONS:
        holds, figure = found[name]
        rows[f"has_{name}"] = holds.astype("boolean").mask(figure.isna())
    told = rows[[f"has_{name}" for name in CONDITIONS]]
    rows["met"] = told.fillna(False).sum(axis=1).astype(int)
    rows["known"] = told.notna().sum(axis=1).astype(int)
    both = rows[["surplus", "gap"]]
    rows["movable"] = both.min(axis=1).clip(lower=0).where(both.notna().all(axis=1))
    rows = rows.sort_values(
        ["met", "movable", "gradient", "sender", "receiver"], ascending=[False, False, False, True, True],
        na_position="last", kind="stable", ignore_index=True,
    )
    keys = rows[["met", "movable", "gradient"]]
    is_new = (keys != keys.shift()) & ~(keys.isna() & keys.shift().isna())
    places = pd.Series(range(1, len(rows) + 1), index=rows.index, dtype=float)
    rows["rank"] = places.where(is_new.any(axis=1)).ffill().astype(int)
    return rows
