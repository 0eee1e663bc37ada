"""Many viewers at once, bounded in number and time: they come one by one, think, act, and may leave for others."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tests.load.reader import LostError
from tests.load.viewer import PAUSE, Level, Record, Viewer
from tests.load.window import ProtocolError

MOST_VIEWERS = 200
MOST_VISITS = 1_000_000
OVERTIME = 300.0
LONGEST = 2 * 3600.0
"""Seconds."""


class TooMuchError(ValueError):
    """More viewers or a longer time than the driver takes on."""


@dataclass(frozen=True)
class Plan:
    """What a crowd does.

    Attributes
    ----------
    viewers : how many at once; at most 200
    seconds : for how long once all have come; at most two hours
    think : mean of the seconds that a viewer looks before the next action; half to one and a half times as long
    weights : what a viewer does how often
    stay : mean of the seconds after which a viewer leaves and another one comes; None where all stay
    arrive : seconds between two arrivals at the beginning
    seed : of everything that is left to chance
    names : cookies that the first viewers come with, by number; the others get new ones
    level : the one that the places of the viewers are of
    people : how many different viewers there are, who come again and again; None where nobody comes twice
    """

    viewers: int
    seconds: float
    think: float
    weights: Mapping[str, int]
    stay: float | None = None
    arrive: float = 0.2
    seed: int = 0
    people: int | None = None
    names: Sequence[str] = ()
    level: Level = "city"

    def __post_init__(self) -> None:
        if not 1 <= self.viewers <= MOST_VIEWERS or not 0 < self.seconds <= LONGEST:
            raise TooMuchError(
                f"{self.viewers} viewers for {self.seconds:.0f} s: at most {MOST_VIEWERS} and {LONGEST:.0f}"
            )


async def crowd(
    address: str, plan: Plan, record: Record, all_here: Callable[[], None] = lambda: None,
    is_over: Callable[[], bool] = lambda: True,
) -> None:
    """Let the crowd of `plan` use the atlas at `address`, and add what it saw to `record`.

    `all_here` is called once all have opened their first page and before anyone acts. They go on after their time while
    something `is_over` not yet, but no longer than five minutes. What goes wrong for a viewer is a fault in the record.
    """
    arrived = asyncio.Barrier(plan.viewers)

    def goes_on(ends: float) -> bool:
        now = time.perf_counter()
        return now < ends or (now < ends + OVERTIME and not is_over())

    async def seat(number: int) -> None:
        await asyncio.sleep(number * plan.arrive)
        came = number
        viewer = Viewer(number, address, record, plan.seed, dict(enumerate(plan.names)).get(number), plan.level)
        await guarded(viewer, record, viewer.come())
        if await arrived.wait() == 0:
            all_here()
        ends = time.perf_counter() + plan.seconds
        await asyncio.sleep(viewer.chance.uniform(0, plan.think))
        while goes_on(ends):
            await guarded(viewer, record, _live(viewer, plan, partial(goes_on, ends)))
            if plan.stay and goes_on(ends):
                await viewer.leave()
                came += plan.viewers
                # Who comes again has the same place, but another browser and other things to look at.
                who = came % (plan.people or MOST_VISITS)
                viewer = Viewer(who, address, record, plan.seed + came, level=plan.level)
                await guarded(viewer, record, viewer.come())
        await viewer.leave()

    async with asyncio.TaskGroup() as tasks:
        for number in range(plan.viewers):
            tasks.create_task(seat(number))


async def guarded(viewer: Viewer, record: Record, life: Awaitable[None]) -> None:
    try:
        await life
    except (LostError, ProtocolError, LookupError) as fault:
        record.faults.append(f"viewer {viewer.number}: {type(fault).__name__}: {fault}")
        # A server that refuses everybody is not asked without a pause.
        await asyncio.sleep(PAUSE)


async def _live(viewer: Viewer, plan: Plan, goes_on: Callable[[], bool]) -> None:
    stays = plan.stay and viewer.chance.uniform(0.5, 1.5) * plan.stay
    leaves = time.perf_counter() + (stays or math.inf)
    while goes_on() and time.perf_counter() < leaves:
        if await viewer.reader.listen(viewer.chance.uniform(0.5, 1.5) * plan.think):
            viewer.note_loss("while reading")
            await viewer.come_back()
        elif goes_on():
            await viewer.act(plan.weights)
