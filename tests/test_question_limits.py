"""A question that takes too long or too much memory is stopped and told; nobody else's is, and the page stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import streamlit as st
from small_snapshot import write_snapshot
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data.errors import DatabaseError, DatabaseFailure
from data.snapshot import SnapshotReference, snapshot_folder
from pages.controls.briefcase import Step
from pages.frames.briefing.showable import check, reason_known
from pages.texts import Language, load_texts
from queries import asked, duckdb_database
from queries.duckdb_database import DuckdbDatabase, first_line
from queries.engine import Engine, engine_room
from queries.time_limit import TICK, WATCH, Watch

DOOR = Path(__file__).resolve().parents[1] / "pages" / "shell" / "door.py"
PATIENCE = 120.0
ENDLESS = "with recursive step(n) as (select 1 union all select 3 - s.n from step as s) select count(*) as n from step"
LONG = "select count(*) as n from range(400000000)"
GREEDY = "select list(a.range) as n from range(30000000) as a group by a.range"
QUESTIONS = {"endless": ENDLESS, "long": LONG, "greedy": GREEDY, "wrong": "select nothing from nowhere"}


@pytest.fixture
def own_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Question files of the test's own, in place of the product's."""
    (tmp_path / "questions" / "own").mkdir(parents=True)
    for name, text in QUESTIONS.items():
        (tmp_path / "questions" / "own" / f"{name}.sql").write_text(text, encoding="utf-8")
    monkeypatch.setattr(asked, "QUESTION_FOLDER", tmp_path / "questions")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "snapshots").mkdir()
    return tmp_path / "snapshots"


