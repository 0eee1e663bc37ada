"""When `make snapshot` builds: Makefile on a folder of its own, where a script stands in for the build."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILD = """#!/bin/sh
mkdir -p "$ATLAS_DATA" && echo x > "$ATLAS_DATA/current" && echo built >> builds
exit ${STATUS:-0}
"""
PAST, PRESENT = 1_000_000_000, 1_700_000_000


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that looks installed: inputs older than the environment."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.txt", "constraints.txt", "data/build.py", ".venv/created", ".venv/installed"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, (PAST, PRESENT if name == ".venv/installed" else PAST))
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir()
    python.write_text(BUILD, encoding="utf-8")
    python.chmod(0o755)
    return tmp_path


def make(place: Path, folder: str, status: int = 0) -> int:
    environment = {**os.environ, "ATLAS_DATA": folder, "STATUS": str(status)}
    return subprocess.run(
        ["make", "snapshot"], cwd=place, env=environment, capture_output=True, check=False, timeout=60
    ).returncode


def builds(place: Path) -> int:
    return len((place / "builds").read_text(encoding="utf-8").splitlines())


def nothing(place: Path) -> None:
    """Leave everything as the first build left it."""


def lose_pointer(place: Path) -> None:
    (place / "snap shots" / "current").unlink()


def change_input(place: Path) -> None:
    os.utime(place / "data" / "build.py", (2_000_000_000, 2_000_000_000))


@pytest.mark.parametrize(
    ("between", "folder", "expected"),
    [
        (nothing, "snap shots", 1),
        (nothing, "elsewhere", 2),
        (lose_pointer, "snap shots", 2),
        (change_input, "snap shots", 2),
    ],
)
def test_the_snapshot_is_built_again_only_where_something_changed(
    place: Path, between: Callable[[Path], None], folder: str, expected: int
) -> None:
    assert make(place, "snap shots") == 0
    between(place)
    assert make(place, folder) == 0
    assert builds(place) == expected
    assert (place / folder / "current").is_file()


def test_a_build_that_fails_after_publishing_keeps_the_pointer_and_is_tried_again(place: Path) -> None:
    assert make(place, "snap shots", status=1) != 0
    assert (place / "snap shots" / "current").is_file()
    assert make(place, "snap shots") == 0
    assert builds(place) == 2


def test_what_is_installed_is_compiled_as_a_service_may_not_write_that_at_its_start(place: Path) -> None:
    (place / ".venv" / "installed").unlink()
    told = subprocess.run(
        ["make", "--dry-run", "install"], cwd=place, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    compiling = next(line for line in told.splitlines() if "compileall" in line)
    assert {"data", "geo", "queries", "pages"} <= set(compiling.split())
