"""The pages over a ClickHouse server say what they say over DuckDB; of its faults readers are told what to do."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import streamlit as st
from chdb_client import ChdbClient
from clickhouse_front import PASSWORD, USER, application, served
from small_snapshot import IDENTIFIER, write_snapshot
from streamlit.testing.v1 import AppTest
from test_pages import opened

from data.clickhouse.load import load_snapshot
from data.errors import DatabaseError
from data.snapshot import SnapshotReference, make_current
from pages.shell.look import look
from pages.shell.replay import Replay, replay
from queries import clickhouse_database
from queries.clickhouse_database import ClickhouseDatabase, open_on_server
from queries.database import open_database
from queries.duckdb_database import DuckdbDatabase
from queries.engine import Engine, EngineRoom, engine_room
from tests.benchmarks.measures import TYPICAL
from tests.question_variants import variants
from tests.same_answers import difference

VIEWS = [
    ("distribution", "layer=published&level=province&figure=map"),
    ("clusters", "layer=imported&section=portfolio&lang=en"),
    ("data", "layer=imported&section=clusters"),
]


@pytest.fixture(scope="module")
def port(chdb_folder: Path) -> Iterator[int]:
    with served(application(chdb_folder)) as number:
        yield number


@pytest.fixture
def fresh() -> Iterator[pytest.MonkeyPatch]:
    """A setting of the test's own: no engine opened before, none left to other tests."""
    with pytest.MonkeyPatch.context() as patch:
        for clear in (st.cache_resource.clear, engine_room.cache_clear):
            clear()
        yield patch
    for clear in (st.cache_resource.clear, engine_room.cache_clear):
        clear()


def address(port: int, password: str = PASSWORD) -> str:
    return f"clickhouse://{USER}:{quote(password, safe='')}@127.0.0.1:{port}"


def said(played: Replay) -> tuple[list[tuple[str, str]], tuple[str, ...], int]:
    """Sentence and table of every figure, what the page says besides, and how many questions it asked."""
    frames = [(content.finding, content.table().to_csv()) for content in played.frames]
    return frames, played.told, len(played.asked)


def test_the_pages_say_the_same_over_clickhouse(
    own_clusters_snapshot: SnapshotReference, chdb_folder: Path, port: int, fresh: pytest.MonkeyPatch
) -> None:
    fresh.setenv("ATLAS_DATA", str(own_clusters_snapshot.path.parent))
    fresh.delenv("ATLAS_ENGINE", raising=False)
    over_duckdb = [said(replay(page, view)) for page, view in VIEWS]
    loading = ChdbClient(chdb_folder)
    load_snapshot(loading, own_clusters_snapshot)
    loading.close()
    fresh.setenv("ATLAS_ENGINE", address(port))
    st.cache_resource.clear()
    engine_room.cache_clear()
    replays = [replay(page, view) for page, view in VIEWS]
    assert all(isinstance(played.screen.engine.database, ClickhouseDatabase) for played in replays)
    assert [said(played) for played in replays] == over_duckdb
    assert sum(bool(frames) for frames, _, _ in over_duckdb) >= 2