@pytest.fixture
def quick(folder: Path, own_questions: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine that gives a question a second."""
    monkeypatch.setenv("ATLAS_QUERY_SECONDS", "1")
    opened = Engine(write_snapshot(folder))
    yield opened
    opened.close()


def failure(ask: Callable[[], object]) -> DatabaseError:
    with pytest.raises(DatabaseError) as caught:
        ask()
    return caught.value


def test_a_question_that_never_ends_is_stopped_and_told_in_both_languages(quick: Engine) -> None:
    fault = failure(lambda: quick.query("own/endless"))
    assert fault.failure == "too_slow"
    assert "超过时限" in fault.message("zh") and "took too long" in fault.message("en")
    assert "own/endless" in fault.detail
    for told in (fault.message("zh"), fault.message("en")):
        assert str(quick.reference.path) not in told and "INTERRUPT" not in told


def test_what_others_ask_of_the_same_snapshot_is_not_stopped_with_it(quick: Engine) -> None:
    """The long question runs while the endless one is stopped again and again, under a limit of its own.

    Both are asked by cursors of one connection, as readers of one snapshot ask.
    """
    patient = copy(quick.database)
    assert isinstance(patient, DuckdbDatabase)
    patient.seconds = PATIENCE
    is_over = threading.Event()

    def be_stopped() -> int:
        stopped = 0
        while not is_over.is_set() or stopped == 0:
            assert failure(lambda: quick.query_once("own/endless")).failure == "too_slow"
            stopped += 1
        return stopped

    def ask_long() -> list[int]:
        try:
            return [int(patient.ask("own/long", {}).loc[0, "n"]) for _ in range(3)]
        finally:
            is_over.set()

    with ThreadPoolExecutor(2) as pool:
        stopped, counts = pool.submit(be_stopped), pool.submit(ask_long)
        assert counts.result(PATIENCE) == [400_000_000] * 3
        assert stopped.result(PATIENCE) >= 1


def test_a_stopped_question_is_not_remembered_as_an_answer(quick: Engine, tmp_path: Path) -> None:
    assert failure(lambda: quick.query("own/endless")).failure == "too_slow"
    (tmp_path / "questions" / "own" / "endless.sql").write_text("select 7 as n", encoding="utf-8")
    assert quick.query("own/endless").loc[0, "n"] == 7


def test_a_question_that_takes_too_much_memory_is_stopped_and_nothing_goes_to_the_disk(
    folder: Path, own_questions: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_database, "MEMORY_LIMIT", "96MB")
    engine = Engine(write_snapshot(folder))
    before = sorted(path.name for path in folder.iterdir())
    fault = failure(lambda: engine.query("own/greedy"))
    assert fault.failure == "too_large"
    assert "内存超过上限" in fault.message("zh") and "more memory" in fault.message("en")
    assert sorted(path.name for path in folder.iterdir()) == before
    monkeypatch.undo()
    assert len(engine.query("quality/snapshot")) == 1
    engine.close()


def test_a_question_that_is_wrong_is_no_matter_of_time_or_memory(quick: Engine) -> None:
    with pytest.raises(duckdb.CatalogException):
        quick.query("own/wrong")


@pytest.mark.parametrize(
    ("words", "told"), [("IO Error: gone\nat page 7", "IO Error: gone"), ("", "OSError"), ("\n", "OSError")]
)
def test_what_an_error_says_at_first_is_logged_though_it_say_nothing(words: str, told: str) -> None:
    assert first_line(OSError(words)) == told


def test_a_watch_stops_what_is_late_leaves_the_rest_and_rests_when_nothing_runs() -> None:
    watch, late, early = Watch(), threading.Event(), threading.Event()
    with watch.limited(PATIENCE, early.set), watch.limited(TICK, late.set):
        assert late.wait(PATIENCE)
    assert not early.is_set()
    late.clear()
    with watch.limited(PATIENCE, early.set):
        # The watch goes on with this one, and has forgotten the other.
        assert not late.wait(3 * TICK)
    while watch._is_watching:
        late.wait(TICK)
    assert not late.is_set()


def test_what_cannot_be_stopped_ends_the_limit_of_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    watch, late, tries = Watch(), threading.Event(), []

    def fail() -> None:
        tries.append(None)
        raise RuntimeError("the connection is closed")

    with watch.limited(TICK, fail), watch.limited(4 * TICK, late.set):
        assert late.wait(PATIENCE)
    assert len(tries) > 1
    assert "cannot be stopped" in caplog.text


def test_a_watch_that_rests_wakes_for_the_next() -> None:
    while WATCH._is_watching:
        threading.Event().wait(TICK)
    stopped = threading.Event()
    with WATCH.limited(TICK, stopped.set):
        assert stopped.wait(PATIENCE)


def endless_as(name: str) -> str:
    """A question that never ends and takes the parameters of another."""
    names = sorted(duckdb.extract_statements(asked.question_text(name))[0].named_parameters)
    bound = ", ".join(f"${each}" for each in names)
    return ENDLESS.replace("from step as s)", f"from step as s where ({bound}) is not null)")


@pytest.fixture
def slow_weights(served_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """One question of the page on distribution, asked for the disparity alone, never ends until the event is set."""
    healed, ask = threading.Event(), duckdb_database.question_text
    monkeypatch.setattr(
        duckdb_database, "question_text",
        lambda name: endless_as(name) if name == "indicator/metric_year" and not healed.is_set() else ask(name),
    )
    served_engine.database.seconds = 2.0  # type: ignore[attr-defined]
    return healed


def test_no_figure_stands_without_the_sources_it_rests_on(
    served_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = served_engine.database
    ask = database.ask

    def without_sources(name: str, parameters: Any) -> pd.DataFrame:
        if name == "source/of_metrics":
            raise DatabaseError("too_large", "")
        return ask(name, parameters)

    monkeypatch.setattr(database, "ask", without_sources)
    screen = AppTest.from_file(DOOR, default_timeout=PATIENCE)
    screen._page_hash = calc_hash("distribution")
    screen.run()
    assert list(screen.exception) == []
    assert len(screen.error) == 3
    assert len(screen.get("plotly_chart")) == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_stays_alive_around_a_figure_without_an_answer_and_asks_again(
    slow_weights: threading.Event, language: Language
) -> None:
    screen = AppTest.from_file(DOOR, default_timeout=PATIENCE)
    screen.session_state["disparity-fold"] = True
    screen.query_params["lang"] = language
    screen._page_hash = calc_hash("distribution")
    screen.run()
    t = load_texts(language)
    too_slow = DatabaseError("too_slow", "")
    assert list(screen.exception) == []
    assert [told.value for told in screen.error] == [t("fault.unanswered", reason=too_slow.message(t.language))]
    assert len(screen.get("plotly_chart")) == 3
    slow_weights.set()
    [again] = [button for button in screen.button if button.label == t("fault.again")]
    again.click().run()
    assert (list(screen.exception), list(screen.error)) == ([], [])
    assert len(screen.get("plotly_chart")) == 4


@pytest.fixture
def own_page(real_snapshot: SnapshotReference, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The page on distribution of an application that has answered nothing yet."""
    monkeypatch.setenv("ATLAS_DATA", str(real_snapshot.path.parent))
    st.cache_resource.clear()
    engine_room.cache_clear()
    yield monkeypatch
    st.cache_resource.clear()
    engine_room.cache_clear()


OF_A_SELECTOR, OF_FRAMES = "coverage/metric_years", "source/of_metrics"


@pytest.mark.parametrize(
    ("question", "failure", "key", "times"),
    [
        (OF_FRAMES, "too_large", "unanswered", 3),
        (OF_FRAMES, "unreadable", "here", 3),
        (OF_A_SELECTOR, "away", "page", 1),
    ],
)
def test_what_else_is_not_affected_is_said_only_of_a_part_and_only_where_it_is_so(
    own_page: pytest.MonkeyPatch, question: str, failure: DatabaseFailure, key: str, times: int
) -> None:
    told, ask = DatabaseError(failure, ""), duckdb_database.question_text

    def question_text(name: str) -> str:
        if name == question:
            raise told
        return ask(name)

    own_page.setattr(duckdb_database, "question_text", question_text)
    screen = AppTest.from_file(DOOR, default_timeout=PATIENCE)
    screen._page_hash = calc_hash("distribution")
    screen.run()
    said = load_texts("zh")(f"fault.{key}", reason=told.message("zh"))
    assert list(screen.exception) == []
    assert [(one.value, one.icon) for one in screen.error] == [(said, ":material/error:")] * times
    assert ("不受影响" in said) == (key == "unanswered")


def test_a_step_that_got_no_answer_is_not_told_so_once_there_is_one(own_page: pytest.MonkeyPatch) -> None:
    texts, ask = load_texts("zh"), duckdb_database.question_text
    engine, _ = engine_room(snapshot_folder()).current()
    slow = {OF_A_SELECTOR}
    own_page.setattr(duckdb_database, "question_text", lambda name: endless_as(name) if name in slow else ask(name))
    # Of the page itself, and of a frame that is drawn apart.
    for question, query in ((OF_A_SELECTOR, "figure=map"), (OF_FRAMES, "indicator=pct_applications")):
        step = Step("distribution", query, "句")
        engine.database.seconds = 0.5  # type: ignore[attr-defined]
        slow = {question}
        assert check(step, texts) == DatabaseError("too_slow", "").message("zh")
        assert reason_known(step, texts) is None
        engine.database.seconds = PATIENCE  # type: ignore[attr-defined]
        slow = set()
        assert check(step, texts) is None
