"""Snapshots: what is found, what is refused, and how the pointer moves."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from small_facts import write_inputs

from data.build import build_snapshot
from data.errors import SnapshotError, in_words
from data.history import main as history_main
from data.snapshot import (
    DEFAULT_FOLDER,
    SCHEMA_VERSION,
    SnapshotReference,
    current_snapshot,
    find_snapshot,
    free_identifier,
    is_valid,
    make_current,
    only_writer,
    publish,
    remove_abandoned,
    snapshot_folder,
    temporary_path,
    validate,
)

OTHER = "0123456789ab"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    folder = tmp_path_factory.mktemp("built")
    return build_snapshot(folder / "snapshots", write_inputs(folder / "inputs"))


@pytest.fixture
def folder(built: SnapshotReference, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built.path.parent, tmp_path / "snapshots"))


def no_pointer(folder: Path, snapshot_id: str) -> None:
    (folder / "current").unlink()


def no_folder(folder: Path, snapshot_id: str) -> None:
    shutil.rmtree(folder)


def no_file(folder: Path, snapshot_id: str) -> None:
    (folder / f"atlas-{snapshot_id}.duckdb").unlink()


def no_database(folder: Path, snapshot_id: str) -> None:
    (folder / f"atlas-{snapshot_id}.duckdb").write_text("not a database", encoding="utf-8")


def empty_file(folder: Path, snapshot_id: str) -> None:
    (folder / f"atlas-{snapshot_id}.duckdb").write_bytes(b"")


def path_in_pointer(folder: Path, snapshot_id: str) -> None:
    (folder / "current").write_text("../../etc/passwd\n", encoding="utf-8")


def empty_pointer(folder: Path, snapshot_id: str) -> None:
    (folder / "current").write_bytes(b"")


def undecodable_pointer(folder: Path, snapshot_id: str) -> None:
    (folder / "current").write_bytes(b"\xff\xfe\x00")


def unreadable_pointer(folder: Path, snapshot_id: str) -> None:
    (folder / "current").unlink()
    (folder / "current").mkdir()


def unreadable_file(folder: Path, snapshot_id: str) -> None:
    """A link to itself: there, yet the system cannot read it, not even for an administrator."""
    path = folder / f"atlas-{snapshot_id}.duckdb"
    path.unlink()
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (no_pointer, "missing_pointer"),
        (no_folder, "missing_pointer"),
        (no_file, "missing_file"),
        (no_database, "broken"),
        (empty_file, "broken"),
        (path_in_pointer, "broken"),
        (empty_pointer, "broken"),
        (undecodable_pointer, "broken"),
        (unreadable_pointer, "broken"),
        (unreadable_file, "broken"),
    ],
)
def test_a_missing_or_broken_snapshot_says_so_and_names_the_remedy(
    folder: Path, built: SnapshotReference, damage: Callable[[Path, str], None], kind: str
) -> None:
    assert current_snapshot(folder).snapshot_id == built.snapshot_id
    damage(folder, built.snapshot_id)
    with pytest.raises(SnapshotError) as caught:
        current_snapshot(folder)
    assert caught.value.kind == kind
    assert_fit_for_a_reader(caught.value, folder)
    for language in ("zh", "en"):
        # What is lost comes back whole by restoring; a build would leave out what was imported.
        assert ("data.history" in caught.value.message(language)) == (kind != "missing_pointer")


def test_the_list_says_where_no_snapshot_is_current_or_the_folder_is_closed(
    folder: Path, built: SnapshotReference, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert history_main(["--folder", str(folder)]) == 0 and capsys.readouterr().err == ""
    empty_pointer(folder, built.snapshot_id)
    assert history_main(["--folder", str(folder)]) == 1
    told = capsys.readouterr()
    assert built.snapshot_id in told.out and "--restore" in told.err

    def closed(*ignored: object) -> object:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("data.history.history", closed)
    assert history_main(["--folder", str(folder)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("error", [OSError(28, "No space left"), duckdb.IOException("write: No space left on device")])
def test_a_command_says_in_both_languages_that_the_disk_is_full(error: Exception) -> None:
    assert "磁盘已满" in in_words(error) and "the disk is full" in in_words(error) and str(error) in in_words(error)
    assert in_words(OSError(13, "Permission denied")) == "[Errno 13] Permission denied"


def assert_fit_for_a_reader(error: SnapshotError, folder: Path) -> None:
    """One sentence and the remedy in each language; the path is for the log."""
    assert error.message("zh") == f"{error.message_zh}。{error.remedy_zh}。"
    assert error.message("en") == f"{error.message_en}. {error.remedy_en}."
    assert "python -m data." in error.remedy_zh and "python -m data." in error.remedy_en
    assert len(error.message_zh) > 5 and len(error.message_en) > 20
    for text in (error.message("zh"), error.message("en")):
        assert str(folder) not in text and ".duckdb" not in text and "table" not in text
    assert str(folder) in error.detail and error.detail in str(error)
    assert error.message("zh") in str(error) and error.message("en") in str(error)


@pytest.mark.parametrize(("damage", "kind"), [(no_file, "missing_file"), (unreadable_file, "broken")])
def test_a_file_that_goes_after_it_was_found_is_an_error_of_the_snapshot(
    folder: Path, built: SnapshotReference, damage: Callable[[Path, str], None], kind: str
) -> None:
    reference = current_snapshot(folder)
    damage(folder, built.snapshot_id)
    with pytest.raises(SnapshotError) as caught:
        validate(reference.path, reference.snapshot_id)
    assert caught.value.kind == kind
    assert_fit_for_a_reader(caught.value, folder)
    assert not is_valid(folder, built.snapshot_id)


def test_a_snapshot_of_another_version_is_refused_before_its_tables_are_read(
    folder: Path, built: SnapshotReference
) -> None:
    path = find_snapshot(folder, built.snapshot_id).path
    with duckdb.connect(str(path)) as connection:
        connection.execute("update snapshot set schema_version = schema_version + 1")
        connection.execute("drop table reconciliation")
    for refuse in (lambda: validate(path, built.snapshot_id), lambda: make_current(folder, built.snapshot_id, "tests")):
        with pytest.raises(SnapshotError) as caught:
            refuse()
        assert caught.value.kind == "broken"
        assert caught.value.message_zh == "数据快照由另一版本的程序生成"
        assert caught.value.message_en == "The data snapshot was made by another version of the program"
        assert f"schema_version {SCHEMA_VERSION + 1}" in caught.value.detail
        assert_fit_for_a_reader(caught.value, folder)
    assert free_identifier(folder, built.snapshot_id) == f"{built.snapshot_id}-2"


@pytest.mark.parametrize(
    "name", ["", "current", "../current", "ABCDEF012345", "0123456789", f"{OTHER}/x", OTHER]
)
def test_an_identifier_from_a_link_never_leaves_the_folder(folder: Path, name: str) -> None:
    with pytest.raises(SnapshotError) as caught:
        find_snapshot(folder, name)
    assert caught.value.kind == "missing_file"


def test_the_folder_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(tmp_path))
    assert snapshot_folder() == tmp_path
    monkeypatch.delenv("ATLAS_DATA")
    assert snapshot_folder() == DEFAULT_FOLDER
    assert DEFAULT_FOLDER.parts[-2:] == ("data", "snapshots")


def empty_table(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("delete from target")


def missing_table(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("drop table reconciliation")


def foreign_identity(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("update snapshot set snapshot_id = '0123456789ab'")


def lost_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """A table without its constraints, as another program could write it."""
    frame = connection.table("stat").df().assign(source_id="gone")
    connection.execute("drop table stat")
    connection.from_df(frame).create("stat")


def lost_rows(connection: duckdb.DuckDBPyConnection) -> None:
    frame = connection.table("intake").df().assign(rows_stored=0)
    connection.execute("drop table intake")
    connection.from_df(frame).create("intake")


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (empty_table, "empty tables: target"),
        (missing_table, "missing tables: reconciliation"),
        (foreign_identity, f"snapshot_id ['{OTHER}']"),
        (lost_reference, "broken reference: stat.source_id"),
        (lost_rows, "unbalanced intake: published/sources.csv"),
    ],
)
def test_validation_names_what_is_wrong(
    folder: Path,
    built: SnapshotReference,
    damage: Callable[[duckdb.DuckDBPyConnection], None],
    complaint: str,
) -> None:
    own = find_snapshot(folder, built.snapshot_id)
    validate(own.path, own.snapshot_id)
    with duckdb.connect(str(own.path)) as connection:
        damage(connection)
    with pytest.raises(SnapshotError) as caught:
        validate(own.path, own.snapshot_id)
    assert caught.value.kind == "broken"
    assert complaint in str(caught.value)
    assert not is_valid(folder, own.snapshot_id)


def test_a_truncated_file_is_not_valid(folder: Path, built: SnapshotReference) -> None:
    path = find_snapshot(folder, built.snapshot_id).path
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert not is_valid(folder, built.snapshot_id)
    assert free_identifier(folder, built.snapshot_id) == f"{built.snapshot_id}-2"


def test_a_snapshot_open_in_this_process_with_other_settings_counts_as_valid(
    folder: Path, built: SnapshotReference
) -> None:
    path = find_snapshot(folder, built.snapshot_id).path
    with duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"}):
        assert is_valid(folder, built.snapshot_id)
        assert current_snapshot(folder).snapshot_id == built.snapshot_id


def draft(folder: Path, built: SnapshotReference, snapshot_id: str) -> Path:
    """A finished temporary file that says it is `snapshot_id`."""
    path = temporary_path(folder, snapshot_id)
    shutil.copy(built.path, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("update snapshot set snapshot_id = $id", {"id": snapshot_id})
    return path


def test_publishing_moves_the_file_and_the_pointer_and_keeps_the_old_file(
    folder: Path, built: SnapshotReference
) -> None:
    temporary = draft(folder, built, OTHER)
    reference = publish(folder, temporary, OTHER, "tests")
    assert current_snapshot(folder) == reference == SnapshotReference(OTHER, folder / f"atlas-{OTHER}.duckdb")
    assert not temporary.exists()
    assert find_snapshot(folder, built.snapshot_id).path.exists()
    assert (folder / "current").read_text(encoding="utf-8") == f"{OTHER}\n"
    assert make_current(folder, built.snapshot_id, "tests") == current_snapshot(folder)


def test_publishing_a_path_already_taken_keeps_the_file_there(folder: Path, built: SnapshotReference) -> None:
    standing = find_snapshot(folder, built.snapshot_id)
    before = standing.path.stat().st_ino
    temporary = draft(folder, built, built.snapshot_id)
    assert publish(folder, temporary, built.snapshot_id, "tests") == standing
    assert (standing.path.stat().st_ino, temporary.exists()) == (before, False)
    standing.path.write_bytes(b"broken")
    (folder / "current").write_text(f"{OTHER}\n", encoding="utf-8")
    with pytest.raises(SnapshotError):
        publish(folder, draft(folder, built, built.snapshot_id), built.snapshot_id, "tests")
    assert standing.path.read_bytes() == b"broken"
    assert (folder / "current").read_text(encoding="utf-8") == f"{OTHER}\n"


def test_an_invalid_file_is_not_published(folder: Path, built: SnapshotReference) -> None:
    temporary = temporary_path(folder, OTHER)
    shutil.copy(built.path, temporary)
    with pytest.raises(SnapshotError) as caught:
        publish(folder, temporary, OTHER, "tests")
    assert caught.value.kind == "broken"
    assert current_snapshot(folder).snapshot_id == built.snapshot_id
    assert not (folder / f"atlas-{OTHER}.duckdb").exists()


def test_a_pointer_that_finds_no_room_stays_as_it_was_and_leaves_nothing_behind(
    folder: Path, built: SnapshotReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        assert path.stat().st_size == len(f"{built.snapshot_id}\n")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("data.snapshot.synchronise", full)
    with pytest.raises(OSError, match="No space"):
        make_current(folder, built.snapshot_id, "li")
    assert list(folder.glob("*.tmp")) == []
    assert current_snapshot(folder).snapshot_id == built.snapshot_id


def test_what_a_killed_writer_left_is_removed_though_another_process_has_its_number(folder: Path) -> None:
    kept = [folder / "notes.tmp", folder / "current"]
    left = temporary_path(folder, OTHER)
    assert f".{os.getpid()}-" in left.name
    removed = [left, left.with_name(f"{left.name}.wal"), folder / "current.1-00ff.tmp"]
    for path in [kept[0], *removed]:
        path.write_bytes(b"")
    spilled = left.with_name(f"{left.name}.spilled")
    spilled.mkdir()
    with only_writer(folder):
        remove_abandoned(folder)
    assert [path.exists() for path in kept] == [True, True]
    assert [path.exists() for path in (*removed, spilled)] == [False] * 4


def test_an_old_snapshot_still_opens_after_the_pointer_has_moved(
    folder: Path, built: SnapshotReference
) -> None:
    old = current_snapshot(folder)
    with duckdb.connect(str(old.path), read_only=True) as connection:
        publish(folder, draft(folder, built, OTHER), OTHER, "tests")
        assert connection.table("stat").shape[0] == 17
    with duckdb.connect(str(find_snapshot(folder, old.snapshot_id).path), read_only=True) as connection:
        assert isinstance(connection.table("stat").df(), pd.DataFrame)
        assert connection.table("snapshot").fetchall()[0][0] == old.snapshot_id
