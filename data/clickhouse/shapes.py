"""How each table of a snapshot lies in ClickHouse: types from DuckDB's catalogue, the rest from `tables.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from data.clickhouse.statements import listed, quoted, statement
from data.tables import read_sql

_WORDS = re.compile(r"'((?:[^']|'')*)'")
_TELLINGS = {"DOUBLE": "number", "FLOAT": "number", "DECIMAL": "decimal", "TIMESTAMP": "moment"}


@dataclass(frozen=True)
class Column:
    """A column: its name, its type in ClickHouse, and by which function of the digest it is told."""

    name: str
    data_type: str
    telling: str


@dataclass(frozen=True)
class Shape:
    """A table: columns in their order, what its rows are sorted by, and the column that spreads it over shards."""

    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    shard: str | None

    @property
    def definitions(self) -> str:
        """The columns as a statement that creates the table lists them."""
        return ",\n".join(f"    {quoted(column.name)} {column.data_type}" for column in self.columns)

    @property
    def slots(self) -> dict[str, str]:
        """What the statements that create the table need to know of it."""
        return {"table": quoted(self.name), "columns": self.definitions, "order": listed(self.order)}

    def digest(self, database: str) -> str:
        """The question for row count and digest in ClickHouse."""
        texts = ", ".join(f"{column.telling}({quoted(column.name)})" for column in self.columns)
        return statement("digest", database=quoted(database), table=quoted(self.name), texts=texts)

    def digest_in_duckdb(self) -> str:
        """The same question in DuckDB, whose macros `digest_macros` must be there."""
        texts = ", ".join(f'{column.telling}("{column.name}")' for column in self.columns)
        return statement("digest_duckdb", table=f'"{self.name}"', texts=texts)


@lru_cache(maxsize=1)
def plan() -> dict[str, Any]:
    """What `tables.toml` says."""
    return tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


def shapes(connection: duckdb.DuckDBPyConnection) -> list[Shape]:
    """Return the tables of an open snapshot by name. Raises LookupError for a table or type that has no place here."""
    columns: dict[str, list[Column]] = {}
    for table, name, data_type, nullable in connection.execute(read_sql("columns")).fetchall():
        columns.setdefault(table, []).append(column(name, data_type, nullable))
    keys = {
        table: tuple(names) for table, kind, names, *_ in connection.execute(read_sql("constraints")).fetchall()
        if kind == "PRIMARY KEY"
    }
    order, shard = plan()["order"], plan()["shard"]
    return [
        Shape(name, tuple(columns[name]), keys.get(name) or tuple(order[name]), shard.get(name, {}).get("column"))
        for name in sorted(columns)
    ]


def column(name: str, data_type: str, nullable: bool) -> Column:
    """Return a column as ClickHouse holds it. Raises LookupError for a type that it cannot hold."""
    if data_type.startswith("ENUM"):
        words = [word.replace("''", "'") for word in _WORDS.findall(data_type)]
        # Numbers as in DuckDB, so that order, greatest and number of a word are the same in both.
        made = f"Enum8({', '.join(f'{text(word)} = {number}' for number, word in enumerate(words))})"
    elif data_type.startswith("DECIMAL"):
        made = data_type.replace("DECIMAL", "Decimal")
    else:
        made = plan()["types"][data_type]
    made = f"Nullable({made})" if nullable else made
    if data_type == "VARCHAR" and name in plan()["dictionaries"]["columns"]:
        made = f"LowCardinality({made})"
    telling = f"told_{_TELLINGS.get(data_type.split('(')[0], 'plain')}"
    return Column(name, made, telling)


def text(value: str) -> str:
    """Return a text as a statement of ClickHouse holds it."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
