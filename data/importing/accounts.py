"""What is told of a load: the account of each table, and each figure of a cluster beside the last."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """One sheet of a file: the table it is, and its rows, in = loaded + rejected, each counted for itself."""

    file: str
    sheet: str
    kind: str
    rows_in: int
    loaded: int
    rejected: int


@dataclass(frozen=True)
class ClusterFigure:
    """A figure of a cluster as it would be loaded, in the unit of its metric."""

    cluster_id: str
    year: int
    metric: str
    value: float
    qualifier: str
