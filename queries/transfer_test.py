"""The test of a claimed transfer: did services of a form move from one region to another in a period?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from queries.branch_register import BranchRegister, FlowLevel, branch_register
from queries.engine import Engine
from queries.form_panel import form_panel
from queries.formulas.transfer_evidence import transfer_evidence, verdicts
from queries.regions import Regions

STANDING_AFTER = 2
"""Years after its opening at whose end a branch must stand to have survived."""


@dataclass(frozen=True)
class TransferTest:
    """The evidence on the pairs of a level, for one form and period.

    Attributes
    ----------
    flows : opened, every form, cohort and those of it that last, as `transfer_evidence` takes them
    dates_closings : whether the register dates closings
    verdicts : one row per pair with a branch opened: source, target, verdict, holding, branches (opened by source in
        target)
    pairs : number of ordered pairs of the level, with or without a branch
    cohort_end : last year of opening that survival can be told of; None where there is none in the period
    shares : one row per region: first and last share of the form's agencies in the nation, 0..1, and the years they are
        of; they are context and no evidence; empty where the register tells fewer than two years in the period
    """

    flows: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
    dates_closings: bool
    verdicts: pd.DataFrame
    pairs: int
    cohort_end: int | None
    shares: pd.DataFrame

    def legs(self, source: str, target: str) -> pd.DataFrame:
        """The four legs of one pair, as `transfer_evidence` gives them."""
        asked = pd.DataFrame(False, index=self.flows[0].index, columns=self.flows[0].index)
        asked.loc[source, target] = True
        return transfer_evidence(*self.flows, self.dates_closings, asked)


def transfer_test(
    engine: Engine, regions: Regions, layer: str, level: FlowLevel, form: str, first: int, last: int
) -> TransferTest | None:
    """Test the pairs of a level; None where the layer has no branches that can be placed in time and space.

    Parameters
    ----------
    form : a key of SERVICE_FORMS; branches count by what their head office offers
    first, last : years of opening
    """
    register = branch_register(engine, regions, layer)
    if register is None:
        return None
    key = ("transfer test", layer, level, form, first, last)
    return engine.recall(key, lambda: _test(engine, regions, register, layer, level, form, first, last))


def _test(
    engine: Engine, regions: Regions, register: BranchRegister, layer: str, level: FlowLevel, form: str, first: int,
    last: int,
) -> TransferTest:
    opened = register.opened(first, last, level, form)
    cohort_end = min(last, register.years[-1] - STANDING_AFTER)
    begun, lasting = register.cohort(first, cohort_end, STANDING_AFTER, level, form)
    flows = (opened, register.opened(first, last, level), begun, lasting)
    # Of the 134,000 pairs of cities hardly any has a branch; the others are worked out when they are asked for.
    found = verdicts(transfer_evidence(*flows, register.dates_closings, opened > 0))
    source, target = (opened.index.get_indexer(pd.Index(found[end])) for end in ("source", "target"))
    found["branches"] = opened.to_numpy()[source, target]
    return TransferTest(
        flows, register.dates_closings, found, len(opened) * (len(opened) - 1),
        cohort_end if cohort_end >= first else None, _shares(engine, regions, layer, level, form, first, last),
    )


def _shares(
    engine: Engine, regions: Regions, layer: str, level: str, form: str, first: int, last: int
) -> pd.DataFrame:
    """First and last share of each region in the agencies of the form, of the years that the register tells."""
    panel = form_panel(engine, regions, layer, level)
    own = panel[(panel["form"] == form) & panel["year"].between(first, last)]
    years = sorted(own["year"].unique())
    if len(years) < 2:
        return pd.DataFrame(columns=["first_share", "last_share", "first_year", "last_year"])
    wide = own.pivot(index="region_code", columns="year", values="agencies").fillna(0.0)
    shares = wide / wide.sum()
    return pd.DataFrame({
        "first_share": shares[years[0]], "last_share": shares[years[-1]],
        "first_year": int(years[0]), "last_year": int(years[-1]),
    })
