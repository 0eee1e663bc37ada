"""The measures of the scorecard for cooperation across regions: assisted pairs of provinces against others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.cooperation import CooperationBoard, cooperation_board, joint_projects
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.regions import NATION
from queries.scorecard_panels import Basis, Panel, panel_of
from queries.scorecard_record import Measure


def affinity_panel(basis: Basis, measure: Measure) -> Panel:
    """Mean affinity of assisted pairs over that of other such pairs, year by year (METHODS T14), told of the nation.

    The same number as on the page of transfer; what chance would make of it stands there.
    """
    return _told({year: board.index.index for year, board in _boards(basis).items()})


def joint_project_panel(basis: Basis, measure: Measure) -> Panel:
    """Joint projects per assisted pair of provinces, year by year (METHODS T14), told of the nation."""
    return _told({year: board.per_pair for year, board in _boards(basis).items()})


def _boards(basis: Basis) -> dict[int, CooperationBoard]:
    projects = joint_projects(basis.engine, basis.regions, basis.layer)
    found = {
        year: cooperation_board(basis.engine, basis.regions, basis.layer, year, year, draws=0)
        for year in (projects.years if projects else [])
    }
    return {year: board for year, board in found.items() if board is not None}


def _told(outcomes: dict[int, Outcome]) -> Panel:
    """One row for the nation; the pairs are the cases that it rests on."""
    if not outcomes:
        return panel_of(pd.DataFrame())
    values = {year: np.nan if found.value is None else found.value for year, found in outcomes.items()}
    panel = panel_of(pd.DataFrame([values], index=[NATION]), Reason.NOT_PUBLISHED)
    events = pd.DataFrame([{year: float(found.n) for year, found in outcomes.items()}], index=[NATION])
    return Panel(panel.values, panel.reasons, events=events)
