"""A real server on a free port and a real browser, for the browser tests, the screenshots and the benchmark."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
LONGEST_START = 180.0
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Server:
    """A running server. `started` is the clock of ``time.perf_counter`` at which its process was started."""

    address: str
    process_id: int
    started: float

    def resident_bytes(self) -> int:
        """Memory that the process holds, in bytes, as the operating system counts it."""
        listed = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process_id)], capture_output=True, text=True, check=True
        )
        return int(listed.stdout) * 1024

    def processor_seconds(self) -> float:
        """Time of the processors that the process has used so far, as the operating system counts it."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serve(
    script: Path,
    log: Path,
    settings: Mapping[str, str],
    port: int | None = None,
    module: str = "streamlit",
    base: str = "",
) -> Iterator[Server]:
    """Serve a Streamlit script from its own folder until the block ends, and add what it says to `log`.

    `module` is what Python runs in place of Streamlit's own command, with the same arguments. `base` is the path below
    which it is served, such as `/stats`; its address has none. Raises RuntimeError with the log where the server ends
    early or does not answer within three minutes.
    """
    port = port or free_port()
    command = [sys.executable, "-m", module, "run", script.name, "--server.port", str(port)]
    command += ["--server.address", HOST, "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    command += ["--server.baseUrlPath", base.strip("/")] if base else []
    health = f"http://{HOST}:{port}{base}/_stcore/health"
    with running_process(command, log, health, script.parent, settings) as running:
        process, started = running
        yield Server(f"http://{HOST}:{port}", process.pid, started)


@contextmanager
def running_process(
    command: Sequence[str], log: Path, address: str, folder: Path = ROOT, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """Run a process that answers at `address` until the block ends; yield it with the time it was started.

    Raises RuntimeError with the log where it ends early or does not answer within three minutes.
    """
    started = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **(settings or {})}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(process, address, started, log)
            yield process, started
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def running_app(
    folder: Path, log: Path, settings: Mapping[str, str] | None = None, port: int | None = None
) -> Iterator[str]:
    """Serve the app on the snapshots of `folder` and yield its address. Raises as `serve` does."""
    with serve(ROOT / "app.py", log, {"ATLAS_DATA": str(folder), **(settings or {})}, port) as server:
        yield server.address


def open_browser(playwright: Playwright) -> Browser:
    """Start the Chromium of the system; without one, the one that Playwright installed."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=list(BROWSER_ARGUMENTS)
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], address: str, started: float, log: Path) -> None:
    while process.poll() is None and time.perf_counter() - started < LONGEST_START:
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
