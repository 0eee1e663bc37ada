"""One viewer with a place of its own: opens the map, switches, follows links, keeps steps, and checks every answer."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from streamlit.proto.BackMsg_pb2 import BackMsg

from geo.membership import REGISTER, read_rows
from tests.load.answers import View, briefing_faults, faults_of, findings, fingerprint, view_of
from tests.load.reader import NOTHING, LostError, Reader, Run
from tests.load.window import options_of

Level = Literal["city", "province"]
LOCALES = ("zh-CN", "en-US")
SWITCHING = {"indicator": 7, "year": 2, "level": 1}
"""How often a viewer who compares indicators does what, as weights."""
WANDERING = {"indicator": 8, "year": 4, "level": 2, "page": 3, "keep": 1, "briefing": 1, "return": 1, "leave": 1}
"""How often a viewer does what who reads everything, leaves and comes back."""
OTHER_PAGES = {"gaps": 1, "region": 0, "": 2, "clusters": 1, "transfer": 1}
"""Pages that the header leads to, and how many figures each has at least."""
FIGURES_OF_MAP = 3
FIRST_INDICATOR = "patent_agencies"
MOST_INDICATORS = 10
"""Of the list the first ones, which most places report: so what is asked for can be counted."""
LEVELS = (2, 3)
"""Provinces and cities: the first two levels, zones and major regions, hold no place that is a viewer's own."""
MOST_KEPT = 5
ATTEMPTS = 20
PAUSE = 0.5
"""How often, and after how many seconds, a page whose server is gone tries again."""
UNLIKE = ("briefing",)
"""Pages that differ from reader to reader by what they are for."""


@dataclass(frozen=True)
class Timed:
    """A run with what was done, by whom and when, on the clock of ``time.perf_counter``."""

    kind: str
    viewer: int
    at: float
    run: Run


@dataclass(frozen=True)
class Loss:
    """A connection that was lost, when, whose, and while what went on."""

    at: float
    viewer: int
    when: str


@dataclass
class Record:
    """What viewers together saw: runs, faults, and the fingerprint of every view with how often it was seen."""

    runs: list[Timed] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lost: list[Loss] = field(default_factory=list)
    seen: dict[View, Counter[str]] = field(default_factory=dict)

    def note(self, view: View, mark: str) -> None:
        """Note what a view looked like."""
        self.seen.setdefault(view, Counter())[mark] += 1

    def contradictions(self) -> list[str]:
        """Views that looked different to different viewers, or at different times."""
        return [f"{len(marks)} answers to {view}" for view, marks in self.seen.items() if len(marks) > 1]


def places(level: Level = "city") -> list[str]:
    """Codes of the places of a level that viewers can have as their own, spread over the country.

    Cities that are provinces count as provinces.
    """
    surveyed = {row["region_code"] for row in read_rows(REGISTER / "region.csv") if row["in_survey"] == "true"}
    rows = read_rows(REGISTER / "region_level.csv")
    held = [row["region_code"] for row in rows if row["level"] == level and row["region_code"] in surveyed]
    codes = [code for code in held if level == "province" or not code.endswith("0000")]
    random.Random(47).shuffle(codes)
    return codes


