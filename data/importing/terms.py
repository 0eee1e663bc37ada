"""Finds the metric of the catalogue that a file means, with the unit in which the catalogue counts it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from data.importing.values import plain
from data.metrics import Metric, load_metrics

ALIAS_FILE = Path(__file__).with_name("metric_alias.csv")


@dataclass(frozen=True)
class Terms:
    """The catalogue as the importer asks it: metrics by identifier, by name, and by the names of other publishers."""

    metrics: dict[str, Metric]
    names: dict[tuple[str, str], str]

    def find(self, name: str, unit: str) -> Metric | None:
        """Return the metric of this name; where one name covers several currencies the unit decides."""
        written = plain(name).casefold()
        identifier = self.names.get((written, plain(unit))) or self.names.get((written, ""))
        return self.metrics.get(identifier) if identifier else None


def load_terms(path: Path | None = None) -> Terms:
    """Return the terms of the catalogue at `path`, by default of the shipped one."""
    metrics = load_metrics(path) if path else load_metrics()
    names = {
        (plain(name).casefold(), ""): metric.metric
        for metric in metrics.values()
        for name in (metric.metric, metric.name_zh, metric.name_en)
    }
    with ALIAS_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names.setdefault((row["alias"].casefold(), row["unit"]), row["metric"])
    return Terms(metrics, names)
