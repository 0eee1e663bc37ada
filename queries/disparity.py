"""How uneven a total lies over the 31 provinces, and how much of it lies between the four zones."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.concentration import concentration_ratio, herfindahl_hirschman_index
from queries.formulas.inequality import gini
from queries.formulas.outcome import Outcome
from queries.formulas.theil import TheilDecomposition, theil_t_by_group
from queries.regions import Regions
from queries.values import indicator_values

WEIGHT_METRIC = "population_census"
WEIGHT_YEAR = 2020


@dataclass(frozen=True)
class Disparity:
    """Measures of one total in one year over the 31 provinces.

    `gini` and `theil` are weighted by the population of the census, so that 0 means the same figure per head
    everywhere. `units` holds region_code, supply, weight and zone of the provinces that entered.
    """

    concentration: dict[int, Outcome]
    herfindahl: Outcome
    gini: Outcome
    theil: TheilDecomposition
    units: pd.DataFrame

    @property
    def is_complete(self) -> bool:
        """Whether all 31 provinces entered; measures of an incomplete country would mislead."""
        return bool(self.units["supply"].notna().all())


def disparity(engine: Engine, regions: Regions, counted: Indicator, year: int, layer: str) -> Disparity:
    """Return the measures of METHODS D4 to D7 for the total that `counted` shows.

    Parameters
    ----------
    counted : an indicator that is a total (``is_count``); for a ratio pass the one of its numerator
    year : year of the figures
    """
    values = indicator_values(engine, counted, "province", layer)
    values = values[(values["period"] == year) & values["region_code"].isin(list(regions.zone_of_province))]
    supply = values.set_index("region_code")["value"].sort_index()
    weight = _population(engine).reindex(supply.index)
    zone = pd.Series({code: regions.zone_of_province[code] for code in supply.index}, dtype=object)
    return Disparity(
        concentration={m: concentration_ratio(supply, m) for m in (1, 4, 8)},
        herfindahl=herfindahl_hirschman_index(supply),
        gini=gini(supply, weight),
        theil=theil_t_by_group(supply, weight, zone),
        units=pd.DataFrame({"supply": supply, "weight": weight, "zone": zone}).rename_axis("region_code"),
    )


def _population(engine: Engine) -> pd.Series:
    rows = engine.query("indicator/metric_year", metric=WEIGHT_METRIC, year=WEIGHT_YEAR, layer="published")
    return rows.set_index("region_code")["value"]
