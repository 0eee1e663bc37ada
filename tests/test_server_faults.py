"""What the operating system takes away from a running server, and what it gives back: it serves, or says what to do."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from running_app import HOST, free_port, running_process
from small_disk import ALONE

from data.snapshot import SnapshotReference

PATIENCE = 120.0
# Everything that a program could write to, in a namespace for mounts of its own.
READ_ONLY = """
for point in $(awk '$3 !~ /^(proc|sysfs|devtmpfs|devpts|cgroup|cgroup2|mqueue)$/ {print $2}' /proc/mounts); do
    mount -o remount,bind,ro "$point" 2>/dev/null || true
done
touch "$1/written" 2>/dev/null && exit 9
touch "$2/written" 2>/dev/null && exit 9
shift 2
exec "$@"
"""


def command_on(port: int) -> list[str]:
    return [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", HOST]


@contextmanager
def server(
    folder: Path, log: Path, before: Sequence[str] = (), settings: dict[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server on the snapshots of a folder; `before` stands before its command."""
    port = free_port()
    address = f"http://{HOST}:{port}"
    environment = {"ATLAS_DATA": str(folder), **(settings or {})}
    with running_process(
        [*before, *command_on(port)], log, f"{address}/health/live", settings=environment
    ) as (process, _):
        yield address, process


def ready(address: str) -> tuple[int, dict]:
    try:
        with urlopen(f"{address}/health/ready", timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refusal:
        return refusal.code, json.load(refusal)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_where_nothing_at_all_can_be_written_readers_are_served(
    small_reference: SnapshotReference, tmp_path: Path
) -> None:
    folder = small_reference.path.parent
    alone = [*ALONE, "sh", "-c", READ_ONLY, "sh", str(folder), str(tmp_path)]
    with server(folder, tmp_path / "log.txt", alone, {"HOME": "/nonexistent"}) as (address, _):
        assert ready(address)[1]["status"] == "ready"
        for path in ("/", "/app/static/icon.png"):
            with urlopen(address + path, timeout=PATIENCE) as answer:
                assert answer.status == 200
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")


def test_servers_on_an_empty_folder_wait_in_words_and_serve_once_somebody_publishes(
    small_reference: SnapshotReference, tmp_path: Path
) -> None:
    empty = tmp_path / "snapshots"
    empty.mkdir()
    with ExitStack() as stack:
        addresses = [stack.enter_context(server(empty, tmp_path / f"log{number}.txt"))[0] for number in range(2)]
        for address in addresses:
            assert (ready(address)[0], ready(address)[1]["wrong"]) == (503, ["missing_pointer"])
        shutil.copytree(small_reference.path.parent, empty, dirs_exist_ok=True)
        for address in addresses:
            until(lambda asked=address: ready(asked)[0] == 200)
    assert "Traceback" not in "".join(log.read_text(encoding="utf-8") for log in tmp_path.glob("log*"))


def test_a_server_without_a_free_descriptor_serves_again_once_there_are_some(
    small_reference: SnapshotReference, tmp_path: Path
) -> None:
    with server(small_reference.path.parent, tmp_path / "log.txt") as (address, process):
        assert ready(address)[0] == 200
        used = len(os.listdir(f"/proc/{process.pid}/fd"))
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (used + 8, used + 8))
        host, port = address.removeprefix("http://").split(":")
        with ExitStack() as stack:
            for _ in range(64):
                stack.enter_context(socket.create_connection((host, int(port)), timeout=PATIENCE))
            until(lambda: len(os.listdir(f"/proc/{process.pid}/fd")) >= used + 8)
            assert process.poll() is None
        until(lambda: ready(address)[1].get("status") == "ready")


OPENED_WITH_FEW_DESCRIPTORS = """
import os, resource, sys
from pathlib import Path
from data.snapshot import SnapshotError, validate
from queries.duckdb_database import DuckdbDatabase

path, free = Path(sys.argv[1]), int(sys.argv[2])
validate(path, sys.argv[3])
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
held = []
try:
    while True:
        held.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    pass
for descriptor in held[:free]:
    os.close(descriptor)
for open_it in (lambda: validate(path, sys.argv[3]), lambda: DuckdbDatabase(path)):
    try:
        open_it()
        print("opened")
    except SnapshotError as fault:
        print("refused" if "Too many open files" in fault.detail else fault.detail)
"""


@pytest.mark.parametrize(("free", "told"), [*((free, "refused") for free in range(4)), (6, "opened")])
def test_a_snapshot_is_opened_or_refused_however_few_descriptors_are_left(
    small_reference: SnapshotReference, free: int, told: str
) -> None:
    command = [sys.executable, "-c", OPENED_WITH_FEW_DESCRIPTORS, str(small_reference.path), str(free)]
    asked = subprocess.run([*command, small_reference.snapshot_id], capture_output=True, text=True, check=False)
    assert (asked.returncode, asked.stdout.split()) == (0, [told, told]), asked.stderr


def test_a_server_told_to_end_ends_at_once_and_one_killed_starts_again_with_nothing_left_over(
    small_reference: SnapshotReference, tmp_path: Path
) -> None:
    folder, temporary = small_reference.path.parent, tmp_path / "temporary"
    temporary.mkdir()
    left = temporary / "atlas-private-of-a-killed-one"
    log = tmp_path / "log.txt"
    before = sorted(path.name for path in folder.iterdir())
    for end in (signal.SIGKILL, signal.SIGTERM):
        left.mkdir()
        with server(folder, log, settings={"TMPDIR": str(temporary)}) as (address, process):
            assert ready(address)[1]["status"] == "ready"
            assert not left.exists()
            with socket.create_connection(tuple(address.removeprefix("http://").split(":")), timeout=PATIENCE):
                process.send_signal(end)
                # The server cleans up and then dies of the signal, as whoever sent it expects.
                assert process.wait(timeout=PATIENCE) == -end
    assert "Traceback" not in log.read_text(encoding="utf-8")
    assert list(temporary.iterdir()) == []
    assert sorted(path.name for path in folder.iterdir()) == before
