"""How high each region stands on the gradient in a year, of all services or of one form, and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.base_values import base_of_year
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.form_panel import form_panel, tell_enough
from queries.formulas.gradient_coefficient import gradient_coefficient
from queries.formulas.reasons import Reason
from queries.formulas.units import MINIMUM_COVERAGE, exact_sum
from queries.gap_measures import demand_year
from queries.regions import NATION, ZONES, Regions
from queries.values import indicator_values

METRICS = {
    "output": "industry_revenue", "staff": "employees", "product": "gdp", "capital": "registered_capital",
    "agencies": "ip_service_institutions",
}
AMOUNTS = ["output", "staff", "product", "capital", "agencies"]
TEN_THOUSANDS_IN_100_MILLION = 10_000.0
LEAST_LISTED = 0.5
"""Share of the surveyed cities whose product must be known before the cities listed may stand together."""
FEW = 5.0
"""Agencies below which a coefficient is told with their number (E7)."""


@dataclass(frozen=True)
class Gradient:
    """Gradient coefficients of the regions of a level in one year.

    Attributes
    ----------
    form : key of SERVICE_FORMS; None for all services together
    product_year : of the gross product, the nearest that is well covered
    rows : index = codes of the level in the survey; output (亿元), staff (persons), product (亿元), capital (亿元),
        agencies (of a form in parts of one), told (least share of the agencies that tell revenue or staff, 0..1; NaN
        where all forms count together), proxy (1 where whole provinces stand in for a major region), the columns of
        ``gradient_coefficient``, and zone (code or None)
    whole : the same amounts of the whole that they are measured by, sums over the units that report both
    units : how many regions the whole consists of, of so many in the survey
    is_listed : whether the whole are the cities listed, which do not make up the nation
    """

    level: str
    year: int
    form: str | None
    layer: str
    product_year: int
    rows: pd.DataFrame
    whole: pd.Series
    units: tuple[int, int]
    is_listed: bool

    @property
    def known(self) -> pd.DataFrame:
        """The rows with a coefficient, the highest first."""
        rows = self.rows[self.rows["value"].notna()]
        return rows.sort_values("value", ascending=False, kind="stable")

    @property
    def has_improved(self) -> bool:
        """Whether the improved form is known of any region."""
        return bool(self.rows["improved"].notna().any())


def gradient_years(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, layer: str,
    form: str | None = None,
) -> tuple[int, ...]:
    """Return the years in which revenue and staff are known of any region of a level, oldest first."""
    if form is not None:
        panel = form_panel(engine, regions, layer, level)
        rows = panel[panel["form"] == form]
        return tuple(sorted(int(year) for year in rows.loc[tell_enough(_told(rows)), "year"].unique()))
    years = [
        {int(year) for year in values.loc[values["value"].notna(), "period"]}
        for values in (_of_metric(engine, catalogue, METRICS[name], level, layer) for name in ("output", "staff"))
    ]
    return tuple(sorted(set.intersection(*years)))


def gradient(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, year: int, layer: str,
    form: str | None = None,
) -> Gradient | None:
    """Return the gradient coefficients of a level in a year (METHODS T1); None where no gross product is known.

    Revenue and staff of all services are statistics of the layer, so that scorecard and page rest on the same figures;
    those of one form are what the agencies of the register tell, in fractional counting. Product is of the layer or as
    published. The capital of agencies is known for all forms together alone.

    Parameters
    ----------
    level : zone, major, province or city
    form : key of SERVICE_FORMS; None for all services
    """
    key = ("gradient", level, year, layer, form)
    return engine.recall(key, lambda: _gradient(engine, regions, catalogue, level, year, layer, form))


def gradients_by_year(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, layer: str,
    form: str | None = None,
) -> dict[int, Gradient]:
    """Return the gradients of a level in every year of ``gradient_years``, oldest first; none without any product."""
    years = gradient_years(engine, regions, catalogue, level, layer, form)
    found = {year: gradient(engine, regions, catalogue, level, year, layer, form) for year in years}
    return {year: one for year, one in found.items() if one is not None}


def _gradient(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, year: int, layer: str,
    form: str | None,
) -> Gradient | None:
    unit_level = "city" if level == "city" else "province"
    chosen = demand_year(engine, catalogue, METRICS["product"], unit_level, year, layer)
    if chosen is None:
        return None
    source = _Source(engine, regions, catalogue, layer, year, chosen, form)
    units = source.amounts(unit_level)
    is_listed = level == "city"
    if is_listed:
        listed = units["product"].notna()
        units = units[listed] if listed.mean() >= LEAST_LISTED else units.iloc[:0]
    rows = source.amounts(level)
    if form is not None and level in ("zone", "major"):
        rows = source.without_uncovered(rows, units)
    found = gradient_coefficient(rows[AMOUNTS], units[AMOUNTS])
    own = rows["why"].where(rows["output"].isna(), None)
    for column in ("reason", "location_quotient_reason", "labour_productivity_reason", "improved_reason"):
        found[column] = found[column].where(found[column].isna() | own.isna(), own)
    joined = rows[[*AMOUNTS, "told"]].join(found)
    joined["proxy"] = joined.index.isin(regions.stood_in).astype(int)
    joined["zone"] = [code if code in ZONES else regions.zone_of(code) for code in joined.index]
    both = units[units[["output", "staff", "product"]].notna().all(axis=1)]
    whole = pd.Series({name: exact_sum(both[name].dropna()) for name in AMOUNTS})
    count = (len(both), regions.surveyed(unit_level))
    return Gradient(level, year, form, layer, chosen, joined, whole, count, is_listed)


@dataclass(frozen=True)
class _Source:
    """Where the amounts of one year come from."""

    engine: Engine
    regions: Regions
    catalogue: Mapping[str, Indicator]
    layer: str
    year: int
    product_year: int
    form: str | None

    def amounts(self, level: str) -> pd.DataFrame:
        """Amounts of the surveyed regions of a level with `told` and `why` output is missing."""
        codes = pd.Index([code for code in self.regions.levels[level] if self.regions[code].in_survey])
        product = base_of_year(
            self.engine, self.catalogue[METRICS["product"]].numerator, level, self.product_year, self.layer
        ).reindex(codes)
        if self.form is None:
            return self._of_all(level, codes).assign(product=product)
        return self._of_form(level, codes).assign(product=product)

    def without_uncovered(self, rows: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
        """Take away the sums of groups whose provinces that tell carry less than 95 % of their product (E2)."""
        kept = rows.copy()
        for code in kept.index:
            inside = units[units.index.isin(self.regions.provinces_of(code))]
            told = inside[["output", "staff"]].notna().all(axis=1)
            carried = exact_sum(inside.loc[told, "product"])
            if not carried >= MINIMUM_COVERAGE * exact_sum(inside["product"]):
                kept.loc[code, ["output", "staff"]] = np.nan
                kept.loc[code, "why"] = Reason.COVERAGE.value
        return kept

    def _of_all(self, level: str, codes: pd.Index) -> pd.DataFrame:
        found: dict[str, pd.Series] = {}
        for name in ("output", "staff", "capital", "agencies"):
            values = _of_metric(self.engine, self.catalogue, METRICS[name], level, self.layer)
            rows = values[values["period"] == self.year].set_index("region_code").reindex(codes)
            found[name] = rows["value"].astype(float)
            if name == "output":
                found["why"] = rows["reason"].astype(object).where(rows["reason"].notna(), None)
        return pd.DataFrame(found, index=codes).assign(told=np.nan)

    def _of_form(self, level: str, codes: pd.Index) -> pd.DataFrame:
        """A region with a register but without the form has none of it, which is no missing figure."""
        panel = form_panel(self.engine, self.regions, self.layer, level)
        panel = panel[panel["year"] == self.year]
        reporting = codes.isin(panel["region_code"])
        rows = panel[panel["form"] == self.form].set_index("region_code").reindex(codes)
        has_form = rows["agencies"].fillna(0) > 0
        told = _told(rows)
        enough = tell_enough(told)
        amounts = pd.DataFrame({
            "output": (rows["revenue"] / TEN_THOUSANDS_IN_100_MILLION).where(enough),
            "staff": rows["employees"].where(enough),
            "capital": np.nan,
            "agencies": rows["agencies"].fillna(0).where(reporting),
            "told": told,
        }, index=codes).astype(float)
        amounts.loc[reporting & ~has_form, ["output", "staff"]] = 0.0
        why = pd.Series(None, index=codes, dtype=object)
        why[has_form & ~enough] = Reason.COVERAGE.value
        return amounts.assign(why=why)


def _told(rows: pd.DataFrame) -> pd.Series:
    """Least share of the agencies of rows of a form panel that tell revenue or staff, 0..1."""
    return rows[["revenue_told", "employees_told"]].min(axis=1) / rows["agencies"].where(rows["agencies"] > 0)


def _of_metric(
    engine: Engine, catalogue: Mapping[str, Indicator], metric: str, level: str, layer: str
) -> pd.DataFrame:
    """The figures of a metric; none where the snapshot does not know it."""
    indicator = catalogue.get(metric)
    if indicator is None:
        return pd.DataFrame(columns=["region_code", "period", "value", "reason"])
    return indicator_values(engine, indicator, level, layer)


def nation_row(found: Gradient) -> pd.Series:
    """The whole as a row beside the regions: every part of it is 1 by definition."""
    row = pd.Series(dict.fromkeys(found.rows.columns), dtype=object)
    parts = {"location_quotient": 1.0, "labour_productivity": 1.0, "value": 1.0}
    if found.has_improved:
        parts |= {"capital_productivity": 1.0, "improved": 1.0}
    return pd.concat([row.drop([*parts, *found.whole.index]), found.whole, pd.Series(parts)]).rename(NATION)
