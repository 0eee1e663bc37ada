"""What a crowd saw, as rows of a table: latency by action, and everything that was not as it should be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tests.load.reader import Run
from tests.load.viewer import Record, Timed

LATENCY_COLUMNS = ("操作 Action", "n", "p50 ms", "p95 ms", "max ms", "kB")
BUSY = (
    "Viewers, server and whatever else ran share the machine; its load is in the head of this page. Latency is from "
    "sending to the end of the script with every figure received, over the real protocol; no browser paints here."
)
NAMES = {
    "open": "打开布局页 opens the map",
    "indicator": "换指标 another indicator",
    "year": "换年份 another year",
    "level": "换层级 another level",
    "keep": "加入汇报 keeps a step",
    "briefing": "看汇报 reads the briefing",
    "back": "后退 goes back",
    "page overview": "总览 to the overview",
    "page gaps": "缺口 to the gaps",
    "page region": "区域 to the profile",
    "page clusters": "集聚区 to the clusters",
    "page transfer": "梯度转移 to the transfer page",
}


def milliseconds(runs: Iterable[Run], percentile: float) -> str:
    """A percentile of the time of runs, in whole milliseconds, as printed; a stroke where there are none."""
    times = [1000 * run.seconds for run in runs]
    return f"{np.percentile(times, percentile):,.0f}" if times else "—"


def latency_rows(runs: Sequence[Timed]) -> list[list[str]]:
    """One row for each action that was done, in the order of NAMES. kB are the median of what came, uncompressed."""
    rows = []
    for kind, name in NAMES.items():
        found = [timed.run for timed in runs if timed.kind == kind]
        if found:
            received = np.median([run.received for run in found]) / 1000
            times = [milliseconds(found, percentile) for percentile in (50, 95, 100)]
            rows.append([name, f"{len(found):,}", *times, f"{received:,.0f}"])
    return rows


def trouble_rows(record: Record) -> list[list[str]]:
    """What must be 0: faults of answers, connections lost, and views that were not the same for everyone."""
    return [
        ["答非所问或报错 answers that were wrong, or another viewer's, or errors", str(len(record.faults))],
        ["断线 connections lost", str(len(record.lost))],
        ["同一视图前后不一 views that did not look the same to all", str(len(record.contradictions()))],
    ]


def remarks_of(record: Record, most: int = 10) -> list[str]:
    """The first faults in words."""
    lost = [f"viewer {loss.viewer}: connection lost, {loss.when}" for loss in record.lost]
    return [*record.faults, *record.contradictions(), *lost][:most]
