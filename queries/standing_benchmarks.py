"""Benchmarks of the ledger as levels to catch up with: they stand still, since whom they consist of changes yearly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

import pandas as pd

from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.gap_ledger import GapLedger

StandingBenchmark = Literal["peers", "zone-p75", "nation-p75"]
STANDING_BENCHMARKS: tuple[StandingBenchmark, ...] = get_args(StandingBenchmark)


def standing_benchmarks(ledger: GapLedger) -> dict[str, Mapping[str, Outcome]]:
    """Return, by benchmark and region, the reference ratio of the ledger in the units of the metrics."""
    found: dict[str, Mapping[str, Outcome]] = {}
    for name in STANDING_BENCHMARKS:
        rows: Any = ledger.of_benchmark(name).itertuples()
        found[name] = {row.region_code: _outcome(row.reference, row.reason) for row in rows}
    return found


def _outcome(reference: float, reason: object) -> Outcome:
    if pd.notna(reference):
        return Outcome.of(reference, 1)
    return Outcome.absent(Reason(reason) if isinstance(reason, str) else Reason.NOT_PUBLISHED)
