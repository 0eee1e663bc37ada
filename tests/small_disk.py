"""Publishes on a disk that is full, really: a process with a small file system of its own, which goes with it.

`unshare` gives it a namespace for mounts; nobody else sees the disk, and nothing is left to clean up.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ALONE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]


def run_alone(script: str, *arguments: str, environment: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Run Python with mounts of its own and return the lines of JSON that it prints."""
    run = subprocess.run(
        [*ALONE, sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=300, env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", **(environment or {})},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-4000:]
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def mount_small(folder: Path, megabytes: int) -> None:
    """Mount an empty disk of that size at the folder, in the namespace of this process."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


@contextmanager
def almost_full(folder: Path, left: int) -> Iterator[None]:
    """Fill the disk of the folder until only `left` bytes, and what rounds them up to pages, are free."""
    filler = folder / "filler"
    state = os.statvfs(folder)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(state.f_bavail * state.f_frsize - left, 1))
    try:
        yield
    finally:
        filler.unlink()


def tell(**found: object) -> None:
    """Print a line of JSON for the test that started this process."""
    print(f"\n{json.dumps(found)}", flush=True)


def sizes(folder: Path) -> Sequence[tuple[str, int]]:
    """Names and sizes of what lies in a folder."""
    return sorted((path.name, path.stat().st_size) for path in folder.iterdir())
