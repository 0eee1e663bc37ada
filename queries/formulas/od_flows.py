"""Balance of flows between origins and destinations: what a unit sends, receives and keeps, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.formulas.outcome import Outcome, outcome_frame, reasons_by_unit
from queries.formulas.reasons import Reason

__all__ = ["FlowTotals", "flow_balance", "flow_totals", "migration_effectiveness"]


@dataclass(frozen=True)
class FlowTotals:
    """All flows of a matrix, in its own counts.

    Attributes
    ----------
    home : Σ_i F_ii, what begins and ends in one unit
    away : Σ_{i≠j} F_ij, what leads from one unit to another
    """

    home: int
    away: int

    @property
    def whole(self) -> int:
        """Σ_ij F_ij."""
        return self.home + self.away


def flow_totals(flows: pd.DataFrame) -> FlowTotals:
    """Totals of a matrix with its diagonal kept apart (T6).

    Parameters
    ----------
    flows : shape (n, n), F_ij ≥ 0 counts from the unit of row i to that of column j, same labels both ways

    Raises
    ------
    ValueError
        If rows and columns are not the same units in the same order, or a cell is no count.

    Notes
    -----
    Source: METHODS.md T6.
    """
    counts = _counts(flows)
    home = int(np.trace(counts))
    return FlowTotals(home, int(counts.sum()) - home)


def flow_balance(flows: pd.DataFrame) -> pd.DataFrame:
    """What every unit sends and receives: O_i = Σ_{j≠i} F_ij, A_i = Σ_{j≠i} F_ji, N_i = A_i − O_i, N_i / (A_i + O_i).

    Parameters
    ----------
    flows : shape (n, n), as in ``flow_totals``

    Returns
    -------
    pd.DataFrame, shape (n, 6), index of rows: kept (F_ii), sent (O_i), received (A_i) and net (N_i), integers, value
        (net rate −1..1; 1 = receives alone, −1 = sends alone) and its reason (zero_denominator where a unit neither
        sends nor receives)

    Raises
    ------
    ValueError
        As ``flow_totals``.

    Notes
    -----
    ΣN = 0 exactly: what one unit sends another receives. The rate is neither weighted nor additive.
    Source: METHODS.md T6, E1.
    """
    counts = _counts(flows)
    kept = np.diag(counts)
    sent, received = counts.sum(axis=1) - kept, counts.sum(axis=0) - kept
    moved = pd.Series(sent + received, index=flows.index)
    net = pd.Series(received - sent, index=flows.index)
    rate = net / moved.where(moved > 0)
    rates = outcome_frame(rate, reasons_by_unit(flows.index, (moved == 0, Reason.ZERO_DENOMINATOR)))
    amounts = pd.DataFrame({"kept": kept, "sent": sent, "received": received, "net": net}, index=flows.index)
    return amounts.join(rates)


def migration_effectiveness(flows: pd.DataFrame) -> Outcome:
    """Effectiveness MEI = Σ_i |N_i| / Σ_i (A_i + O_i): how much of the movement changes where things stand (T6).

    Parameters
    ----------
    flows : shape (n, n), as in ``flow_totals``

    Returns
    -------
    Outcome 0..1; 0 = every unit receives what it sends, 1 = every unit either sends or receives; n = Σ_{i≠j} F_ij;
        zero_denominator where nothing leads from one unit to another

    Raises
    ------
    ValueError
        As ``flow_totals``.

    Notes
    -----
    It depends on the units: flows inside a zone cancel out of the figure between zones. Source: METHODS.md T6, E1;
    Bell et al. (2002), Journal of the Royal Statistical Society A 165(3), 435–464.
    """
    balance = flow_balance(flows)
    moved = int((balance["sent"] + balance["received"]).sum())
    if moved == 0:
        return Outcome.absent(Reason.ZERO_DENOMINATOR)
    return Outcome.of(float(balance["net"].abs().sum()) / moved, moved // 2)


def _counts(flows: pd.DataFrame) -> np.ndarray:
    """The cells as integers."""
    if list(flows.index) != list(flows.columns):
        raise ValueError("flows need the same units in the same order as rows and as columns")
    cells = flows.to_numpy(dtype=float)
    if not np.isfinite(cells).all() or (cells < 0).any() or (cells % 1 != 0).any():
        raise ValueError("flows are counts: whole numbers of zero or more in every cell")
    return cells.astype(np.int64)
