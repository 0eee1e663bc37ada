"""Who could pass services to whom: every pair of provinces with the conditions that speak for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from queries.base_values import base_of_year
from queries.branch_register import branch_register
from queries.capacity import LEVEL, Capacity
from queries.catalogue import Indicator
from queries.cooperation import assistance_pairs
from queries.engine import Engine
from queries.form_panel import form_panel
from queries.formulas.distance import great_circle_km
from queries.formulas.gradient_difference import gradient_differences
from queries.formulas.match_score import match_order
from queries.formulas.units import MINIMUM_COVERAGE
from queries.gap_basis import GapBasis
from queries.gradient import gradient, gradient_years
from queries.match_matrix import usual_basis
from queries.regions import Regions

NEAR_KM = 1000.0
"""Provinces at most so far apart count as near: an assumption, about half a day by rail."""
GradientBasis = Literal["coefficient", "quotient"]


@dataclass(frozen=True)
class TransferMatch:
    """The pairs of provinces of a layer that go down the gradient.

    Attributes
    ----------
    form : key of SERVICE_FORMS; None for all services
    year : of agencies and gradient; agencies of a form in fractional counting
    gradient_basis : whether the gradient is that of coefficients (T1), or, where no revenue and staff are told, of
        location quotients of agencies over demand
    demand : metric and year of the demand that surplus and gap are measured by
    branch_year : end of the year at which branches are counted; None without branches
    pairs : in order, as ``match_order`` returns them; surplus and gap are missing where `covered` is below 0.95 (E2)
    units : how many provinces stand on the gradient
    covered : share of the demand that is in the provinces of which the register has agencies in the year, 0..1
    """

    layer: str
    form: str | None
    year: int
    gradient_basis: GradientBasis
    demand: tuple[str, int]
    branch_year: int | None
    capacity_line: float
    pairs: pd.DataFrame
    units: int
    covered: float

    @property
    def knows_surplus(self) -> bool:
        """Whether the register covers enough of the demand to say who has more than their share of it."""
        return self.covered >= MINIMUM_COVERAGE

    def senders(self, receiver: str) -> pd.DataFrame:
        """The provinces that could pass services to one, in order, ranked among themselves."""
        return _ranked(self.pairs[self.pairs["receiver"] == receiver])

    def receivers(self, sender: str) -> pd.DataFrame:
        """The provinces that one could pass services to, in order, ranked among themselves."""
        return _ranked(self.pairs[self.pairs["sender"] == sender])


def transfer_match(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, capacity: Capacity | None,
    form: str | None = None,
) -> TransferMatch | None:
    """Return the pairs of provinces in the order of what speaks for them; None without a register of agencies.

    Parameters
    ----------
    capacity : the index that the receiver is judged by; None where there is none, then that condition is not known
    form : key of SERVICE_FORMS; None for all services
    """
    panel = form_panel(engine, regions, layer, LEVEL)
    basis = usual_basis(engine, regions, catalogue, layer)
    if panel.empty or basis is None:
        return None
    own = None if capacity is None else (capacity.ranks["value"].sort_index(), capacity.line)
    asked = None if own is None else (tuple(own[0].tolist()), own[1])
    return engine.recall(
        ("transfer_match", layer, form, asked),
        lambda: _transfer_match(engine, regions, catalogue, layer, own, form, panel, basis),
    )


def _ranked(pairs: pd.DataFrame) -> pd.DataFrame:
    rows = pairs.reset_index(drop=True)
    return rows.assign(rank=rows["rank"].rank(method="min").astype(int))


def _transfer_match(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str,
    capacity: tuple[pd.Series, float] | None, form: str | None, panel: pd.DataFrame, basis: GapBasis,
) -> TransferMatch:
    provinces = list(regions.zone_of_province)
    told = gradient_years(engine, regions, catalogue, LEVEL, layer, form)
    year = max((year for year in told if year in set(panel["year"])), default=int(panel["year"].max()))
    agencies = _agencies(panel, year, form).reindex(provinces)
    demand = base_of_year(engine, basis.demand, LEVEL, basis.demand_year, layer).reindex(provinces)
    surplus, covered = _surplus(agencies, demand)
    stands = gradient(engine, regions, catalogue, LEVEL, year, layer, form)
    is_known = stands is not None and not stands.known.empty
    levels = stands.rows["value"].reindex(provinces) if stands and is_known else agencies / demand.where(demand > 0)
    branches, branch_year = _branches(engine, regions, layer, form)
    branches = branches.loc[branches.index.isin(agencies.index[agencies.notna()])]
    values, line = (pd.Series(np.nan, index=provinces), float("nan")) if capacity is None else capacity
    sender, receiver = np.meshgrid(provinces, provinces, indexing="ij")
    pairs = pd.DataFrame({"sender": sender.ravel(), "receiver": receiver.ravel()})
    pairs["gradient"] = gradient_differences(levels).reindex(index=provinces, columns=provinces).to_numpy().ravel()
    pairs["surplus"] = pairs["sender"].map(surplus)
    pairs["gap"] = -pairs["receiver"].map(surplus)
    pairs["capacity"] = pairs["receiver"].map(values)
    pairs["branches"] = branches.reindex(index=provinces, columns=provinces).to_numpy(dtype=float).ravel()
    pairs["distance"] = _distances(regions, provinces).ravel()
    pairs["is_assisted"] = _is_assisted(engine, layer, pairs)
    ordered = match_order(pairs[pairs["sender"] != pairs["receiver"]], line, NEAR_KM)
    return TransferMatch(
        layer, form, year, "coefficient" if is_known else "quotient",
        (basis.demand.metric, basis.demand_year), branch_year, line, ordered, int((levels > 0).sum()), covered,
    )


def _agencies(panel: pd.DataFrame, year: int, form: str | None) -> pd.Series:
    """Agencies by province, of a form in parts of one, or of all together.

    A province of which the register lists agencies, but none of the form, has none; one that it lists none of at all
    is missing from it.
    """
    rows = panel[panel["year"] == year]
    listed = rows["region_code"].drop_duplicates()
    rows = rows if form is None else rows[rows["form"] == form]
    return rows.groupby("region_code")["agencies"].sum().reindex(listed, fill_value=0.0)


def _surplus(agencies: pd.Series, demand: pd.Series) -> tuple[pd.Series, float]:
    """Agencies beyond the share of demand, S_i − ΣS·D_i/ΣD, below 0 = lacking, and the share of demand covered.

    Both sums are over the provinces with both figures, which carry 95 % of the demand or all stay without one (E2).
    """
    both = agencies.notna() & demand.notna()
    supply, needed = agencies.where(both), demand.where(both)
    covered = float(needed.sum() / demand.sum()) if demand.sum() > 0 else 0.0
    surplus = supply - supply.sum() * needed / needed.sum() if covered > 0 else supply * np.nan
    return surplus if covered >= MINIMUM_COVERAGE else surplus * np.nan, covered


def _branches(engine: Engine, regions: Regions, layer: str, form: str | None) -> tuple[pd.DataFrame, int | None]:
    register = branch_register(engine, regions, layer)
    if register is None:
        return pd.DataFrame(dtype=float), None
    year = register.years[-1]
    return register.standing(year, LEVEL, form).astype(float), year


def _distances(regions: Regions, provinces: list[str]) -> np.ndarray:
    """Great-circle distance between the points that stand for the provinces, km."""
    longitude = np.array([regions[code].longitude for code in provinces])
    latitude = np.array([regions[code].latitude for code in provinces])
    return np.asarray(great_circle_km(longitude[:, None], latitude[:, None], longitude[None, :], latitude[None, :]))


def _is_assisted(engine: Engine, layer: str, pairs: pd.DataFrame) -> pd.Series:
    """Whether sender and receiver are a pair of assistance, published or of the layer."""
    rows = assistance_pairs(engine, layer)
    named = set(zip(rows["helper_code"], rows["assisted_code"], strict=True))
    return pd.Series(
        [pair in named for pair in zip(pairs["sender"], pairs["receiver"], strict=True)], index=pairs.index
    )
