"""The schema explains itself: every table and view in a sentence, every number with its unit."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from data.tables import create_tables, tables


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as opened:
        create_tables(opened)
        yield opened


def test_every_table_and_every_view_says_what_a_row_is(connection: duckdb.DuckDBPyConnection) -> None:
    told = dict(
        connection.execute(
            "select table_name, comment from duckdb_tables() "
            "union all select view_name, comment from duckdb_views() where not internal"
        ).fetchall()
    )
    assert set(told) == {*tables(), "figure"}
    assert [name for name, comment in told.items() if not comment or not comment.endswith(".")] == []


def test_every_number_says_its_unit_or_its_meaning(connection: duckdb.DuckDBPyConnection) -> None:
    numbers = connection.execute(
        "select table_name, column_name, comment from duckdb_columns() where schema_name = 'main' and not internal "
        "and data_type in ('DOUBLE', 'INTEGER', 'SMALLINT')"
    ).fetchall()
    assert len(numbers) > 40
    assert [f"{table}.{column}" for table, column, comment in numbers if not comment or not comment.endswith(".")] == []


def test_a_view_is_no_table_to_load(connection: duckdb.DuckDBPyConnection) -> None:
    """No contract of a file follows from it."""
    assert "figure" not in tables()
    assert connection.table("figure").columns == [
        "region_code", "year", "metric", "layer", "qualifier", "value", "lo", "hi"
    ]
