"""Every page on a running server: first view, warm view, each of its controls, memory, and where the time goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Locator, Page
from playwright.sync_api import TimeoutError as NeverHappened

from pages.shell.page_names import PAGES
from tests.benchmarks.browser import Switch, Traffic, chromium, new_reader, next_option, open_page, press
from tests.benchmarks.budgets import Measure, table_of
from tests.benchmarks.layers import LAYERS, OUTPUT, difference, read_layers
from tests.benchmarks.report import Table
from tests.benchmarks.setting import ROOT, Register, Setting
from tests.running_app import Server, serve

# Controls of a page: one switch of each select box, then every option of each row of buttons.
BOXES = {
    "distribution": ("indicator", "year"), "clusters": ("cluster",), "region": ("region",), "methods": ("subject",),
}  # fmt: skip
ROWS = {"overview": ("series",), "distribution": ("level", "section"), "region": (), "methods": ()}
ROWS_OF_MOST = ("section",)
QUICK_PAGES = ("overview", "clusters")
WARM = 2
SIZES, MOMENTS = ("90,000 institutions", "1,000,000 institutions"), ("首次 first", "再次 again")
COLUMNS = ("操作 Act", "名录 Register", "次 Time", "钟 Clock", "收到 kB", *LAYERS, "browser")
SAMPLED_AFTER = 150
"""Milliseconds after which the sampled server has written what a run took."""


@dataclass(frozen=True)
class Act:
    """One switch with what it took of the processors, in milliseconds by layer; `browser` is its main thread."""

    switched: Switch
    layers: dict[str, float]


@dataclass(frozen=True)
class Control:
    """A select box, or one button of a row, by its place in it."""

    key: str
    number: int | None = None

    def press(self, page: Page, traffic: Traffic) -> Switch:
        """Use it, and time the page."""
        return press(page, next_option(page, self.key) if self.number is None else self.button(page), traffic)

    def button(self, page: Page) -> Locator:
        """Its button on a page."""
        return page.locator(f".st-key-{self.key} [role=radio]").nth(self.number or 0)

    def name(self, page: Page) -> str:
        """As a reader would call it."""
        return self.key if self.number is None else f"{self.key}: {self.button(page).inner_text()}"

    def away(self) -> Control:
        """What leads away from it."""
        return self if self.number is None else Control(self.key, 0 if self.number else 1)


@dataclass
class Visit:
    """A page: its first view in a new process, later ones, its acts in order by name, MB that the server holds then."""

    first: Switch
    warm: list[Switch] = field(default_factory=list)
    acts: dict[str, list[Act]] = field(default_factory=dict)
    megabytes: float = 0.0

    def slowest(self) -> str | None:
        """Name of the act that took longest the first time; None on a page without any."""
        return max(self.acts, key=lambda name: self.acts[name][0].switched.milliseconds, default=None)


class Watch:
    """Reads what server and browser use between two moments."""

    def __init__(self, page: Page, told: Path) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")
        self._page, self._told = page, told

    def read(self) -> dict[str, float]:
        """Seconds so far of every layer of the server, and of the main thread of the browser."""
        self._page.wait_for_timeout(SAMPLED_AFTER)
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        tasks = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
        return {**read_layers(self._told), "browser": tasks}


def pages(setting: Setting) -> list[Table]:
    """Visit every page on both registers; the server samples itself, which costs it about two percent."""
    found = []
    with chromium() as browser:
        for register in setting.registers:
            told = setting.folder / f"layers-{register.layer}.json"
            settings = {**register.settings, OUTPUT: str(told)}
            with serve(ROOT / "app.py", setting.log, settings, module="tests.benchmarks.layers") as server:
                names = QUICK_PAGES if setting.quick else PAGES
                visits = {name: _visited(browser, server, name, register, told) for name in names}
                found.append({name: one for name, one in visits.items() if one is not None})
    # A page that one of the registers could not be visited with has no growth: it is named above, and left out.
    found = [{name: one for name, one in visits.items() if all(name in other for other in found)} for visits in found]
    return [_views(found), _slowest(found)]


def _visited(browser: Browser, server: Server, name: str, register: Register, told: Path) -> Visit | None:
    """A visit, or None where the page does not come to rest in time."""
    try:
        return visit(browser, server, name, register, told)
    except NeverHappened as reason:
        print(f"/{name}, {register.layer}: not measured, {reason.message.splitlines()[0]}", flush=True)
        return None


def visit(browser: Browser, server: Server, name: str, register: Register, told: Path) -> Visit:
    """Open a page as a new reader and again, and use each of its controls; the slowest of them once more."""
    path = "" if name == PAGES[0] else name
    address = f"{server.address}/{path}?lang=zh&layer={register.layer}"
    traffic = Traffic()
    with new_reader(browser) as reader:
        page, first = open_page(reader, address, traffic)
        found = Visit(first)
        for _ in range(WARM):
            page.close()
            page, warm = open_page(reader, address, traffic)
            found.warm.append(warm)
        watch = Watch(page, told)
        controls = {control.name(page): control for control in _controls(page, name)}
        for called, control in controls.items():
            found.acts[called] = [_act(page, control, traffic, watch)]
        if slowest := found.slowest():
            controls[slowest].away().press(page, traffic)
            found.acts[slowest].append(_act(page, controls[slowest], traffic, watch))
    found.megabytes = server.resident_bytes() / 1e6
    return found


def _controls(page: Page, name: str) -> Iterator[Control]:
    for key in BOXES.get(name, ()):
        yield Control(key)
    for key in ROWS.get(name, ROWS_OF_MOST):
        count = page.locator(f".st-key-{key} [role=radio]").count()
        yield from (Control(key, number) for number in (*range(1, count), *([0] if count else [])))


def _act(page: Page, control: Control, traffic: Traffic, watch: Watch) -> Act:
    before = watch.read()
    switched = control.press(page, traffic)
    after = watch.read()
    browser = 1000 * (after["browser"] - before["browser"])
    return Act(switched, {**difference(after, before), "browser": browser})


def _views(found: list[dict[str, Visit]]) -> Table:
    rows = []
    for name in found[0]:
        visits = [visited[name] for visited in found]
        memory = " → ".join(f"{visited.megabytes:.0f}" for visited in visits)
        rows += [
            Measure(
                f"/{name}, 首次 first view in a new process", "ms", *([one.first.milliseconds] for one in visits),
                remark=f"received {visits[-1].first.received / 1000:.0f} kB",
            ),
            Measure(
                f"/{name}, 再次 warm", "ms", *([view.milliseconds for view in one.warm] for one in visits),
                remark=f"received {visits[-1].warm[-1].received / 1000:.0f} kB; server {memory} MB",
            ),
        ]  # fmt: skip
    remark = "Memory is that of the one server after this page and those before it, whose answers it remembers."
    return table_of(("各页：打开到静止", "Pages: navigation to rest"), rows, [remark])


def _slowest(found: list[dict[str, Visit]]) -> Table:
    """The slowest act of each page on the larger register, and the same on the smaller."""
    rows = []
    for name in found[0]:
        called = found[-1][name].slowest()
        if called is None:
            continue
        for visited, size in zip(found, SIZES, strict=False):
            acts = visited[name].acts.get(called, [])
            rows += [_row(f"/{name} {called}", size, moment, act) for moment, act in zip(MOMENTS, acts, strict=False)]
    remark = (
        "Milliseconds. The layers are processor time of the server by the stack of each thread, "
        "`query` with DuckDB's own threads; `browser` is the main thread of the page."
    )
    return Table(("各页最慢的一次操作", "The slowest act of each page"), COLUMNS, rows, [remark])


def _row(called: str, size: str, moment: str, act: Act) -> list[str]:
    spent = [f"{act.layers[layer]:.0f}" for layer in (*LAYERS, "browser")]
    clock, received = f"{act.switched.milliseconds:.0f}", f"{act.switched.received / 1000:.0f}"
    return [called, size, moment, clock, received, *spent]
