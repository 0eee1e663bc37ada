"""The same city map with a switch of its indicator in Dash, Panel and plain Streamlit, beside ours.

The peers live in an environment of their own, `.venv/peers`, made by the first run; they draw the values of the same
register on the same boundaries, which they read from files before the first reader comes, and ask no other host.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
from playwright.sync_api import Browser, BrowserContext, Route

from queries.catalogue import catalogue_of
from queries.coverage import indicators_known
from queries.engine import Engine
from queries.values import indicator_values
from tests.benchmarks.browser import (
    QUIET,
    Switch,
    Traffic,
    chromium,
    new_reader,
    open_map,
    press,
    settle,
    switch_option,
)
from tests.benchmarks.report import Table, ratio, spread
from tests.benchmarks.setting import ROOT, Register, Setting
from tests.running_app import HOST, free_port, running_process, serve

ENVIRONMENT = ROOT / ".venv" / "peers"
PACKAGES = ("dash==4.4.1", "panel==1.9.4", "streamlit==1.67.0", "plotly==7.1.0", "pandas==3.1.1")
APPS = Path(__file__).with_name("peers")
MOST_INDICATORS = 8
WARMING = 2
COLUMNS = (
    "实现 Implementation", "点击到像素 Click to pixels, ms", "倍 × ours", "收到 Received, kB", "倍 × ours",
    "外部请求 Outside",
)  # fmt: skip


@dataclass(frozen=True)
class Peer:
    """A framework and a way of writing the map in it."""

    name: str
    script: str
    style: str

    def command(self, python: Path, folder: Path, port: int) -> list[str]:
        """What starts its server."""
        script = str(APPS / self.script)
        if self.script.startswith("streamlit"):
            options = ["--server.port", str(port), "--server.address", HOST, "--server.headless", "true"]
            usual = ["--browser.gatherUsageStats", "false"]
            return [str(python), "-m", "streamlit", "run", script, *options, *usual, "--", str(folder)]
        return [str(python), script, str(folder), str(port), self.style]


PEERS = (
    Peer("Streamlit + Plotly Express, cached reading", "streamlit_app.py", "example"),
    Peer("Dash, as in its choropleth example", "dash_app.py", "example"),
    Peer("Dash, geometry as asset and Patch", "dash_app.py", "careful"),
    Peer("Panel, bound function", "panel_app.py", "example"),
    Peer("Panel, geometry by address, figure as dictionary", "panel_app.py", "careful"),
)
REMARKS = (
    "Ours is the whole page at city level on the sample register (map, ranking, trend, finding, source), answered by "
    "queries; the peers draw the map alone from a table in memory.",
    "The first switches are left out. Received is what the server sends for a switch, websocket frames before "
    "compression and bodies of answers. Outside counts requests to other hosts, which were refused.",
)


def peers(setting: Setting) -> list[Table]:
    """Switch the indicator of the city map in every framework; a peer that cannot be measured says so in its row."""
    folder = setting.folder / "peers"
    write_data(folder, setting.small)
    with chromium() as browser, serve(ROOT / "app.py", setting.log, setting.small.settings) as server:
        ours, outside = _ours(browser, server.address, setting)
        rows = [_row("本系统 IP Services Atlas", ours, ours, outside)]
        python = environment()
        for peer in PEERS:
            try:
                found, outside = _peer(browser, peer, python, folder, setting)
            except Exception as error:
                print(f"{peer.name}: {error}", flush=True)
                rows.append([peer.name, "未测 not measured", "—", "—", "—", str(error).splitlines()[0][:80]])
                continue
            rows.append(_row(peer.name, found, ours, outside))
    versions = f"{', '.join(PACKAGES)}; Chromium as for ours."
    title = ("同一张城市地图在别的框架里", "The same city map in other frameworks")
    return [Table(title, COLUMNS, rows, (*REMARKS, versions))]


def environment() -> Path:
    """The Python of the peers; their environment is made where it is missing or holds other versions."""
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "installed"
    wanted = "\n".join(PACKAGES)
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-input", *PACKAGES], check=True, cwd=ROOT)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def write_data(folder: Path, register: Register) -> None:
    """Write the city boundaries that we ship, and a table of the best covered indicators of cities in a register."""
    (folder / "assets").mkdir(parents=True)
    layer = json.loads((ROOT / "geo" / "manifest.json").read_text(encoding="utf-8"))["layers"]["cities"]
    shutil.copyfile(ROOT / "static" / "geo" / layer["file"], folder / "assets" / "cities.json")
    engine = Engine(register.reference)
    catalogue = catalogue_of(engine)
    known = indicators_known(engine, catalogue, "city", register.layer)
    best = known.sort_values("reported", ascending=False)["indicator"].head(MOST_INDICATORS)
    frames = []
    for name in best:
        values = indicator_values(engine, catalogue[name], "city", register.layer)
        latest = values[values["period"] == values["period"].max()]
        frames.append(latest[["region_code", "value"]].assign(indicator=name))
    pd.concat(frames).to_csv(folder / "values.csv", index=False)
    engine.close()


def _ours(browser: Browser, address: str, setting: Setting) -> tuple[list[Switch], int]:
    traffic = Traffic()
    with _offline_reader(browser) as (reader, refused):
        page = open_map(reader, f"{address}/distribution?lang=zh&layer={setting.small.layer}&level=city", traffic)
        settle(page)
        found = [switch_option(page, "indicator", traffic) for _ in range(WARMING + setting.many)]
        return found[WARMING:], len(refused)


def _peer(browser: Browser, peer: Peer, python: Path, folder: Path, setting: Setting) -> tuple[list[Switch], int]:
    port, traffic, found = free_port(), Traffic(), []
    address = f"http://{HOST}:{port}/"
    answers = f"{address}_stcore/health" if peer.script.startswith("streamlit") else f"{address}assets/cities.json"
    command = peer.command(python, folder, port)
    offline = {"BOKEH_RESOURCES": "server", "PYTHONPATH": ""}
    with (
        running_process(command, setting.log, answers, folder, offline),
        _offline_reader(browser) as (reader, refused),
    ):
        page = open_map(reader, address, traffic)
        page.wait_for_timeout(QUIET)
        choices = page.locator("label:has(input[type=radio])")
        for run in range(WARMING + setting.many):
            found.append(press(page, choices.nth((run + 1) % choices.count()), traffic, of_map=True))
        return found[WARMING:], len(refused)


@contextmanager
def _offline_reader(browser: Browser) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A reader who reaches this machine alone, and the addresses outside that were asked for."""
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    with new_reader(browser) as reader:
        reader.route(lambda url: urlsplit(url).hostname not in (HOST, None), refuse)
        yield reader, refused


def _row(name: str, found: list[Switch], ours: list[Switch], outside: int) -> list[str]:
    times, sizes = ([s.milliseconds for s in found], [s.received / 1000 for s in found])
    our_times, our_sizes = ([s.milliseconds for s in ours], [s.received / 1000 for s in ours])
    return [name, spread(times), ratio(times, our_times), spread(sizes, 1), ratio(sizes, our_sizes), str(outside)]
