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
    """The evidence on every ordered pair of a level, for one form and period.

    Attributes
    ----------
    evidence : four rows per pair, as `queries.formulas.transfer_evidence.transfer_evidence` gives them
    verdicts : one row per pair: source, target, verdict, holding, branches (opened by source in target)
    cohort_end : last year of opening that survival can be told of; None where there is none in the period
    shares : one row per region: first and last share of the form's agencies in the nation, 0..1, and the years they are
        of; they are context and no evidence; empty where the register tells fewer than two years in the period
    """

    evidence: pd.DataFrame
    verdicts: pd.DataFrame
    cohort_end: int | None
    shares: pd.DataFrame


def transfer_test(
    engine: Engine, regions: Regions, layer: str, level: FlowLevel, form: str, first: int, last: int
) -> TransferTest | None:
    """Test every pair of a level; None where the layer has no branches that can be placed in time and space.

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
    evidence = transfer_evidence(
        opened, register.opened(first, last, level), begun, lasting, register.dates_closings
    )
    found = verdicts(evidence)
    source, target = (opened.index.get_indexer(pd.Index(found[end])) for end in ("source", "target"))
    found["branches"] = opened.to_numpy()[source, target]
    return TransferTest(
        evidence, found, cohort_end if cohort_end >= first else None,
        _shares(engine, regions, layer, level, form, first, last),
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
