"""A backup brings back what was there, checks itself, and one that is damaged or does not fit changes nothing."""

from __future__ import annotations

import gzip
import io
import json
import resource
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from small_facts import write_inputs

from data.audit import read_audit, record
from data.backup import back_up, main, restore_backup
from data.backup_archive import BackupError, check_backup
from data.build import build_snapshot
from data.errors import SnapshotError
from data.snapshot import current_snapshot, is_valid, snapshot_path

ROOT = Path(__file__).resolve().parent.parent
TINY = 16_384
WRITES_SLOWLY = """
import sys, time
from pathlib import Path
from data import backup

def add(archive, name, content):
    print("begun", flush=True)
    time.sleep(120)

backup.add = add
backup.back_up(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one snapshot and its audit file."""
    folder = tmp_path_factory.mktemp("first")
    build_snapshot(folder / "snapshots", write_inputs(folder / "inputs"))
    return folder / "snapshots"


@pytest.fixture(scope="module")
def backup(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "atlas.tar.gz"
    back_up(first, file)
    return file


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "snapshots"))


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the lock, which holds nothing."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".lock"}


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], None], file: Path) -> Path:
    """The archive with other members."""
    with tarfile.open(backup) as archive:
        members = {entry.name: archive.extractfile(entry).read() for entry in archive}  # type: ignore[union-attr]
    change(members)
    with tarfile.open(file, "w:gz", compresslevel=1) as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return file


def test_an_empty_folder_holds_afterwards_what_was_backed_up(first: Path, backup: Path, tmp_path: Path) -> None:
    reference, aside = restore_backup(backup, tmp_path / "new" / "snapshots", "operator")
    restored, before = content(reference.path.parent), content(first)
    assert aside == [] and reference == current_snapshot(reference.path.parent)
    assert restored.pop("audit.jsonl").startswith(before.pop("audit.jsonl"))
    assert restored == before
    entries = read_audit(reference.path.parent)
    assert entries[-1].record["who"] == "operator" and entries[-1].record["action"] == "restore"
    assert [entry for entry in entries if entry.fault] == []


def test_every_snapshot_is_kept_where_asked_and_a_newer_one_stays_after_an_older_is_restored(
    folder: Path, tmp_path: Path
) -> None:
    old = current_snapshot(folder)
    only_old = tmp_path / "old.tar.gz"
    back_up(folder, only_old)
    new = build_snapshot(folder)
    assert new.snapshot_id != old.snapshot_id
    manifest = back_up(folder, tmp_path / "both.tar.gz", every=True)
    assert set(manifest.snapshots()) == {old.snapshot_id, new.snapshot_id} and manifest.current == new.snapshot_id
    restore_backup(only_old, folder, "operator")
    assert current_snapshot(folder) == old and is_valid(folder, new.snapshot_id)
    restore_backup(tmp_path / "both.tar.gz", tmp_path / "elsewhere", "operator")
    assert all(is_valid(tmp_path / "elsewhere", identifier) for identifier in manifest.snapshots())


def test_a_backup_of_every_snapshot_names_those_that_it_could_not_keep(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = current_snapshot(folder)
    build_snapshot(folder)
    everything = [str(tmp_path / "all.tar.gz"), "--folder", str(folder), "--all"]
    assert main(everything) == 0 and "not kept" not in capsys.readouterr().err
    old.path.write_bytes(old.path.read_bytes()[:TINY])
    assert main(everything) == 0
    told = capsys.readouterr()
    assert f"not kept, damaged or of another version: {old.path.name}" in told.err and old.path.name not in told.out


def test_a_damaged_snapshot_is_set_aside_and_named(folder: Path, backup: Path) -> None:
    reference = current_snapshot(folder)
    reference.path.write_bytes(reference.path.read_bytes()[:TINY])
    audit = (folder / "audit.jsonl").read_bytes()
    _, aside = restore_backup(backup, folder, "operator")
    assert aside == [reference.path.name] and is_valid(folder, reference.snapshot_id)
    assert [path.stat().st_size for path in folder.glob("*.damaged")] == [TINY]
    # The record of the folder itself goes on.
    assert (folder / "audit.jsonl").read_bytes().startswith(audit)


def cut(backup: Path, file: Path) -> Path:
    file.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    return file


def no_archive(backup: Path, file: Path) -> Path:
    file.write_bytes(gzip.compress(b"not an archive"))
    return file


def one_byte_else(backup: Path, file: Path) -> Path:
    def change(members: dict[str, bytes]) -> None:
        name = next(name for name in members if name.startswith("atlas-"))
        data = bytearray(members[name])
        data[len(data) // 2] ^= 1
        members[name] = bytes(data)

    return rewritten(backup, change, file)


def without_snapshot(backup: Path, file: Path) -> Path:
    def change(members: dict[str, bytes]) -> None:
        del members[next(name for name in members if name.startswith("atlas-"))]

    return rewritten(backup, change, file)


def with_manifest(**told: object) -> Callable[[Path, Path], Path]:
    def make(backup: Path, file: Path) -> Path:
        def change(members: dict[str, bytes]) -> None:
            members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **told}).encode()

        return rewritten(backup, change, file)

    return make


