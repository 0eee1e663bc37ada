"""Every question gets from ClickHouse the frame that it gets from DuckDB: columns, types, order, nulls and figures.

ClickHouse is the real engine, in process (chdb). What it does not show is a cluster of several nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from chdb_client import ChdbClient
from small_register import write_register

from data.clickhouse.load import load_snapshot
from data.clickhouse.names import database_of
from data.errors import DatabaseError
from data.snapshot import SnapshotReference
from queries.asked import Parameter, QuestionError
from queries.clickhouse_database import SETTINGS, ClickhouseDatabase
from queries.clickhouse_dialect import in_dialect, type_of
from queries.duckdb_database import DuckdbDatabase
from tests.question_variants import OTHERS, QUESTIONS, typical_of, variants
from tests.same_answers import Compared, compare, difference

# What the small register knows instead of the usual metrics.
SMALL = {
    "metric": "agencies", "metrics": ["agencies", "attorneys", "demand"], "numerator": "agencies",
    "denominator": "population_census", "layer": "imported", "agency_code": "A1", "year": 2022, "source_id": "s1",
    "region_code": "110000",
}  # fmt: skip

Both = tuple[DuckdbDatabase, ClickhouseDatabase]


@contextmanager
def on_both(reference: SnapshotReference, folder: Path) -> Iterator[Both]:
    loading = ChdbClient(folder)
    load_snapshot(loading, reference)
    loading.close()
    client = ChdbClient(folder, database_of(reference.snapshot_id), SETTINGS)
    databases = DuckdbDatabase(reference.path), ClickhouseDatabase(client, reference.snapshot_id)
    yield databases
    for database in databases:
        database.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, chdb_folder: Path) -> Iterator[Both]:
    with on_both(write_register(tmp_path_factory.mktemp("small")), chdb_folder) as databases:
        yield databases


def test_every_question_in_every_way_on_the_register_that_is_counted_by_hand(small: Both) -> None:
    expected, answering = small
    typical = {**typical_of(expected), **SMALL}
    compared = [compare(name, typical, expected, answering, runs=0) for name in QUESTIONS]
    assert {one.name: one.differences for one in compared if one.differences} == {}
    # Nothing is shown by answers without rows: most of the tables of this register hold some.
    assert sum(one.rows > 0 for one in compared) > 30 and sum(one.ways for one in compared) > 350


def test_every_question_on_the_shipped_facts_and_returns_of_clusters(
    own_clusters_snapshot: SnapshotReference, chdb_folder: Path
) -> None:
    with on_both(own_clusters_snapshot, chdb_folder) as (expected, answering):
        told = {
            (name, layer): difference(expected.ask(name, asked), answering.ask(name, asked))
            for name in QUESTIONS
            for layer in ("published", "imported")
            for asked in [next(variants(name, {**typical_of(expected), "layer": layer}))]
        }
    assert {key: words for key, words in told.items() if words} == {}


def test_columns_and_types_of_an_answer_are_worked_out_once_for_each_kind_of_parameters(small: Both) -> None:
    expected, answering = small
    usual = next(variants("agency/page", {**typical_of(expected), **SMALL}))
    ways: list[dict[str, Parameter]] = [{}, {"rows": 3}, {"rows": None}, {"offers": 1}, {"offers": 1 << 48}]
    for _ in range(2):
        for way in ways:
            asked = {**usual, **way}
            assert difference(expected.ask("agency/page", asked), answering.ask("agency/page", asked)) is None
            if not way:
                known = len(answering._shapes)
    # Not the number, but what DuckDB makes of it: 25 and 3 rows are one kind.
    assert len(answering._shapes) == known


def test_every_parameter_of_a_question_is_asked_otherwise_too() -> None:
    usual = {name: next(variants(name, dict.fromkeys(OTHERS))) for name in QUESTIONS}
    assert {key for parameters in usual.values() for key in parameters} == set(OTHERS)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        (pd.DataFrame({"a": [1, 2], "b": ["甲", None]}), "a"),
        (pd.DataFrame({"a": [2.0, 1.0], "b": [None, "甲"]}), "order"),
        (pd.DataFrame({"a": [1.0, 2.0], "b": ["甲", "乙"]}), "null"),
        (pd.DataFrame({"a": [1.0, 2.0 + 1e-8], "b": ["甲", None]}), "figure"),
        (pd.DataFrame({"a": [1.0, 2.0], "c": ["甲", None]}), "name"),
        (pd.DataFrame({"a": [1.0], "b": ["甲"]}), "row"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_difference_is_noticed(changed: pd.DataFrame, word: str) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": ["甲", None]})
    assert difference(frame, frame.copy()) is None
    assert difference(frame, frame * 1) is None
    assert difference(frame, changed) is not None, word


def test_parameters_keep_their_type_and_never_become_part_of_the_statement(small: Both) -> None:
    text = "select $a = 1, list_contains($b, 'x'), $c, list_contains($d, 1), $e from t order by 1 limit $f"
    asked = {"a": 2.5, "b": ["'); drop table stat; --"], "c": None, "d": [], "e": True, "f": None}
    types = tuple((name, type_of(value)) for name, value in asked.items())
    assert in_dialect(text, types) == (
        "SELECT {a: Float64} = 1, has({b: Array(String)}, 'x'), NULL, has([], 1), {e: Bool} FROM t ORDER BY 1"
    )
    _, answering = small
    hostile = "x' or 1=1 --"
    assert answering.ask("agency/one", {"layer": "imported", "agency_code": hostile}).empty


def test_wrong_names_and_parameters_are_refused_as_duckdb_refuses_them(small: Both) -> None:
    for database in small:
        with pytest.raises(QuestionError):
            database.ask("agency/nonsense", {})
        for wrong in ({"layer": "imported"}, {"layer": "imported", "agency_code": "A1", "surplus": 1}):
            with pytest.raises(duckdb.Error):
                database.ask("agency/one", wrong)


def test_the_client_of_the_app_cannot_write(small: Both) -> None:
    _, answering = small
    for statement in ("insert into stat select * from stat", "drop table stat", "set readonly = 0"):
        with pytest.raises(Exception, match=r"readonly|READONLY"):
            answering.client.command(statement)


def test_a_database_without_the_snapshot_is_not_taken(chdb_folder: Path) -> None:
    client = ChdbClient(chdb_folder, "default", SETTINGS)
    with pytest.raises(DatabaseError) as caught:
        ClickhouseDatabase(client, "0123456789ab")
    assert caught.value.failure == "not_loaded"
    assert "python -m data.clickhouse" in caught.value.message("zh")
    client.close()


@pytest.mark.parametrize(
    ("rows", "differences", "told"), [(3, [], "是 yes"), (0, [], "无行 no rows"), (0, ["columns"], "否 no: columns")]
)
def test_a_question_without_any_row_does_not_count_as_equal(rows: int, differences: list[str], told: str) -> None:
    runs = {"duckdb": [1.0], "clickhouse": [1.0]}
    assert Compared("own/one", 4, rows, differences, runs, runs).cells[3] == told


def test_the_usual_agency_cluster_and_rule_are_ones_that_have_rows(sampled_snapshot: SnapshotReference) -> None:
    database = DuckdbDatabase(sampled_snapshot.path)
    typical = typical_of(database)
    for name in ("agency/branches", "cluster/members", "quality/register_findings"):
        assert len(database.ask(name, next(variants(name, typical)))) > 0, name
    database.close()
