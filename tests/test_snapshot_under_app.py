"""What happens to a file of a snapshot while it is served: right answers or words, never a wrong figure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from small_snapshot import FACTS, IDENTIFIER, facts, write_snapshot

from data.errors import DatabaseError
from data.snapshot import SnapshotError, make_current, snapshot_path
from pages.shell.look import look
from queries.engine import EngineRoom, engine_room

NEWER = "ba9876543210"
BEIJING = ("110000", 2022, "agencies")
OTHER_FACTS = [*(fact for fact in FACTS if fact[:3] != BEIJING), *facts("agencies", 2022, _110000=11)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "snapshots").mkdir()
    write_snapshot(tmp_path / "snapshots")
    make_current(tmp_path / "snapshots", IDENTIFIER, "tests")
    monkeypatch.setenv("ATLAS_DATA", str(tmp_path / "snapshots"))
    engine_room.cache_clear()
    return tmp_path / "snapshots"


def shortened(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def scribbled_over(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(os.urandom(65536))


def overwritten_by_a_sound_one(path: Path) -> None:
    """The worst: every checksum holds, and the figures are those of another snapshot."""
    (path.parent / "other").mkdir()
    other = write_snapshot(path.parent / "other", published=OTHER_FACTS).path
    with path.open("r+b") as file:
        file.write(other.read_bytes())


def deleted(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    other = path.with_name("other.duckdb")
    shutil.copy(path, other)
    other.replace(path)


def agencies(room: EngineRoom, year: int = 2022) -> float:
    engine, _ = room.current()
    rows = engine.query_once("indicator/metric_year", metric="agencies", year=year, layer="published")
    return float(rows.set_index("region_code").loc["110000", "value"])


@pytest.mark.parametrize(
    "damage", [shortened, emptied, scribbled_over, overwritten_by_a_sound_one], ids=lambda damage: damage.__name__
)
def test_a_file_written_to_while_served_gives_no_figure_any_more_until_another_is_current(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    room = EngineRoom(folder)
    assert agencies(room) == 10
    damage(snapshot_path(folder, IDENTIFIER))
    for _ in range(2):
        with pytest.raises(SnapshotError) as caught:
            agencies(room)
        assert caught.value.message("zh") != caught.value.message("en")
        assert str(folder) not in caught.value.message("zh") + caught.value.message("en")
    write_snapshot(folder, NEWER)
    make_current(folder, NEWER, "tests")
    assert agencies(room) == 10
    with pytest.raises(SnapshotError):
        room.of(IDENTIFIER)


@pytest.mark.parametrize("damage", [deleted, replaced], ids=lambda damage: damage.__name__)
def test_a_file_deleted_or_replaced_by_another_name_goes_on_serving_from_what_was_opened(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    room = EngineRoom(folder)
    assert agencies(room) == 10
    damage(snapshot_path(folder, IDENTIFIER))
    assert agencies(room) == 10
    fault = room.current()[1]
    assert (fault and fault.kind) == ("missing_file" if damage is deleted else None)


def test_a_question_that_meets_the_damage_first_is_told_it_and_not_given_a_figure(folder: Path) -> None:
    """Between two views nobody has looked at the file yet."""
    room = EngineRoom(folder)
    engine, _ = room.current()
    path = snapshot_path(folder, IDENTIFIER)
    with path.open("r+b") as file:
        file.seek(12288)
        file.write(os.urandom(path.stat().st_size - 12288))
    with pytest.raises(DatabaseError) as caught:
        engine.query_once("indicator/metric_year", metric="agencies", year=2022, layer="published")
    assert caught.value.failure == "unreadable"
    assert "重启服务" in caught.value.message("zh") and "restart" in caught.value.message("en")


def test_a_watcher_is_told_of_the_damage(folder: Path) -> None:
    assert look().status == "ready"
    shortened(snapshot_path(folder, IDENTIFIER))
    assert (look().status, look().wrong) == ("not_ready", ("unreadable",))


def test_a_restart_serves_what_was_put_back(folder: Path) -> None:
    path = snapshot_path(folder, IDENTIFIER)
    sound = path.read_bytes()
    room = EngineRoom(folder)
    assert agencies(room) == 10
    emptied(path)
    with pytest.raises(SnapshotError):
        EngineRoom(folder).current()
    path.write_bytes(sound)
    with pytest.raises(SnapshotError):
        agencies(room)
    for engine in room._engines.values():
        engine.close()
    del room
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.table("snapshot").shape[0] == 1
    assert agencies(EngineRoom(folder)) == 10


def test_a_lost_folder_leaves_the_open_snapshot_serving_and_the_folder_that_comes_back_is_found(folder: Path) -> None:
    room = EngineRoom(folder)
    assert agencies(room) == 10
    away = folder.with_name("away")
    folder.rename(away)
    assert agencies(room) == 10
    assert room.current()[1] is not None
    away.rename(folder)
    assert (agencies(room), room.current()[1]) == (10, None)
