"""What a watcher is told: that the server lives, and whether it can answer from its data; and nothing else."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import duckdb
import pytest
from httpx import ASGITransport, AsyncClient, Response
from running_app import HOST, free_port, running_process
from starlette.applications import Starlette

from data.errors import DatabaseError
from data.snapshot import SCHEMA_VERSION, SnapshotReference, snapshot_path
from geo.boundaries import DEFAULT_FOLDER, DEFAULT_MANIFEST
from pages.shell import health
from pages.shell.health import Health, Readiness, Wrong, health_routes
from pages.shell.look import look
from pages.shell.version import program
from queries.engine import engine_room

OTHER = "0123456789ab"
OF_THE_PROGRAM = {
    "program_version": program().version, "program_commit": program().commit, "program_schema_version": SCHEMA_VERSION,
}  # fmt: skip
HANDBOOK = Path(__file__).resolve().parent.parent / "docs" / "handbook"
ALL_KEYS = {
    "status", "wrong", *OF_THE_PROGRAM, "snapshot_id", "schema_version", "built_at", "age_seconds", "latest_year",
    "figures",
}  # fmt: skip


@pytest.fixture
def folder(small_reference: SnapshotReference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Snapshots of one's own, which the server under test reads."""
    copied = Path(shutil.copytree(small_reference.path.parent, tmp_path / "snapshots"))
    monkeypatch.setenv("ATLAS_DATA", str(copied))
    yield copied
    engine_room.cache_clear()


def client(readiness: Readiness | None = None) -> AsyncClient:
    """A watcher of a server that has not looked yet."""
    routes = Starlette(routes=health_routes("", readiness))
    return AsyncClient(transport=ASGITransport(routes), base_url="http://atlas")


def answer(name: str, readiness: Readiness | None = None) -> Response:
    async def ask() -> Response:
        async with client(readiness) as watcher:
            return await watcher.get(f"/health/{name}")

    return asyncio.run(ask())


def ready() -> tuple[int, dict]:
    told = answer("ready")
    return told.status_code, told.json()


def test_a_sound_server_is_ready_and_says_from_what_it_answers(
    folder: Path, small_reference: SnapshotReference
) -> None:
    status, told = ready()
    assert (status, told["status"], told["wrong"]) == (200, "ready", [])
    assert set(told) == ALL_KEYS
    assert told["snapshot_id"] == small_reference.snapshot_id
    assert told["schema_version"] == told["program_schema_version"] == SCHEMA_VERSION
    assert 0 <= told["age_seconds"] < 24 * 3600
    assert told["figures"] > 0
    with duckdb.connect(str(small_reference.path), read_only=True) as connection:
        assert connection.table("stat").max("year").fetchall() == [(told["latest_year"],)]


def no_pointer(folder: Path) -> None:
    (folder / "current").unlink()


def garbage_pointer(folder: Path) -> None:
    (folder / "current").write_bytes(b"\x00\xff")


def empty_pointer(folder: Path) -> None:
    (folder / "current").write_bytes(b"")


def pointer_to_nothing(folder: Path) -> None:
    (folder / "current").write_text(f"{OTHER}\n", encoding="utf-8")


def truncated(folder: Path) -> None:
    [path] = folder.glob("atlas-*.duckdb")
    snapshot_path(folder, OTHER).write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    pointer_to_nothing(folder)


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


FAULTS = [
    (no_pointer, "missing_pointer"), (garbage_pointer, "broken"), (empty_pointer, "broken"),
    (pointer_to_nothing, "missing_file"), (truncated, "broken"), (gone, "missing_pointer"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "wrong"), FAULTS, ids=[damage.__name__ for damage, _ in FAULTS])
class TestAFault:
    def test_of_a_fresh_server_makes_it_not_ready(
        self, folder: Path, damage: Callable[[Path], None], wrong: str
    ) -> None:
        damage(folder)
        assert ready() == (503, {"status": "not_ready", "wrong": [wrong], **OF_THE_PROGRAM})
        assert answer("live").json() == {"status": "live"}

    def test_of_a_server_with_a_good_snapshot_degrades_it_and_readers_are_served(
        self, folder: Path, damage: Callable[[Path], None], wrong: str
    ) -> None:
        assert ready()[1]["status"] == "ready"
        damage(folder)
        status, told = ready()
        assert (status, told["status"], told["wrong"], set(told)) == (200, "degraded", [wrong], ALL_KEYS)


@pytest.mark.parametrize(
    ("name", "setting", "word"),
    [
        ("ATLAS_QUERY_SECONDS", "never", "bad_seconds"), ("ATLAS_ENGINE", "mysql://db", "bad_setting"),
        ("ATLAS_ENGINE", "clickhouse://127.0.0.1:9", "away"),
    ],
    ids=["seconds", "no address", "server away"],
)  # fmt: skip
def test_a_database_that_cannot_be_asked_is_told_from_a_snapshot_that_is_broken(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, setting: str, word: str
) -> None:
    monkeypatch.setenv(name, setting)
    assert ready() == (503, {"status": "not_ready", "wrong": [word], **OF_THE_PROGRAM})


