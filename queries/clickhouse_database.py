"""Answers from ClickHouse: the same question files in its dialect, and frames as DuckDB gives them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache

import duckdb
import pandas as pd
import pyarrow as pa

from data.clickhouse.client import Client, Settings, connect
from data.clickhouse.errors import ClickHouseError
from data.clickhouse.names import database_of
from data.clickhouse.statements import statement
from data.errors import DatabaseError, DatabaseFailure
from data.tables import create_tables
from queries.asked import Parameter, question_text
from queries.clickhouse_dialect import EMPTY, NULL, in_dialect, type_of

# What makes ClickHouse mean what DuckDB means: a row without a partner brings nulls, a maximum of no rows is null, and
# a name is that of a column before it is that of an expression in the same select. Where two tables that are spread
# over nodes are joined, each node has all rows of the second. Nothing is written.
OLDER_SETTINGS: Settings = {
    "join_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
    "prefer_column_name_to_alias": 1,
    "distributed_product_mode": "global",
    "readonly": 2,
}
# A server before version 26.3 refuses every question that comes with a setting it does not know.
SETTINGS: Settings = {**OLDER_SETTINGS, "enable_materialized_cte": 1}
UNKNOWN_SETTING = 115
# The server ends a query itself; the client waits a little longer, so that it hears of that.
GRACE_SECONDS = 5.0

_FAILURES: dict[str, DatabaseFailure] = {
    "bad_address": "bad_setting", "away": "away", "missing": "not_loaded", "slow": "too_slow", "exhausted": "too_large",
}  # fmt: skip


_log = logging.getLogger(__name__)


class ClickhouseDatabase:
    """One snapshot as a server holds it. Safe to share between threads."""

    def __init__(self, client: Client, snapshot_id: str, materializes: bool = True) -> None:
        """Answer through a client of the snapshot's database, with `SETTINGS`, or `OLDER_SETTINGS` of a server that
        does not materialise parts of a question.

        Raises
        ------
        DatabaseError
            if the server cannot be asked, or the database holds another snapshot.
        """
        self.client = client
        self.materializes = materializes
        self._shapes: dict[tuple[object, ...], pa.Schema] = {}
        if self.ask("quality/snapshot", {})["snapshot_id"].tolist() != [snapshot_id]:
            raise DatabaseError("not_loaded", f"{database_of(snapshot_id)} holds another snapshot")

    def ask(self, name: str, parameters: Mapping[str, Parameter]) -> pd.DataFrame:
        """Answer the question `name` with bound parameters."""
        text, asked = question_text(name), dict(parameters)
        types = tuple((key, type_of(value)) for key, value in sorted(asked.items()))
        with _without_rows().cursor() as cursor:
            shape = self._shape(cursor, text, asked)
            try:
                bound = {key: asked[key] for key, kind in types if kind not in (NULL, EMPTY)}
                answer = self.client.select(in_dialect(text, types, self.materializes), bound)
            except ClickHouseError as fault:
                raise _told(fault) from None
            return cursor.from_arrow(answer.cast(shape)).df()

    def _shape(self, cursor: duckdb.DuckDBPyConnection, text: str, asked: Mapping[str, Parameter]) -> pa.Schema:
        """Columns and types of the answer, worked out once for each statement and the kinds of its parameters."""
        kinds = tuple((key, type_of(value), _is_wide(value)) for key, value in sorted(asked.items()))
        if (text, kinds) not in self._shapes:
            self._shapes[text, kinds] = cursor.sql(text, params=dict(asked) or None).to_arrow_table().schema
        return self._shapes[text, kinds]

    def is_intact(self) -> bool:
        """Always: a load gives a database its name once it is whole, and what is dropped fails at the next question."""
        return True

    def close(self) -> None:
        """Give the connections back."""
        self.client.close()


def open_on_server(address: str, snapshot_id: str, seconds: float) -> ClickhouseDatabase:
    """Open what a server holds of a snapshot; a question may take so many `seconds`.

    Whether the server materialises parts of a question is asked once, here.

    Raises
    ------
    DatabaseError
        if the address cannot be read, the server cannot be asked, or it does not hold the snapshot.
    """
    limit = {"max_execution_time": max(1, round(seconds))}

    def client_with(settings: Settings) -> Client:
        return connect(address, database_of(snapshot_id), {**settings, **limit}, seconds + GRACE_SECONDS)

    try:
        client = client_with(SETTINGS)
        materializes = _knows_its_settings(client)
        if not materializes:
            client.close()
            client = client_with(OLDER_SETTINGS)
            [version] = client.select(statement("version"))["version"].to_pylist()
            _log.warning("ClickHouse %s: questions of many parts take longer than from 26.3 on", version)
    except ClickHouseError as fault:
        raise _told(fault) from None
    return ClickhouseDatabase(client, snapshot_id, materializes)


def _knows_its_settings(client: Client) -> bool:
    try:
        client.select(statement("version"))
    except ClickHouseError as fault:
        if fault.code == UNKNOWN_SETTING:
            return False
        raise
    return True


@lru_cache(maxsize=1)
def _without_rows() -> duckdb.DuckDBPyConnection:
    """The tables of a snapshot without a row: a question asked of them tells the columns and types of its answer."""
    connection = duckdb.connect(":memory:", config={"threads": 1, "python_enable_replacements": False})
    create_tables(connection)
    return connection


def _is_wide(value: Parameter) -> bool:
    """Whether DuckDB binds whole numbers by 64 bits instead of 32; columns made of them are as wide."""
    numbers = value if isinstance(value, list) else [value]
    return any(isinstance(number, int) and not -(2**31) <= number < 2**31 for number in numbers)


def _told(fault: ClickHouseError) -> DatabaseError:
    failure = _FAILURES.get(fault.kind, "refused")
    # ClickHouse's own kinds of refusal say best what can be done about them.
    told = (fault.message("zh"), fault.message("en")) if failure in ("away", "refused") else None
    return DatabaseError(failure, fault.detail, told)
