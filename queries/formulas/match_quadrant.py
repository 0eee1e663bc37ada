"""Capacity crossed with gap: in which quarter of the match matrix a region stands, and how surely (T11 × gap)."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

__all__ = ["Quadrant", "match_quadrants"]


class Quadrant(StrEnum):
    """The four quarters; the text is what result rows carry."""

    PRIORITY = "priority"
    """Wide gap, high capacity: receive first."""
    BUILD_FIRST = "build_first"
    """Wide gap, low capacity: build the conditions, then receive."""
    RADIATE = "radiate"
    """Small gap, high capacity: has what others lack."""
    CONSOLIDATE = "consolidate"
    """Small gap, low capacity: neither urgent nor ready."""


def match_quadrants(rows: pd.DataFrame, capacity_line: float, gap_line: float) -> pd.DataFrame:
    """The quarter of every region, and whether its intervals leave it open.

    Parameters
    ----------
    rows : columns capacity, capacity_lo, capacity_hi (0..1) and gap, gap_lo, gap_hi (any unit, more = wider); an
        interval may be missing, then that side is taken as it is
    capacity_line, gap_line : where the quarters meet; at the line of capacity a region is able, at that of the gap it
        lacks nothing

    Returns
    -------
    pd.DataFrame, index preserved: quadrant (missing where capacity or gap is), crosses_capacity, crosses_gap (the
        interval holds the line), is_edge (either does: the region may belong to the next quarter)

    Notes
    -----
    With the median as its line half the regions are always able: capacity is ranked among regions and says nothing of
    sufficiency. Source: METHODS.md T11 (match matrix).
    """
    has_capacity, has_gap = rows["capacity"] >= capacity_line, rows["gap"] > gap_line
    known = rows["capacity"].notna() & rows["gap"].notna()
    words = np.select(
        [has_gap & has_capacity, has_gap, has_capacity],
        [Quadrant.PRIORITY.value, Quadrant.BUILD_FIRST.value, Quadrant.RADIATE.value], Quadrant.CONSOLIDATE.value,
    )
    result = pd.DataFrame({"quadrant": pd.Series(words, index=rows.index, dtype=object).where(known, None)})
    for name, line in (("capacity", capacity_line), ("gap", gap_line)):
        holds = (rows[f"{name}_lo"] <= line) & (line <= rows[f"{name}_hi"])
        result[f"crosses_{name}"] = holds & known
    result["is_edge"] = result["crosses_capacity"] | result["crosses_gap"]
    return result
