"""What the figures say to a claim: the verdict, the right number, and the figures it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import pandas as pd

from queries.catalogue import Indicator
from queries.formulas.claimed_range import ClaimVerdict
from queries.formulas.reasons import Reason
from queries.sentences.claim import Claim, Places
from queries.sentences.measures import Figure

RightForm = Literal["plain", "times", "percent", "points", "direction", "rank", "places", "count"]


class Obstacle(StrEnum):
    """Why a claim that was understood cannot be checked, beside the reasons for an absent figure."""

    UNIT = "unit"
    """The number is of another kind than the indicator: per cent of a count, persons of institutions."""
    INCOMPLETE = "incomplete"
    """An order or a count needs the figures of all places of the level."""
    NO_YEAR = "no_year"
    """There are no figures of that year; the years known are told."""
    NO_FIGURES = "no_figures"
    """The layer has no figures of this indicator for this place at all."""
    BOUND = "bound"
    """Only a bound is published, and it proves nothing either way."""
    PRICES = "prices"
    """Amounts at the prices of their years say nothing of growth at constant prices, and no printed rate is known."""


@dataclass(frozen=True)
class Side:
    """One figure that a verdict rests on."""

    places: Places
    year: int
    figure: Figure


@dataclass(frozen=True)
class Finding:
    """The answer to one claim.

    Attributes
    ----------
    claim, indicator : what was claimed, and what was measured
    verdict : with a negation of the sentence taken in
    right : the right number in the unit `form` names: multiples, per cent, percentage points, the base unit of the
        indicator such as yuan, a rank or a number of places; signed where a direction is claimed
    right_places : codes of the right places, where places are claimed
    sides : the figures, subject first
    year, base_year : the years that were looked at, None where none could be
    years_known : years that could have been asked for, where the one named has no figures
    ranked : of how many places the order is
    ranks : of a rank, the ranks of all places of the level with interval and ties (``indicator_ranks``)
    """

    claim: Claim
    indicator: Indicator
    verdict: ClaimVerdict
    form: RightForm
    right: Figure
    sides: tuple[Side, ...] = ()
    year: int | None = None
    base_year: int | None = None
    obstacle: Obstacle | Reason | None = None
    right_places: tuple[str, ...] = ()
    years_known: tuple[int, ...] = ()
    level: str | None = None
    ranked: int = 0
    ranks: pd.DataFrame | None = field(default=None, compare=False)
