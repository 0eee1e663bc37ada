"""A real server on a free port and a real browser, for the browser tests and the screenshots."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
LONGEST_START = 60.0
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def running_app(folder: Path, log: Path) -> Iterator[str]:
    """Serve the app on the snapshots of `folder`, write what it says to `log`, and yield its address.

    Raises RuntimeError with the log where the server ends early or does not answer within a minute.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.address", HOST]
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "ATLAS_DATA": str(folder)}, stdout=output, stderr=output
        )
        try:
            _wait_for(server, f"http://{HOST}:{port}/_stcore/health", log)
            yield f"http://{HOST}:{port}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def open_browser(playwright: Playwright) -> Browser:
    """Start the Chromium of the system; without one, the one that Playwright installed."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=list(BROWSER_ARGUMENTS)
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
