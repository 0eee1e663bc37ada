"""What a program that was killed left goes with the next one; what somebody is at work on stays."""

from __future__ import annotations

import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.importing.staging import Staging
from data.leftovers import taken
from pages.controls.private_folder import PrivateFolder, remove_leftovers


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of its own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_file_is_taken_by_one_alone_until_that_one_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "draft"
    assert taken(file) is None
    file.write_bytes(b"")
    first = taken(file)
    assert first is not None and taken(file) is None
    os.close(first)
    again = taken(file)
    assert again is not None
    os.close(again)


def test_a_link_is_not_followed_and_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    assert taken(tmp_path / "link") is None
    os.mkfifo(tmp_path / "pipe")
    opened = taken(tmp_path / "pipe")
    assert opened is not None
    os.close(opened)


def test_a_load_that_was_killed_leaves_nothing_to_the_next_though_that_has_its_number(temporary: Path) -> None:
    left = temporary / f"atlas-staging.{os.getpid()}-00ff.tmp"
    left.mkdir(mode=0o700)
    (left / "staging.duckdb").write_bytes(b"rows")
    own = Staging(None)
    assert not left.exists() and own.path.exists()
    other = Staging(None)
    assert own.path.exists() and other.path.exists() and own.folder.stat().st_mode & 0o077 == 0
    own.close()
    other.close()
    assert list(temporary.glob("atlas-staging.*")) == []


def test_a_folder_that_is_being_made_is_never_taken_for_one_that_was_left(temporary: Path) -> None:
    is_done = threading.Event()

    def clean() -> None:
        while not is_done.is_set():
            remove_leftovers()

    with ThreadPoolExecutor(max_workers=1) as threads:
        cleaning = threads.submit(clean)
        try:
            for _ in range(1_000):
                own = PrivateFolder()
                assert own.path.is_dir()
                own.remove()
        finally:
            is_done.set()
        cleaning.result()
    assert list(temporary.iterdir()) == []
