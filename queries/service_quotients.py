"""Location quotients of services: what can be told of the gradient where the output of regions is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.outcome import outcome_frame
from queries.formulas.reasons import Reason
from queries.formulas.shares import location_quotient
from queries.gradient import LEAST_LISTED
from queries.regions import ZONES, Regions
from queries.values import indicator_values, ratio_with_parts

Whole = Literal["nation", "listed"]
OF_DEMAND = "demand"


@dataclass(frozen=True)
class ServiceQuotients:
    """Location quotients of one measure of services by the regions of a level in one year.

    Attributes
    ----------
    rows : index = codes of the level in the survey; supply and base (units of the two metrics), value (LQ ≥ 0,
        1 = the whole), reason, zone (code or None)
    whole : the 31 provinces, or the cities listed, which do not make up the nation
    units : how many regions have both figures, of so many in the survey
    """

    indicator: Indicator
    level: str
    year: int
    layer: str
    rows: pd.DataFrame
    whole: Whole
    units: tuple[int, int]

    @property
    def known(self) -> pd.DataFrame:
        """The rows with a quotient, the highest first."""
        rows = self.rows[self.rows["value"].notna()]
        return rows.sort_values("value", ascending=False, kind="stable")


def quotient_years(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], level: str, layer: str
) -> dict[str, tuple[int, ...]]:
    """Return the location quotients of services by identifier with the years of which one can be told, oldest first."""
    found = {}
    least = LEAST_LISTED * regions.surveyed(level)
    for indicator in catalogue.values():
        if indicator.kind == "location_quotient" and indicator.subject != OF_DEMAND:
            values = indicator_values(engine, indicator, level, layer)
            years = {int(year) for year in values.loc[values["value"].notna(), "period"]}
            if level == "city":
                parts = ratio_with_parts(engine, indicator, level, layer)
                counts = parts[parts["value"].notna()].groupby("period").size()
                years |= {int(year) for year in counts[counts >= least].index}
            if years:
                found[indicator.id] = tuple(sorted(years))
    return found


def service_quotients(
    engine: Engine, regions: Regions, indicator: Indicator, level: str, year: int, layer: str
) -> ServiceQuotients:
    """Return the location quotients of one measure (METHODS D3).

    Each is relative to the nation where its totals are known; of cities else to those that report both figures, where
    these are at least half of the survey's cities: few cities would be measured by one another.
    """
    key = ("service_quotients", indicator.id, level, year, layer)
    return engine.recall(key, lambda: _quotients(engine, regions, indicator, level, year, layer))


def _quotients(
    engine: Engine, regions: Regions, indicator: Indicator, level: str, year: int, layer: str
) -> ServiceQuotients:
    codes = [code for code in regions.levels[level] if regions[code].in_survey]
    parts = ratio_with_parts(engine, indicator, level, layer)
    own = parts[parts["period"] == year].set_index("region_code").reindex(codes)
    national = indicator_values(engine, indicator, level, layer)
    told = national[national["period"] == year].set_index("region_code").reindex(codes)[["value", "reason"]]
    both = own["value"].notna()
    whole: Whole = "nation"
    if level == "city" and told["value"].isna().all() and both.mean() >= LEAST_LISTED:
        whole = "listed"
        quotients = location_quotient(own["numerator"].where(both), own["denominator"].where(both), **_sums(own[both]))
        told = outcome_frame(quotients["value"], own["reason"].where(own["reason"].notna(), quotients["reason"]))
    rows = pd.DataFrame({"supply": own["numerator"], "base": own["denominator"]}, index=codes).astype(float).join(told)
    absent = rows["value"].isna() & rows["reason"].isna()
    rows["reason"] = rows["reason"].astype(object).mask(absent, Reason.NOT_PUBLISHED.value)
    rows["zone"] = [code if code in ZONES else regions.zone_of(code) for code in rows.index]
    return ServiceQuotients(indicator, level, year, layer, rows, whole, (int(both.sum()), regions.surveyed(level)))


def _sums(rows: pd.DataFrame) -> dict[str, float]:
    return {"total_supply": float(rows["numerator"].sum()), "total_base": float(rows["denominator"].sum())}
