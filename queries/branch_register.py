"""The branches of a register as flows from the places of their head offices to their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import pandas as pd

from queries.agencies import SERVICE_FORMS
from queries.engine import Engine
from queries.regions import ZONES, Regions

Counted = Literal["openings", "standing", "closings"]
COUNTED: tuple[Counted, ...] = get_args(Counted)
FlowLevel = Literal["zone", "province", "city"]


@dataclass(frozen=True)
class BranchRegister:
    """The branches of a layer whose day of opening and whose places are known.

    A register that dates no closing does not know who was open before (R9 of docs/METHODS.md). A branch that closed on
    an unknown day stands in no year, but it opened, and of its cohort it is one that did not last. Every watch ends
    with a calendar year that the register was kept to the end of (``last_watched``): one that goes on has not passed
    because of a first opening in it. What happened later is left out, and a branch closed later was open till then.

    Attributes
    ----------
    rows : one row per combination of home_city, home_province, home_zone, place_city, place_province, place_zone
        (codes; a city is missing where only the province is known), opened, closed (calendar years; closed is missing
        while open or on an unknown day), is_closed and forms (bits of the forms that the head office offers, in the
        order of SERVICE_FORMS), with the number of branches
    units_of : codes of the units of each level, in the order of the rows and columns of every flow
    dates_closings : whether any closing is dated
    undated, unplaced : branches left out, since no day of opening, or no province of either end, is known
    last : the last calendar year watched to its end
    later : branches left out, since they opened after it
    """

    rows: pd.DataFrame
    units_of: dict[str, tuple[str, ...]]
    dates_closings: bool
    undated: int
    unplaced: int
    last: int
    later: int

    @property
    def years(self) -> list[int]:
        """Calendar years from the first opening to the last year watched to its end, ascending."""
        return list(range(int(self.rows["opened"].min()), self.last + 1))

    def units(self, level: FlowLevel) -> tuple[str, ...]:
        """Codes of the units of a level, in the order of rows and columns."""
        return self.units_of[level]

    def opened(self, first: int, last: int, level: FlowLevel = "province", form: str | None = None) -> pd.DataFrame:
        """F_ij of the branches opened from the start of `first` to the end of `last`.

        Returns
        -------
        pd.DataFrame, shape (n, n), counts ≥ 0; rows: unit of the head office, columns: unit of the branch. The
        diagonal is kept. With `form`, a key of SERVICE_FORMS: branches of head offices that offer it, as a branch has
        no form of its own on record.
        """
        return self._flows(self.rows["opened"].between(first, last), level, form)

    def closed(self, first: int, last: int, level: FlowLevel = "province", form: str | None = None) -> pd.DataFrame:
        """F_ij of the branches closed in those years, as `opened`; those closed on an unknown day are in no year."""
        return self._flows(self.rows["closed"].between(first, last), level, form)

    def standing(self, year: int, level: FlowLevel = "province", form: str | None = None) -> pd.DataFrame:
        """F_ij of the branches known to be open at the end of a year, as `opened`."""
        return self._flows((self.rows["opened"] <= year) & self._lasts(year), level, form)

    def cohort(
        self, first: int, last: int, after: int, level: FlowLevel = "province", form: str | None = None
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """F_ij of the branches opened in those years, and of those of them open at the end of `after` years later."""
        begun, lasting = self.rows["opened"].between(first, last), self._lasts(self.rows["opened"] + after)
        return self._flows(begun, level, form), self._flows(begun & lasting, level, form)

    def counted(
        self, what: Counted, first: int, last: int, level: FlowLevel = "province", form: str | None = None
    ) -> pd.DataFrame:
        """F_ij of what counts: openings or closings of the years, or what stands at the end of the last."""
        if what == "standing":
            return self.standing(last, level, form)
        return (self.opened if what == "openings" else self.closed)(first, last, level, form)

    def _lasts(self, year: int | pd.Series) -> pd.Series:
        return ~self.rows["is_closed"] | (self.rows["closed"] > year)

    def _flows(self, wanted: pd.Series, level: FlowLevel, form: str | None) -> pd.DataFrame:
        rows = self.rows[wanted]
        if form is not None:
            rows = rows[rows["forms"].to_numpy() & (1 << list(SERVICE_FORMS).index(form)) > 0]
        units = list(self.units_of[level])
        counts = rows.groupby([f"home_{level}", f"place_{level}"])["branches"].sum()
        return counts.unstack(fill_value=0).reindex(index=units, columns=units, fill_value=0).astype(int)


def branch_register(engine: Engine, regions: Regions, layer: str) -> BranchRegister | None:
    """Return the branches of a layer as flows; None where it has none that can be placed in time and space."""
    return engine.recall(("branch register", layer), lambda: _branch_register(engine, regions, layer))


def _branch_register(engine: Engine, regions: Regions, layer: str) -> BranchRegister | None:
    rows = engine.query_once("branch/flows", layer=layer)
    zone = regions.zone_of_province
    is_placed = rows["home_province"].isin(zone) & rows["place_province"].isin(zone)
    is_dated = rows["opened"].notna()
    kept = rows[is_placed & is_dated].reset_index(drop=True)
    if kept.empty:
        return None
    for end in ("home", "place"):
        kept[f"{end}_zone"] = kept[f"{end}_province"].map(zone)
    kept["closed"] = kept["closed"].astype(float)
    [watched] = engine.query("branch/watched", layer=layer).to_dict("records")
    last = last_watched(
        int(kept["opened"].min()), int(kept[["opened", "closed"]].max().max()),
        None if pd.isna(watched["last_report"]) else int(watched["last_report"]),
        None if pd.isna(watched["loaded_on"]) else pd.Timestamp(watched["loaded_on"]).date(),
    )
    is_later = kept["opened"] > last
    later = int(kept.loc[is_later, "branches"].sum())
    kept = kept[~is_later].reset_index(drop=True)
    closes_later = kept["closed"] > last
    kept["closed"] = kept["closed"].mask(closes_later)
    kept["is_closed"] = kept["is_closed"] & ~closes_later
    units = {
        "zone": ZONES,
        "province": tuple(zone),
        "city": tuple(code for code in regions.levels["city"] if regions[code].in_survey),
    }
    return BranchRegister(
        rows=kept.astype({"opened": int, "is_closed": bool, "forms": int, "branches": int}),
        units_of=units,
        dates_closings=bool(kept["closed"].notna().any()),
        undated=int(rows.loc[is_placed & ~is_dated, "branches"].sum()),
        unplaced=int(rows.loc[~is_placed, "branches"].sum()),
        last=last,
        later=later,
    )


def last_watched(first_opening: int, last_event: int, last_report: int | None, loaded_on: date | None) -> int:
    """Return the last calendar year that a register of branches can be known to have been kept to the end of.

    The last year with an opening or a closing, but no later than the last year that the agencies of the register report
    for (their position at its end); without any report no later than the last year that had ended by the day of
    loading. A register without events in its last years may be no longer kept, so that they prove nothing. At least
    the year of the first opening.
    """
    ended = last_report
    if ended is None and loaded_on is not None:
        ended = loaded_on.year if (loaded_on.month, loaded_on.day) == (12, 31) else loaded_on.year - 1
    return max(first_opening, last_event if ended is None else min(last_event, ended))
