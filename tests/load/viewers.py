"""How the atlas answers 1, 10 and 50 viewers who switch indicators: latency, errors, memory and processor time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.benchmarks.report import Table, write_report
from tests.load.answers import fingerprint, view_of
from tests.load.crowd import Plan, crowd
from tests.load.process import processor_seconds, resident_bytes
from tests.load.reader import Reader
from tests.load.summary import BUSY, LATENCY_COLUMNS, latency_rows, milliseconds, remarks_of, trouble_rows
from tests.load.viewer import SWITCHING, Record
from tests.running_app import Server

COUNTS = (1, 10, 50)
THINK = 8.0
"""Mean of the seconds that a viewer looks at a map before the next switch."""
ASKED_AGAIN = 40
"""How many of the views are asked again by one viewer alone, once the others are gone."""


@dataclass
class Measured:
    """One crowd on a server of its own. Memory in bytes, processor time in seconds of the server's process."""

    viewers: int
    seconds: float
    record: Record = field(default_factory=Record)
    warm: int = 0
    opened: int = 0
    ended: int = 0
    processor: float = 0.0
    lasted: float = 0.0
    asked_again: int = 0


async def measure(server: Server, viewers: int, seconds: float, think: float = THINK) -> Measured:
    """Let a crowd switch on a fresh server, then ask some of its views again, alone.

    Two viewers look around before, so that the modules and what all share are in memory when it is measured.
    """
    measured = Measured(viewers, seconds)
    await crowd(server.address, Plan(2, 1.0, 0.1, SWITCHING, seed=1), Record())
    measured.warm = resident_bytes(server.process_id)

    def all_here() -> None:
        measured.opened = resident_bytes(server.process_id)

    used, began = processor_seconds(server.process_id), time.perf_counter()
    await crowd(server.address, Plan(viewers, seconds, think, SWITCHING), measured.record, all_here)
    measured.processor = processor_seconds(server.process_id) - used
    measured.lasted = time.perf_counter() - began
    measured.ended = resident_bytes(server.process_id)
    await ask_alone(server.address, measured)
    return measured


async def ask_alone(address: str, measured: Measured) -> None:
    """Open the links of some views anew, one after another: each must look as it did in the crowd."""
    for view in list(measured.record.seen)[:: max(1, len(measured.record.seen) // ASKED_AGAIN)]:
        async with Reader(address, view.locale) as reader:
            await reader.open(view.page, view.query)
            measured.record.note(view_of(reader.window), fingerprint(reader.window))
            if view_of(reader.window) != view:
                measured.record.faults.append(f"the link of {view} leads to {view_of(reader.window)}")
            measured.asked_again += 1


def report(measured: Sequence[Measured], command: str, think: float = THINK) -> None:
    """Write `docs/measured/viewers.md`."""
    crowds = Table(
        ("多少人同时使用", "Viewers at once"),
        ("人数 Viewers", "n", "p50 ms", "p95 ms", "max ms", "每秒 Runs/s", "CPU ms", "CPU %", "MB", "MB/人 MB each",
         "异常 Wrong", "断线 Lost"),
        [_crowd_row(one) for one in measured],
        [
            "n: switches of indicator, year or level; p and max are theirs. CPU: processor time of the server for a "
            "run, and its share of one core. MB: memory at the end. MB each: growth until all had opened their page, "
            "by viewer. Wrong: answers that named another's place, language or choice, errors on "
            "the page, and views that did not look the same to all, or again when asked alone.",
            f"A viewer thinks {think:g} s on average before the next switch. Each has a city and cookies of its own, "
            "half of them read English. Each crowd has a server of its own.",
            f"Asked again alone afterwards: {sum(one.asked_again for one in measured)} views by their links.",
            BUSY,
        ],
    )
    tables = [crowds]
    for one in measured:
        title = (f"{one.viewers}人的响应时间", f"Latency with {one.viewers}")
        trouble = [f"{name}: {count}" for name, count in trouble_rows(one.record)]
        tables.append(Table(title, LATENCY_COLUMNS, latency_rows(one.record.runs), [*trouble, *remarks_of(one.record)]))
    write_report("viewers", ("多人同时使用", "Many viewers"), command, tables)


def _crowd_row(one: Measured) -> list[str]:
    runs = one.record.runs
    switches = [timed.run for timed in runs if timed.kind in SWITCHING]
    wrong = len(one.record.faults) + len(one.record.contradictions())
    return [
        str(one.viewers), f"{len(switches):,}",
        *(milliseconds(switches, percentile) for percentile in (50, 95, 100)),
        f"{len(runs) / one.lasted:.1f}",
        f"{1000 * one.processor / len(runs):,.0f}", f"{100 * one.processor / one.lasted:.0f} %",
        f"{one.ended / 1e6:,.0f}", f"{(one.opened - one.warm) / 1e6 / one.viewers:.1f}",
        str(wrong), str(len(one.record.lost)),
    ]
