"""Scores of clusters by block and in total on a scale that stays, and their ranks as intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.catalogue import Indicator
from queries.cluster_measures import (
    ClusterMeasure,
    ClusterPanel,
    cluster_blocks,
    cluster_measures,
    cluster_panel,
    score_settings,
)
from queries.cluster_register import ClusterRegister, cluster_register
from queries.engine import Engine
from queries.formulas.cluster_score import (
    block_scores,
    geometric_mean,
    positions,
    scale_bounds,
    scaled_scores,
    total_scores,
)
from queries.formulas.random_draws import drawn_ratios, drawn_values, drawn_weights
from queries.formulas.rank_uncertainty import DRAWS, change_verdicts, ranks_of_draws, ranks_with_draws
from queries.formulas.reasons import Reason
from queries.regions import Regions

SPAN = 3
ROWS_AT_ONCE = 250
PER_CENT = 100.0
GROWTH_RATE = "revenue_growth"


@dataclass(frozen=True)
class ScoreScale:
    """The scale that all years share.

    `base_year` is the year whose clusters fix it, and what is scored; `bounds` has columns lo and hi under the measures
    that are scored, in the order of the blocks; `left_out` says of every other measure why it is not. `is_provisional`:
    no year fills all blocks yet; the first that does takes its place, and from then on it stays.
    """

    base_year: int
    bounds: pd.DataFrame
    left_out: Mapping[str, Reason]
    is_provisional: bool = False

    @property
    def measures(self) -> tuple[ClusterMeasure, ...]:
        """The measures that are scored."""
        return tuple(cluster_measures()[str(identifier)] for identifier in self.bounds.index)

    @property
    def blocks_left_out(self) -> tuple[str, ...]:
        """Blocks of which no measure is scored: without them there is no total, for any cluster."""
        scored = {measure.block for measure in self.measures}
        return tuple(block.id for block in cluster_blocks() if block.id not in scored)


@dataclass(frozen=True)
class ClusterScores:
    """The clusters of a layer in one year.

    Attributes
    ----------
    scale : what the scores are measured by; None where too few clusters are known well enough for one
    against : the year that changes are counted from
    measure_scores : clusters × measures scored, 0..100; NaN = missing
    scores : see ``cluster_scores``
    block_ranks : one row per cluster and block with a score: cluster_id, block, score, n (clusters ranked) and the
        columns of ``ranks_with_draws``
    """

    layer: str
    year: int
    against: int
    scale: ScoreScale | None
    measure_scores: pd.DataFrame
    scores: pd.DataFrame
    block_ranks: pd.DataFrame


def cluster_scores(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, year: int
) -> pd.DataFrame:
    """Scores of every cluster of a layer in a year.

    Returns
    -------
    Index = clusters. A column for every block with its score (0..100); total (1..100) with reason (why there is none);
    rank and, of all draws, median, lo, hi, in_top, ties; total_before and rank_before of three years earlier, and the
    columns of ``change_verdicts`` (score_verdict and rank_verdict: rise, fall, noise or None).
    """
    return cluster_standing(engine, regions, catalogue, layer, year).scores


def cluster_standing(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, year: int
) -> ClusterScores:
    """The same with the scale, the scores of single measures and the ranks by block."""
    return engine.recall(
        ("cluster_standing", layer, year), lambda: _scorer(engine, regions, catalogue, layer).standing(year)
    )


def cluster_totals(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str
) -> pd.DataFrame:
    """Totals of every cluster in every year of which the layer returns anything, clusters × years; NaN = none."""

    def make() -> pd.DataFrame:
        scorer = _scorer(engine, regions, catalogue, layer)
        totals = {year: total_scores(scorer.blocks(year))["value"] for year in scorer.years}
        return pd.DataFrame(totals, index=scorer.clusters, dtype=float)

    return engine.recall(("cluster_totals", layer), make)


class ClusterScorer:
    """Scores of one register, each year on the scale that all share."""

    def __init__(self, register: ClusterRegister, panels: Mapping[str, ClusterPanel]) -> None:
        """Take the panel of every measure, clusters × years as in the register."""
        self.register = register
        self.clusters = register.identity.index
        self.panels = panels
        self.scale = scale_of(panels, score_settings().base_year.get(register.layer))
        self.measures: tuple[ClusterMeasure, ...] = self.scale.measures if self.scale else ()
        self.blocks_of = [block.id for block in cluster_blocks()]
        self.places = positions({measure.id: measure.block for measure in self.measures}, self.blocks_of)

    @property
    def years(self) -> list[int]:
        """Years of which anything is returned."""
        return sorted({int(year) for panel in self.panels.values() for year in panel.values.columns})

    def figures(self, identifier: str, year: int) -> np.ndarray:
        """A measure in a year, one figure per cluster; NaN = missing."""
        values = self.panels[identifier].values
        return values[year].to_numpy(dtype=float) if year in values.columns else np.full(len(self.clusters), np.nan)

    def scored(self, year: int) -> pd.DataFrame:
        """Scores of single measures."""
        figures = [self.figures(measure.id, year) for measure in self.measures]
        table = np.stack(figures, axis=-1) if figures else np.empty((len(self.clusters), 0))
        return pd.DataFrame(self._on_scale(table), self.clusters, [measure.id for measure in self.measures])

    def blocks(self, year: int) -> pd.DataFrame:
        """Scores of blocks."""
        return pd.DataFrame(
            block_scores(self.scored(year).to_numpy(), self.places), self.clusters, self.blocks_of
        )

    def standing(self, year: int) -> ClusterScores:
        """Everything about one year."""
        against = year - SPAN
        blocks, before = self.blocks(year), total_scores(self.blocks(against))["value"]
        totals = total_scores(blocks)
        weights = drawn_weights(self._equal, DRAWS, score_settings().seed)
        drawn, drawn_before = self._drawn_blocks(year), self._drawn_blocks(against)
        now, then = geometric_mean(drawn, weights), geometric_mean(drawn_before, weights)
        scores = blocks.assign(total=totals["value"], reason=totals["reason"])
        scores = scores.join(ranks_with_draws(totals["value"], now).drop(columns="verdict"))
        scores["total_before"] = before
        scores["rank_before"] = ranks_of_draws(before.to_numpy()[None, :])[0]
        scores = scores.join(change_verdicts(then, now, self.clusters))
        return ClusterScores(
            self.register.layer, year, against, self.scale, self.scored(year), scores,
            self._block_ranks(blocks, drawn, drawn_before),
        )

    @property
    def _equal(self) -> np.ndarray:
        return np.full(len(self.blocks_of), 1.0 / len(self.blocks_of))

    def _block_ranks(self, blocks: pd.DataFrame, drawn: np.ndarray, drawn_before: np.ndarray) -> pd.DataFrame:
        parts = []
        for place, block in enumerate(self.blocks_of):
            own = blocks[block]
            ranks = ranks_with_draws(own, drawn[:, :, place], drawn_before[:, :, place])
            ranks = ranks.assign(block=block, score=own, n=int(own.notna().sum()))[own.notna()]
            parts.append(ranks.rename_axis("cluster_id").reset_index())
        return pd.concat(parts, ignore_index=True)

    def _on_scale(self, values: np.ndarray) -> np.ndarray:
        if self.scale is None:
            return values
        lo, hi = self.scale.bounds["lo"].to_numpy(), self.scale.bounds["hi"].to_numpy()
        return scaled_scores(values, lo, hi, np.array([measure.polarity for measure in self.measures]))

    def _drawn_blocks(self, year: int) -> np.ndarray:
        """Block scores under random figures, shape (draws, clusters, blocks)."""
        draws, clusters = DRAWS, len(self.clusters)
        if not self.measures:
            return np.full((draws, clusters, len(self.blocks_of)), np.nan)
        figures = np.stack([self._drawn(measure, year) for measure in self.measures], axis=-1)
        parts = [
            block_scores(self._on_scale(figures[start : start + ROWS_AT_ONCE]), self.places)
            for start in range(0, draws, ROWS_AT_ONCE)
        ]
        return np.concatenate(parts)

    def _drawn(self, measure: ClusterMeasure, year: int) -> np.ndarray:
        """A measure under random figures, shape (draws, clusters): its numerator is drawn, its denominator stands.

        Measures with the same numerator share its draws; a count of zero stays zero.
        """
        values, settings = self.figures(measure.id, year), score_settings()
        seed = settings.seed + 1000 * year + _stream(measure.numerator)
        if measure.error == "growth":
            rates = self.figures(GROWTH_RATE, year)
            factors = drawn_values(np.ones(len(values)), "money", DRAWS, seed, settings.growth_error)
            return np.asarray(values + (PER_CENT + rates) * (factors - 1.0))
        amounts = self._amounts(measure.numerator, year)
        return drawn_ratios(values, amounts, measure.error, DRAWS, seed, settings.money_error)

    def _amounts(self, metric: str, year: int) -> np.ndarray:
        table = self.register.wide(metric)
        return table[year].to_numpy() if year in table.columns else np.full(len(self.clusters), np.nan)


def _stream(metric: str) -> int:
    """A number of its own for every metric that is drawn, so that its draws do not depend on what else is known."""
    names = sorted({measure.numerator for measure in cluster_measures().values()})
    return names.index(metric) + 1


def _scorer(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str
) -> ClusterScorer:
    panels = {name: cluster_panel(engine, regions, catalogue, layer, name) for name in cluster_measures()}
    return ClusterScorer(cluster_register(engine, layer) or ClusterRegister.none(layer), panels)


def scale_of(panels: Mapping[str, ClusterPanel], written: int | None = None) -> ScoreScale | None:
    """The scale of one year, by which all years are measured; None where no measure is known well enough.

    Parameters
    ----------
    written : base year of the layer where the definition file gives it; else it is the first in which all blocks have
        a measure known well enough, and until there is one, the first in which any measure is

    Well enough is for `least_known` of the clusters that return anything in that very year, and for `least_clusters`
    of them. Years and clusters that come after the base year move neither the scale nor what is scored.
    """
    known = well_known(panels)
    if known.empty:
        return None
    block_of = [cluster_measures()[str(name)].block for name in known.columns]
    blocks = known.T.groupby(block_of).any().sum()
    full = blocks.index[blocks == len(cluster_blocks())]
    years = [written] if written is not None else [*full, *blocks.index[blocks > 0]]
    if not years or not blocks.get(years[0]):
        return None
    year = int(years[0])
    bounds = scale_bounds(pd.DataFrame({name: panel.values[year] for name, panel in panels.items()}))
    is_well = known.loc[year].to_numpy(dtype=bool)
    is_scored = is_well & bounds["reason"].isna().to_numpy()
    left_out = {
        str(name): _why(bool(known.at[year, name]), bounds.at[name, "reason"]) for name in bounds.index[~is_scored]
    }
    return ScoreScale(year, bounds[is_scored][["lo", "hi"]], left_out, written is None and full.empty)


def well_known(panels: Mapping[str, ClusterPanel]) -> pd.DataFrame:
    """Whether a measure is known well enough in a year, years × measures, each year by what it returns itself."""
    settings = score_settings()
    counts = pd.DataFrame({name: panel.values.notna().sum() for name, panel in panels.items()}).sort_index()
    returning = pd.Series(0, index=counts.index)
    for year in counts.index:
        known = [panel.values[year].notna() for panel in panels.values() if year in panel.values.columns]
        returning[year] = int(pd.concat(known, axis=1).any(axis=1).sum())
    return counts.ge(np.maximum(settings.least_clusters, settings.least_known * returning), axis=0)


def _why(is_known: bool, reason: object) -> Reason:
    """Why a measure is not scored: it has no scale of its own, or too few clusters return it."""
    if isinstance(reason, str) and (is_known or reason == Reason.NOT_PUBLISHED):
        return Reason(reason)
    return Reason.COVERAGE

