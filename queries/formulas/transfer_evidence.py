"""Whether a claimed transfer happened: four legs of evidence from flows of branches, each with an exact interval."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from queries.formulas.binomial import binomial_interval
from queries.formulas.outcome import reasons_by_unit
from queries.formulas.reasons import Reason

__all__ = [
    "EVEN", "LEAST_CASES", "LEAST_EXPECTED", "LEGS", "LEVEL", "Leg", "LegVerdict", "Verdict", "transfer_evidence",
    "verdicts",
]

LEAST_CASES = 20
"""Fewer branches than this say nothing of a share (E7)."""
EVEN = 0.5
"""Share of either direction where nothing moves on balance."""
LEVEL = 0.9
"""Part of its reference that a share must reach to count as level with it."""
LEAST_EXPECTED = 5
"""Cases that the reference must lead one to expect; fewer say nothing of a small share (E7)."""


class Leg(StrEnum):
    """One of the four things that a transfer from i to j must show."""

    OUTFLOW = "outflow"
    """Head offices of i open more branches elsewhere than head offices from elsewhere open in i."""
    INFLOW = "inflow"
    """Head offices of i open more branches in j than those of j open in i."""
    SURVIVAL = "survival"
    """What was opened in j stands two years later as often as what was opened elsewhere."""
    SAME_FORM = "same_form"
    """What goes to j offers the form as often as what the same head offices open elsewhere."""


LEGS: tuple[Leg, ...] = tuple(Leg)
DIRECTIONS = (Leg.OUTFLOW, Leg.INFLOW)


class LegVerdict(StrEnum):
    """What a leg says of the claim."""

    HOLDS = "holds"
    UNCLEAR = "unclear"
    FAILS = "fails"


class Verdict(StrEnum):
    """What the four legs say together."""

    ESTABLISHED = "established"
    INSUFFICIENT = "insufficient"
    REFUTED = "refuted"


def transfer_evidence(
    opened: pd.DataFrame,
    every_form: pd.DataFrame,
    cohort: pd.DataFrame,
    lasting: pd.DataFrame,
    dates_closings: bool = True,
    pairs: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Work out the four legs of ordered pairs of units i → j, i ≠ j.

    outflow: O_i / (O_i + A_i) against ½, with O_i = Σ_{j≠i} F_ij and A_i = Σ_{j≠i} F_ji
    inflow: F_ij / (F_ij + F_ji) against ½
    survival: standing two years on, of the cohort i → j, against that of all other pairs i ≠ j together
    same_form: F_ij of the form / F_ij of every form, against the same share of what i opened anywhere else

    A leg holds where the exact 95 % interval lies above its mark and fails where it lies below; everything else is
    unclear, and so is every share of fewer than `LEAST_CASES` branches. The mark is ½ for the directions, and `LEVEL`
    times the reference for survival and form, which are to be level with it, not above; where the reference leads one
    to expect fewer than `LEAST_EXPECTED` cases they are unclear.

    Parameters
    ----------
    opened : shape (n, n), F_ij ≥ 0 branches of the form opened in column j by head offices in row i, in the period
    every_form : shape (n, n), the same whatever the form
    cohort : shape (n, n), those of `opened` that were opened at least two years before the register ends
    lasting : shape (n, n), those of the cohort that stand two years after they opened
    dates_closings : whether closings are dated; without, survival is not known
    pairs : shape (n, n), true for the pairs to work out; all by default

    Returns
    -------
    pd.DataFrame, four rows per ordered pair: source, target, leg, hits, cases, value (hits / cases, 0..1), lo, hi,
        reference, mark (0..1), verdict (LegVerdict), reason (why there is no value or no verdict; None otherwise)

    Raises
    ------
    ValueError
        If the flows are not of the same units in the same order.

    Notes
    -----
    That a share of supply falls is no leg: entries elsewhere suffice for it (METHODS T3).
    Source: METHODS.md T3, T6, T8, E1, E7; Clopper and Pearson (1934) for the intervals.
    """
    for flows in (opened, every_form, cohort, lasting, *(() if pairs is None else (pairs,))):
        if list(flows.index) != list(opened.index) or list(flows.columns) != list(opened.index):
            raise ValueError("flows need the same units in the same order as rows and as columns")
    units, count = list(opened.index), len(opened)
    form, every = opened.to_numpy(dtype=float), every_form.to_numpy(dtype=float)
    begun, stood = cohort.to_numpy(dtype=float), lasting.to_numpy(dtype=float)
    away = ~np.eye(count, dtype=bool)
    sent, received = (form * away).sum(axis=1), (form * away).sum(axis=0)
    hits_and_cases = {
        Leg.OUTFLOW: (np.tile(sent[:, None], count), np.tile((sent + received)[:, None], count)),
        Leg.INFLOW: (form, form + form.T),
        Leg.SURVIVAL: (stood, begun),
        Leg.SAME_FORM: (form, every),
    }
    references = {
        Leg.OUTFLOW: np.full_like(form, EVEN),
        Leg.INFLOW: np.full_like(form, EVEN),
        Leg.SURVIVAL: _share((stood * away).sum() - stood, (begun * away).sum() - begun),
        Leg.SAME_FORM: _share(form.sum(axis=1)[:, None] - form, every.sum(axis=1)[:, None] - every),
    }
    wanted = away if pairs is None else away & pairs.to_numpy(dtype=bool)
    parts = [
        pd.DataFrame({
            "source": np.repeat(units, count)[wanted.ravel()], "target": np.tile(units, count)[wanted.ravel()],
            "leg": leg, "hits": hits[wanted], "cases": cases[wanted], "reference": references[leg][wanted],
        })
        for leg, (hits, cases) in hits_and_cases.items()
    ]
    rows = pd.concat(parts, ignore_index=True)
    if not dates_closings:
        rows.loc[rows["leg"] == Leg.SURVIVAL, ["hits", "reference"]] = np.nan
    return _judged(rows)


