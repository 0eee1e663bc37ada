"""The measures of the scorecard for orderly acceptance: order against the gradient, and what comes against the gap."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.branch_acceptance import branch_acceptance
from queries.branch_register import BranchRegister, branch_register
from queries.form_panel import form_panel
from queries.formulas.reasons import Reason
from queries.regions import NATION
from queries.scorecard_panels import Basis, Panel, panel_of
from queries.scorecard_record import Measure
from queries.transfer_order import gradients_of, transfer_order

SPAN = 3
"""Years of opening that a level rests on, the last of them its own."""


def order_panel(basis: Basis, measure: Measure) -> Panel:
    """Order index ρ of the branches opened across provincial borders in three years (METHODS T7), told of the nation.

    The same number as on the page of transfer; its p-value stands there.
    """
    register = _register(basis)
    if register is None:
        return panel_of(pd.DataFrame())
    gradients = gradients_of(basis.engine, basis.regions, basis.catalogue, basis.layer, "province")
    years = _common(register, gradients.columns)
    values: dict[int, float] = {}
    events: dict[int, float] = {}
    for year in years:
        found = transfer_order(
            basis.engine, basis.regions, basis.catalogue, basis.layer, "province", year - SPAN + 1, year, permutations=0
        )
        assert found is not None
        values[year] = np.nan if found.test.index.value is None else found.test.index.value
        events[year] = float(found.concentration.pairs["branches"].sum())
    panel = panel_of(pd.DataFrame([values], index=[NATION]), Reason.COVERAGE)
    return Panel(panel.values, panel.reasons, events=pd.DataFrame([events], index=[NATION]))


def type_match_panel(basis: Basis, measure: Measure) -> Panel:
    """Type match M_j of the branches opened in three years (METHODS T7); of the nation the mean weighted by inflow.

    A province that lacks nothing, or receives nothing, has none and does not enter the mean.
    """
    register = _register(basis)
    demand = str(measure.denominator)
    if register is None or demand not in basis.catalogue:
        return panel_of(pd.DataFrame())
    reported = form_panel(basis.engine, basis.regions, basis.layer, "province")["year"]
    years = _common(register, pd.Index(reported.unique()).sort_values())
    values, events = {}, {}
    for year in years:
        found = branch_acceptance(
            basis.engine, basis.regions, basis.catalogue, basis.layer, "province", demand, year - SPAN + 1, year
        )
        assert found is not None
        match, inflow = found.rows["match"], found.rows["inflow"].astype(float)
        weights = inflow.where(match.notna())
        match[NATION] = (match * weights).sum(min_count=1) / weights.sum() if weights.sum() else np.nan
        inflow[NATION] = weights.sum()
        values[year], events[year] = match, inflow
    panel = panel_of(pd.DataFrame(values), Reason.NOT_APPLICABLE)
    return Panel(panel.values, panel.reasons, events=pd.DataFrame(events))


def _register(basis: Basis) -> BranchRegister | None:
    return branch_register(basis.engine, basis.regions, basis.layer)


def _common(register: BranchRegister, years: pd.Index) -> list[int]:
    return [int(year) for year in years if int(year) in register.years]
