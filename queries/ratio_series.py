"""Supply per demand over the years: the series of every region of a level and of what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.gap_basis import GapBasis, Total, TotalBasis, gap_basis
from queries.gap_measures import supply_years
from queries.regions import NATION, Regions
from queries.values import BREAKING

COLUMNS = ["role", "code", "period", "demand_year", "supply", "demand", "ratio", "reason", "basis"]

FEWEST_YEARS, ENOUGH_YEARS = 3, 0.5
"""Years, and share of the years of the supply, in which a demand base must be known to move with it."""


@dataclass(frozen=True)
class RatioSeries:
    """S/D by year, up to the year of a basis, each year as the basis of that year has it.

    Attributes
    ----------
    rows : one row per role, code and period: role is region or reference (the nation or a zone); code; period;
        demand_year; supply; demand; ratio; reason; basis of a reference, sum or printed; the nation has a ratio only in
        years of the basis that it has in the last
    year : the last year
    since : first year of the series in force by code: a break of supply or of a moving demand begins a new series of
        that very place; a break of the printed national figures does not touch a nation that is added up
    """

    rows: pd.DataFrame
    year: int
    since: Mapping[str, int]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years in which any region has a ratio."""
        known = self.rows[(self.rows["role"] == "region") & self.rows["ratio"].notna()]
        return tuple(sorted(int(period) for period in known["period"].unique()))

    @property
    def is_demand_fixed(self) -> bool:
        """Whether one year of the demand base serves all years of the supply, or there is only one."""
        return bool((self.rows["demand_year"] != self.rows["period"]).any()) or len(self.years) < 2

    @property
    def demand_year(self) -> int:
        """Year of the demand base in the last year."""
        return int(self.rows.loc[self.rows["period"] == self.year, "demand_year"].iloc[0])

    def of_region(self, code: str, whole: bool = False) -> pd.Series:
        """Ratio of a region by year since the last break, or the `whole` series; years without one are left out."""
        return self._ratios("region", code, whole)

    def of_reference(self, code: str, whole: bool = False) -> pd.Series:
        """The same of the nation or a zone."""
        return self._ratios("reference", code, whole)

    def reference_now(self, code: str) -> Outcome:
        """Ratio of the nation or a zone in the last year."""
        return _outcome(self._now("reference", code), "ratio")

    def demand_of(self, code: str) -> pd.Series:
        """Demand base of a region by year."""
        return pd.Series(self._by_place["demand"].get(("region", code), {}), dtype=float)

    def _ratios(self, role: str, code: str, whole: bool) -> pd.Series:
        since = 0 if whole else self.since.get(code, 0)
        known = self._by_place["ratio"].get((role, code), {})
        return pd.Series({year: value for year, value in known.items() if year >= since}, dtype=float)

    @cached_property
    def _by_place(self) -> dict[str, dict[tuple[str, str], dict[int, float]]]:
        """Known figures by column, place and year, oldest first."""
        found: dict[str, dict[tuple[str, str], dict[int, float]]] = {"ratio": {}, "demand": {}}
        rows: Any = self.rows.sort_values("period").itertuples()
        for row in rows:
            for column, figures in found.items():
                value = getattr(row, column)
                if pd.notna(value):
                    figures.setdefault((row.role, row.code), {})[int(row.period)] = float(value)
        return found

    def _now(self, role: str, code: str) -> pd.DataFrame:
        rows = self.rows
        return rows[(rows["role"] == role) & (rows["code"] == code) & (rows["period"] == self.year)]


def ratio_series(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis
) -> RatioSeries:
    """Return supply per demand of the years up to that of a basis.

    Supply and demand are of the same year where the demand base is known in the year of the basis and in enough of the
    others; else the demand base of the basis is held fixed over all years.
    """
    rows = engine.recall(("ratio_series", *basis.key), lambda: _rows(engine, regions, catalogue, basis))
    is_fixed = bool((rows["demand_year"] != rows["period"]).any())
    metrics = [basis.supply.metric, *([] if is_fixed else [basis.demand.metric])]
    breaks = engine.query("indicator/breaks", metrics=metrics, layer=basis.layer)
    breaks = breaks[breaks["kind"].isin(BREAKING) & (breaks["year"] <= basis.year)]
    since = {str(code): int(years.max()) for code, years in breaks.groupby("region_code")["year"]}
    if not (rows.loc[rows["code"] == NATION, "basis"] == "printed").any():
        since.pop(NATION, None)
    return RatioSeries(rows, basis.year, since)


def _rows(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], basis: GapBasis
) -> pd.DataFrame:
    supply, demand = basis.supply.metric, basis.demand.metric
    known, _ = supply_years(engine, catalogue[supply], basis.level, basis.layer)
    years = sorted({*(year for year in known if year < basis.year), basis.year})

    def of(year: int, level: str, base_year: int | None) -> GapBasis | None:
        return gap_basis(engine, regions, catalogue, supply, demand, level, year, basis.layer, base_year)

    moving = {year: found for year in years if (found := of(year, basis.level, None)) and found.demand_year == year}
    is_moving = basis.year in moving and len(moving) >= min(len(years), max(FEWEST_YEARS, ENOUGH_YEARS * len(years)))
    bases = moving if is_moving else {
        year: found for year in years if (found := of(year, basis.level, basis.demand_year))
    }
    parts = [part for year in sorted(bases) for part in _parts(bases[year])]
    return _on_one_basis(pd.DataFrame(parts, columns=COLUMNS), basis.national.basis)


def _on_one_basis(rows: pd.DataFrame, kept: TotalBasis) -> pd.DataFrame:
    """Leave out the years in which the nation is added up where now it is printed, or the other way round.

    The step from one to the other would be told as growth.
    """
    is_other = (rows["code"] == NATION) & (rows["role"] == "reference") & (rows["basis"] != kept)
    is_other &= rows["ratio"].notna()
    rows.loc[is_other, ["supply", "demand", "ratio"]] = float("nan")
    rows["reason"] = rows["reason"].mask(is_other, Reason.SERIES_BREAK.value)
    return rows


def _parts(basis: GapBasis) -> list[dict[str, object]]:
    shared = {"period": basis.year, "demand_year": basis.demand_year}
    totals = {NATION: basis.national, **basis.zones}
    return [
        *({"role": "region", "code": row["region_code"], **shared, "supply": row["supply"], "demand": row["demand"],
           "ratio": row["ratio"], "reason": row["reason"]} for row in basis.rows.to_dict("records")),
        *({"role": "reference", "code": code, **shared, **_figures(total)}
          for code, total in totals.items()),
    ]


def _figures(total: Total) -> dict[str, object]:
    return {"supply": total.supply.value, "demand": total.demand.value, "ratio": total.ratio.value,
            "reason": total.ratio.reason.value if total.ratio.reason else None, "basis": total.basis}


def _outcome(rows: pd.DataFrame, column: str) -> Outcome:
    if rows.empty:
        return Outcome.absent(Reason.NOT_PUBLISHED)
    value = rows[column].iloc[0]
    if pd.notna(value):
        return Outcome.of(float(value), 1)
    reason = rows["reason"].iloc[0]
    return Outcome.absent(Reason(reason) if isinstance(reason, str) else Reason.NOT_PUBLISHED)
