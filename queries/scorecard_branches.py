"""The measures of the scorecard that rest on where head offices and their branches stand, and on weighted centres."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from geo.projection import project
from queries.branch_acceptance import acceptance_of_year
from queries.branch_register import BranchRegister, FlowLevel, branch_register
from queries.formulas.binomial import binomial_interval
from queries.formulas.branch_flows import down_gradient_share, share_from_to, transfer_out_index
from queries.formulas.centre_path import centre_distance
from queries.formulas.centrography import weighted_centre
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.gradient import gradients_by_year
from queries.regions import NATION, ZONES
from queries.scorecard_panels import EAST, PER_CENT, Basis, Panel, base_figures, figures, panel_of, with_groups
from queries.scorecard_record import Measure

SPAN = 3
YEARS_SHOWN = 7
METRES = 1000.0


class BranchYears:
    """The branches of a layer as flows between provinces, of the years that the register can speak of.

    A register that dates no closing does not know who was open before: then its last year stands alone (R9).
    """

    def __init__(self, basis: Basis) -> None:
        self.provinces = list(basis.regions.zone_of_province)
        self._register = branch_register(basis.engine, basis.regions, basis.layer)
        self.dates_closings = self._register is not None and self._register.dates_closings
        years = self._register.years if self._register else []
        self.years: list[int] = years[-YEARS_SHOWN:] if self.dates_closings else years[-1:]

    @property
    def register(self) -> BranchRegister:
        """The register of a layer that has any year."""
        assert self._register is not None
        return self._register

    def standing(self, year: int) -> pd.DataFrame:
        """F_ij of the branches open at the end of a year."""
        return self.register.standing(year)

    def opened(self, year: int) -> pd.DataFrame:
        """F_ij of the branches opened in the last `SPAN` years."""
        return self.register.opened(year - SPAN + 1, year)

    def cohort(self, year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """F_ij of the branches opened `SPAN` years before, and of those of them that are still open."""
        return self.register.cohort(year - SPAN, year - SPAN, SPAN)


def transfer_out_panel(basis: Basis, measure: Measure) -> Panel:
    """Share of branches outside the province of the head office (METHODS T7), of zones too."""
    flows = BranchYears(basis)
    tables = {year: transfer_out_index(flows.standing(year)) for year in flows.years}
    outside = with_groups(basis.regions, _columns(tables, "outside"))
    sent = with_groups(basis.regions, _columns(tables, "sent"))
    return _with_binomial(_against_nation(PER_CENT * outside / sent.where(sent > 0)), outside, sent)


def east_to_inland_panel(basis: Basis, measure: Measure) -> Panel:
    """East→inland share of all branches across a provincial border (METHODS T7), told of the East."""
    flows = BranchYears(basis)
    zone = basis.regions.zone_of_province
    east = frozenset(code for code in zone if zone[code] == EAST)
    inland = frozenset(zone) - east
    return _shares_of_one(EAST, {year: share_from_to(flows.standing(year), east, inland) for year in flows.years})


def acceptance_panel(basis: Basis, measure: Measure) -> Panel:
    """Acceptance index (METHODS T8): of a province what comes from other provinces, of a zone from other zones."""
    flows = BranchYears(basis)
    levels: tuple[FlowLevel, ...] = ("province", "zone")
    tables = {
        year: pd.concat([
            acceptance_of_year(
                basis.engine, basis.regions, basis.catalogue, flows.register, basis.layer, level,
                str(measure.denominator), year,
            ) for level in levels
        ]) for year in flows.years
    }
    units = [*flows.provinces, *ZONES]
    values, lo, hi, events = (
        _columns(tables, column).reindex(units).astype(float)
        for column in ("index", "index_lo", "index_hi", "standing")
    )
    reasons = _columns(tables, "index_reason").reindex(units).astype(object)
    return Panel(values, reasons, pd.DataFrame(1.0, index=units, columns=values.columns), events=events, lo=lo, hi=hi)


def survival_panel(basis: Basis, measure: Measure) -> Panel:
    """Share of the branches from other provinces that stand three years after they opened (METHODS T8).

    Where no closing is dated every cohort would be complete by construction: then nothing can be said of any.
    """
    flows = BranchYears(basis)
    if not flows.dates_closings:
        return panel_of(pd.DataFrame(np.nan, index=[*flows.provinces, *ZONES, NATION], columns=flows.years))
    begun, kept = {}, {}
    for year in flows.years:
        opened, standing = flows.cohort(year)
        begun[year], kept[year] = _accepted(opened), _accepted(standing)
    whole = with_groups(basis.regions, pd.DataFrame(begun, index=flows.provinces))
    left = with_groups(basis.regions, pd.DataFrame(kept, index=flows.provinces))
    return _with_binomial(_against_nation(PER_CENT * left / whole.where(whole > 0)), left, whole)


def down_gradient_panel(basis: Basis, measure: Measure) -> Panel:
    """Down-gradient share of the branches opened in three years, by the gradient coefficient (METHODS T1, T7)."""
    flows = BranchYears(basis)
    found = gradients_by_year(basis.engine, basis.regions, basis.catalogue, "province", basis.layer)
    return _shares_of_one(NATION, {
        year: down_gradient_share(flows.opened(year), found[year].rows["value"].reindex(flows.provinces))
        for year in flows.years if year in found
    })


def centre_distance_panel(basis: Basis, measure: Measure) -> Panel:
    """Distance in km between the weighted centres of supply and of demand over the 31 provinces (METHODS T5)."""
    provinces = list(basis.regions.zone_of_province)
    points = project(np.array([(basis.regions[code].longitude, basis.regions[code].latitude) for code in provinces]))
    supply = figures(basis, measure.numerator[0]).reindex(provinces)
    demand = base_figures(basis, str(measure.denominator), supply)
    return _of_one(NATION, {
        int(year): _distance(points / METRES, supply[year], demand[year]) for year in supply.columns
    }, 1.0)


def _distance(points: np.ndarray, supply: pd.Series, demand: pd.Series) -> Outcome:
    """Distance between two weighted centres in the unit of the points; every unit counts, or none."""
    centres = [weighted_centre(points, weights) for weights in (supply, demand)]
    for centre in centres:
        if centre.reason:
            return Outcome.absent(centre.reason, int((supply.notna() & demand.notna()).sum()))
    first, second = (pd.Series({"x": centre.x, "y": centre.y}) for centre in centres)
    return replace(centre_distance(first, second), n=len(supply))


def _against_nation(values: pd.DataFrame) -> Panel:
    national = pd.DataFrame([values.loc[NATION]] * len(values), index=values.index)
    return panel_of(values, Reason.ZERO_DENOMINATOR, references=national)


def _shares_of_one(code: str, outcomes: dict[int, Outcome]) -> Panel:
    """The panel of a share of n branches, told of one unit."""
    panel = _of_one(code, outcomes, PER_CENT)
    events = pd.DataFrame([{year: outcome.n for year, outcome in outcomes.items()}], index=[code])
    return _with_binomial(panel, (panel.values / PER_CENT * events).round(), events)


def _with_binomial(panel: Panel, hits: pd.DataFrame, events: pd.DataFrame) -> Panel:
    """The panel of a share in per cent with what it is a share of and its exact interval."""
    bounds = {int(year): binomial_interval(hits[year], events[year]) for year in hits.columns}
    lo, hi = (PER_CENT * _columns(bounds, bound) for bound in ("lo", "hi"))
    return replace(panel, events=events, lo=lo, hi=hi)


def _of_one(code: str, outcomes: dict[int, Outcome], factor: float) -> Panel:
    values = {year: np.nan if outcome.value is None else factor * outcome.value for year, outcome in outcomes.items()}
    reasons = {year: outcome.reason.value if outcome.reason else None for year, outcome in outcomes.items()}
    return Panel(pd.DataFrame([values], index=[code]), pd.DataFrame([reasons], index=[code], dtype=object))


def _columns(tables: dict[int, pd.DataFrame], column: str) -> pd.DataFrame:
    return pd.DataFrame({year: table[column] for year, table in tables.items()})


def _accepted(flows: pd.DataFrame) -> pd.Series:
    """A_j: branches from other provinces by the province they stand in."""
    return flows.sum(axis=0) - pd.Series(np.diag(flows), index=flows.index)