class Viewer:
    """Viewer `number` of a crowd: place, language and what is done when follow from the number and the seed alone.

    `name` is the cookie of its browser, if that was here before; `level` the one that its place is of.
    """

    def __init__(
        self, number: int, address: str, record: Record, seed: int = 0, name: str | None = None, level: Level = "city"
    ) -> None:
        known = places(level)
        self.number = number
        self.level = level
        self.place = known[number % len(known)]
        self.locale = LOCALES[number % len(LOCALES)]
        self.record = record
        self.chance = random.Random(seed * 10_007 + number)
        self.reader = Reader(address, self.locale, name)
        self.kept: dict[str, str] = {}

    async def come(self) -> None:
        """Open the map of the own level with the own place chosen."""
        query = f"level={self.level}&indicator={FIRST_INDICATOR}&region={self.place}"
        await self._done("open", FIGURES_OF_MAP, partial(self.reader.open, "distribution", query))

    async def act(self, weights: Mapping[str, int]) -> None:
        """Do one thing of those weighed."""
        kind = self.chance.choices(list(weights), list(weights.values()))[0]
        if kind in ("indicator", "year", "level"):
            await self.switch(kind)
        elif kind == "page":
            await self.look_elsewhere()
        elif kind == "keep" and len(self.kept) < MOST_KEPT:
            await self.keep()
        elif kind in ("keep", "briefing"):
            await self.read_briefing()
        elif kind == "return":
            await self.come_back()
            await self.switch("indicator")
        else:
            await self.come()

    async def switch(self, control: str) -> None:
        """Choose another option of a control of the map."""
        window = self.reader.window
        drawn = window.control(control)
        options = options_of(drawn)
        chosen = options.index(window.chosen(control)[0])
        known = {"level": LEVELS, "indicator": range(min(MOST_INDICATORS, len(options)))}.get(control)
        others = [place for place in known or range(len(options)) if place != chosen]
        if not others:
            # An indicator of one year alone.
            return await self.switch("indicator")
        await self.choose(control, self.chance.choice(others))

    async def choose(self, control: str, wanted: int) -> None:
        """Choose an option of a control of the map by its place, from 0; nothing happens where it is the one chosen."""
        window = self.reader.window
        options, before = options_of(window.control(control)), window.chosen(control)[0]
        if options[wanted] == before:
            return
        await self._done(control, FIGURES_OF_MAP, self._asking(window.choose(control, wanted)))
        is_anew = self.reader.window is not window
        # A page that loaded itself anew shows the view as it was before the choice, and the reader chooses again.
        expected = before if is_anew else options[wanted]
        shown = self.reader.window.chosen(control)[0]
        if shown != expected:
            self._fault(control, f"shown {shown!r} instead of {expected!r}")
        elif is_anew:
            await self.choose(control, wanted)

    async def see_every_year(self) -> None:
        """Look at the map in every year that it knows of its indicator."""
        for year in range(len(options_of(self.reader.window.control("year")))):
            await self.choose("year", year)

    async def look_elsewhere(self) -> None:
        """Follow the header to another page, then go back to the map."""
        await self.visit(self.chance.choice(list(OTHER_PAGES)))

    async def visit(self, page: str) -> None:
        """Follow the header to `page`, then go back to the map."""
        window = self.reader.window
        before = window.place
        await self._done(f"page {page or 'overview'}", OTHER_PAGES[page], self._asking(window.follow(page)))
        await self._done("back", FIGURES_OF_MAP, self._asking(window.go_back(*before)))

    async def keep(self) -> None:
        """Keep the map for the briefing."""
        window = self.reader.window
        await self._done("keep", FIGURES_OF_MAP, self._asking(window.press("keep-map")))
        # The same view is kept once, at its first place.
        self.kept.setdefault(window.query, findings(window)[0])

    async def read_briefing(self) -> None:
        """Open the briefing, which must list what this viewer kept and nothing else, and go back."""
        window = self.reader.window
        before = window.place
        await self._done("briefing", 0, self._asking(window.follow("briefing")))
        for fault in briefing_faults(window, [*self.kept.values()]):
            self._fault("briefing", fault)
        await self._done("back", FIGURES_OF_MAP, self._asking(window.go_back(*before)))

    async def leave(self) -> None:
        """Close the browser for good."""
        await self.reader.close()

    async def come_back(self) -> bool:
        """Connect anew as the page does by itself, again and again while no server answers.

        True where the page loaded itself anew, from another process. Raises LostError where none answers in the end.
        """
        for _ in range(ATTEMPTS - 1):
            try:
                return await self.reader.reconnect()
            except LostError:
                await asyncio.sleep(PAUSE)
        return await self.reader.reconnect()

    def note_loss(self, when: str) -> None:
        """Note that the connection was lost."""
        self.record.lost.append(Loss(time.perf_counter(), self.number, when))

    def _asking(self, message: BackMsg) -> Callable[[], Awaitable[Run]]:
        async def ask() -> Run:
            try:
                return await self.reader.ask(message)
            except LostError as loss:
                self.note_loss(str(loss))
                if await self.come_back():
                    return NOTHING
                # The page asks once more by itself where the connection was lost during a run.
                return await self.reader.ask(self.reader.window.again())

        return ask

    async def _done(self, kind: str, figures: int, act: Callable[[], Awaitable[Run]]) -> None:
        started = time.perf_counter()
        run = await act()
        self.record.runs.append(Timed(kind, self.number, started, replace(run, seconds=time.perf_counter() - started)))
        window = self.reader.window
        for fault in faults_of(window, self.place, figures):
            self._fault(kind, fault)
        if window.page not in UNLIKE:
            self.record.note(view_of(window), fingerprint(window))

    def _fault(self, kind: str, fault: str) -> None:
        self.record.faults.append(f"viewer {self.number}, {kind}: {fault}")
