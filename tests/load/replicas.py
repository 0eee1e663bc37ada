"""Two processes behind the shipped nginx on one folder of snapshots; one is killed while viewers use both."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from data.snapshot import current_snapshot
from pages.controls.browser import READER, new_browser_name
from tests.benchmarks.report import Table, write_report
from tests.load.crowd import Plan, crowd
from tests.load.summary import BUSY, milliseconds, remarks_of, trouble_rows
from tests.load.viewer import Record, Timed
from tests.running_app import ROOT, Server, free_port, serve
from tests.running_front import running_front

PATIENCE = 200
"""How often something is looked for that comes a moment later."""
COMPARING = {"indicator": 7, "year": 3}
"""What the viewers of the replicas do: switch, so that every answer tells whether the view is still the own one."""


@dataclass(frozen=True)
class House:
    """Replicas with the folder that they share and the address that nginx gives them."""

    address: str
    replicas: tuple[Server, ...]
    log: Path

    def names(self, each: int) -> list[str]:
        """Cookies of browsers that nginx leads to the replicas in turn, `each` to every one, as its log tells.

        Raises RuntimeError where a hundred cookies are not enough.
        """
        led: dict[str, list[str]] = {replica.address.removeprefix("http://"): [] for replica in self.replicas}
        for _ in range(100):
            name = new_browser_name()
            httpx.get(f"{self.address}/_stcore/health", cookies={READER: name}, trust_env=False)
            led[self._led_to(name)].append(name)
            if all(len(names) >= each for names in led.values()):
                return [name for turn in zip(*led.values(), strict=False) for name in turn][: each * len(led)]
        raise RuntimeError(f"nginx does not spread its readers: {led}")


    def _led_to(self, name: str) -> str:
        # nginx writes the line just after it has answered.
        for _ in range(PATIENCE):
            lines = [line.split() for line in self.log.read_text(encoding="utf-8").splitlines()]
            if found := [line[1] for line in lines if line[0] == name]:
                return found[0]
            time.sleep(0.05)
        raise RuntimeError(f"no line of {name} in {self.log}")


@dataclass
class Told:
    """What happened: when the data changed, when the first replica was killed, whose page was on it (`bereaved`)."""

    record: Record = field(default_factory=Record)
    published_at: float = 0.0
    killed_at: float = 0.0
    viewers: frozenset[int] = frozenset()
    bereaved: frozenset[int] = frozenset()
    published: str = ""
    taken_up: tuple[bool, ...] = ()

    @property
    def disturbed(self) -> list[str]:
        """What those on the other replica noticed: connections lost and faults, of which there must be none."""
        lost = [f"viewer {loss.viewer} lost the connection" for loss in self.record.lost
                if loss.viewer not in self.bereaved]
        return [*lost, *self.record.faults]

    def is_over(self) -> bool:
        """Whether every viewer has had an answer since the replica was killed."""
        answered = {timed.viewer for timed in self.record.runs if 0 < self.killed_at <= timed.at}
        return answered >= self.viewers

    def runs(self, is_bereaved: bool, is_after: bool) -> list[Timed]:
        """Runs of those whose replica died, or of the others, after it died or before."""
        return [
            timed for timed in self.record.runs
            if (timed.viewer in self.bereaved) == is_bereaved and (timed.at >= self.killed_at) == is_after
        ]

    def back_after(self) -> list[float]:
        """Seconds from the death of the replica to the end of the next answer, for each viewer who lost it."""
        ends = {}
        for timed in self.runs(is_bereaved=True, is_after=True):
            ends.setdefault(timed.viewer, timed.at + timed.run.seconds - self.killed_at)
        return sorted(ends.values())


@contextmanager
def house(snapshots: Path, folder: Path, count: int = 2) -> Iterator[House]:
    """Serve `snapshots` by `count` processes behind nginx until the block ends. What they write lies in `folder`."""
    with ExitStack() as stack:
        ports = [free_port() for _ in range(count)]
        settings = {"ATLAS_DATA": str(snapshots)}
        script, logs = ROOT / "app.py", [folder / f"replica-{port}.log" for port in ports]
        replicas = tuple(
            stack.enter_context(serve(script, log, settings, port)) for port, log in zip(ports, logs, strict=True)
        )
        address = stack.enter_context(running_front(folder / "front", ports))
        yield House(address, replicas, folder / "front" / "access.log")


def two_snapshots(original: Path, folder: Path, publish_another: Callable[[Path], object]) -> tuple[Path, str]:
    """A copy of a folder of snapshots in which a second one lies ready, and the identifier of that one.

    The pointer names the first one.
    """
    copied = Path(shutil.copytree(original, folder / "snapshots"))
    pointer = (copied / "current").read_bytes()
    publish_another(copied)
    other = current_snapshot(copied).snapshot_id
    (copied / "current").write_bytes(pointer)
    return copied, other


async def lose_one(house: House, plan: Plan, publish: Callable[[], str], published: float, killed: float) -> Told:
    """Let a crowd use the house; once all are here, publish after `published` seconds, kill one replica after `killed`.

    `publish` makes other data current and returns their identifier.
    """
    names = house.names(plan.viewers // len(house.replicas))
    plan = replace(plan, names=names)
    everyone = range(plan.viewers)
    told = Told(viewers=frozenset(everyone), bereaved=frozenset(everyone[:: len(house.replicas)]))

    all_here = asyncio.Event()

    async def happen() -> None:
        await all_here.wait()
        await asyncio.sleep(published)
        told.published_at = time.perf_counter()
        told.published = await asyncio.to_thread(publish)
        told.taken_up = tuple([await _takes_up(replica, told.published) for replica in house.replicas])
        await asyncio.sleep(max(0.0, killed - published - (time.perf_counter() - told.published_at)))
        told.killed_at = time.perf_counter()
        os.kill(house.replicas[0].process_id, signal.SIGKILL)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(crowd(house.address, plan, told.record, all_here.set, told.is_over))
        tasks.create_task(happen())
    return told


async def _takes_up(replica: Server, snapshot: str) -> bool:
    """Whether a process comes to answer from a snapshot; its report of health is a few seconds old at most."""
    async with httpx.AsyncClient(base_url=replica.address, timeout=60, trust_env=False) as client:
        for _ in range(PATIENCE):
            if (await client.get("/health/ready")).json().get("snapshot_id") == snapshot:
                return True
            await asyncio.sleep(0.2)
    return False


def report(told: Told, plan: Plan, command: str) -> None:
    """Write `docs/measured/replicas.md`."""
    groups = [
        ("另一副本上的读者，终止之前 on the other replica, before", told.runs(False, False)),
        ("另一副本上的读者，终止之后 on the other replica, after", told.runs(False, True)),
        ("被终止副本上的读者，终止之前 on the one that was killed, before", told.runs(True, False)),
        ("同一批读者，由另一副本接续 the same readers, after, on the other one", told.runs(True, True)),
    ]
    latency = Table(
        ("终止一个副本前后的响应时间", "Latency before and after a replica is killed"),
        ("读者 Viewers", "人数", "n", "p50 ms", "p95 ms", "max ms"),
        [
            [name, str(len({timed.viewer for timed in runs})), str(len(runs)),
             *(milliseconds([timed.run for timed in runs], percentile) for percentile in (50, 95, 100))]
            for name, runs in groups
        ],
        [BUSY],
    )
    back = told.back_after()
    facts = Table(
        ("经过", "What happened"),
        ("项目 What", "值 Value"),
        [
            ["同时在场 viewers at once", str(plan.viewers)],
            ["被终止副本上的读者 viewers on the replica that was killed", str(len(told.bereaved))],
            ["其余读者的异常 what the others noticed", str(len(told.disturbed))],
            ["终止至其下一次得到答复 from the kill to their next answer",
             f"{min(back):.1f}–{max(back):.1f} s" if back else "—"],
            ["运行中发布的快照，两个副本均已采用 snapshot published meanwhile, shown by both",
             "是 yes" if all(told.taken_up) else "否 no"],
            *trouble_rows(told.record),
        ],
        [
            "The first replica was ended by SIGKILL. nginx runs the shipped deploy/nginx files. A viewer whose "
            "connection is lost connects anew as the page does; that the next answer is the viewer's own, with the "
            "place, the level and the choice it was asked for, is checked like every other.",
            *remarks_of(told.record),
        ],
    )
    write_report("replicas", ("两个副本，终止其一", "Two replicas, one killed"), command, [facts, latency])
