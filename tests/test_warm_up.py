"""What first views need is worked out before a reader asks: at the start, and anew for each snapshot made current."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from small_snapshot import IDENTIFIER, write_snapshot

from data.snapshot import make_current
from pages.controls.asked import DEFAULT_LEVEL
from pages.shell import warm_up
from pages.shell.page_names import PAGES
from pages.shell.readers_first import Readers
from pages.shell.warm_up import prepare
from queries.catalogue import catalogue_of
from queries.coverage import indicators_known
from queries.engine import WORK_AHEAD, Engine, EngineRoom
from queries.regions import Regions
from queries.scorecard import scorecard

NEWER = "ba9876543210"


def prepared(room: EngineRoom) -> Engine:
    """The current engine once all that is worked on ahead is done."""
    engine, fault = room.current()
    assert fault is None
    for thread in threading.enumerate():
        if thread.name == WORK_AHEAD:
            thread.join(120)
            assert not thread.is_alive()
    return engine


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> Readers:
    """Readers for whom nobody waits long."""
    readers = Readers(pause=0.0)
    monkeypatch.setattr(warm_up, "READERS", readers)
    return readers


def test_what_first_views_need_is_remembered_before_they_ask_for_each_snapshot_once(tmp_path: Path) -> None:
    room = EngineRoom(tmp_path)
    worked: list[str] = []

    def work_ahead(engine: Engine) -> None:
        worked.append(engine.snapshot_id)
        prepare(engine)

    room.work_ahead = work_ahead
    for identifier in (IDENTIFIER, NEWER):
        write_snapshot(tmp_path, identifier)
        make_current(tmp_path, identifier, "tests")
        for _ in range(3):
            engine = prepared(room)
        remembered = len(engine.memory)
        for layer in engine.query("quality/layers")["layer"]:
            indicators_known(engine, catalogue_of(engine), DEFAULT_LEVEL, layer)
            scorecard(engine, Regions(engine), catalogue_of(engine), layer)
        assert engine.snapshot_id == identifier
        assert len(engine.memory) == remembered > 0
    assert worked == [IDENTIFIER, NEWER]


def test_a_database_that_gives_no_answer_only_means_that_nothing_is_done_ahead(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reference = write_snapshot(tmp_path)
    engine = Engine(reference)
    reference.path.write_bytes(b"\0" * reference.path.stat().st_size)
    with caplog.at_level("INFO"):
        prepare(engine)
    assert len(engine.memory) == 0 and "pages.shell.warm_up" in {record.name for record in caplog.records}


def test_what_maps_need_comes_at_once_and_the_scorecard_when_no_view_is_being_drawn(
    tmp_path: Path, readers: Readers
) -> None:
    engine = Engine(write_snapshot(tmp_path))
    layers = set(engine.query("quality/layers")["layer"])
    working = threading.Thread(target=prepare, args=(engine,), daemon=True)

    def remembered(what: str) -> set[object]:
        return {key[-1] for key in engine.memory._kept if key[0] == what}

    with readers.draw():
        working.start()
        deadline = time.monotonic() + 60
        while remembered("indicators_known") != layers and time.monotonic() < deadline:
            time.sleep(0.01)
        assert remembered("indicators_known") == layers and remembered("scorecard") == set()
    working.join(120)
    assert remembered("scorecard") == layers


def test_where_somebody_always_draws_the_wait_ends_all_the_same() -> None:
    readers = Readers(pause=0.0, longest_wait=0.05)
    with readers.draw(), readers.draw():
        assert not readers.wait_for_pause()
    assert readers.wait_for_pause()


def test_a_pause_is_counted_from_the_end_of_the_last_view_also_of_one_that_failed() -> None:
    readers = Readers(pause=60.0, longest_wait=0.05)
    assert not readers.wait_for_pause()
    readers.pause = 0.0
    with pytest.raises(ZeroDivisionError), readers.draw():
        raise ZeroDivisionError
    assert readers.wait_for_pause()


def test_every_page_is_imported_before_a_reader_asks_for_it_also_without_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported: list[str] = []
    monkeypatch.setenv("ATLAS_DATA", str(tmp_path))
    monkeypatch.setattr(warm_up, "_import", imported.extend)
    monkeypatch.setattr(warm_up, "keep_memory_together", lambda: None)
    before = set(threading.enumerate())
    warm_up.warm_up()
    assert imported[:2] == list(warm_up.OPENED_FIRST)
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
    assert sorted(imported) == sorted(PAGES)
