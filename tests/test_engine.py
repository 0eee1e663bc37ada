"""The engine answers the same whoever asks and however many, and an unusable new snapshot never stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from small_snapshot import FACTS, IDENTIFIER, facts, write_snapshot

from data import opening
from data.errors import DatabaseError
from data.snapshot import SnapshotError, SnapshotReference, make_current
from queries.asked import Asked, QuestionError, noting
from queries.database import Database, open_database
from queries.engine import Engine, EngineRoom
from queries.memory import MOST_ANSWERS

NEWER = "ba9876543210"
NATION_IN_2022 = {"metric": "agencies", "year": 2022, "layer": "published"}
PATIENCE = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_snapshot(tmp_path)
    make_current(tmp_path, IDENTIFIER, "tests")
    return tmp_path


@pytest.fixture
def opened(folder: Path) -> Iterator[Engine]:
    engine = Engine(SnapshotReference(IDENTIFIER, folder / f"atlas-{IDENTIFIER}.duckdb"))
    yield engine
    engine.close()


def agencies_of_beijing(engine: Engine) -> float:
    rows = engine.query("indicator/metric_year", **NATION_IN_2022)
    return float(rows.set_index("region_code").loc["110000", "value"])


def newer_facts() -> list:
    return [*(fact for fact in FACTS if fact[:3] != ("110000", 2022, "agencies")), *facts("agencies", 2022, _110000=11)]


def test_many_threads_get_the_answers_that_one_thread_gets(engine: Engine) -> None:
    questions = [("indicator/metric_year", {"metric": metric, "year": year, "layer": "published"})
                 for metric in ("pct_applications", "gdp", "patent_agencies") for year in range(2016, 2025)]
    questions += [("region/list", {}), ("source/list", {}), ("coverage/metric_years", {"layer": "published"})]
    alone = [engine.query(name, **parameters) for name, parameters in questions]
    shared = Engine(engine.reference)
    start = threading.Barrier(8)

    def ask(offset: int) -> list[pd.DataFrame]:
        start.wait(PATIENCE)
        order = [(number + offset * 4) % len(questions) for number in range(len(questions))]
        answers = {number: shared.query(questions[number][0], **questions[number][1]) for number in order}
        return [answers[number] for number in range(len(questions))]

    with ThreadPoolExecutor(8) as pool:
        crowd = list(pool.map(ask, range(8), timeout=PATIENCE))
    for answers in crowd:
        for answer, expected in zip(answers, alone, strict=True):
            assert_frame_equal(answer, expected)
    assert sum(len(answer) for answer in alone) > 1000
    shared.close()


def test_many_threads_open_a_snapshot_once(folder: Path) -> None:
    room = EngineRoom(folder)
    with ThreadPoolExecutor(8) as pool:
        engines = set(pool.map(lambda _: room.current()[0], range(40), timeout=PATIENCE))
    assert len(engines) == 1


def test_readers_of_the_last_good_snapshot_do_not_wait_for_another_that_takes_long_to_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    room, may_open, attempts = EngineRoom(folder), threading.Event(), []
    assert room.current()[0].snapshot_id == IDENTIFIER

    def slowly(reference: SnapshotReference) -> Database:
        attempts.append(reference.snapshot_id)
        assert may_open.wait(PATIENCE)
        return open_database(reference)

    monkeypatch.setattr("queries.engine.open_database", slowly)
    write_snapshot(folder, NEWER, newer_facts())
    make_current(folder, NEWER, "tests")
    with ThreadPoolExecutor(8) as pool:
        served = list(pool.map(lambda _: room.current(), range(20), timeout=PATIENCE))
    assert {(engine.snapshot_id, fault) for engine, fault in served} == {(IDENTIFIER, None)}
    # So do those who follow a link to a snapshot that is open.
    assert room.of(IDENTIFIER) is served[0][0]
    may_open.set()
    # Who has asked for just that one waits until it is open.
    assert room.of(NEWER).snapshot_id == NEWER
    assert room.current() == (room.of(NEWER), None)
    assert attempts == [NEWER]


def test_a_failure_to_open_is_remembered_for_a_moment_and_everyone_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", PATIENCE)
    room, attempts = EngineRoom(folder), []
    room.current()

    def not_loaded(reference: SnapshotReference) -> Database:
        attempts.append(reference.snapshot_id)
        raise DatabaseError("not_loaded", "not yet")

    monkeypatch.setattr("queries.engine.open_database", not_loaded)
    write_snapshot(folder, NEWER, newer_facts())
    make_current(folder, NEWER, "tests")
    newcomers = EngineRoom(folder)
    with ThreadPoolExecutor(8) as pool:
        served = list(pool.map(lambda _: room.current(), range(20), timeout=PATIENCE))
        refused = [pool.submit(newcomers.current).exception(PATIENCE) for _ in range(20)]
    assert {engine.snapshot_id for engine, _ in served} == {IDENTIFIER}
    told = [*refused, *(fault for _, fault in served)]
    assert {getattr(fault, "failure", None) for fault in told} == {"not_loaded"}
    assert len({id(fault) for fault in told}) == 40
    assert attempts == [NEWER, NEWER]


def test_a_failure_to_open_is_forgotten_after_a_moment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "REMEMBERED", 0.0)
    # Nobody listens there.
    monkeypatch.setenv("ATLAS_ENGINE", "clickhouse://127.0.0.1:9")
    room = EngineRoom(folder)
    with pytest.raises(DatabaseError):
        room.current()
    monkeypatch.delenv("ATLAS_ENGINE")
    assert (room.current()[0].snapshot_id, room.current()[1]) == (IDENTIFIER, None)


def test_a_file_that_was_put_right_is_opened_at_once(folder: Path) -> None:
    room = EngineRoom(folder)
    room.current()
    foreign_file(folder)
    assert room.current()[1] is not None
    (folder / f"atlas-{NEWER}.duckdb").unlink()
    write_snapshot(folder, NEWER, newer_facts())
    assert (room.current()[0].snapshot_id, room.current()[1]) == (NEWER, None)


def test_an_answer_belongs_to_the_one_who_asked(opened: Engine) -> None:
    first = opened.query("indicator/metric_year", **NATION_IN_2022)
    kept = first.copy()
    first.loc[:, "value"] = -1.0
    del first["region_code"]
    assert_frame_equal(opened.query("indicator/metric_year", **NATION_IN_2022), kept)


@dataclass(frozen=True)
class Remembered:
    """A record with all that a caller could change."""

    frame: pd.DataFrame
    series: pd.Series
    years: dict[str, int]
    names: list[str]
    parts: tuple[list[str], ...]
    inner: Remembered | None = None


def remembered() -> Remembered:
    inner = Remembered(pd.DataFrame({"a": [1.0]}), pd.Series([1.0]), {"gdp": 2023}, ["a"], (["a"],))
    return Remembered(pd.DataFrame({"a": [1.0]}), pd.Series([1.0]), {"gdp": 2023}, ["a"], (["a"],), inner)


def test_what_a_caller_changes_in_a_record_reaches_nobody_else(opened: Engine) -> None:
    made = []

    def make() -> Remembered:
        made.append(remembered())
        return made[-1]

    for first in (opened.recall(("record",), make) for _ in range(2)):
        assert first.inner is not None
        for record in (first, first.inner):
            record.frame.loc[0, "a"] = -1.0
            record.frame["b"] = 2.0
            record.series.iloc[0] = -1.0
            record.years["gdp"] = 1
            record.names.append("b")
            record.parts[0].append("b")
    again, untouched = opened.recall(("record",), make), remembered()
    assert len(made) == 1
    assert again.inner is not None and untouched.inner is not None
    for record, expected in ((again, untouched), (again.inner, untouched.inner)):
        assert_frame_equal(record.frame, expected.frame)
        assert record.series.tolist() == [1.0]
        assert (record.years, record.names) == (expected.years, expected.names)
        assert record.parts == expected.parts


def test_that_there_is_nothing_is_remembered_too(opened: Engine) -> None:
    asked: list[None] = []
    for _ in range(3):
        assert opened.recall(("nothing",), lambda: asked.append(None)) is None
    assert len(asked) == 1


def test_parameters_tell_answers_apart(opened: Engine) -> None:
    def sources(metrics: list[str], levels: list[str]) -> int:
        return len(opened.query("source/of_metrics", metrics=metrics, levels=levels, years=[2022], layer="published",
                                 regions=None))

    assert sources(["agencies"], ["province"]) == 1
    assert sources(["agencies", "exports"], ["province"]) == 2
    assert sources(["agencies"], ["major"]) == 0
    assert sources(["province"], ["agencies"]) == 0


def test_only_so_many_answers_are_remembered_and_forgotten_ones_are_found_again(opened: Engine) -> None:
    for year in range(1000, 1000 + MOST_ANSWERS + 20):
        opened.query("indicator/metric_year", metric="agencies", year=year, layer="published")
    assert len(opened.memory) == MOST_ANSWERS
    assert agencies_of_beijing(opened) == 10


@pytest.mark.parametrize("name", ["indicator/nonsense", "", "indicator"])
def test_an_unknown_question_is_refused(opened: Engine, name: str) -> None:
    with pytest.raises(QuestionError):
        opened.query(name)


@pytest.mark.parametrize(
    "parameters",
    [{"metric": "agencies"}, {**NATION_IN_2022, "surplus": 1}],
    ids=["one is missing", "one too many"],
)
def test_wrong_parameters_are_an_error_and_not_another_answer(opened: Engine, parameters: dict) -> None:
    with pytest.raises(duckdb.Error):
        opened.query("indicator/metric_year", **parameters)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from stat",
        "create table t (a integer)",
        "copy stat to '{path}'",
        "copy stat from '{path}'",
        "export database '{path}-folder'",
        "select * from read_text('{path}')",
        "select * from read_csv('{path}')",
        "select * from '{path}'",
        "select * from glob('/*')",
        "install httpfs",
        "load httpfs",
        "load '{path}'",
        "create secret (type s3, key_id 'a', secret 'b')",
        "pragma enable_profiling",
        "attach '{path}' as other",
        "set enable_external_access = true",
        "set memory_limit = '1MB'",
        "reset lock_configuration",
    ],
)
def test_the_snapshot_is_read_only_and_nothing_outside_is_within_reach(
    opened: Engine, statement: str, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    with opened.database.connection.cursor() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(statement.format(path=outside))
    assert agencies_of_beijing(opened) == 10
    assert outside.read_text(encoding="utf-8") == "secret"


def test_variables_of_the_program_are_not_tables(opened: Engine) -> None:
    secret = pd.DataFrame({"a": [1]})
    with opened.database.connection.cursor() as cursor, pytest.raises(duckdb.CatalogException):
        cursor.execute("select * from secret")
    assert len(secret) == 1


def test_a_moved_pointer_is_seen_and_the_older_snapshot_still_opens(folder: Path) -> None:
    room = EngineRoom(folder)
    older, fault = room.current()
    assert (older.snapshot_id, agencies_of_beijing(older), fault) == (IDENTIFIER, 10, None)
    write_snapshot(folder, NEWER, newer_facts())
    assert room.current()[0] is older
    make_current(folder, NEWER, "tests")
    newer, fault = room.current()
    assert (newer.snapshot_id, agencies_of_beijing(newer), fault) == (NEWER, 11, None)
    assert agencies_of_beijing(room.of(IDENTIFIER)) == agencies_of_beijing(older) == 10
    memories = [engine.memory for engine in (older, newer)]
    assert room.remembered() == (sum(map(len, memories)), sum(memory.bytes for memory in memories)) > (1, 0)


def no_pointer(folder: Path) -> None:
    (folder / "current").unlink()


def unreadable_pointer(folder: Path) -> None:
    (folder / "current").write_bytes(b"\xff\xfe")


def pointer_to_nothing(folder: Path) -> None:
    (folder / "current").write_text(f"{NEWER}\n", encoding="utf-8")


def foreign_file(folder: Path) -> None:
    (folder / f"atlas-{NEWER}.duckdb").write_text("not a database", encoding="utf-8")
    pointer_to_nothing(folder)


def truncated_file(folder: Path) -> None:
    path = write_snapshot(folder, NEWER, newer_facts()).path
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    pointer_to_nothing(folder)


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (no_pointer, "missing_pointer"),
        (unreadable_pointer, "broken"),
        (pointer_to_nothing, "missing_file"),
        (foreign_file, "broken"),
        (truncated_file, "broken"),
    ],
)
class TestAnUnusableSnapshot:
    def test_leaves_the_last_good_one_serving_and_says_what_is_wrong(
        self, folder: Path, damage: Callable[[Path], None], kind: str
    ) -> None:
        room = EngineRoom(folder)
        room.current()
        damage(folder)
        for _ in range(2):
            engine, fault = room.current()
            assert (engine.snapshot_id, agencies_of_beijing(engine)) == (IDENTIFIER, 10)
            assert fault is not None and fault.kind == kind
            assert fault.message("zh") != fault.message("en")
        make_current(folder, IDENTIFIER, "tests")
        assert room.current()[1] is None

    def test_stops_a_house_that_never_had_a_good_one(
        self, folder: Path, damage: Callable[[Path], None], kind: str
    ) -> None:
        damage(folder)
        with pytest.raises(SnapshotError) as caught:
            EngineRoom(folder).current()
        assert caught.value.kind == kind
        assert "python -m data.build" in str(caught.value)


def test_a_link_to_a_truncated_or_foreign_snapshot_is_refused(folder: Path) -> None:
    room = EngineRoom(folder)
    truncated_file(folder)
    for name in (NEWER, "aaaaaaaaaaaa", "../current"):
        with pytest.raises(SnapshotError):
            room.of(name)


def test_whoever_notes_hears_of_the_questions_behind_an_answer_also_when_it_is_remembered(opened: Engine) -> None:
    of_2022 = Asked("indicator/metric_year", (("layer", "published"), ("metric", "agencies"), ("year", 2022)))

    def derived() -> float:
        return opened.recall(("inner",), lambda: agencies_of_beijing(opened)) + agencies_of_beijing(opened)

    def heard() -> tuple[Asked, ...]:
        with noting() as notes:
            opened.query("source/list")
            opened.recall(("outer",), derived)
        return notes.asked

    opened.recall(("outer",), derived)
    assert heard() == heard() == (Asked("source/list", ()), of_2022)
    with noting() as around:
        assert heard() == (Asked("source/list", ()), of_2022)
    assert around.asked == (Asked("source/list", ()), of_2022)
    with noting() as quiet:
        pass
    assert quiet.asked == ()


def test_what_one_thread_asks_is_not_noted_for_another(opened: Engine) -> None:
    asked: list[tuple[Asked, ...]] = []
    start = threading.Barrier(8)

    def ask(year: int) -> None:
        start.wait(PATIENCE)
        for _ in range(20):
            with noting() as notes:
                opened.query("indicator/metric_year", metric="agencies", year=year, layer="published")
            asked.append(notes.asked)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(2015, 2023), timeout=PATIENCE))
    assert {len(one) for one in asked} == {1}
    assert {dict(one[0].parameters)["year"] for one in asked} == set(range(2015, 2023))


def test_a_failed_question_leaves_no_note_behind(opened: Engine) -> None:
    def fail() -> None:
        opened.query("source/list")
        raise ValueError

    with noting() as notes:
        with pytest.raises(ValueError):
            opened.recall(("fails",), fail)
        opened.query("source/list")
    assert notes.asked == (Asked("source/list", ()),)


def test_a_noted_question_is_run_from_its_text_with_its_parameters_written_in(opened: Engine) -> None:
    asked = Asked.of("source/of_metrics", {
        "metrics": ["agencies", "o'clock"], "levels": ["province"], "years": [2022], "layer": "published",
        "regions": None,
    })  # fmt: skip
    assert asked.literals == {
        "layer": "'published'", "levels": "['province']", "metrics": "['agencies', 'o''clock']", "regions": "null",
        "years": "[2022]",
    }  # fmt: skip
    assert "$metrics" in asked.text
