"""Which program runs, as a folder of it tells: its version, and in a clone the commit that is checked out."""

from __future__ import annotations

import logging
import subprocess
import tomllib
from pathlib import Path

import pytest

from pages.shell.version import ROOT, UNKNOWN, Program, program, program_in, say_start

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = COMMIT[::-1]


def written(folder: Path, **files: str) -> Path:
    (folder / "pyproject.toml").write_text('[project]\nversion = "2.5.0"\n', encoding="utf-8")
    for name, text in files.items():
        path = folder / ".git" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("files", "commit"),
    [
        ({}, UNKNOWN),
        ({"HEAD": f"{COMMIT}\n"}, COMMIT[:12]),
        ({"HEAD": "ref: refs/heads/main\n", "refs__heads__main": f"{COMMIT}\n"}, COMMIT[:12]),
        ({"HEAD": "ref: refs/heads/main\n"}, UNKNOWN),
        ({"HEAD": "rubbish\n"}, UNKNOWN),
    ],
    ids=["no clone", "a commit", "a branch", "a branch without commit", "rubbish"],
)
def test_the_commit_is_that_of_the_clone_or_unknown(tmp_path: Path, files: dict[str, str], commit: str) -> None:
    assert program_in(written(tmp_path, **files)) == Program("2.5.0", commit)


def test_a_branch_that_git_packed_is_found_by_its_whole_name(tmp_path: Path) -> None:
    folder = written(tmp_path, HEAD="ref: refs/heads/main\n")
    packed = f"# pack-refs with: peeled\n{OTHER} refs/remotes/origin/refs/heads/main\n{COMMIT} refs/heads/main\n"
    (folder / ".git" / "packed-refs").write_text(packed, encoding="utf-8")
    assert program_in(folder).commit == COMMIT[:12]


def test_a_folder_without_anything_is_unknown(tmp_path: Path) -> None:
    assert program_in(tmp_path) == Program(UNKNOWN, UNKNOWN)


def test_this_program_is_told_as_git_and_its_settings_tell_it() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    own = program_in(ROOT)
    assert own.version == settings["project"]["version"]
    assert asked.returncode != 0 or own.commit in (asked.stdout[:12], UNKNOWN)


def test_the_start_is_a_line_for_people_or_a_record(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    say_start()
    assert capsys.readouterr().err == f"IP Services Atlas {program().version} ({program().commit})\n"
    with caplog.at_level(logging.INFO, "atlas"):
        say_start()
    assert [record.told for record in caplog.records] == [  # type: ignore[attr-defined]
        {"event": "start", "version": program().version, "commit": program().commit}
    ]
    assert capsys.readouterr().err == ""
