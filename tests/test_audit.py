"""The audit file: nothing happens unrecorded, nothing recorded is lost, and what is changed afterwards shows."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from data.audit import AUDIT_FILE, AuditError, account, can_record, read_audit, record
from data.audit.__main__ import main
from data.build import main as build_main
from data.history import main as history_main
from data.snapshot import SnapshotReference, make_current
from tests.small_snapshot import IDENTIFIER, write_snapshot

ROOT = Path(__file__).resolve().parents[1]
PROCESSES, EVENTS, KILLS = 6, 25, 5
# A process that tells what it has recorded, event by event, until it is killed.
ENDLESS = """
import itertools, sys
from pathlib import Path
from data.audit import record
for number in itertools.count():
    record(Path(sys.argv[1]), "killed", "export", f"{sys.argv[2]}-{number}", {"long": "长" * 2000})
    print(number, flush=True)
"""
# A process that records its events as fast as it can; its number is its name.
WRITER = """
import sys
from pathlib import Path
from data.audit import record
for number in range(int(sys.argv[3])):
    record(Path(sys.argv[1]), sys.argv[2], "export", f"file-{number}", {"long": "长" * 300})
"""


def lines(folder: Path) -> list[str]:
    """The lines of the file as they stand."""
    return (folder / AUDIT_FILE).read_text(encoding="utf-8").splitlines()


def rewrite(folder: Path, changed: list[str]) -> None:
    """Somebody with an editor."""
    (folder / AUDIT_FILE).write_text("".join(f"{line}\n" for line in changed), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three events."""
    record(tmp_path, "li@ministry", "publish", "aaaaaaaaaaaa", {"before": ""})
    record(tmp_path, "王芳", "export", "map-2023.csv", {"layer": "published"})
    record(tmp_path, "li@ministry", "restore", "bbbbbbbbbbbb", {"before": "aaaaaaaaaaaa"})
    return tmp_path


def test_an_event_says_when_who_what_and_under_which_account(folder: Path) -> None:
    first, second, third = (entry.record for entry in read_audit(folder))
    assert (second["who"], second["action"], second["what"]) == ("王芳", "export", "map-2023.csv")
    assert second["details"] == {"layer": "published"} and second["account"] == account()
    assert first["at"] <= second["at"] <= third["at"] and second["at"].endswith("Z")
    assert "王芳" in lines(folder)[1]


def test_the_account_is_that_of_the_process_whatever_its_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "minister")
    assert account() == pwd.getpwuid(os.getuid()).pw_name
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    assert account() == "4000000000"


def test_what_was_recorded_stays_byte_for_byte(folder: Path) -> None:
    before = (folder / AUDIT_FILE).read_bytes()
    record(folder, "li@ministry", "export", "table.csv")
    assert (folder / AUDIT_FILE).read_bytes().startswith(before)