def test_a_question_that_takes_too_long_is_told_as_such(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(name: str, parameters: object) -> None:
        raise DatabaseError("too_slow", "endless")

    engine, _ = engine_room(folder).current()
    monkeypatch.setattr(engine.database, "ask", too_slow)
    assert (ready()[0], ready()[1]["wrong"]) == (503, ["too_slow"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_handbook_explains_every_word_a_watcher_may_read_and_no_other(language: str) -> None:
    page = (HANDBOOK / language / "health.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.rsplit("|---|", 1)[1].splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(get_args(Wrong))


def test_a_snapshot_of_another_schema_is_not_served(folder: Path) -> None:
    [path] = folder.glob("atlas-*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("update snapshot set schema_version = schema_version + 1")
    assert ready()[0] == 503
    assert ready()[1]["wrong"] == ["broken"]


def test_a_clock_that_stands_before_the_build_is_named_and_serves(folder: Path) -> None:
    [path] = folder.glob("atlas-*.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("update snapshot set built_at = built_at + interval 3 year")
    status, told = ready()
    assert (status, told["status"], told["wrong"]) == (200, "degraded", ["built_in_future"])
    assert told["age_seconds"] < 0


@pytest.fixture
def own_boundaries(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied = Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / "boundaries"))
    shutil.copy(DEFAULT_MANIFEST, copied / "manifest.json")
    monkeypatch.setenv("ATLAS_BOUNDARIES", str(copied))
    return copied


def test_a_boundary_file_that_changes_or_goes_is_noticed_at_the_next_look(own_boundaries: Path) -> None:
    assert ready()[0] == 200
    [file] = own_boundaries.glob("provinces.*.json")
    content = file.read_bytes()
    file.write_bytes(content.replace(b"1", b"2", 1))
    assert (ready()[0], ready()[1]["wrong"]) == (503, ["boundaries"])
    file.unlink()
    assert (ready()[0], ready()[1]["wrong"]) == (503, ["boundaries"])
    file.write_bytes(content)
    assert ready()[0] == 200


def test_nothing_told_names_a_path_a_person_or_a_setting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_PUBLISHERS", "somebody@example.org")
    texts = [json.dumps(ready()[1])]
    for damage in (garbage_pointer, truncated, gone):
        damage(folder)
        texts.append(json.dumps(ready()[1]))
        engine_room.cache_clear()
        texts.append(json.dumps(ready()[1]))
    for text in texts:
        assert not re.search(r"/\w|\\\\|Traceback|Error|author|somebody", text), text


def test_many_who_ask_at_once_share_one_look_and_the_next_few_its_report() -> None:
    looks: list[int] = []
    go_on = threading.Event()

    def slow() -> Health:
        looks.append(1)
        assert go_on.wait(60)
        return Health("ready", (), {})

    async def crowd() -> list[int]:
        async with client(Readiness(slow)) as watcher:
            waiting = [asyncio.create_task(watcher.get("/health/ready")) for _ in range(20)]
            # Others are answered meanwhile: the look is not on the event loop.
            assert (await watcher.get("/health/live")).status_code == 200
            go_on.set()
            return [(await one).status_code for one in (*waiting, asyncio.create_task(watcher.get("/health/ready")))]

    assert asyncio.run(crowd()) == [200] * 21
    assert looks == [1]


def test_a_report_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "REMEMBERED", 0.0)
    reports = iter((Health("ready", (), {}), Health("not_ready", ("broken",), {})))
    readiness = Readiness(lambda: next(reports))
    assert [answer("ready", readiness).status_code for _ in range(2)] == [200, 503]


def test_a_look_that_hangs_is_said_to_hang_and_no_second_one_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LONGEST_LOOK", 0.05)
    looks: list[int] = []
    go_on = threading.Event()

    def hanging() -> Health:
        looks.append(1)
        assert go_on.wait(60)
        return Health("ready", (), {})

    async def patient() -> list[Response]:
        async with client(Readiness(hanging)) as watcher:
            told = [await watcher.get("/health/ready") for _ in range(3)]
            go_on.set()
            return told

    for told in asyncio.run(patient()):
        assert (told.status_code, told.json()) == (503, {"status": "not_ready", "wrong": ["no_check_in_time"]})
    assert looks == [1]


def test_a_look_that_fails_tells_no_trace() -> None:
    def failing() -> Health:
        raise RuntimeError("secret")

    told = answer("ready", Readiness(failing))
    assert (told.status_code, told.json()) == (503, {"status": "not_ready", "wrong": ["no_answer"]})


def test_no_look_writes(folder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert look().status == "ready"
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def asked(address: str, accept: str) -> tuple[int, str, str]:
    try:
        with urlopen(Request(address, headers={"Accept": accept}), timeout=60) as answer:
            return answer.status, answer.headers["Content-Type"], answer.headers["Cache-Control"]
    except HTTPError as refusal:
        return refusal.code, refusal.headers["Content-Type"], refusal.headers["Cache-Control"]


def test_the_served_app_has_both_addresses_at_the_root_and_below_its_base_path(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
               "--server.address", HOST, "--server.baseUrlPath", "stats"]
    root = f"http://{HOST}:{port}"
    with running_process(command, tmp_path / "log.txt", f"{root}/stats/health/live"):
        for accept in ("*/*", "text/html"):
            for base in ("", "/stats"):
                for name in ("live", "ready"):
                    assert asked(f"{root}{base}/health/{name}", accept) == (200, "application/json", "no-store")
            assert asked(f"{root}/stats/health/nosuch", accept)[0] == 404
        gone(folder)
        assert asked(f"{root}/stats/health/live", "*/*")[0] == 200
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
