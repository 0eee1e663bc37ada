"""What the agencies of a place offer: type of IP by form of service, by size, as counts and shares."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from queries.agencies import IP_TYPES, SERVICE_FORMS, SIZES, UNKNOWN
from queries.engine import Engine
from queries.regions import NATION, Regions


@dataclass(frozen=True)
class OfferStructure:
    """Counts of agencies of one place, in one year or as the register stands.

    `total` are the agencies of the sizes asked for, `offering` those with any offer on record. `cells` has a row per
    form and a column per type of IP, `forms` and `ip_types` count an agency once however many types or forms it
    offers, `sizes` are all sizes. An agency with several offers is in several cells: cells never add up to agencies.
    """

    total: int
    offering: int
    cells: pd.DataFrame
    forms: pd.Series
    ip_types: pd.Series
    sizes: pd.Series

    @property
    def shares(self) -> pd.DataFrame:
        """The cells as fractions 0..1 of the agencies with an offer on record; NaN where there is none."""
        return self.cells / (self.offering or math.nan)

    @property
    def size_shares(self) -> pd.Series:
        """The sizes as fractions 0..1 of all agencies; NaN where there is none."""
        return self.sizes / (int(self.sizes.sum()) or math.nan)


def offer_structure(
    engine: Engine, regions: Regions, layer: str, region: str, period: int | None, sizes: Collection[str] = ()
) -> OfferStructure:
    """The structure of the agencies of a place; of the `sizes` alone, if any are given.

    Parameters
    ----------
    period : year that the agencies reported; None for the register as it stands
    sizes : small, medium, large, unknown
    """
    rows = engine.query(
        "agency/structure", layer=layer, places=None if region == NATION else list(regions.inside(region)),
        period=period,
    )
    rows["size_class"] = rows["size_class"].fillna(UNKNOWN)
    whole = rows[rows["ip_type"].isna() & rows["service_form"].isna()]
    all_sizes = whole.groupby("size_class")["agencies"].sum().reindex([*SIZES, UNKNOWN], fill_value=0).astype(int)
    if sizes:
        rows = rows[rows["size_class"].isin(list(sizes))]
        whole = whole[whole["size_class"].isin(list(sizes))]
    pairs = rows[rows["ip_type"].notna() & rows["service_form"].notna()]
    cells = pairs.pivot_table(index="service_form", columns="ip_type", values="agencies", aggfunc="sum", fill_value=0)
    cells = cells.reindex(index=list(SERVICE_FORMS.values()), columns=list(IP_TYPES.values()), fill_value=0)
    return OfferStructure(
        int(whole["agencies"].sum()),
        int(whole["offering"].sum()),
        cells.astype(int).set_axis(list(SERVICE_FORMS), axis=0).set_axis(list(IP_TYPES), axis=1),
        _margin(rows[rows["ip_type"].isna()], "service_form", SERVICE_FORMS),
        _margin(rows[rows["service_form"].isna()], "ip_type", IP_TYPES),
        all_sizes,
    )


def _margin(rows: pd.DataFrame, column: str, words: dict[str, str]) -> pd.Series:
    counts = rows.dropna(subset=[column]).groupby(column)["agencies"].sum()
    return counts.reindex(list(words.values()), fill_value=0).astype(int).set_axis(list(words))