def test_a_whole_chain_has_no_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [entry.fault for entry in read_audit(folder)] == [None] * 3
    assert main(["--folder", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "3 条 entries, 0 处异常 faults" in printed and read_audit(folder)[-1].sha256 in printed


CHANGES: dict[str, tuple[Callable[[list[str]], list[str]], list[str | None]]] = {
    "a name changed": (lambda kept: [kept[0].replace("li@", "xi@"), *kept[1:]], [None, "broken_chain", None]),
    "a line taken out": (lambda kept: [kept[0], kept[2]], [None, "broken_chain"]),
    "the first line taken out": (lambda kept: kept[1:], ["broken_chain", None]),
    "lines exchanged": (lambda kept: [kept[1], kept[0], kept[2]], ["broken_chain", "broken_chain", "broken_chain"]),
    "a line doubled": (lambda kept: [kept[0], kept[0], *kept[1:]], [None, "broken_chain", None, None]),
    "half a line": (lambda kept: [kept[0], kept[1][:40], kept[2]], [None, "unreadable", "broken_chain"]),
    "rubbish": (lambda kept: [*kept, "[1, 2]"], [None, None, None, "unreadable"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_shows_where_it_was_made(folder: Path, capsys: pytest.CaptureFixture[str], change: str) -> None:
    alter, expected = CHANGES[change]
    rewrite(folder, alter(lines(folder)))
    assert [entry.fault for entry in read_audit(folder)] == expected
    assert main(["--folder", str(folder)]) == 1
    assert capsys.readouterr().out.count("\n! ") == len([fault for fault in expected if fault])


def test_after_half_a_line_the_next_event_stands_on_a_line_of_its_own(folder: Path) -> None:
    with (folder / AUDIT_FILE).open("ab") as file:
        file.write(b'{"at": "2026-')
    record(folder, "li@ministry", "export", "table.csv")
    assert [entry.fault for entry in read_audit(folder)] == [None, None, None, "unreadable", None]


def test_a_publication_that_never_came_about_shows_at_the_next_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(folder, "li@ministry", "publish", "cccccccccccc", {"before": "bbbbbbbbbbbb"})
    record(folder, "li@ministry", "publish", "dddddddddddd", {"before": "bbbbbbbbbbbb"})
    assert [entry.pointer_moved for entry in read_audit(folder)] == [None, None, None, None, "bbbbbbbbbbbb"]
    assert main(["--folder", str(folder)]) == 0
    assert "\n? 5  " in capsys.readouterr().out


def test_processes_at_once_lose_no_event_and_keep_the_chain(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    started = [subprocess.Popen([*command, f"process {n}", str(EVENTS)], cwd=ROOT) for n in range(PROCESSES)]
    assert [process.wait(timeout=120) for process in started] == [0] * PROCESSES
    entries = read_audit(tmp_path)
    assert [entry.fault for entry in entries] == [None] * (PROCESSES * EVENTS)
    for n in range(PROCESSES):
        own = [entry.record["what"] for entry in entries if entry.record["who"] == f"process {n}"]
        assert own == [f"file-{number}" for number in range(EVENTS)]


def test_what_a_killed_process_said_it_recorded_is_there_and_the_next_event_too(tmp_path: Path) -> None:
    for n in range(KILLS):
        command = [sys.executable, "-c", ENDLESS, str(tmp_path), str(n)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            told = [int(process.stdout.readline()) for _ in range(n + 1)]
            process.kill()
            told += [int(line) for line in process.stdout.read().split()]
        record(tmp_path, "li", "export", f"after-{n}")
        entries = read_audit(tmp_path)
        assert entries[-1].record["what"] == f"after-{n}"
        assert [entry.fault for entry in entries if entry.fault not in (None, "unreadable")] == []
        assert {f"{n}-{number}" for number in told} <= {entry.record.get("what") for entry in entries}


def test_a_name_cannot_forge_a_line_nor_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(tmp_path, 'x\n{"who": "li"}\x1b[2J\u202e', "export", "table.csv")
    assert len(lines(tmp_path)) == 1 and read_audit(tmp_path)[0].record["who"].startswith("x\n")
    assert main(["--folder", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and "\u202e" not in printed and "\\x1b[2J" in printed


def test_an_action_of_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="delete"):
        record(tmp_path, "li", "delete", "x")  # type: ignore[arg-type]


def test_the_file_is_not_for_everybody(folder: Path) -> None:
    assert (folder / AUDIT_FILE).stat().st_mode & 0o007 == 0


def test_where_nothing_was_recorded_there_is_nothing_to_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--folder", str(tmp_path)]) == 0
    assert "0 条 entries" in capsys.readouterr().out


@pytest.fixture
def unrecordable(tmp_path: Path) -> Path:
    """A folder with a current snapshot, where nobody can append, an administrator included: a folder is in the way."""
    write_snapshot(tmp_path)
    (tmp_path / "current").write_text(f"{IDENTIFIER}\n", encoding="utf-8")
    (tmp_path / AUDIT_FILE).mkdir()
    return tmp_path


def test_it_can_be_asked_beforehand_whether_an_event_could_be_recorded(unrecordable: Path) -> None:
    assert not can_record(unrecordable) and can_record(unrecordable / AUDIT_FILE)


def test_a_restoration_that_cannot_be_recorded_is_not_done(unrecordable: Path) -> None:
    before = (unrecordable / "current").stat()
    with pytest.raises(AuditError) as refused:
        make_current(unrecordable, IDENTIFIER, "li")
    assert "无法写入审计文件" in refused.value.message("zh") and str(unrecordable) not in refused.value.message("en")
    assert (unrecordable / "current").stat().st_ino == before.st_ino


def test_a_publication_that_cannot_be_recorded_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / AUDIT_FILE).mkdir()
    assert build_main(["--folder", str(tmp_path)]) == 1
    assert "无法写入审计文件" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {AUDIT_FILE, ".lock"}


def test_the_commands_record_who_published_and_restored(real_snapshot: SnapshotReference, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(real_snapshot.path.parent, tmp_path / "snapshots"))
    published = read_audit(folder)[0].record
    assert (published["who"], published["action"], published["what"]) == ("tests", "publish", real_snapshot.snapshot_id)
    assert history_main(["--folder", str(folder), "--restore", real_snapshot.snapshot_id, "--author", "王芳"]) == 0
    restored = read_audit(folder)[-1].record
    assert (restored["who"], restored["action"], restored["what"]) == ("王芳", "restore", real_snapshot.snapshot_id)
    assert restored["details"] == {"before": real_snapshot.snapshot_id}


def test_a_restoration_of_what_is_not_there_is_no_event(real_snapshot: SnapshotReference, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(real_snapshot.path.parent, tmp_path / "snapshots"))
    before = len(read_audit(folder))
    assert history_main(["--folder", str(folder), "--restore", "ffffffffffff"]) == 1
    assert len(read_audit(folder)) == before
