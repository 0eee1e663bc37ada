"""What a register says of regions as it stands: figures that have no years of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.regions import Regions
from queries.service_coverage import level_coverage

PUBLISHED = "published"
PER_CENT = 100.0


def standing_values(engine: Engine, regions: Regions, name: str, level: str, layer: str) -> pd.DataFrame:
    """A figure of the register by region, the same in every year that the layer knows anything of.

    Parameters
    ----------
    name : service_coverage (per cent of the cells of type and form), credit_grade_a (per cent of the agencies with a
        grade), clusters (number)

    Returns
    -------
    Columns region_code, period, value, reason, in the form of ``indicator_values``: `value` is missing exactly where
    `reason` says why. Regions outside the survey have none.
    """
    key = ("standing_values", name, level, layer)
    return engine.recall(key, lambda: _every_year(engine, _FIGURES[name](engine, regions, level, layer), layer))


def _every_year(engine: Engine, figures: pd.Series, layer: str) -> pd.DataFrame:
    years = sorted(set(engine.query("coverage/metric_years", layer=layer)["period"].astype(int)))
    reasons = [Reason.NOT_PUBLISHED.value if is_missing else None for is_missing in figures.isna()]
    rows = pd.DataFrame({"region_code": figures.index, "value": figures.to_numpy(dtype=float), "reason": reasons})
    parts = [rows.assign(period=year) for year in years]
    return pd.concat(parts, ignore_index=True) if parts else rows.assign(period=pd.Series(dtype=int)).head(0)


def _coverage(engine: Engine, regions: Regions, level: str, layer: str) -> pd.Series:
    rows = level_coverage(engine, regions, layer, level, threshold=1)
    rows = rows[~rows["is_reference"].astype(bool)]
    return PER_CENT * rows.set_index("region_code")["coverage"].astype(float)


def _credit(engine: Engine, regions: Regions, level: str, layer: str) -> pd.Series:
    """The share of grade A or better among the agencies with a grade; many have none."""
    counts = engine.query("capacity/credit_grades", layer=layer).set_index("region_code")
    totals = {code: counts[counts.index.isin(regions.inside(code))].sum() for code in _units(regions, level)}
    found = pd.DataFrame(totals).T.reindex(columns=["agencies", "graded", "good"])
    return PER_CENT * found["good"] / found["graded"].where(found["graded"] > 0)


def _clusters(engine: Engine, regions: Regions, level: str, layer: str) -> pd.Series:
    """Clusters by region; none of the published list, which names only some of them."""
    codes = _units(regions, level)
    rows = engine.query("cluster/identity", layer=layer)
    own = rows[rows["layer"] == layer]
    if layer == PUBLISHED or own.empty:
        return pd.Series(np.nan, index=codes)
    return pd.Series({code: float(own["region_code"].isin(regions.inside(code)).sum()) for code in codes})


def _units(regions: Regions, level: str) -> list[str]:
    return [code for code in regions.levels[level] if regions[code].in_survey]


_FIGURES = {"service_coverage": _coverage, "credit_grade_a": _credit, "clusters": _clusters}
