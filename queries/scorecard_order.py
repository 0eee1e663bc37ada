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

    The same number as on the page of transfer; its p-value stands there. Told of the years whose first year of opening
    has a gradient: a later one would compare unlike things with the levels after.
    """
    register = _register(basis)
    if register is None:
        return panel_of(pd.DataFrame())
    gradients = gradients_of(basis.engine, basis.regions, basis.catalogue, basis.layer, "province")
    known = {int(year) for year in gradients.columns}
    values: dict[int, float] = {}
    reasons: dict[int, str | None] = {}
    events: dict[int, float] = {}
    for year in register.years:
        if year - SPAN + 1 not in known:
            continue
        found = transfer_order(
            basis.engine, basis.regions, basis.catalogue, basis.layer, "province", year - SPAN + 1, year, permutations=0
        )
        assert found is not None
        index = found.test.index
        values[year] = np.nan if index.value is None else index.value
        reasons[year] = index.reason.value if index.reason else None
        events[year] = float(found.concentration.pairs["branches"].sum())
    return Panel(
        pd.DataFrame([values], index=[NATION], dtype=float), pd.DataFrame([reasons], index=[NATION], dtype=object),
        events=pd.DataFrame([events], index=[NATION]),
    )


def type_match_panel(basis: Basis, measure: Measure) -> Panel:
    """Type match M_j of the branches opened in three years (METHODS T7); of the nation the mean weighted by inflow.

    A province that lacks nothing, or receives nothing, has none and does not enter the mean. Told of the years before
    whose openings the register reports forms.
    """
    register = _register(basis)
    demand = str(measure.denominator)
    if register is None or demand not in basis.catalogue:
        return panel_of(pd.DataFrame())
    reported = form_panel(basis.engine, basis.regions, basis.layer, "province")["year"]
    values, reasons, events = {}, {}, {}
    for year in register.years:
        if not (reported <= year - SPAN).any():
            continue
        found = branch_acceptance(
            basis.engine, basis.regions, basis.catalogue, basis.layer, "province", demand, year - SPAN + 1, year
        )
        assert found is not None
        match, inflow = found.rows["match"].copy(), found.rows["inflow"].astype(float)
        reasons[year] = found.rows["match_reason"].copy()
        weights = inflow.where(match.notna())
        match[NATION] = (match * weights).sum(min_count=1) / weights.sum() if weights.sum() else np.nan
        reasons[year][NATION] = None if weights.sum() else Reason.COVERAGE.value
        inflow[NATION] = weights.sum()
        values[year], events[year] = match, inflow
    return Panel(pd.DataFrame(values), pd.DataFrame(reasons, dtype=object), events=pd.DataFrame(events))


def _register(basis: Basis) -> BranchRegister | None:
    return branch_register(basis.engine, basis.regions, basis.layer)
