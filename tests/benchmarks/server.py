"""A Streamlit server of its own for one measurement."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_WITHIN = 60.0


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


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(script: Path, log: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    """Serve a Streamlit script from its own folder until the block ends; answers as soon as the server does.

    Raises
    ------
    RuntimeError
        if it does not answer within a minute; the log tells why.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    started = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=script.parent, env={**os.environ, **settings}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _await_answer(process, address, started, log)
        yield Server(address, process.pid, started)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _await_answer(process: subprocess.Popen[bytes], address: str, started: float, log: Path) -> None:
    while process.poll() is None and time.perf_counter() - started < START_WITHIN:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"the server at {address} did not start:\n{log.read_text(errors='replace')[-2000:]}")
