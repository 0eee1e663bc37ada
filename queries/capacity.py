"""The capacity of provinces to receive services: four pillars, each a level, and one index over them (T11)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from queries.catalogue import Indicator
from queries.composite_criteria import (
    Criterion,
    Definition,
    Known,
    base_figures,
    composite_years,
    criteria_of_year,
    criteria_reasons,
    criteria_values,
    definitions_of,
    known_criteria,
    settings,
)
from queries.composite_ranks import level_draws
from queries.engine import Engine
from queries.formulas.capacity_index import capacity_index, index_of_draws, pillar_weights
from queries.formulas.entropy_topsis import BasePanel, entropy_weights, level_scores, scaled
from queries.formulas.random_draws import drawn_weights
from queries.formulas.rank_uncertainty import DRAWS, PROBABILITY, rank_intervals
from queries.formulas.ranking import competition_rank
from queries.regions import Regions

DEFINITION_FILE = Path(__file__).with_suffix(".toml")
LEVEL: Literal["province"] = "province"
PILLARS = ("demand", "base", "platform", "cost")
Weighting = Literal["equal", "entropy", "own"]
WEIGHTINGS: tuple[Weighting, ...] = ("equal", "entropy", "own")
EQUAL_POINTS = 25


@dataclass(frozen=True)
class Pillar:
    """One pillar in the year in which most of its criteria are known, the latest of these.

    Attributes
    ----------
    criteria : those known for enough provinces in the year, with the measure that serves
    missing : those that are not, each with what is known of it
    base, base_years : bounds and frozen entropy weights, and the pooled years they rest on
    raw, reasons : provinces by criteria, in the unit of each; why a figure is missing
    levels : level of every province, 0..1; NaN where it lacks a criterion
    base_levels : the same in the last of the base years
    draws : shape (draws, provinces), the levels under other figures and other weights
    """

    definition: Definition
    year: int
    criteria: tuple[Criterion, ...]
    missing: tuple[Known, ...]
    base: BasePanel
    base_years: tuple[int, ...]
    raw: pd.DataFrame
    reasons: pd.DataFrame
    levels: pd.Series
    base_levels: pd.Series
    draws: np.ndarray

    @property
    def id(self) -> str:
        """The word of the pillar in files and addresses."""
        return self.definition.id

    @property
    def scaled(self) -> pd.DataFrame:
        """The figures on the scale of the base panel, more is better."""
        return scaled(self.base, self.raw)


@dataclass(frozen=True)
class Capacity:
    """The index of the provinces of a layer.

    Attributes
    ----------
    pillars : those of which any criterion is known; the index is over these and no others
    absent : the pillars of which none is, with what is known of each criterion
    weights : index = pillars, columns equal, entropy (of the pillar levels in the base years) and own (as asked)
    weighting : which of these the ranks rest on
    ranks : index = provinces, the highest first: value, reason, rank, rank_equal, rank_entropy, above, above_lo,
        above_hi (how far above the median of all, as it is and at 5 % and 95 % of the draws, each against the median
        of its own draw), median, lo, hi, in_top, ties (see ``rank_intervals``); one column per pillar with its level
    """

    layer: str
    pillars: tuple[Pillar, ...]
    absent: tuple[tuple[Definition, tuple[Known, ...]], ...]
    weights: pd.DataFrame
    weighting: Weighting
    ranks: pd.DataFrame

    @property
    def is_whole(self) -> bool:
        """Whether the index is over all pillars."""
        return not self.absent

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the figures, oldest first."""
        return tuple(sorted({pillar.year for pillar in self.pillars}))

    @property
    def line(self) -> float:
        """The median of the index, where the match matrix divides; NaN where there is none."""
        return float(self.ranks["value"].median())


@dataclass(frozen=True)
class NoCapacity:
    """Why there is no index: what is known of every criterion."""

    known: tuple[tuple[Definition, tuple[Known, ...]], ...]


def pillar_definitions(catalogue: Mapping[str, Indicator]) -> tuple[Definition, ...]:
    """The four pillars with their criteria, in the order of the file."""
    return definitions_of(_records(), catalogue)


def capacity(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str,
    weighting: Weighting = "equal", points: Sequence[int] = (),
) -> Capacity | NoCapacity:
    """The receiving capacity of the provinces of a layer.

    Parameters
    ----------
    weighting : how the pillars weigh: all alike, by entropy, or by the reader's own points
    points : of all four pillars in the order of the file, ≥ 0; where those of the known pillars are all 0, or none are
        given, all weigh the same
    """
    pillars, absent = _pillars(engine, regions, catalogue, layer)
    if not pillars:
        return NoCapacity(absent)
    weights = _weights(pillars, dict(zip(PILLARS, points, strict=False)))
    chosen = weights[weighting]
    key = ("capacity_ranks", layer, tuple(pillar.id for pillar in pillars), tuple(chosen.tolist()))
    ranks = engine.recall(key, lambda: _ranks(pillars, weights, chosen))
    return Capacity(layer, pillars, absent, weights, weighting, ranks)


