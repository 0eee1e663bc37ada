"""Who gained and who lost share of supply between two years: regions of a level, zones, major regions (METHODS T3)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.formulas.share_dynamics import share_dynamics
from queries.regions import Regions
from queries.supply_panel import SupplyPanel, supply_panel

REST = "rest"


@dataclass(frozen=True)
class ShareMoves:
    """Share dynamics of one measure between two years.

    Attributes
    ----------
    measure, level, first, last : what moved, and when
    form : form of service; None for all
    rows : indexed by region_code: before, after, then the columns of ``share_dynamics``; of major regions, which
        overlap, each against the rest of the whole
    zones, majors : the same of the zones, and of the major regions as "of which"
    whole_before, whole_after : the amounts that the shares of `rows` are of; NaN where there are none
    """

    measure: str
    level: str
    first: int
    last: int
    form: str | None
    rows: pd.DataFrame
    zones: pd.DataFrame
    majors: pd.DataFrame
    whole_before: float
    whole_after: float

    @property
    def known(self) -> pd.DataFrame:
        """Regions that have a change of share, the greatest receiver first."""
        rows = self.rows[self.rows["reason"].isna()]
        return rows.sort_values("share_change", ascending=False, kind="stable")


def share_moves(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, level: str, measure: str,
    period: tuple[int, int], form: str | None = None,
) -> ShareMoves:
    """Return the share dynamics of a measure of ``supply_panel`` between the two years of a period."""

    def at(of: str) -> SupplyPanel:
        return supply_panel(engine, regions, catalogue, layer, of, measure)

    zones = _partition(at("zone"), period, form)
    provinces = zones if level == "zone" else _partition(at("province"), period, form)
    majors = _against_rest(at("major"), period, form, provinces)
    rows = {"zone": zones, "province": provinces, "major": majors}.get(level)
    if rows is None:
        rows = _partition(at(level), period, form)
    whole = provinces if level == "major" else rows
    known = whole[whole["reason"].isna()]
    before, after = (math.fsum(known[name]) if len(known) else math.nan for name in ("before", "after"))
    return ShareMoves(measure, level, *period, form, rows, zones, majors, before, after)


def _partition(panel: SupplyPanel, period: tuple[int, int], form: str | None) -> pd.DataFrame:
    """Share dynamics of regions that part the whole."""
    before, after, broken = _ends(panel, period, form)
    rows = share_dynamics(before, after)
    rows.insert(0, "after", after)
    rows.insert(0, "before", before)
    return rows.assign(reason=rows["reason"].mask(broken, Reason.SERIES_BREAK.value))


def _against_rest(
    panel: SupplyPanel, period: tuple[int, int], form: str | None, units: pd.DataFrame
) -> pd.DataFrame:
    """Share dynamics of regions that overlap: each is parted from the rest of the whole that `units` make up."""
    before, after, broken = _ends(panel, period, form)
    stands = units["reason"].isna()
    first_whole, last_whole = units.loc[stands, "before"].sum(), units.loc[stands, "after"].sum()
    parts = []
    for code in before.index:
        pair = [
            pd.Series([amounts[code], whole - amounts[code]], index=[code, REST])
            for amounts, whole in ((before, first_whole), (after, last_whole))
        ]
        parts.append(share_dynamics(*pair).loc[[code]])
    rows = pd.concat(parts) if parts else share_dynamics(before, after)
    rows.insert(0, "after", after)
    rows.insert(0, "before", before)
    return rows.assign(reason=rows["reason"].mask(broken, Reason.SERIES_BREAK.value))


def _ends(panel: SupplyPanel, period: tuple[int, int], form: str | None) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Amounts in both years, missing where the series breaks between them, and where it does."""
    amounts = panel.amounts(form)
    broken = pd.Series(
        [any(period[0] < year <= period[1] for year in panel.crossed.get(code, ())) for code in amounts.index],
        index=amounts.index, dtype=bool,
    )
    first, last = (
        amounts[year].mask(broken) if year in amounts else pd.Series(np.nan, index=amounts.index) for year in period
    )
    return first, last, broken
