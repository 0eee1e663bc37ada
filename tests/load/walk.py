"""A walk in order through what the viewers of a soak may ask for: who remembers answers then knows them beforehand."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from tests.load.crowd import guarded
from tests.load.viewer import LEVELS, LOCALES, MOST_INDICATORS, OTHER_PAGES, Record, Viewer

ALL_YEARS = len(LOCALES)
"""As many viewers, one of each language, walk through every year of every indicator: the figures of a map hold all
places, whoever looks."""


@dataclass(frozen=True)
class Tour:
    """One opening of the map by viewer `number`, and what is looked at from there on a level.

    With an `indicator`, by its place from 0, every year of it; without, every other page.
    """

    number: int
    level: int
    indicator: int | None = None


def tours(people: int) -> Iterator[Tour]:
    """Every indicator in every year on every level in every language, then every page for the place of everybody."""
    for number in range(min(people, ALL_YEARS)):
        for level in LEVELS:
            for indicator in range(MOST_INDICATORS):
                yield Tour(number, level, indicator)
    for number in range(people):
        for level in LEVELS:
            yield Tour(number, level)


@dataclass
class Walk:
    """How far a walk came: tours ended, of how many, and after how many seconds."""

    done: int = 0
    of: int = 0
    seconds: float = 0.0


async def walk(address: str, walkers: int, people: int, seconds: float, record: Record) -> Walk:
    """Let `walkers` at once take tour after tour until all are done or the time is over.

    What they see is added to `record`; what goes wrong for one is a fault there.
    """
    left = deque(tours(people))
    walked, began = Walk(of=len(left)), time.perf_counter()

    async def take() -> None:
        while left and time.perf_counter() < began + seconds:
            tour = left.popleft()
            viewer = Viewer(tour.number, address, record)
            await guarded(viewer, record, _go(viewer, tour))
            await viewer.leave()
            walked.done += 1

    async with asyncio.TaskGroup() as tasks:
        for _ in range(walkers):
            tasks.create_task(take())
    walked.seconds = time.perf_counter() - began
    return walked


async def _go(viewer: Viewer, tour: Tour) -> None:
    await viewer.come()
    await viewer.choose("level", tour.level)
    if tour.indicator is None:
        for page in OTHER_PAGES:
            await viewer.visit(page)
        return
    await viewer.choose("indicator", tour.indicator)
    await viewer.see_every_year()