def verdicts(evidence: pd.DataFrame) -> pd.DataFrame:
    """Sum up the legs: established where all hold, refuted where any fails, insufficient otherwise.

    A pair that exchanged fewer than `LEAST_CASES` branches is always insufficient, whatever its source does elsewhere.

    Parameters
    ----------
    evidence : as `transfer_evidence` returns it

    Returns
    -------
    pd.DataFrame, one row per ordered pair: source, target, verdict (Verdict), holding (legs that hold, 0..4), and the
        verdict of each leg under its name
    """
    legs = evidence.pivot(index=["source", "target"], columns="leg", values="verdict")
    cases = evidence[evidence["leg"] == Leg.INFLOW].set_index(["source", "target"])["cases"]
    legs = legs.reindex(index=cases.index, columns=list(LEGS))
    holding, fails = (legs == LegVerdict.HOLDS).sum(axis=1), (legs == LegVerdict.FAILS).any(axis=1)
    verdict = np.select(
        [cases < LEAST_CASES, fails, holding == len(LEGS)],
        [Verdict.INSUFFICIENT, Verdict.REFUTED, Verdict.ESTABLISHED],
        Verdict.INSUFFICIENT,
    )
    return legs.assign(verdict=verdict, holding=holding).reset_index().rename_axis(columns=None)


def _share(hits: np.ndarray, cases: np.ndarray) -> np.ndarray:
    return np.divide(hits, cases, out=np.full(cases.shape, np.nan), where=cases > 0)


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    rows["value"] = rows["hits"] / rows["cases"].where(rows["cases"] > 0)
    rows = rows.join(binomial_interval(rows["hits"], rows["cases"]))
    is_direction = rows["leg"].isin(DIRECTIONS)
    mark = rows["mark"] = rows["reference"] * np.where(is_direction, 1.0, LEVEL)
    is_rare = ~is_direction & (rows["reference"] * rows["cases"] < LEAST_EXPECTED)
    can_tell = rows["value"].notna() & mark.notna() & (rows["cases"] >= LEAST_CASES) & ~is_rare
    rows["verdict"] = np.select(
        [can_tell & (rows["lo"] > mark), can_tell & (rows["hi"] < mark)],
        [LegVerdict.HOLDS, LegVerdict.FAILS], LegVerdict.UNCLEAR,
    )
    return rows.assign(reason=reasons_by_unit(
        rows.index,
        (rows["hits"].isna(), Reason.NOT_PUBLISHED),
        (rows["cases"] == 0, Reason.ZERO_DENOMINATOR),
        (rows["reference"].isna(), Reason.ZERO_REFERENCE),
        ((rows["cases"] < LEAST_CASES) | is_rare, Reason.TOO_FEW_POINTS),
    ))
