"""Ranks of a composite as intervals: the same levels under other figures and other weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from queries.composite_criteria import Criterion, criteria_values, settings, units_of
from queries.engine import Engine
from queries.formulas.entropy_topsis import (
    EPSILON,
    BasePanel,
    closeness,
    complete_rows,
    level_scores,
    library_scores,
    scaled_values,
)
from queries.formulas.random_draws import drawn_ratios, drawn_weights
from queries.formulas.rank_uncertainty import DRAWS, change_verdicts, rank_intervals
from queries.formulas.ranking import competition_rank
from queries.regions import Regions
from queries.values import indicator_values

BLOCK = 250
WEIGHT_SEED, FIGURE_SEED = 1, 2
STREAMS_APART = 1_000_000


def composite_ranks(
    engine: Engine, regions: Regions, criteria: Sequence[Criterion], base: BasePanel, weights: pd.DataFrame, level: str,
    layer: str, year: int, against: int | None,
) -> pd.DataFrame:
    """One row per region of the survey, those with a level first, the highest on top.

    Columns: score and reason; rank by the frozen weights, rank_equal, rank_critic, rank_library; median, lo, hi,
    in_top, ties of all draws; weight_lo, weight_hi of draws of the weights alone; against the earlier year
    score_before, rank_before and the columns of ``change_verdicts``.
    """
    raw = criteria_values(engine, regions, criteria, level, layer, year)
    levels = level_scores(base, raw)
    result = levels.rename(columns={"value": "score"})
    result["rank"] = competition_rank(levels["value"])["value"]
    for name in ("equal", "critic"):
        result[f"rank_{name}"] = competition_rank(level_scores(base, raw, weights[name])["value"])["value"]
    result["rank_library"] = competition_rank(library_scores(raw, base.polarity)[1]["value"])["value"]
    draws = level_draws(engine, regions, criteria, base, level, layer, year)
    result = result.join(rank_intervals(draws, raw.index))
    by_weight = rank_intervals(_weight_draws(base, raw), raw.index)
    result = result.join(by_weight[["lo", "hi"]].add_prefix("weight_"))
    if against is not None:
        before = level_draws(engine, regions, criteria, base, level, layer, against)
        result = result.join(change_verdicts(before, draws, raw.index))
        earlier = level_scores(base, criteria_values(engine, regions, criteria, level, layer, against))
        result["score_before"] = earlier["value"]
        result["rank_before"] = competition_rank(earlier["value"])["value"]
    return result.rename_axis("region_code").sort_values(
        ["rank", "region_code"], na_position="last", kind="stable"
    )


def _weight_draws(base: BasePanel, raw: pd.DataFrame) -> np.ndarray:
    """Levels under random weights alone, shape (draws, regions)."""
    if base.reason:
        return np.empty((0, len(raw)))
    weights = drawn_weights(base.weights.to_numpy(), settings().weight_draws, settings().seed + WEIGHT_SEED)
    values = scaled_values(base, raw.to_numpy())
    ideal = np.full(len(base.lo), 1.0 - EPSILON)
    return _without_incomplete(closeness(values[None, :, :], weights, ideal, 1.0 - ideal), raw)


def level_draws(
    engine: Engine, regions: Regions, criteria: Sequence[Criterion], base: BasePanel, level: str, layer: str,
    year: int, stream: int = 0,
) -> np.ndarray:
    """Levels under random figures and weights, shape (draws, regions).

    The weights of a draw are the same in every year: draws of two years are paired by row. Levels with different
    numbers of `stream` are drawn independently of each other.
    """
    raw = criteria_values(engine, regions, criteria, level, layer, year)
    if base.reason:
        return np.empty((0, len(raw)))
    seed = settings().seed + STREAMS_APART * stream
    weights = drawn_weights(base.weights.to_numpy(), DRAWS, seed + WEIGHT_SEED)
    figures = np.stack([
        _drawn(engine, regions, criterion, level, layer, year, raw[criterion.id], seed + place)
        for place, criterion in enumerate(criteria)
    ], axis=-1)
    ideal = np.full(len(base.lo), 1.0 - EPSILON)
    blocks = [
        closeness(scaled_values(base, figures[start : start + BLOCK]), weights[start : start + BLOCK], ideal, 1 - ideal)
        for start in range(0, DRAWS, BLOCK)
    ]
    return _without_incomplete(np.concatenate(blocks), raw)


def _drawn(
    engine: Engine, regions: Regions, criterion: Criterion, level: str, layer: str, year: int, values: pd.Series,
    seed: int,
) -> np.ndarray:
    """Values of a criterion with its numerator drawn, shape (draws, regions); the denominator stands.

    A region whose numerator is not known by itself, as a sum that lacks a part, keeps its value.
    """
    amounts = _numerators(engine, regions, criterion, level, layer, year).reindex(values.index)
    return drawn_ratios(
        values.to_numpy(), amounts.to_numpy(), criterion.error, DRAWS, seed + FIGURE_SEED + 100 * year,
        settings().money_error,
    )


def _numerators(
    engine: Engine, regions: Regions, criterion: Criterion, level: str, layer: str, year: int
) -> pd.Series:
    values = indicator_values(engine, criterion.counted, level, layer)
    return values[values["period"] == year].set_index("region_code")["value"].reindex(units_of(regions, level))


def _without_incomplete(scores: np.ndarray, raw: pd.DataFrame) -> np.ndarray:
    """Scores without those of regions that miss a criterion, as in ``level_scores``."""
    return np.where(complete_rows(raw).to_numpy(), scores, np.nan)
