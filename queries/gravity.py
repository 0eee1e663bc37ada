"""Branches between provinces held against what masses, distance and ties would lead one to expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from queries.base_values import base_of_year
from queries.branch_register import BranchRegister, Counted
from queries.catalogue import Indicator
from queries.cooperation import assistance_pairs, named_later
from queries.engine import Engine
from queries.formulas.distance import great_circle_km
from queries.formulas.gravity import Gravity, GravityForm, gravity
from queries.gap_measures import demand_year
from queries.regions import Regions

ModelForm = Literal["unconstrained", "origin", "destination", "both"]
MODEL_FORMS: tuple[ModelForm, ...] = get_args(ModelForm)

SUPPLY = ("patent_agencies", "ip_service_institutions")
"""What the mass of an origin may be: the first that is known."""

DEMAND = ("invention_patents_in_force", "domestic_invention_patents_granted", "invention_patents_granted", "gdp")
"""What the mass of a destination may be: the first that is known."""


@dataclass(frozen=True)
class Mass:
    """A mass: its metric, its year and its value by province; None of a metric that no year knows."""

    metric: str
    year: int
    values: pd.Series


@dataclass(frozen=True)
class GravityBoard:
    """The model of the flows between the 31 provinces.

    Attributes
    ----------
    model : its rows are the 930 ordered pairs of different provinces
    pairs : what entered, same index: flow, origin_mass, destination_mass, distance (km), same_region, assisted_pair
    origin, destination : the masses
    flows, within : branches between provinces, which enter, and within their province, which do not
    named_later : years after the last counted in which pairs of assistance were named, see ``named_later``
    """

    model: Gravity
    pairs: pd.DataFrame
    origin: Mass
    destination: Mass
    flows: int
    within: int
    named_later: tuple[int, ...]

    @property
    def rows(self) -> pd.DataFrame:
        """One row per ordered pair: origin, destination, what entered and what the model says of it."""
        return self.pairs.join(self.model.rows.drop(columns="flow")).reset_index()


def mass(
    engine: Engine, catalogue: Mapping[str, Indicator], metrics: tuple[str, ...], year: int, layer: str
) -> Mass | None:
    """Return the first of the metrics that is known of provinces, in the year nearest to `year`; None of none."""
    for metric in metrics:
        if metric in catalogue:
            nearest = demand_year(engine, catalogue, metric, "province", year, layer)
            if nearest is not None:
                values = base_of_year(engine, catalogue[metric].numerator, "province", nearest, layer)
                return Mass(metric, nearest, values)
    return None


def gravity_board(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], register: BranchRegister, layer: str,
    counted: Counted, first: int, last: int, service: str | None, form: ModelForm,
) -> GravityBoard | None:
    """Return the model of the branches of some years, or None where no mass of either end is known.

    Parameters
    ----------
    counted, first, last, service : as in ``BranchRegister.counted``
    form : which margins are given
    """
    def make() -> GravityBoard | None:
        origin, destination = (mass(engine, catalogue, metrics, last, layer) for metrics in (SUPPLY, DEMAND))
        if origin is None or destination is None:
            return None
        table = register.counted(counted, first, last, "province", service)
        pairs = _pairs(engine, regions, layer, table, origin.values, destination.values)
        within = int(np.diag(table).sum())
        model = gravity(pairs, GravityForm(form))
        later = named_later(assistance_pairs(engine, layer), last)
        return GravityBoard(model, pairs, origin, destination, int(pairs["flow"].sum()), within, later)

    return engine.recall(("gravity", layer, counted, first, last, service, form), make)


def _pairs(
    engine: Engine, regions: Regions, layer: str, flows: pd.DataFrame, origin: pd.Series, destination: pd.Series
) -> pd.DataFrame:
    codes = list(flows.index)
    places = [regions[code] for code in codes]
    longitude, latitude = (np.array([getattr(place, name) for place in places]) for name in ("longitude", "latitude"))
    distance = great_circle_km(longitude[:, None], latitude[:, None], longitude[None, :], latitude[None, :])
    shared = _shared_regions(regions, codes)
    helped = assistance_pairs(engine, layer)
    named = {frozenset(pair) for pair in zip(helped["helper_code"], helped["assisted_code"], strict=True)}
    rows, columns = np.nonzero(~np.eye(len(codes), dtype=bool))
    labels = np.array(codes, dtype=object)
    index = pd.MultiIndex.from_arrays([labels[rows], labels[columns]], names=["origin", "destination"])
    return pd.DataFrame({
        "flow": flows.to_numpy(float)[rows, columns],
        "origin_mass": origin.reindex(labels[rows]).to_numpy(float),
        "destination_mass": destination.reindex(labels[columns]).to_numpy(float),
        "distance": distance[rows, columns],
        "same_region": shared[rows, columns].astype(float),
        "assisted_pair": [float(frozenset(pair) in named) for pair in index],
    }, index=index)  # fmt: skip


def _shared_regions(regions: Regions, codes: list[str]) -> np.ndarray:
    """Whether two provinces belong to the same major region, where a whole province stands in for one too."""
    rows = regions.membership
    rows = rows[
        rows["group_code"].isin(regions.levels["major"]) & (rows["member_level"] == "province")
        & (rows["inclusion"] != "excluded")
    ]  # fmt: skip
    groups: dict[str, set[str]] = {}
    for group, member in zip(rows["group_code"], rows["member_code"], strict=True):
        groups.setdefault(member, set()).add(group)
    return np.array([[bool(groups.get(first, set()) & groups.get(second, set())) for second in codes]
                     for first in codes])  # fmt: skip
