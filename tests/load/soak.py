"""The soak: viewers come, switch, leave and return for half an hour; the memory of the server is sampled meanwhile.

In the first third, which is not judged, they first walk in order through what they may ask for.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from queries.memory import MOST_BYTES
from tests.benchmarks.report import Table, write_report
from tests.load.crowd import Plan, crowd
from tests.load.process import figure_told, processor_seconds, resident_bytes, threads
from tests.load.slope import STEEPEST, WARM_UP, Slope, slope_after_warm_up
from tests.load.summary import BUSY, LATENCY_COLUMNS, latency_rows, remarks_of, trouble_rows
from tests.load.viewer import WANDERING, Record
from tests.load.walk import Walk, walk
from tests.running_app import Server

SAMPLED_EVERY = 10.0
"""Seconds."""
THINK, STAY = 3.0, 60.0
"""Means of the seconds that a viewer looks at an answer, and stays."""
PEOPLE = 24
"""How many viewers come again and again: what they ask for has an end, so what is remembered of it has one too."""
ROWS = 30
"""How many samples the page lists at most, or a few more."""
VERDICTS = {"flat": "平稳 flat", "growing": "增长 growing", "undecided": "未能判定 undecided"}


@dataclass(frozen=True)
class Sample:
    """The server at one moment, `at` seconds after the soak began; `remembered` is what its answers weigh, in MB."""

    at: float
    megabytes: float
    remembered: float
    threads: int
    processor: float
    runs: int


async def soak(server: Server, viewers: int, minutes: float, record: Record, samples: list[Sample]) -> Walk:
    """Let viewers walk through everything, then come and go until `minutes` are over; sample every ten seconds.

    Returns how far the walk came within the time that is not judged.
    """
    began = time.perf_counter()

    async def use() -> Walk:
        walked = await walk(server.address, viewers, PEOPLE, 60 * minutes * WARM_UP, record)
        rest = 60 * minutes - walked.seconds
        await crowd(server.address, Plan(viewers, rest, THINK, WANDERING, STAY, 1.0, people=PEOPLE), record)
        return walked

    using = asyncio.create_task(use())
    while not using.done():
        remembered = await asyncio.to_thread(figure_told, server.address, "atlas_remembered_bytes")
        samples.append(Sample(
            time.perf_counter() - began, resident_bytes(server.process_id) / 1e6, remembered / 1e6,
            threads(server.process_id), processor_seconds(server.process_id), len(record.runs),
        ))
        await asyncio.wait([using], timeout=SAMPLED_EVERY)
    return await using


def slope_of(samples: list[Sample]) -> Slope:
    """Growth of the memory after the warm-up."""
    return slope_after_warm_up([sample.at for sample in samples], [sample.megabytes for sample in samples])


def report(samples: list[Sample], record: Record, walked: Walk, command: str, viewers: int) -> Slope:
    """Write `docs/measured/soak.md` and return the slope that it judges."""
    slope = slope_of(samples)
    last = samples[-1]
    verdict = Table(
        ("结论", "Verdict"),
        ("项目 What", "值 Value"),
        [
            ["内存斜率 slope of the memory after the warm-up", f"{slope.estimate:+.1f} MB/h"],
            ["95% 区间 its interval", f"{slope.lower:+.1f} … {slope.upper:+.1f} MB/h"],
            ["判定 verdict", f"**{VERDICTS[slope.verdict]}**"],
            ["时长 time", f"{last.at / 60:.1f} min"],
            ["同时在场 viewers at once", str(viewers)],
            ["到访 visits", f"{sum(timed.kind == 'open' for timed in record.runs):,}"],
            ["操作 runs of the script", f"{len(record.runs):,}"],
            ["处理器每次操作 processor time of a run", f"{1000 * _per_run(samples):,.0f} ms"],
            *trouble_rows(record),
        ],
        [
            "The verdict was laid down before the run (tests/load/slope.py): the first third is not judged; the rest "
            "is averaged in twelve blocks, and a line is laid through them by least squares. growing: the interval "
            f"lies above 0. flat: it reaches 0, and stays below {STEEPEST:.0f} MB/h. undecided: else.",
            f"Before the viewers do what chance says, they walk in order through what they may ask for: "
            f"{walked.done} of {walked.of} tours in the first {walked.seconds / 60:.1f} minutes, without a pause to "
            "look. Two of them, one of each language, see each of the ten indicators on both levels in every year, and "
            f"all {PEOPLE} see every page for their own place on both levels. Not every combination is walked: the "
            "maps of the others, for their own places, rest on the same answers but for the sources of those places.",
            f"Answers remembered: their weight by the server's own reckoning, within {MOST_BYTES / 1e6:,.0f} MB for a "
            f"snapshot. After the warm-up it grew by {_remembered_since(samples):+.1f} MB: as long as viewers ask for "
            "what nobody asked before, that much of the growth is memory put to use.",
            *remarks_of(record),
        ],
    )
    course = Table(
        ("内存过程", "The course of it"),
        ("分钟 Minute", "内存 Memory MB", "其中记住的答案 Answers remembered MB", "线程 Threads", "操作 Runs so far"),
        [
            [f"{sample.at / 60:.0f}", f"{sample.megabytes:,.0f}", f"{sample.remembered:,.1f}", str(sample.threads),
             f"{sample.runs:,}"]
            for sample in samples[:: max(1, len(samples) // ROWS)]
        ],
    )
    latency = Table(("响应时间", "Latency"), LATENCY_COLUMNS, latency_rows(record.runs), [BUSY])
    write_report("soak", ("半小时不间断使用", "Half an hour without a pause"), command, [verdict, course, latency])
    return slope


def _remembered_since(samples: list[Sample]) -> float:
    """MB by which the answers that are remembered grew since the end of the warm-up."""
    begins = samples[0].at + WARM_UP * (samples[-1].at - samples[0].at)
    return samples[-1].remembered - next(sample.remembered for sample in samples if sample.at >= begins)


def _per_run(samples: list[Sample]) -> float:
    """Seconds of processor time that a run took on average."""
    runs = samples[-1].runs - samples[0].runs
    return (samples[-1].processor - samples[0].processor) / runs if runs else 0.0
