"""One cluster measure by measure: level, movement over three years, and place among the others of its layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from queries.catalogue import Indicator
from queries.cluster_measures import ClusterMeasure, cluster_blocks, cluster_measures, cluster_panel
from queries.cluster_register import ClusterRegister, cluster_register
from queries.cluster_scores import SPAN, ClusterScores, cluster_standing
from queries.engine import Engine
from queries.formulas.cluster_score import changes_over
from queries.formulas.scorecard_light import level_percentile
from queries.formulas.target_path import Direction
from queries.regions import Regions


@dataclass(frozen=True)
class ClusterProfile:
    """One cluster in one year.

    Attributes
    ----------
    rows : index = measures: block, value and reason; cagr (fraction per year) and cagr_reason, change (unit of the
        measure) and change_reason, over three years; percentile (0..100, 100 = best) and percentile_reason among the n
        clusters with a figure in the year; score (0..100, NaN where the measure enters no score)
    series : measures × years of which the layer returns anything; NaN = none
    standing : the scores of the year
    """

    cluster: str
    year: int
    rows: pd.DataFrame
    series: pd.DataFrame
    standing: ClusterScores

    def row(self, measure: str) -> dict[str, Any]:
        """The row of one measure."""
        own = cast(pd.Series, self.rows.loc[measure])
        return {str(name): own[name] for name in own.index}

    def history(self, measure: str) -> list[float]:
        """The figures of one measure by year; NaN = none."""
        return [float(value) for value in self.series.T[measure]]

    @property
    def known(self) -> int:
        """Measures with a figure."""
        return int(self.rows["value"].notna().sum())

    @property
    def is_alone(self) -> bool:
        """Whether nobody else has any figure of the year that is measured here."""
        return bool(self.known and self.rows["n"].max() < 2)

    @property
    def total(self) -> pd.Series:
        """The row of the cluster in ``cluster_scores``."""
        return cast(pd.Series, self.standing.scores.loc[self.cluster]).copy()

    @property
    def blocks_missing(self) -> tuple[str, ...]:
        """Blocks without a score, in their order."""
        own = self.standing.scores.loc[self.cluster]
        return tuple(block.id for block in cluster_blocks() if pd.isna(own[block.id]))


def profile_years(engine: Engine, layer: str, cluster: str) -> list[int]:
    """Years of which a cluster returns anything, oldest first, bounds too."""
    register = cluster_register(engine, layer)
    if register is None:
        return []
    return sorted({int(year) for year in register.figures.loc[register.figures["cluster_id"] == cluster, "year"]})


def usual_year(register: ClusterRegister, cluster: str) -> int | None:
    """The last year of a cluster that can be compared; the last one where none can, None where it returns nothing.

    A year can be compared for which at least half as many clusters return something as ever did, two at least: who
    returns first would else be shown against nobody.
    """
    counts = returning(register)
    own = register.figures.loc[register.figures["cluster_id"] == cluster, "year"]
    if own.empty:
        return None
    enough = max(2, counts.max() / 2)
    return int(max((year for year in own if counts[year] >= enough), default=own.max()))


def returning(register: ClusterRegister) -> pd.Series:
    """How many clusters return anything, by year."""
    return register.figures.groupby("year")["cluster_id"].nunique()


def cluster_profile(
    engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str, cluster: str, year: int
) -> ClusterProfile:
    """The profile of a cluster of the layer in a year."""
    panels = {name: cluster_panel(engine, regions, catalogue, layer, name) for name in cluster_measures()}
    standing = cluster_standing(engine, regions, catalogue, layer, year)
    rows = [
        _row(measure, panels[name].values, panels[name].reasons, cluster, year)
        for name, measure in cluster_measures().items()
    ]
    table = pd.DataFrame(rows, index=pd.Index(list(cluster_measures()), name="measure"))
    table["score"] = standing.measure_scores.loc[cluster].reindex(table.index)
    series = pd.DataFrame({name: panel.values.loc[cluster] for name, panel in panels.items()}).T
    return ClusterProfile(cluster, year, table, series, standing)


def _row(
    measure: ClusterMeasure, values: pd.DataFrame, reasons: pd.DataFrame, cluster: str, year: int
) -> dict[str, object]:
    levels = values[year] if year in values.columns else pd.Series(np.nan, index=values.index)
    moved = changes_over(values, year, SPAN, measure.compounds).loc[cluster]
    placed = level_percentile(levels, Direction.UP if measure.polarity > 0 else Direction.DOWN).loc[cluster]
    return {
        "block": measure.block, "value": levels[cluster],
        "reason": reasons.at[cluster, year] if year in reasons.columns else None,
        **{str(name): moved[name] for name in moved.index},
        "percentile": placed["value"], "percentile_reason": placed["reason"], "n": int(levels.notna().sum()),
    }
