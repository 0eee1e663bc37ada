"""What each receiving region makes of the branches that come to it: how many, how lasting, of what kind (T7, T8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.agencies import SERVICE_FORMS
from queries.base_values import base_of_year
from queries.branch_life import SPAN
from queries.branch_register import BranchRegister, FlowLevel, branch_register
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.form_panel import form_panel
from queries.formulas.branch_flows import acceptance_index
from queries.formulas.poisson import poisson_interval
from queries.formulas.reasons import Reason
from queries.formulas.survival import survival_share
from queries.formulas.type_match import type_match
from queries.formulas.units import MINIMUM_COVERAGE
from queries.gap_measures import demand_year
from queries.regions import Regions

COHORTS = 3
"""Years of opening that the survival of a unit rests on: of a single one most units have too few branches."""
FORMS = [form for form in SERVICE_FORMS if form != "other"]
"""Forms of service that the types of inflow and gap are told in: what is only "other" matches nothing."""


@dataclass(frozen=True)
class BranchAcceptance:
    """The branches from elsewhere by the unit that received them.

    Attributes
    ----------
    rows : indexed by unit: inflow (branches opened in the period by head offices of other units), standing (those of
        other units open at the end of the period), index, index_lo, index_hi and index_reason (acceptance index of the
        standing), agencies, dependence and dependence_reason (standing branches per agency), begun, kept, survival,
        survival_lo, survival_hi and survival_reason (of the `cohorts`
        after `SPAN` years, 0..1), match and match_reason (0..1),
        match_usual (the match, had every unit received the forms in the shares of the nation)
    inflow, gap : unit × form of service: branches that came in by the forms that their head offices offer, and what
        the unit lacks in agencies, both in fractional counting; a gap is missing where it is not known
    first, last : the period
    demand_year : of the demand base, by which acceptance is judged; None where none is known
    gap_year, agencies_year : of the register's report, the last before the period and the last within or before it;
        None where it has none
    gap_demand_year : of the demand base that the gap is measured by, the nearest to `gap_year`
    cohorts : first and last year of opening of those whose survival is told, the last to have had `SPAN` years by the
        end of the period; None where the register dates no closing
    """

    rows: pd.DataFrame
    inflow: pd.DataFrame
    gap: pd.DataFrame
    first: int
    last: int
    demand_year: int | None
    gap_year: int | None
    gap_demand_year: int | None
    agencies_year: int | None
    cohorts: tuple[int, int] | None


def branch_acceptance(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, level: FlowLevel, demand: str,
    first: int, last: int,
) -> BranchAcceptance | None:
    """Return what the units of a level received from `first` to `last`, judged by a demand base.

    What a unit lacks of a form is its shortfall to the national supply of the form per demand (METHODS G1), before the
    period began: max(0, S_Nk·d_j − S_jk) agencies in fractional counting; nothing is matched where no report precedes
    the period. None where the layer has no branch.
    """
    register = branch_register(engine, regions, layer)
    if register is None:
        return None
    return engine.recall(
        ("branch acceptance", layer, level, demand, first, last),
        lambda: _acceptance(engine, regions, catalogue, register, layer, level, demand, first, last),
    )


def acceptance_of_year(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], register: BranchRegister, layer: str,
    level: FlowLevel, demand: str, year: int,
) -> pd.DataFrame:
    """Return the acceptance index (T8) of what stands at the end of a year: what comes to a unit from other units.

    Of a zone it is what comes from other zones: a branch from the East in the East is not transferred between zones.

    Returns
    -------
    pd.DataFrame, index = units of the level: standing (branches of other units), index, index_lo, index_hi (exact
        interval of the count), index_reason
    """
    flows = register.standing(year, level)
    chosen = demand_year(engine, catalogue, demand, level, year, layer)
    base = _base(engine, catalogue, layer, level, demand, chosen, flows.index)
    held = {*form_panel(engine, regions, layer, "province")["region_code"], *register.rows["home_province"]}
    whole = _base(engine, catalogue, layer, "province", demand, chosen, pd.Index(list(regions.zone_of_province)))
    found = acceptance_index(flows, base, _told(regions, flows.index, level, held, whole))
    bounds = poisson_interval(found["accepted"])
    expected = found["expected"].where(found["value"].notna())
    return pd.DataFrame({
        "standing": _accepted(flows), "index": found["value"], "index_reason": found["reason"],
        "index_lo": bounds["lo"] / expected, "index_hi": bounds["hi"] / expected,
    })


def _base(
    engine: Engine, catalogue: Mapping[str, Indicator], layer: str, level: str, demand: str, year: int | None,
    units: pd.Index,
) -> pd.Series:
    return base_of_year(engine, catalogue[demand].numerator, level, year, layer).reindex(units)


def _told(regions: Regions, units: pd.Index, level: FlowLevel, held: set[str], demand: pd.Series) -> pd.Series:
    """Whether the provinces `held` hold a unit: its own, of a zone those that carry 95 % of its demand (E2)."""
    if level != "zone":
        return pd.Series([not held.isdisjoint(regions.trail(code)) for code in units], index=units)
    zone = pd.Series(dict(regions.zone_of_province))
    told = demand.where(demand.index.isin(held), 0.0).groupby(zone).sum()
    return (told >= MINIMUM_COVERAGE * demand.groupby(zone).sum()).reindex(units)


def _acceptance(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], register: BranchRegister, layer: str,
    level: FlowLevel, demand: str, first: int, last: int,
) -> BranchAcceptance:
    units = pd.Index(register.units(level), name="region_code")
    base_year = demand_year(engine, catalogue, demand, level, last, layer)
    panel = form_panel(engine, regions, layer, level)
    gap_year, agencies_year = _year_by(panel, first - 1), _year_by(panel, last)
    rows = acceptance_of_year(engine, regions, catalogue, register, layer, level, demand, last)
    rows.insert(0, "inflow", _accepted(register.opened(first, last, level)))
    rows = rows.join(_dependence(rows["standing"], panel, agencies_year))
    cohorts = (last - SPAN - COHORTS + 1, last - SPAN) if register.dates_closings else None
    rows = rows.join(_survival(register, level, cohorts, units))
    inflow = _inflow(register, level, first, last, units)
    gap_base_year = None if gap_year is None else demand_year(engine, catalogue, demand, level, gap_year, layer)
    reports = form_panel(engine, regions, layer, "province")
    held = set(reports.loc[reports["year"] == gap_year, "region_code"])
    whole = _base(engine, catalogue, layer, "province", demand, gap_base_year, pd.Index(list(regions.zone_of_province)))
    told = _told(regions, units, level, held, whole)
    gap = _gap(panel, gap_year, _base(engine, catalogue, layer, level, demand, gap_base_year, units), told)
    usual = pd.DataFrame([inflow.sum()] * len(units), index=units)
    match = type_match(inflow, gap)
    match.loc[~told, "reason"] = (Reason.NO_BASE_YEAR if gap_year is None else Reason.NOT_PUBLISHED).value
    rows = rows.rename_axis("region_code").assign(
        match=match["value"], match_reason=match["reason"], match_usual=type_match(usual, gap)["value"],
    )
    return BranchAcceptance(
        rows, inflow, gap, first, last, base_year, gap_year, gap_base_year, agencies_year, cohorts,
    )


def _accepted(flows: pd.DataFrame) -> pd.Series:
    """A_j: branches from elsewhere by the unit they stand in."""
    return flows.sum(axis=0) - pd.Series(np.diag(flows), index=flows.columns)



def _dependence(accepted: pd.Series, panel: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """Branches from elsewhere per agency of the unit (A_j/S_j)."""
    agencies = panel[panel["year"] == year].groupby("region_code")["agencies"].sum().reindex(accepted.index)
    reason = pd.Series(None, index=accepted.index, dtype=object)
    reason[agencies.isna()] = Reason.NOT_PUBLISHED.value
    reason[agencies == 0] = Reason.ZERO_DENOMINATOR.value
    return pd.DataFrame({
        "agencies": agencies, "dependence": accepted / agencies.where(agencies > 0), "dependence_reason": reason,
    })


def _survival(
    register: BranchRegister, level: FlowLevel, cohorts: tuple[int, int] | None, units: pd.Index
) -> pd.DataFrame:
    begun = kept = pd.Series(np.nan, index=units)
    if cohorts is not None:
        begun, kept = (_accepted(flows) for flows in register.cohort(*cohorts, SPAN, level))
    shares = survival_share(begun, kept)
    return pd.DataFrame({
        "begun": begun, "kept": kept, "survival": shares["value"], "survival_lo": shares["lo"],
        "survival_hi": shares["hi"], "survival_reason": shares["reason"],
    })


def _inflow(register: BranchRegister, level: FlowLevel, first: int, last: int, units: pd.Index) -> pd.DataFrame:
    """Branches from elsewhere by form, counted as agencies are: with m forms of the head office 1/m in each."""
    rows = register.rows[register.rows["opened"].between(first, last)]
    rows = rows[rows[f"home_{level}"].notna() & (rows[f"home_{level}"] != rows[f"place_{level}"])]
    offers = pd.DataFrame({form: rows["forms"] // 2**place % 2 for place, form in enumerate(SERVICE_FORMS)})
    parts = offers.mul(rows["branches"], axis=0).div(offers.sum(axis=1).replace(0, np.nan), axis=0).fillna(0.0)
    return parts.groupby(rows[f"place_{level}"]).sum().reindex(index=units, columns=FORMS, fill_value=0.0).astype(float)


def _gap(panel: pd.DataFrame, year: int | None, demand: pd.Series, told: pd.Series) -> pd.DataFrame:
    """Agencies that a unit lacks of each form to the national supply of the form per demand.

    The nation are the units told of in the year; they must carry 95 % of the demand, or no gap is known,
    and what the others have is not known either (E2).
    """
    own = panel[(panel["year"] == year) & panel["form"].isin(FORMS)]
    supply = own.pivot_table(index="region_code", columns="form", values="agencies", aggfunc="sum")
    if not demand[told].sum(skipna=False) >= MINIMUM_COVERAGE * demand.sum(skipna=False) > 0:
        return pd.DataFrame(np.nan, index=demand.index, columns=FORMS)
    # A unit that reports at all and none of a form has none of it.
    supply = supply.reindex(index=demand.index, columns=FORMS).fillna(0.0)[told]
    shares = demand[told] / demand[told].sum()
    expected = pd.DataFrame(np.outer(shares, supply.sum()), index=supply.index, columns=FORMS)
    return (expected - supply).clip(lower=0.0).reindex(demand.index)


def _year_by(panel: pd.DataFrame, wanted: int) -> int | None:
    """The last year of a panel up to one; None where it begins later."""
    return max((int(year) for year in panel["year"].unique() if year <= wanted), default=None)
