"""Who is inside a cluster of the sample, since when, and until when: founders, movers-in and movers-out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.sample.allocation import Flags, Integers
from data.sample.institutions import Institutions
from data.sample.margins import Margins


@dataclass(frozen=True)
class Members:
    """One position per member: which institution, which cluster, the year of joining, and that of leaving or 0."""

    institution: Integers
    cluster: Integers
    joined: Integers
    left: Integers

    def inside(self, year: int) -> Flags:
        """Return who is inside at the end of a calendar year, as far as it is open then."""
        return (self.joined <= year) & ((self.left == 0) | (year < self.left))


def members(every: Institutions, number: Integers, pilot: Integers, margins: Margins) -> Members:
    """Draw the stays; `number` is the cluster of every institution or -1, `pilot` the year of approval of each cluster.

    Nobody joins before the approval or before being established. Who closes leaves in the first year without a report.
    """
    rules = margins.assumptions["clusters"]["movers"]
    draws = margins.stream("cluster members")
    first, last = margins.years[0], margins.years[-1]
    who = np.flatnonzero(number >= 0)
    cluster = number[who]
    begun = np.maximum(every.established[who], pilot[cluster])
    closed = np.where(every.last[who] < len(margins.years) - 1, first + every.last[who] + 1, last + 1)
    span = np.maximum(first - begun, 0)
    joined = begun + np.floor(draws.random(len(who)) * (span + 1)).astype(np.int64)
    moves_in = (every.first[who] == 0) & (draws.random(len(who)) < rules["moved_in"])
    joined = np.where(moves_in, np.maximum(joined, draws.integers(first + 1, last + 1, len(who))), joined)
    stays = joined < closed
    leaving = draws.integers(first + 1, last + 1, len(who))
    moves_out = (draws.random(len(who)) < rules["moved_out"]) & (leaving > joined) & (leaving < closed)
    left = np.where(moves_out, leaving, np.where(closed <= last, closed, 0))
    return Members(who[stays], cluster[stays], joined[stays], left[stays])


def member_rows(found: Members, identity: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Return the table cluster_member; `codes` are those of all institutions by position."""
    return pd.DataFrame({
        "cluster_id": identity["cluster_id"].to_numpy()[found.cluster],
        "agency_code": np.array(codes, dtype=object)[found.institution],
        "joined_year": found.joined,
        "left_year": pd.Series(found.left, dtype="Int64").where(pd.Series(found.left > 0)),
        "layer": "sample",
    })