def _pillars(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str
) -> tuple[tuple[Pillar, ...], tuple[tuple[Definition, tuple[Known, ...]], ...]]:
    found: list[Pillar] = []
    absent: list[tuple[Definition, tuple[Known, ...]]] = []
    for stream, definition in enumerate(pillar_definitions(catalogue), start=1):
        key = ("capacity_pillar", definition, layer)

        def make(definition: Definition = definition, stream: int = stream) -> Pillar | tuple[Known, ...]:
            return _pillar(engine, regions, definition, layer, stream)

        made = engine.recall(key, make)
        if isinstance(made, Pillar):
            found.append(made)
        else:
            absent.append((definition, made))
    return tuple(found), tuple(absent)


def _pillar(
    engine: Engine, regions: Regions, definition: Definition, layer: str, stream: int
) -> Pillar | tuple[Known, ...]:
    """The pillar, or what is known of its criteria where that is too little."""
    years = composite_years(engine, regions, definition, LEVEL, layer, fewest=1)
    if not years:
        return known_criteria(engine, regions, definition, LEVEL, layer, None)
    parts = {year: criteria_of_year(engine, regions, definition, LEVEL, layer, year) for year in years}
    year = max(years, key=lambda past: (len(parts[past][0]), past))
    criteria, known_years = parts[year]
    base_years = known_years[: settings().base_years]
    base, _ = base_figures(engine, regions, criteria, LEVEL, layer, base_years)
    raw = criteria_values(engine, regions, criteria, LEVEL, layer, year)
    entered = {criterion.id for criterion in criteria}
    missing = tuple(
        known for known in known_criteria(engine, regions, definition, LEVEL, layer, year)
        if known.criterion.id not in entered
    )
    return Pillar(
        definition, year, criteria, missing, base, base_years, raw,
        criteria_reasons(engine, regions, criteria, LEVEL, layer, year), level_scores(base, raw)["value"],
        level_scores(base, criteria_values(engine, regions, criteria, LEVEL, layer, base_years[-1]))["value"],
        level_draws(engine, regions, criteria, base, LEVEL, layer, year, stream),
    )


def _weights(pillars: Sequence[Pillar], points: Mapping[str, int]) -> pd.DataFrame:
    """Weights of the pillars; entropy is that of the levels of the base years, which later figures do not change."""
    names = [pillar.id for pillar in pillars]
    equal = pillar_weights(pd.Series(1.0, index=names))
    asked = pd.Series({name: float(points.get(name, EQUAL_POINTS)) for name in names})
    spread = entropy_weights(pd.DataFrame({pillar.id: pillar.base_levels for pillar in pillars}).dropna())
    return pd.DataFrame({
        "equal": equal, "entropy": equal if spread.isna().any() else spread,
        "own": pillar_weights(asked) if asked.sum() else equal,
    })


def _ranks(pillars: Sequence[Pillar], weights: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    levels = pd.DataFrame({pillar.id: pillar.levels for pillar in pillars})
    result = capacity_index(levels, chosen)
    result["rank"] = competition_rank(result["value"])["value"]
    for name in ("equal", "entropy"):
        result[f"rank_{name}"] = competition_rank(capacity_index(levels, weights[name])["value"])["value"]
    draws = _index_draws(pillars, chosen)
    result["above"] = result["value"] - result["value"].median()
    result["above_lo"], result["above_hi"] = _above(draws)
    result = result.join(rank_intervals(draws, levels.index)).join(levels)
    return result.rename_axis("region_code").sort_values(["rank", "region_code"], na_position="last", kind="stable")


def _above(draws: np.ndarray) -> np.ndarray:
    """How far above the median of a draw every province is, at both ends of the interval; shape (2, provinces)."""
    known = ~np.isnan(draws).any(axis=0)
    result = np.full((2, draws.shape[1]), np.nan)
    if len(draws) and known.any():
        chosen = draws[:, known]
        tail = (1.0 - PROBABILITY) / 2
        result[:, known] = np.quantile(
            chosen - np.median(chosen, axis=1, keepdims=True), [tail, 1.0 - tail], axis=0
        )
    return result


def _index_draws(pillars: Sequence[Pillar], chosen: pd.Series) -> np.ndarray:
    """The index under other figures, other weights inside pillars, and other weights of the pillars."""
    if any(not len(pillar.draws) for pillar in pillars):
        return np.empty((0, len(pillars[0].levels)))
    drawn = drawn_weights(chosen.to_numpy(), DRAWS, settings().seed)
    return index_of_draws(np.stack([pillar.draws for pillar in pillars], axis=-1), drawn)


@lru_cache(maxsize=1)
def _records() -> dict[str, Any]:
    with DEFINITION_FILE.open("rb") as file:
        return tomllib.load(file)
