"""Technology contracts by province and year: output against what is absorbed, what is left over, and their centres."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from data.metrics import Metric
from queries.base_values import base_of_year
from queries.catalogue import Indicator
from queries.centres import Centres, centres_of, wide
from queries.engine import Engine
from queries.formulas.contract_balance import BalanceSum, balance_sum, contract_balance
from queries.regions import NATION, ZONES, Regions
from queries.values import BOUNDS, metric_values

ContractMeasure = Literal["amount", "number"]
CONTRACT_MEASURES: tuple[ContractMeasure, ...] = get_args(ContractMeasure)
SOLD: Mapping[ContractMeasure, str] = {
    "amount": "technology_contract_value_sold", "number": "technology_contracts_sold",
}
BOUGHT: Mapping[ContractMeasure, str] = {
    "amount": "technology_contract_value_bought", "number": "technology_contracts_bought",
}
LEVELS = ("province", "zone")
OUTPUT = "gdp"


@dataclass(frozen=True)
class ContractYear:
    """The balance of one year.

    Attributes
    ----------
    rows : index the places of the level: sold, bought, net, value (rate −1..1), reason, and per_output (net in per
        cent of the output of the place in the same year; NaN for numbers of contracts and where it is unknown)
    sums : over the provinces with both figures, whatever the level
    printed_sold, printed_bought : what the source prints for the nation, 港澳台 and abroad included; NaN if nothing
    """

    year: int
    rows: pd.DataFrame
    sums: BalanceSum
    printed_sold: float
    printed_bought: float


@dataclass(frozen=True)
class Contracts:
    """Contracts of a layer in one measure.

    Attributes
    ----------
    sold, bought : the metrics
    tables : by level province and zone, of each side a table region × year of point values
    years : in which provinces have figures of both sides, ascending
    """

    sold: Indicator
    bought: Indicator
    tables: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]]
    printed: pd.DataFrame
    years: list[int]

    def told_provinces(self) -> pd.Series:
        """How many provinces have figures of both sides, by year."""
        sold, bought = self.tables["province"]
        return (sold.notna() & bought.notna()).sum()

    def line(self, region: str) -> pd.DataFrame:
        """Sold and bought by year of a province or zone; of the nation the sum of the provinces with both figures.

        Raises
        ------
        ValueError : a place that is none of these, such as a major region
        """
        if region == NATION:
            sold, bought = self.tables["province"]
            sides = {"sold": sold.where(bought.notna()), "bought": bought.where(sold.notna())}
            return pd.DataFrame({name: table.sum(min_count=1) for name, table in sides.items()})
        sold, bought = self.tables["zone" if region in ZONES else "province"]
        if region not in (*ZONES, *sold.index):
            raise ValueError(f"neither a province of the contracts nor a zone: {region}")
        return pd.DataFrame({name: table.reindex([region]).loc[region] for name, table in
                             (("sold", sold), ("bought", bought))})


def contracts_of(
    engine: Engine, catalogue: Mapping[str, Indicator], measure: ContractMeasure, layer: str
) -> Contracts | None:
    """Return the contracts of a layer; None where it knows no province on both sides in any year."""
    if SOLD[measure] not in catalogue or BOUGHT[measure] not in catalogue:
        return None
    sold, bought = catalogue[SOLD[measure]], catalogue[BOUGHT[measure]]

    def make() -> Contracts | None:
        metrics = sold.numerator, bought.numerator
        tables = {level: _sides(engine, *metrics, level, layer) for level in LEVELS}
        first, second = tables["province"]
        both = first.notna() & second.notna()
        years = [int(year) for year in both.columns[both.any()]]
        return Contracts(sold, bought, tables, _printed(engine, sold, bought, layer), years) if years else None

    return engine.recall(("contracts", measure, layer), make)


def contract_year(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], contracts: Contracts, level: str, year: int,
    layer: str,
) -> ContractYear:
    """Return the balance of a year at the level province or zone."""
    sides = contracts.tables[level]
    places = [code for code in regions.levels[level] if regions[code].in_survey or level == "zone"]
    sold, bought = (table.reindex(places)[year] for table in sides)
    rows = contract_balance(sold, bought)
    rows["per_output"] = math.nan
    if contracts.sold.numerator.unit == catalogue[OUTPUT].numerator.unit:
        output = base_of_year(engine, catalogue[OUTPUT].numerator, level, year, layer).reindex(places)
        rows["per_output"] = 100.0 * rows["net"] / output.where(output > 0)
    provinces = contracts.tables["province"]
    sums = balance_sum(contract_balance(*(table[year] for table in _aligned(*provinces))))
    printed = contracts.printed.reindex([year]).iloc[0]
    return ContractYear(year, rows, sums, float(printed["sold"]), float(printed["bought"]))


def contract_centres(engine: Engine, regions: Regions, contracts: Contracts, within: str, layer: str) -> Centres:
    """Return the centres of what is sold and of what is bought, named ``sold`` and ``bought`` (METHODS T5)."""
    sold, bought = contracts.tables["province"]
    key = ("contract_centres", contracts.sold.id, within, layer)
    tables = {"sold": sold[contracts.years], "bought": bought[contracts.years]}
    return engine.recall(key, lambda: centres_of(regions, tables, "province", within))


def _sides(
    engine: Engine, sold: Metric, bought: Metric, level: str, layer: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    return _aligned(*(wide(metric_values(engine, metric, level, layer)) for metric in (sold, bought)))


def _aligned(first: pd.DataFrame, second: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables with the places and years of either."""
    one, other = first.align(second)
    return one, other


def _printed(engine: Engine, sold: Indicator, bought: Indicator, layer: str) -> pd.DataFrame:
    """What sources print for the nation, by year."""
    rows = engine.query(
        "indicator/printed", metrics=[sold.numerator.metric, bought.numerator.metric], region_code=NATION, layer=layer
    )
    rows = rows[~rows["qualifier"].isin(BOUNDS)]
    table = rows.pivot_table(index="period", columns="metric", values="value", aggfunc="first")
    return table.reindex(columns=[sold.numerator.metric, bought.numerator.metric]).set_axis(["sold", "bought"], axis=1)
