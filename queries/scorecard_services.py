"""What is in reach on the scorecard: coverage of service types, and people far from every agency."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.agencies import IP_TYPES, SERVICE_FORMS, registers
from queries.formulas.reasons import Reason
from queries.formulas.service_coverage import service_coverage
from queries.regions import NATION, ZONES
from queries.scorecard_panels import PER_CENT, Basis, Panel, panel_of
from queries.scorecard_record import Measure
from queries.service_coverage import service_types, services
from queries.underserved import DEFAULT_DISTANCE, underserved

THRESHOLD = 1
YEARS_BACK = 6


def service_coverage_panel(basis: Basis, measure: Measure) -> Panel:
    """1 − CG in per cent (METHODS G6) of every province; of zones and the nation the mean of their provinces.

    A larger region offers more for its size alone, so the sum of a zone would say nothing. Earlier years rest on the
    first years of the present providers: those that are gone are not in them. An offer without a first year counts as
    there all along, so that the change is at least the one shown.
    """
    years_told = registers(basis.engine).get(basis.layer)
    if not years_told:
        return panel_of(pd.DataFrame())
    last = max(years_told)
    provinces = list(basis.regions.zone_of_province)
    found = services(basis.engine, basis.regions, basis.layer, provinces)
    starts = _starts(basis)
    known = found.known()
    feasible = service_types().feasible
    values = {}
    for year in range(last - YEARS_BACK, last + 1):
        is_there = starts["first_year"].isna() | (starts["first_year"] <= year)
        own = known if year == last else _offers(starts[is_there], known)
        gap = service_coverage(own, feasible, found.weights("equal"), THRESHOLD)["gap"]
        values[year] = PER_CENT * (1.0 - gap)
    table = _with_means(basis, pd.DataFrame(values, index=provinces))
    full = pd.DataFrame(PER_CENT, index=table.index, columns=table.columns)
    return panel_of(table, Reason.COVERAGE, full)


def underserved_panel(basis: Basis, measure: Measure) -> Panel:
    """Share of the people of cities more than 50 km from every open agency, U(50 km) in per cent (METHODS G7).

    The people of a city stand at its one point. The register tells where agencies stand today, so the year of its last
    report stands alone.
    """
    years_told = registers(basis.engine).get(basis.layer)
    if not years_told:
        return panel_of(pd.DataFrame())
    year = max(years_told)
    found = underserved(
        basis.engine, basis.regions, basis.catalogue, str(measure.denominator), year, basis.layer
    )
    codes = [*basis.regions.zone_of_province, *ZONES, NATION]
    shares = {code: found.share(code, DEFAULT_DISTANCE) for code in codes}
    values = {code: np.nan if one.value is None else PER_CENT * one.value for code, one in shares.items()}
    reasons = {code: one.reason.value if one.reason else None for code, one in shares.items()}
    table = pd.DataFrame({year: values}, index=codes)
    national = pd.DataFrame({year: values[NATION]}, index=codes)
    return Panel(table, pd.DataFrame({year: reasons}, index=codes, dtype=object), national)


def _starts(basis: Basis) -> pd.DataFrame:
    """First years of offers with province and cell in the words of the grid."""
    rows = basis.engine.query("scorecard/service_years", layer=basis.layer)
    forms = {form: word for word, form in SERVICE_FORMS.items()}
    types = {ip_type: word for word, ip_type in IP_TYPES.items()}
    rows["form"], rows["ip_type"] = rows["service_form"].map(forms), rows["ip_type"].map(types)
    rows["first_year"] = rows["first_year"].astype(float)
    rows["province"] = [basis.regions.province_of(code) for code in rows["region_code"]]
    return rows


def _offers(rows: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Providers by province and cell; unknown where the cell is unknown today."""
    counts = rows.pivot_table(index="province", columns=["form", "ip_type"], values="agencies", aggfunc="sum")
    counts = counts.reindex(index=like.index, columns=like.columns).fillna(0.0)
    return counts.where(like.notna(), np.nan)


def _with_means(basis: Basis, provinces: pd.DataFrame) -> pd.DataFrame:
    """The provinces, and for zones and the nation the mean where all of theirs are known."""
    zone = pd.Series(dict(basis.regions.zone_of_province)).reindex(provinces.index)
    means = {one: provinces[zone == one].mean(skipna=False) for one in ZONES}
    means[NATION] = provinces.mean(skipna=False)
    return pd.concat([provinces, pd.DataFrame(means).T])
