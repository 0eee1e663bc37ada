"""What first views need is worked out before a reader asks: at the start, and anew for each snapshot made current."""

from __future__ import annotations

import gc
import importlib.metadata
import subprocess
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from running_app import ROOT
from small_snapshot import IDENTIFIER, write_snapshot
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.component_manager import BidiComponentManager

from data.snapshot import SnapshotReference, make_current
from pages.controls.asked import DEFAULT_LEVEL
from pages.shell import ahead, warm_up
from pages.shell.ahead import prepare
from pages.shell.own_components import ask_no_package_for_components
from pages.shell.page_names import PAGES
from pages.shell.readers_first import Readers
from pages.shell.replay import replay
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
    for module in (ahead, warm_up):
        monkeypatch.setattr(module, "READERS", readers)
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
    assert len(engine.memory) == 0 and "pages.shell.ahead" in {record.name for record in caplog.records}


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


def _spare_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests make is collected like all else."""
    for name in ("spare_unseen", "spare_what_lives"):
        monkeypatch.setattr(warm_up, name, lambda: None)


def test_every_page_is_imported_before_a_reader_asks_for_it_also_without_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported: list[str] = []

    def page_module(name: str) -> ModuleType:
        imported.append(name)
        return import_module(f"pages.{name}")

    monkeypatch.setenv("ATLAS_DATA", str(tmp_path))
    monkeypatch.setattr(warm_up, "page_module", page_module)
    _spare_nothing(monkeypatch)
    before = set(threading.enumerate())
    warm_up.warm_up()
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
    assert imported[:4] == ["shell.view", "shell.ahead", *warm_up.OPENED_FIRST]
    assert set(imported) >= set(PAGES)
    assert gc.isenabled()


def test_while_a_reader_is_served_no_page_is_imported_that_nobody_asked_for(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[bool] = []
    monkeypatch.setattr(warm_up, "page_module", lambda name: served.append(readers.is_anybody_served()))
    _spare_nothing(monkeypatch)
    monkeypatch.setattr(readers, "wait_for_pause", lambda: told.__exit__(None, None, None))
    told = readers.draw()
    told.__enter__()
    warm_up._import_pages()
    assert served == [False] * len(PAGES)


def test_the_map_that_most_see_first_is_drawn_ahead_so_that_its_reader_asks_the_database_nothing_more(
    served_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead.draw_ahead()
    asked: list[str] = []
    monkeypatch.setattr(served_engine.database, "ask", lambda name, parameters: asked.append(name))
    replay(ahead.DRAWN_FIRST, "")
    assert asked == []


def test_nothing_is_drawn_for_nobody_while_a_reader_is_served_and_a_fault_is_left_to_the_reader(
    readers: Readers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drawn: list[str] = []

    def fails(page: str, query: str) -> None:
        drawn.append(page)
        raise ZeroDivisionError("of a page")

    monkeypatch.setattr(ahead, "replay", fails)
    with readers.draw():
        ahead.draw_ahead()
    assert drawn == []
    with caplog.at_level("INFO"):
        ahead.draw_ahead()
    assert drawn == [ahead.DRAWN_FIRST] and "of a page" in caplog.text


def test_how_many_places_report_each_indicator_is_a_matter_of_four_questions(
    small_reference: SnapshotReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(small_reference)
    catalogue, asked, ask = catalogue_of(engine), list[str](), engine.database.ask
    monkeypatch.setattr(engine.database, "ask", lambda name, given: (asked.append(name), ask(name, given))[1])
    assert len(indicators_known(engine, catalogue, DEFAULT_LEVEL, "published")) > 0
    assert sorted(asked) == ["coverage/figures", "coverage/metric_years", "indicator/breaks", "region/list"]


def told_by(program: str) -> list[str]:
    """The words that a program prints in a process of its own."""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return ended.stdout.split()


HEAVY = ("pandas", "numpy", "pyarrow", "duckdb", "geopandas", "openpyxl", "pages.shell.view")
LISTENS_WITHOUT = f"""
import sys, threading
threading.Thread.start = lambda thread: None
import app
print(*(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_the_server_listens_before_it_has_imported_what_draws_pages() -> None:
    assert told_by(LISTENS_WITHOUT) == []


BEGINS_WITH_THE_SERVER = """
import asyncio, threading
threading.Thread.start = lambda thread: print(thread.name.replace(" ", "-"))
import app
print("imported")
async def start():
    async with app.lifetime(app.app):
        print("listens")
asyncio.run(start())
"""


def test_what_is_done_ahead_keeps_nothing_from_listening() -> None:
    told = told_by(BEGINS_WITH_THE_SERVER)
    assert told[told.index("imported") :] == ["imported", "warm-up", "listens"]


FIRST_VIEW_WITHOUT = """
import sys
from pages.shell.page_map import page_module
for name in ("shell.view", "shell.ahead", "distribution", "overview"):
    page_module(name)
print(*(name for name in ("openpyxl", "pptx", "docx", "scipy", "matplotlib", "statsmodels") if name in sys.modules))
"""


def test_what_no_first_view_shows_is_not_imported_for_it() -> None:
    assert told_by(FIRST_VIEW_WITHOUT) == []


def test_no_installed_package_is_asked_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", manifest_scanner.scan_component_manifests)
    monkeypatch.setattr(importlib.metadata, "distributions", lambda: asked.append("all") or [])
    BidiComponentManager().discover_and_register_components(start_file_watching=False)
    assert asked == ["all"]
    ask_no_package_for_components()
    BidiComponentManager().discover_and_register_components(start_file_watching=False)
    assert asked == ["all"]
