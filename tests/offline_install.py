"""Installs the atlas from what was carried, without network, up to the first map: `python -m tests.offline_install`.

It clones the repository as of its last commit, fills a folder of wheels with the network of this machine, and goes on
without one: in a network namespace of its own, where nothing but the loopback is, with none of this user's settings.
There it does what the handbook says, by `make` alone, and looks at the map with a real browser. Needs Linux, `unshare`
and root, or namespaces for users. It writes docs/measured/offline_install.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.report import Table, write_report
from tests.browser.views import COUNT_RUNS, open_view, read_map
from tests.running_app import ROOT, free_port, open_browser, running_process

COMMAND = "python -m tests.offline_install"
OUTSIDE = (("192.0.2.1", 80), ("1.1.1.1", 443), ("8.8.8.8", 53))
# What the machine that installs is given of the surroundings, and nothing else.
GIVEN = ("PATH", "LANG")
LONGEST = 900
Seconds = dict[str, float]


def main() -> int:
    """Prepare with the network, install without it, write the report. Returns 0, or what the part without says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inside", type=Path, help="the part without network, in this folder; started by the command")
    inside = parser.parse_args().inside
    if inside:
        install(inside)
        return 0
    with tempfile.TemporaryDirectory(prefix="atlas-offline-") as name:
        folder = Path(name)
        seconds: Seconds = {}
        prepare(folder, seconds)
        alone = ["unshare", "--net", *(["--map-root-user"] if os.geteuid() else [])]
        script = 'ip link set lo up && exec "$@"'
        command = [*alone, "sh", "-c", script, "sh", sys.executable, "-m", "tests.offline_install", "--inside", name]
        ended = subprocess.run(command, cwd=ROOT, check=False, timeout=2 * LONGEST)
        if ended.returncode:
            return ended.returncode
        report(folder, seconds | json.loads((folder / "seconds.json").read_text(encoding="utf-8")))
        kept = ROOT / "tests" / "output"
        kept.mkdir(exist_ok=True)
        shutil.copy(folder / "first.png", kept / "offline_install.png")
    return 0


def prepare(folder: Path, seconds: Seconds) -> None:
    """Fill `folder`/wheelhouse from a fresh clone; the clone is gone afterwards."""
    clone = folder / "clone"
    run(["git", "clone", "--quiet", str(ROOT), str(clone)], folder, os.environ)
    timed(seconds, "fill", lambda: run(["make", "wheelhouse"], clone, os.environ))
    shutil.move(clone / "wheelhouse", folder / "wheelhouse")
    shutil.rmtree(clone)


def install(folder: Path) -> None:
    """Everything that the handbook has a machine without network do, and the first map in a browser."""
    assert_no_network()
    environment = {name: os.environ[name] for name in GIVEN if name in os.environ} | {"HOME": str(folder)}
    seconds: Seconds = {}
    carried, atlas = folder / "wheelhouse", folder / "atlas"
    atlas.mkdir()
    timed(seconds, "check", lambda: run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], carried, environment))
    [archive] = carried.glob("atlas-*.tar.gz")
    run(["tar", "xzf", str(archive), "-C", str(atlas), "--strip-components=1"], folder, environment)
    timed(seconds, "install", lambda: run(["make", "install", "WHEELHOUSE=../wheelhouse"], atlas, environment))
    timed(seconds, "snapshot", lambda: run(["make", "snapshot"], atlas, environment))
    port = free_port()
    served = ["make", "run", f"PORT={port}"]
    address = f"http://localhost:{port}"
    with running_process(served, folder / "log.txt", f"{address}/health/ready", atlas, environment) as (_, started):
        seconds["start"] = time.perf_counter() - started
        timed(seconds, "map", lambda: look(address, folder / "first.png"))
    (folder / "seconds.json").write_text(json.dumps(seconds), encoding="utf-8")


def assert_no_network() -> None:
    """Whether the machine truly is alone: the loopback is its only device, and nobody answers."""
    devices = [name for _, name in socket.if_nameindex()]
    assert devices == ["lo"], devices
    for place in OUTSIDE:
        try:
            socket.create_connection(place, timeout=3).close()
        except OSError:
            continue
        raise AssertionError(f"{place} answers: this is no machine without network")


def look(address: str, picture: Path) -> None:
    """Open the overview and the map of all provinces as a reader does; every request stays on this machine."""
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        page = browser.new_page(locale="zh-CN", viewport={"width": 1920, "height": 1080})
        page.add_init_script(COUNT_RUNS)
        foreign: list[str] = []
        own = (address, address.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", lambda asked: None if asked.url.startswith(own) else foreign.append(asked.url))
        page.on("console", lambda said: foreign.append(said.text) if said.type == "error" else None)
        open_view(page, f"{address}/?lang=zh")
        open_view(page, f"{address}/distribution?lang=zh")
        places = {path["code"] for path in read_map(page)["main"]}
        page.screenshot(path=picture)
        browser.close()
    assert len(places) == 34, places
    assert foreign == []


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, cwd=folder, env=dict(environment), check=True, timeout=LONGEST)


def timed(seconds: Seconds, name: str, act: Callable[[], None]) -> None:
    """Do something and note the seconds it took."""
    started = time.perf_counter()
    act()
    seconds[name] = time.perf_counter() - started
    print(f"{name}: {seconds[name]:.1f} s", flush=True)


def report(folder: Path, seconds: Seconds) -> None:
    """Write what was measured."""
    carried = list((folder / "wheelhouse").iterdir())
    size = sum(path.stat().st_size for path in carried) / 2**20
    installed = sum(path.lstat().st_size for path in (folder / "atlas").rglob("*") if path.is_file()) / 2**20
    steps = [
        ("有网络 with network", "make wheelhouse", "fill"),
        ("无网络 without", "sha256sum --check SHA256SUMS", "check"),
        ("无网络 without", "make install WHEELHOUSE=../wheelhouse", "install"),
        ("无网络 without", "make snapshot", "snapshot"),
        ("无网络 without", "make run, 至就绪 until /health/ready", "start"),
        ("无网络 without", "浏览器：总览，全国省级地图 browser: overview, map of all provinces", "map"),
    ]
    rows = [[where, f"`{what}`" if what.isascii() else what, f"{seconds[name]:.1f} s"] for where, what, name in steps]
    held = [
        ["软件包 wheels", f"{sum(path.suffix == '.whl' for path in carried):,}"],
        ["介质合计 carried", f"{size:,.0f} MiB"],
        ["安装后（含快照） installed, with the snapshot", f"{installed:,.0f} MiB"],
    ]
    write_report(
        "offline_install",
        ("无网络安装", "Installing without a network"),
        COMMAND,
        [
            Table(("步骤与用时", "Steps"), ["", "", ""], rows),
            Table(("大小", "Sizes"), ["", ""], held),
        ],
        [
            "“无网络”各步在只有回环接口的网络命名空间中进行，不带本用户的任何设置；"
            "浏览器除本机外没有发出任何请求，地图画出34个省级单元。",
            "Steps without network ran in a network namespace with the loopback alone and none of the user's settings; "
            "the browser asked no other host, and the map has its 34 units.",
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
