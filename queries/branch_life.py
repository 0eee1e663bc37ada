"""How many branches opened and closed in a place year by year, and how many of them last (METHODS T6, T8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from queries.branch_register import BranchRegister, branch_register
from queries.engine import Engine
from queries.formulas.survival import kaplan_meier, survival_share
from queries.regions import Regions

SPAN = 3
"""Years after which a branch counts as having lasted."""

Origin = Literal["all", "other", "own", "east", "central", "northeast", "west"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)
"""Where the head office is: anywhere, in another province, in the same one, or in another province of a zone."""


@dataclass(frozen=True)
class BranchLife:
    """The branches that stand, or stood, in one place.

    Attributes
    ----------
    years : one row per calendar year: year, opened and closed (branches), opened_other and closed_other (those of head
        offices in other provinces), net (opened less closed) and standing (at the end of the year). Closings, net and
        standing are missing where the register dates no closing
    cohorts : one row per origin and year of opening: origin, year, opened, standing (after `SPAN` years), value, lo and
        hi (0..1) and reason; not_published where the years have not passed or no closing is dated
    curves : one row per origin and age in years: origin, age, at_risk, closed, survival, lo, hi (0..1)
    dates_closings : whether the register dates any closing
    first_closing : year of the first closing that is dated anywhere in the register, before which branches may have
        closed and left no trace; None without one
    unknown_day : branches that closed on an unknown day: they lasted in no cohort, and are gone at once in the curves
    """

    years: pd.DataFrame
    cohorts: pd.DataFrame
    curves: pd.DataFrame
    dates_closings: bool
    first_closing: int | None
    unknown_day: int

    def lasting(self, origin: Origin) -> pd.Series | None:
        """The row of the last cohort of an origin that has any share; None without one."""
        rows = self.cohorts[(self.cohorts["origin"] == origin) & self.cohorts["value"].notna()]
        return None if rows.empty else rows.iloc[-1]


def branch_life(engine: Engine, regions: Regions, layer: str, region: str) -> BranchLife | None:
    """Return the life of the branches in a region of any level; None where the layer has none that can be placed."""
    register = branch_register(engine, regions, layer)
    if register is None:
        return None
    return engine.recall(("branch life", layer, region), lambda: _branch_life(register, regions, region))


def _branch_life(register: BranchRegister, regions: Regions, region: str) -> BranchLife:
    rows = register.rows[_stands_in(register.rows, regions, region)]
    last = register.years[-1]
    is_told = register.dates_closings
    parts = {origin: rows[_comes_from(rows, origin)] for origin in ORIGINS}
    cohorts = pd.concat([
        _cohorts(part, register.years, is_told).assign(origin=origin) for origin, part in parts.items()
    ], ignore_index=True)
    curves = [_curve(part, last).assign(origin=origin) for origin, part in parts.items() if is_told and len(part)]
    columns = ["origin", "age", "at_risk", "closed", "survival", "lo", "hi"]
    return BranchLife(
        years=_years(rows, parts["other"], register.years, is_told),
        cohorts=cohorts,
        curves=pd.concat(curves, ignore_index=True)[columns] if curves else pd.DataFrame(columns=columns),
        dates_closings=is_told,
        first_closing=int(register.rows["closed"].min()) if is_told else None,
        unknown_day=int(rows.loc[rows["is_closed"] & rows["closed"].isna(), "branches"].sum()),
    )


def _stands_in(rows: pd.DataFrame, regions: Regions, region: str) -> pd.Series:
    """Whether a branch stands in a region."""
    inside = regions.inside(region)
    return rows["place_city"].isin(inside) | rows["place_province"].isin(inside)


def _comes_from(rows: pd.DataFrame, origin: Origin) -> pd.Series:
    if origin == "all":
        return pd.Series(True, index=rows.index)
    is_own = rows["home_province"] == rows["place_province"]
    if origin in ("own", "other"):
        return is_own if origin == "own" else ~is_own
    return ~is_own & (rows["home_zone"] == origin)


def _years(rows: pd.DataFrame, other: pd.DataFrame, years: list[int], is_told: bool) -> pd.DataFrame:
    table = pd.DataFrame({"year": years})
    for name, part in (("", rows), ("_other", other)):
        for event in ("opened", "closed"):
            table[f"{event}{name}"] = _by_year(part, event, years)
    table["net"] = table["opened"] - table["closed"]
    # One closed on an unknown day is left out of what stands from the day it opened: nobody knows for how long it did.
    known = rows[~rows["is_closed"] | rows["closed"].notna()]
    table["standing"] = (_by_year(known, "opened", years) - _by_year(known, "closed", years)).cumsum()
    if not is_told:
        table[["closed", "closed_other", "net", "standing"]] = np.nan
    return table


def _by_year(rows: pd.DataFrame, event: str, years: list[int]) -> np.ndarray:
    counts = rows.dropna(subset=[event]).groupby(event)["branches"].sum()
    return np.asarray(counts.reindex(years).fillna(0.0).to_numpy(dtype=float))


def _cohorts(rows: pd.DataFrame, years: list[int], is_told: bool) -> pd.DataFrame:
    lasts = ~rows["is_closed"] | (rows["closed"] > rows["opened"] + SPAN)
    opened = pd.Series(_by_year(rows, "opened", years), index=years)
    standing = pd.Series(_by_year(rows[lasts], "opened", years), index=years)
    has_passed = np.array([is_told and year + SPAN <= years[-1] for year in years])
    shares = survival_share(opened, standing.where(has_passed))
    return shares.rename_axis("year").reset_index().rename(columns={"n": "opened"}).assign(
        standing=standing.where(has_passed).to_numpy()
    )


def _curve(rows: pd.DataFrame, last: int) -> pd.DataFrame:
    """Ages in years at which branches closed, or were last seen at the end of the last year."""
    ages = range(int(last - rows["opened"].min()) + 1)
    ended = rows[rows["is_closed"]]
    closed = ended.groupby((ended["closed"] - ended["opened"]).fillna(0.0).astype(int))["branches"].sum()
    open_still = rows[~rows["is_closed"]]
    censored = open_still.groupby(last - open_still["opened"])["branches"].sum()
    curve = kaplan_meier(closed.reindex(ages, fill_value=0), censored.reindex(ages, fill_value=0))
    return curve.rename_axis("age").reset_index()
