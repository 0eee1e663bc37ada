"""Parts of the benchmark on a running server and a browser: cold start, switches of the map, memory per viewer."""

from __future__ import annotations

import statistics
import time
from compileall import compile_dir
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as NeverHappened

from tests.benchmarks.browser import Switch, Traffic, chromium, new_reader, open_map, settle, switch_option
from tests.benchmarks.budgets import Measure, table_of
from tests.benchmarks.report import Table
from tests.benchmarks.setting import ROOT, Register, Setting
from tests.running_app import Server, serve

ROOMS = ("data", "geo", "queries", "pages")
CONTROLS, LEVELS = ("indicator", "year"), ("province", "city")
# Indicators whose maps change with the year at a level: of the published figures, and of a register. The large one has
# the same agencies in every year, and a map that stays as it is gives nothing to wait for.
PUBLISHED_YEARS = {"province": "pct_applications", "city": "gdp"}
REGISTER_YEARS = dict.fromkeys(LEVELS, "practising_patent_attorneys")
EXTRA_VIEWERS = 10
AT_REST, WATCHED = 0.05, 3.0
"""Share of a processor below which a server rests, and seconds for which it is watched."""
WARMING = 1
"""Switches before those that count."""
BUDGET_OF_SWITCH, BUDGET_OF_RERUN, BUDGET_OF_START, BUDGET_OF_VIEWER = 300, 30, 3, 10


def start(setting: Setting) -> list[Table]:
    """Seconds from the start of the server process to the painted map of a reader with an empty cache.

    Once in a blank window that was open before, as the browser of who starts the server is, once in one opened then.
    The programs are compiled before, as an installation leaves them, also where the environment forbids to write that.
    """
    for room in ROOMS:
        compile_dir(ROOT / room, quiet=1)
    with chromium() as browser:
        in_open, in_new = (
            [_starts(browser, register, setting, is_open) for register in setting.registers]
            for is_open in (True, False)
        )
    rows = [
        Measure("冷启动到第一张地图 cold start to the first map", "s", *in_open, budget=BUDGET_OF_START, digits=2),
        Measure("另开新窗口 the same, the window opened as well", "s", *in_new, digits=2),
    ]
    return [table_of(("冷启动", "Cold start"), rows)]


def _starts(browser: Browser, register: Register, setting: Setting, is_open: bool) -> list[float]:
    seconds = []
    for _ in range(setting.few):
        with new_reader(browser) as reader:
            window = reader.new_page() if is_open else None
            with serve(ROOT / "app.py", setting.log, register.settings) as server:
                open_map(reader, f"{server.address}/distribution?lang=zh", window=window)
                seconds.append(time.perf_counter() - server.started)
    return seconds


def switches(setting: Setting) -> list[Table]:
    """Click to pixels, and bytes received, of indicator and year on the map: published figures, and both registers."""
    published: dict[str, list[Switch]] = {}
    found: list[dict[str, list[Switch]]] = []
    with chromium() as browser:
        for register in setting.registers:
            with serve(ROOT / "app.py", setting.log, register.settings) as server:
                if not found:
                    published = _round(browser, server, "published", PUBLISHED_YEARS, setting.many)
                found.append(_round(browser, server, register.layer, REGISTER_YEARS, setting.many))
    rows = [row for name, runs in published.items() for row in _rows(f"{name}, 公布 published", [runs])]
    rows += [row for name in found[0] for row in _rows(f"{name}, 名录 register", [runs[name] for runs in found])]
    return [table_of(("地图切换：点击到像素", "Switches of the map: click to pixels"), rows)]


def _round(
    browser: Browser, server: Server, layer: str, with_years: dict[str, str], runs: int
) -> dict[str, list[Switch]]:
    found = {}
    for level in LEVELS:
        for control in CONTROLS:
            address = f"{server.address}/distribution?lang=zh&layer={layer}&level={level}"
            if control == "year":
                address += f"&indicator={with_years[level]}"
            found[f"{control}, {level}"] = _switched(browser, address, control, runs)
    return found


def _switched(browser: Browser, address: str, control: str, runs: int) -> list[Switch]:
    """The switches of one control; none where it does not answer in time, which its row then shows."""
    traffic = Traffic()
    try:
        with new_reader(browser) as reader:
            page = open_map(reader, address, traffic)
            settle(page)
            return [switch_option(page, control, traffic) for _ in range(WARMING + runs)][WARMING:]
    except NeverHappened as reason:
        print(f"{address}: {control} not measured, {reason.message.splitlines()[0]}", flush=True)
        return []


def _rows(name: str, found: list[list[Switch]]) -> list[Measure]:
    times = [[switched.milliseconds for switched in runs] for runs in found]
    sizes = [[switched.received / 1000 for switched in runs] for runs in found]
    squeezed = [[switched.squeezed / 1000 for switched in runs] for runs in found]
    wire = " → ".join(f"{statistics.median(runs):.1f}" if runs else "—" for runs in squeezed)
    return [
        Measure(name, "ms", *times, budget=BUDGET_OF_SWITCH),
        Measure(f"{name}, received", "kB", *sizes, budget=BUDGET_OF_RERUN, digits=1, remark=f"on the wire {wire} kB"),
    ]


def viewers(setting: Setting) -> list[Table]:
    """Growth of a fresh server's memory per further viewer who looks at a map, in MB."""
    with chromium() as browser:
        found = [[_viewer_megabytes(browser, register, setting.log)] for register in setting.registers]
    remark = f"{EXTRA_VIEWERS} viewers, each with a window of its own"
    row = Measure("每增一名读者 per further viewer", "MB", *found, budget=BUDGET_OF_VIEWER, digits=1, remark=remark)
    return [table_of(("读者所占内存", "Memory of viewers"), [row])]


def _viewer_megabytes(browser: Browser, register: Register, log: Path) -> float:
    with serve(ROOT / "app.py", log, register.settings) as server, new_reader(browser) as reader:
        address = f"{server.address}/distribution?lang=zh"
        for _ in range(2):
            settle(open_map(reader, address))
        _rest(server)
        before = server.resident_bytes()
        for _ in range(EXTRA_VIEWERS):
            settle(open_map(reader, address))
        return (server.resident_bytes() - before) / EXTRA_VIEWERS / 1e6


def _rest(server: Server) -> None:
    """Wait until the server has worked out ahead and imported what it will need whoever comes."""
    used = -1.0
    while server.processor_seconds() - used > AT_REST * WATCHED:
        used = server.processor_seconds()
        time.sleep(WATCHED)
