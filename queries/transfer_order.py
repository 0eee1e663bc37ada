"""Is the transfer of branches orderly: down the gradient, more than by chance, over how many pairs? (T7, T9)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from queries.branch_register import BranchRegister, FlowLevel, branch_register
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.binomial import binomial_interval
from queries.formulas.branch_flows import down_gradient_share
from queries.formulas.flow_concentration import FlowConcentration, flow_concentration
from queries.formulas.order_index import PERMUTATIONS, OrderTest, Progress, order_index, ordered_pairs
from queries.gradient import gradients_by_year
from queries.regions import Regions

MANY_CLASSES, FEW_CLASSES = 10, 4


@dataclass(frozen=True)
class TransferOrder:
    """The flows of branches opened in a period, held against the gradient.

    Attributes
    ----------
    level : zone or province, whose units the flows lead between
    first, last : calendar years of opening, both included
    gradient_year : year of the gradient that all openings of the period are held against; None where none is known
    gradient : coefficient by unit in that year; NaN = not known
    flows : F_ij, the branches opened
    test : order index and its permutation test
    pairs : ordered pairs of units whose gradient is known: origin, destination, difference, branches
    down : one row per year of which the gradient is known: year, value (down-gradient share, 0..1), lo, hi, n
        (branches across a border of the level), reason; the share of each year rests on the gradient of that year
    concentration : how the flows spread over pairs
    """

    level: FlowLevel
    first: int
    last: int
    gradient_year: int | None
    gradient: pd.Series
    flows: pd.DataFrame
    test: OrderTest
    pairs: pd.DataFrame
    down: pd.DataFrame
    concentration: FlowConcentration


def transfer_order(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, level: FlowLevel, first: int,
    last: int, form: str | None = None, permutations: int = PERMUTATIONS, progress: Progress | None = None,
) -> TransferOrder | None:
    """Return the order of what was opened from `first` to `last`; None where the layer has no branch to speak of.

    With `form`, a key of SERVICE_FORMS, the branches of head offices that offer it, held against the gradient of all
    services. Its year is that of ``gradient_year_of``.
    """
    register = branch_register(engine, regions, layer)
    if register is None:
        return None
    gradients = gradients_of(engine, regions, catalogue, layer, level).reindex(register.units(level))
    key = ("transfer order", layer, level, first, last, form, permutations)
    return engine.recall(key, lambda: _transfer_order(
        register, gradients, level, first, last, form, permutations, progress
    ))


def gradients_of(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, level: FlowLevel
) -> pd.DataFrame:
    """Gradient coefficients of all services (T1) by unit of a level, columns = the years in which any is known."""
    found = gradients_by_year(engine, regions, catalogue, level, layer)
    return pd.DataFrame({year: one.rows["value"] for year, one in found.items()}).dropna(axis="columns", how="all")


def gradient_year_of(gradients: pd.DataFrame, first: int) -> int | None:
    """The year of a gradient that a period is held against: its first, else the last before; None where none is known.

    What was opened cannot have followed a gradient of later.
    """
    known = (int(year) for year in gradients.columns if gradients[year].notna().any())
    return max((year for year in known if year <= first), default=None)


def _transfer_order(
    register: BranchRegister, gradients: pd.DataFrame, level: FlowLevel, first: int, last: int, form: str | None,
    permutations: int, progress: Progress | None,
) -> TransferOrder:
    flows = register.opened(first, last, level, form)
    year = gradient_year_of(gradients, first)
    gradient = pd.Series(float("nan"), index=flows.index) if year is None else gradients[year]
    return TransferOrder(
        level=level, first=first, last=last, gradient_year=year, gradient=gradient, flows=flows,
        test=order_index(flows, gradient, permutations, progress=progress),
        pairs=ordered_pairs(flows, gradient),
        down=_down(register, gradients, level, form),
        concentration=flow_concentration(flows),
    )


def _down(register: BranchRegister, gradients: pd.DataFrame, level: FlowLevel, form: str | None) -> pd.DataFrame:
    """The down-gradient share of the openings of each year with its exact interval."""
    years = [int(year) for year in gradients.columns if int(year) in register.years]
    shares = {year: down_gradient_share(register.opened(year, year, level, form), gradients[year]) for year in years}
    table = pd.DataFrame({
        "year": years,
        "value": [shares[year].value for year in years],
        "n": [shares[year].n for year in years],
        "reason": [str(reason) if (reason := shares[year].reason) else None for year in years],
    }).astype({"value": float, "reason": object})
    bounds = binomial_interval((table["value"] * table["n"]).round(), table["n"])
    return table.assign(lo=bounds["lo"], hi=bounds["hi"])


def fall_classes(pairs: pd.DataFrame) -> pd.DataFrame:
    """The ordered pairs in classes of equal count by their gradient difference, the deepest climb first.

    Returns
    -------
    One row per class: lo, hi (differences), pairs, branches, mean (branches per pair)
    """
    if pairs.empty:
        return pd.DataFrame(columns=["lo", "hi", "pairs", "branches", "mean"])
    count = MANY_CLASSES if len(pairs) >= MANY_CLASSES**2 else FEW_CLASSES
    place = pd.qcut(pairs["difference"], count, labels=False, duplicates="drop")
    classes = pairs.groupby(place).agg(
        lo=("difference", "min"), hi=("difference", "max"), pairs=("branches", "size"), branches=("branches", "sum")
    )
    return classes.assign(mean=classes["branches"] / classes["pairs"]).reset_index(drop=True)


def years_offered(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, level: FlowLevel,
    register: BranchRegister,
) -> list[int]:
    """The years of opening that can be held against a gradient known by then; all of the register where none is."""
    gradients = gradients_of(engine, regions, catalogue, layer, level)
    known = [int(year) for year in gradients.columns]
    return [year for year in register.years if known and year >= known[0]] or register.years
