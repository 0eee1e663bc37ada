"""The cells of service types of one region: which of those it lacks matter most, and when the others were closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from queries.agencies import IP_TYPES, SERVICE_FORMS
from queries.board import latest_well_covered, years_known
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas import service_coverage as formula
from queries.regions import NATION, Regions
from queries.service_coverage import BELOW, Weighting, service_types, services
from queries.values import indicator_values

ANY_TYPE = "any"


@dataclass(frozen=True)
class DemandShare:
    """Share of a region in the demand of the nation, 0..1, by a metric in a year of a layer."""

    share: float
    metric: str
    year: int
    layer: str


@dataclass(frozen=True)
class RegionCells:
    """The matrix of one region.

    Attributes
    ----------
    cells : one row per cell, in the order of the grid: form, ip_type, agencies (NaN = not known), state, weight (ω,
        adding to 1 over known cells), local_weight (ω·d_i over its sum, adding to 1; ω itself without `demand`)
    demand : share of the region in the nation's demand by type of IP; empty where it is not known for every type
    """

    cells: pd.DataFrame
    demand: Mapping[str, DemandShare]

    @property
    def below(self) -> pd.DataFrame:
        """Missing and thin cells, those first that matter most to the region: by local weight, then as in the grid."""
        rows = self.cells[self.cells["state"].isin(BELOW)]
        return rows.sort_values("local_weight", ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True)
class ClosedCells:
    """When the cells of a region reached the threshold.

    Attributes
    ----------
    years : one row per year from the first to the last in which any cell closed: year, dated, at_the_latest, closed
        (both, up to and with the year)
    cells : one row per feasible cell: form, ip_type, year (missing unless it is dated), state (ClosingState)
    """

    years: pd.DataFrame
    cells: pd.DataFrame

    def count(self, state: formula.ClosingState) -> int:
        """Number of feasible cells in a state."""
        return int((self.cells["state"] == state.value).sum())


def region_cells(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, region: str, threshold: int,
    weighting: Weighting = "equal",
) -> RegionCells:
    """Return the matrix of a region at a threshold."""
    types = service_types()
    found = services(engine, regions, layer, [region])
    states = found.states(threshold).iloc[0]
    weights = formula.known_weights(found.known(), types.feasible, found.weights(weighting)).iloc[0]
    demand = demand_shares(engine, regions, catalogue, layer, region)
    shares = pd.Series(
        [demand[ip_type].share if demand else 1.0 for ip_type in types.cells.get_level_values("ip_type")],
        index=types.cells,
    )
    local = weights * shares
    total = float(local.sum())
    rows = pd.DataFrame({
        "agencies": found.providers.iloc[0].where(states != formula.CellState.UNKNOWN.value),
        "state": states, "weight": weights, "local_weight": local / total if total > 0 else weights,
    })
    return RegionCells(rows.reset_index(), demand)


def demand_shares(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, region: str
) -> dict[str, DemandShare]:
    """Return the share of a region in the nation's demand for each type of IP.

    Of a type that is counted nowhere, by the metrics that stand for any; empty where not even those are known of the
    region, since shares of some types alone would compare nothing. The nation itself needs none.
    """
    if region == NATION:
        return {}
    metrics = service_types().demand
    level = regions.level_of(region)
    common = _first_known(engine, catalogue, metrics[ANY_TYPE], level, layer, region)
    if common is None:
        return {}
    return {
        ip_type: _first_known(engine, catalogue, metrics.get(ip_type, ()), level, layer, region) or common
        for ip_type in IP_TYPES
    }


def _first_known(
    engine: Engine, catalogue: Mapping[str, Indicator], metrics: tuple[str, ...], level: str, layer: str, region: str
) -> DemandShare | None:
    for metric in metrics:
        for source in dict.fromkeys((layer, "published")):
            if metric not in catalogue:
                continue
            share = replace(catalogue[metric], id=f"share_of_{metric}", kind="share")
            values = indicator_values(engine, share, level, source)
            if not years_known(values):
                continue
            year = latest_well_covered(values)
            own = values[(values["region_code"] == region) & (values["period"] == year)]["value"].dropna()
            if len(own):
                return DemandShare(float(own.iloc[0]) / 100, metric, year, source)
    return None


def closed_cells(engine: Engine, regions: Regions, layer: str, region: str, threshold: int) -> ClosedCells:
    """Return when the cells of a region closed, by the first years of its agencies of today."""
    types = service_types()
    places = None if region == NATION else list(regions.inside(region))
    rows = engine.query("gap/service_years", layer=layer, places=places)
    forms, ip_types = ({word: name for name, word in words.items()} for words in (SERVICE_FORMS, IP_TYPES))
    rows["form"], rows["ip_type"] = rows["service_form"].map(forms), rows["ip_type"].map(ip_types)
    undated = rows[rows["first_year"].isna()].groupby(["form", "ip_type"])["agencies"].sum()
    dated = rows[rows["first_year"].notna()].astype({"first_year": int})
    starting = dated.pivot_table(index=["form", "ip_type"], columns="first_year", values="agencies", aggfunc="sum")
    starting = starting.reindex(types.cells).fillna(0.0).astype(float)
    undated = undated.reindex(types.cells).fillna(0.0).astype(float)
    # Where nothing tells of a cell below the threshold, it is neither open nor closed.
    states = services(engine, regions, layer, [region]).states(threshold).iloc[0]
    is_silent = states == formula.CellState.UNKNOWN.value
    starting[is_silent], undated[is_silent] = np.nan, np.nan
    cells = formula.closing_years(starting, undated, types.feasible, threshold)
    cells = cells[types.feasible.astype(bool)].reset_index()
    return ClosedCells(_by_year(cells), cells)


def _by_year(cells: pd.DataFrame) -> pd.DataFrame:
    known = cells.dropna(subset=["year"])
    if known.empty:
        return pd.DataFrame(columns=["year", "dated", "at_the_latest", "closed"], dtype=int)
    years = range(int(known["year"].min()), int(known["year"].max()) + 1)
    counts = {
        state.value: known.loc[known["state"] == state.value, "year"].value_counts().reindex(years, fill_value=0)
        for state in (formula.ClosingState.DATED, formula.ClosingState.AT_THE_LATEST)
    }
    frame = pd.DataFrame(counts).rename_axis("year").reset_index()
    return frame.assign(closed=(frame["dated"] + frame["at_the_latest"]).cumsum()).astype(int)
