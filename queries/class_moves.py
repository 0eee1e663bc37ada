"""Which regions moved up or down a class of supply per demand, and whether their neighbours had a part in it (T12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from geo.adjacency import BRIDGES, adjacent_places
from geo.boundaries import Boundaries
from queries.formulas.homogeneity import Homogeneity, homogeneity
from queries.formulas.markov import (
    FIXED_CUTS,
    Transitions,
    classes_of,
    neighbours_mean,
    quantile_cuts,
    spatial_transitions,
    transitions,
)
from queries.formulas.spatial_weights import DEFAULT_POLICY, SpatialWeights, contiguity

Classing = Literal["fixed", "thirds"]
CLASSINGS: tuple[Classing, ...] = get_args(Classing)
THIRDS = 3
WITH_NEIGHBOURS = ("province", "city")
POLICY = DEFAULT_POLICY


@dataclass(frozen=True)
class ClassMoves:
    """Classes of regions by year, the steps between them, and the steps apart by the class of the neighbours.

    Attributes
    ----------
    cuts : cut-offs between the classes, of the value relative to the nation, ascending
    lag_cuts : those between the classes of neighbours: the same where fixed, else the quantiles of their means
    classes, neighbours : regions × years, 0 for the lowest; NaN = no value, or no neighbour with one
    steps : all steps
    regimes : steps by class of the neighbours, lowest first; empty at a level without neighbours
    test : whether the regimes differ; None without regimes
    isolates : regions without a neighbour in the panel
    """

    cuts: tuple[float, ...]
    lag_cuts: tuple[float, ...]
    classes: pd.DataFrame
    neighbours: pd.DataFrame
    steps: Transitions
    regimes: tuple[Transitions, ...]
    test: Homogeneity | None
    isolates: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of classes k."""
        return len(self.cuts) + 1

    @property
    def moved(self) -> pd.DataFrame:
        """Regions with a class in the first and the last year: columns first, last and change in classes."""
        ends = self.classes.iloc[:, [0, -1]].dropna().astype(int)
        ends.columns = pd.Index(["first", "last"])
        return ends.assign(change=ends["last"] - ends["first"])


def class_moves(relative: pd.DataFrame, level: str, boundaries: Boundaries, classing: Classing) -> ClassMoves:
    """Class every region in every year and count the steps.

    Parameters
    ----------
    relative : regions × years, value over that of the nation in the same year, two years or more
    level : provinces and cities have neighbours (queen, joined over the water)
    classing : fixed cut-offs 0.5, 1, 1.5, or thirds of all values of all years
    """
    cuts = FIXED_CUTS if classing == "fixed" else quantile_cuts(relative, THIRDS)
    classes = classes_of(relative, cuts)
    count = len(cuts) + 1
    steps = transitions(classes, count)
    if level not in WITH_NEIGHBOURS:
        return ClassMoves(cuts, (), classes, classes.iloc[:, :0], steps, (), None, ())
    weights = _weights(relative, level, boundaries)
    lags = neighbours_mean(relative, weights)
    lag_cuts = FIXED_CUTS if classing == "fixed" else quantile_cuts(lags, THIRDS)
    neighbours = classes_of(lags, lag_cuts)
    regimes = spatial_transitions(classes, neighbours, count, len(lag_cuts) + 1)
    return ClassMoves(
        cuts, lag_cuts, classes, neighbours, steps, regimes, homogeneity(regimes), weights.isolates
    )


def _weights(relative: pd.DataFrame, level: str, boundaries: Boundaries) -> SpatialWeights:
    codes = tuple(str(code) for code in relative.index)
    return contiguity(codes, adjacent_places(boundaries, level), BRIDGES[level])