def told(screen: AppTest) -> str:
    """The one error that the reader sees, and no trace of the program."""
    assert list(screen.exception) == []
    [error] = screen.error
    return error.value


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("mysql://atlas:geheim@db", ("ATLAS_ENGINE", "clickhouse://")),
        ("clickhouse://atlas:geheim@127.0.0.1:9", ("ClickHouse",)),
    ],
    ids=["no ClickHouse", "nobody there"],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_server_that_cannot_be_asked_is_told_with_what_to_do(
    setting: str, words: tuple[str, ...], language: str, tmp_path: Path, fresh: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write_snapshot(tmp_path)
    make_current(tmp_path, IDENTIFIER, "tests")
    fresh.setenv("ATLAS_DATA", str(tmp_path))
    fresh.setenv("ATLAS_ENGINE", setting)
    with caplog.at_level(logging.DEBUG):
        message = told(opened("overview", language))
    assert all(word in message for word in words)
    assert "geheim" not in message + caplog.text


def test_a_server_that_goes_away_is_told_and_serves_again_when_it_is_back(
    tmp_path: Path, chdb_folder: Path, fresh: pytest.MonkeyPatch
) -> None:
    reference = loaded(tmp_path, chdb_folder, "aaaaaaaaaaaa")
    fresh.setenv("ATLAS_DATA", str(tmp_path))
    with served(application(chdb_folder)) as port:
        fresh.setenv("ATLAS_ENGINE", address(port))
        engine, fault = engine_room(tmp_path).current()
        assert (engine.snapshot_id, fault) == (reference.snapshot_id, None)
    message = told(opened("distribution"))
    assert "ClickHouse" in message
    # Nor are the figures of another snapshot shown where a link names one.
    pinned = write_snapshot(tmp_path, "ffffffffffff").snapshot_id
    screen = opened("distribution", snapshot=pinned)
    assert "ClickHouse" in told(screen) and pinned in screen.query_params["snapshot"]
    with pytest.raises(DatabaseError) as caught:
        engine.query("source/list")
    assert PASSWORD not in str(caught.value)


def test_a_snapshot_that_is_not_loaded_leaves_the_last_one_serving_and_names_the_command(
    tmp_path: Path, chdb_folder: Path, port: int, fresh: pytest.MonkeyPatch
) -> None:
    older = loaded(tmp_path, chdb_folder, "bbbbbbbbbbbb")
    fresh.setenv("ATLAS_ENGINE", address(port))
    room = EngineRoom(tmp_path)
    assert room.current()[0].snapshot_id == older.snapshot_id
    write_snapshot(tmp_path, "cccccccccccc")
    make_current(tmp_path, "cccccccccccc", "tests")
    engine, fault = room.current()
    assert engine.snapshot_id == older.snapshot_id
    assert fault is not None and "python -m data.clickhouse" in fault.message("zh")
    assert len(engine.query("region/list")) > 10
    # A watcher reads why, too: the room of a server that has just started has no older one.
    fresh.setenv("ATLAS_DATA", str(tmp_path))
    assert (look().status, look().wrong) == ("not_ready", ("not_loaded",))


def test_a_server_before_version_26_3_answers_the_same_and_is_asked_for_it_once(
    tmp_path: Path, chdb_folder: Path, fresh: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reference = loaded(tmp_path, chdb_folder, "eeeeeeeeeeee")
    with served(application(chdb_folder, is_older=True)) as number:
        fresh.setenv("ATLAS_ENGINE", address(number))
        answering = open_database(reference)
        assert [record.getMessage() for record in caplog.records if "26.3" in record.getMessage()] != []
        caplog.clear()
        expected = DuckdbDatabase(reference.path)
        for name in ("indicator/value", "region/list"):
            asked = next(variants(name, {**TYPICAL, "metric": "agencies"}))
            rows = expected.ask(name, asked)
            assert len(rows) > 0 and difference(rows, answering.ask(name, asked)) is None
        assert [record.getMessage() for record in caplog.records if "26.3" in record.getMessage()] == []
        expected.close()
        answering.close()


def test_a_wrong_password_is_told_without_it(
    tmp_path: Path, port: int, fresh: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fresh.setenv("ATLAS_ENGINE", address(port, "geheim"))
    with caplog.at_level(logging.DEBUG), pytest.raises(DatabaseError) as caught:
        open_database(write_snapshot(tmp_path))
    assert "口令" in caught.value.message("zh") and "password" in caught.value.message("en")
    assert "geheim" not in str(caught.value) + caplog.text


def test_a_server_that_never_answers_is_left_after_the_time_that_is_set(
    tmp_path: Path, fresh: pytest.MonkeyPatch
) -> None:
    fresh.setattr(clickhouse_database, "GRACE_SECONDS", 0.1)
    fresh.setenv("ATLAS_QUERY_SECONDS", "0.2")
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DatabaseError) as caught:
        fresh.setenv("ATLAS_ENGINE", address(silent.getsockname()[1]))
        open_database(write_snapshot(tmp_path))
    assert caught.value.failure == "too_slow"


def test_a_question_that_never_ends_is_stopped_by_the_server(
    tmp_path: Path, chdb_folder: Path, port: int, fresh: pytest.MonkeyPatch
) -> None:
    reference = loaded(tmp_path, chdb_folder, "dddddddddddd")
    database = open_on_server(address(port), reference.snapshot_id, seconds=1)
    pairs = "select count(*) as pairs from stat as a" + "".join(f" cross join stat as {name}" for name in "bcdefghij")
    fresh.setattr(clickhouse_database, "question_text", lambda name: f"{pairs} where a.value < j.value order by pairs")
    with pytest.raises(DatabaseError) as caught:
        database.ask("quality/snapshot", {})
    assert caught.value.failure == "too_slow"


def test_private_snapshots_are_read_from_their_file_whatever_is_set(
    tmp_path: Path, fresh: pytest.MonkeyPatch
) -> None:
    fresh.setenv("ATLAS_ENGINE", "clickhouse://127.0.0.1:9")
    engine = Engine(write_snapshot(tmp_path))
    assert isinstance(engine.database, DuckdbDatabase)
    assert len(engine.query("region/list")) > 10
    engine.close()


def loaded(folder: Path, chdb_folder: Path, identifier: str) -> SnapshotReference:
    """A small snapshot, current in its folder and loaded into the server."""
    reference = write_snapshot(folder, identifier)
    make_current(folder, identifier, "tests")
    loading = ChdbClient(chdb_folder)
    load_snapshot(loading, reference)
    loading.close()
    return reference
