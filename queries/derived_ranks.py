"""What the ranks of derived figures are worth: the figures below are drawn, and what follows is worked out anew."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.balance import Balance
from queries.capacity import Capacity
from queries.composite_criteria import settings
from queries.engine import Engine
from queries.formulas.coupling_coordination import coupling_coordination, fixed_bounds_index
from queries.formulas.random_draws import ErrorKind, drawn_ratios
from queries.formulas.rank_uncertainty import FEWER_DRAWS, draws_for, figure_ranks, rank_intervals, ranks_with_draws
from queries.gap_basis import GapBasis
from queries.rank_credibility import error_kind

OUTPUT_ENTERS = {"coefficient": 2, "improved": 3}
"""How often output enters the gradient coefficient, and its improved form (T1)."""


def height_ranks(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The ranks of heights on the gradient: output drawn as money, as often as it enters; what it is divided by stands.

    Parameters
    ----------
    rows : index = regions; height (NaN = none) and output
    measure : ``coefficient`` or ``improved``
    """
    heights = rows["height"].astype(float)
    drawn = drawn_ratios(
        np.ones(len(rows)), rows["output"].to_numpy(dtype=float), "money", draws_for(len(rows)), settings().seed,
        settings().money_error,
    )
    return ranks_with_draws(heights, heights.to_numpy() * drawn ** OUTPUT_ENTERS[measure])


def quotient_ranks(rows: pd.DataFrame, kind: ErrorKind) -> pd.DataFrame:
    """The ranks of location quotients, their supply drawn; `rows` has height and supply."""
    return figure_ranks(
        rows["height"].astype(float), kind, settings().money_error, seed=settings().seed, amounts=rows["supply"]
    )


def coordination_kinds(basis: GapBasis) -> tuple[ErrorKind, ErrorKind]:
    """How supply and demand are drawn."""
    return error_kind(basis.supply), error_kind(basis.demand)


def coordination_ranks(engine: Engine, basis: GapBasis, found: Balance) -> pd.DataFrame:
    """The ranks of the regions by coupling coordination, supply and demand both drawn; no interval where neither can.

    Bounds of the indices stand.
    """
    figures = found.rows[["supply", "demand", "coordination"]].fillna(-1.0).to_numpy().tobytes()
    key = ("coordination_ranks", basis.supply.metric, basis.demand.metric, basis.level, basis.layer, figures)
    return engine.recall(key, lambda: _coordination_ranks(basis, found))


def _coordination_ranks(basis: GapBasis, found: Balance) -> pd.DataFrame:
    known = found.rows[found.rows["coordination"].notna()]
    values = known["coordination"].astype(float)
    kinds = coordination_kinds(basis)
    if kinds == ("exact", "exact") or found.supply_bounds is None or found.demand_bounds is None or len(known) < 2:
        return ranks_with_draws(values, None)
    systems = {}
    for place, (name, bounds) in enumerate((("supply", found.supply_bounds), ("demand", found.demand_bounds))):
        amounts = known[name].to_numpy(dtype=float)
        drawn = drawn_ratios(
            amounts, amounts, kinds[place], FEWER_DRAWS, settings().seed + place, settings().money_error
        )
        systems[name] = fixed_bounds_index(pd.Series(drawn.ravel()), bounds.lowest, bounds.highest)["value"]
    drawn_values = coupling_coordination(pd.DataFrame(systems))["value"].to_numpy()
    return ranks_with_draws(values, drawn_values.reshape(FEWER_DRAWS, len(known)))


def pace_ranks(rows: pd.DataFrame) -> pd.DataFrame:
    """The ranks of units by their growth, after / before − 1: both ends drawn as money.

    What a unit gains beyond the pace of all is an amount and grows with its size; who is fast is told by the rate.

    Parameters
    ----------
    rows : index = units; before and after (money); growth from nothing has no rate and takes no rank
    """
    before, after = (rows[name].astype(float).where(rows["before"] > 0) for name in ("before", "after"))
    ends = [
        drawn_ratios(
            amounts, amounts, "money", draws_for(len(rows)), settings().seed + place, settings().money_error
        )
        for place, amounts in enumerate((before.to_numpy(), after.to_numpy()))
    ]
    return ranks_with_draws(after / before - 1, ends[1] / ends[0] - 1)


def pair_ranks(pairs: pd.DataFrame) -> pd.DataFrame:
    """The ranks of pairs by the branches between them, counts drawn; index as that of `pairs`."""
    return figure_ranks(pairs["branches"].astype(float), "count", draws=FEWER_DRAWS, seed=settings().seed)


def pillar_ranks(found: Capacity) -> dict[str, pd.DataFrame]:
    """By pillar the ranks of the provinces with the interval that its draws of figures and weights give."""
    return {
        pillar.id: pd.DataFrame({"rank": pillar.levels.rank(ascending=False, method="min")}).join(
            rank_intervals(pillar.draws, pillar.levels.index)
        )
        for pillar in found.pillars
    }