def with_stranger(backup: Path, file: Path) -> Path:
    return rewritten(backup, lambda members: members.update({"../outside": b"x"}), file)


def longer_than_told(backup: Path, file: Path) -> Path:
    def change(members: dict[str, bytes]) -> None:
        name = next(name for name in members if name.startswith("atlas-"))
        members[name] += b"\0" * 4096

    return rewritten(backup, change, file)


@pytest.mark.parametrize(("make", "kind"), [
    (cut, "unreadable"),
    (no_archive, "unreadable"),
    (one_byte_else, "damaged"),
    (longer_than_told, "damaged"),
    (without_snapshot, "incomplete"),
    (with_stranger, "unreadable"),
    (with_manifest(format=99), "other_format"),
    (with_manifest(schema_version=1), "other_version"),
    (with_manifest(current="ffffffffffff"), "unreadable"),
    (with_manifest(members=[{"name": "../../etc/passwd", "bytes": 1, "sha256": "0"}]), "unreadable"),
    (with_manifest(members="none"), "unreadable"),
], ids=[
    "cut", "no archive", "one byte else", "longer", "incomplete", "stranger", "format", "version", "pointer", "path",
    "members",
])
def test_what_is_no_whole_backup_is_refused_and_nothing_changes(
    folder: Path, backup: Path, tmp_path: Path, make: Callable[[Path, Path], Path], kind: str
) -> None:
    before = content(folder)
    with pytest.raises(BackupError) as fault:
        restore_backup(make(backup, tmp_path / "other.tar.gz"), folder, "operator")
    assert fault.value.kind == kind
    assert content(folder) == before


def test_a_backup_that_finds_no_room_leaves_nothing_and_the_earlier_one_stays(first: Path, tmp_path: Path) -> None:
    file = tmp_path / "atlas.tar.gz"
    file.write_bytes(b"the backup of yesterday")
    limit = (TINY, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    # Without -B half a compiled program would be left beside the source, and no later test could import it.
    run = subprocess.run(
        [sys.executable, "-B", "-m", "data.backup", str(file), "--folder", str(first)], cwd=ROOT, capture_output=True,
        text=True, timeout=120, check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {file.name: b"the backup of yesterday"}


def test_what_a_killed_backup_left_goes_with_the_next_one_and_nobody_else_reads_it(
    first: Path, tmp_path: Path
) -> None:
    file = tmp_path / "atlas.tar.gz"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITES_SLOWLY, str(first), str(file)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None and writer.stdout.readline() == "begun\n"
    [draft] = tmp_path.glob("*.tmp")
    assert draft.stat().st_mode & 0o007 == 0
    # The one of another day does not wait for it, and leaves alone what is being written.
    back_up(first, tmp_path / "atlas-2026-11-22.tar.gz")
    assert draft.exists()
    writer.kill()
    writer.wait()
    assert not file.exists() and draft.exists()
    other = tmp_path / "atlas-2026-11-23.tar.gz"
    back_up(first, other)
    assert other.stat().st_mode & 0o007 == 0 and list(tmp_path.glob("*.tmp")) == []
    check_backup(other)


def test_without_a_snapshot_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError):
        back_up(tmp_path, tmp_path / "atlas.tar.gz")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_checks_and_restores(
    first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = str(tmp_path / "atlas.tar.gz"), tmp_path / "restored"
    assert main([file, "--folder", str(first)]) == 0
    assert main([file, "--check"]) == 0
    assert capsys.readouterr().out.count(current_snapshot(first).path.name) == 2
    assert main([file, "--restore", "--folder", str(folder), "--author", "operator"]) == 0
    assert snapshot_path(folder, current_snapshot(first).snapshot_id).exists()
    record(folder, "operator", "export", "ranking.csv")
    assert main([str(tmp_path / "none.tar.gz"), "--check"]) == 1
    assert "none.tar.gz" in capsys.readouterr().err
    assert check_backup(Path(file)).current == current_snapshot(folder).snapshot_id
