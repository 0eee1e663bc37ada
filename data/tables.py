"""The contract of every table, read from the schema itself, so that no rule is written down twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import duckdb

Kind = Literal["text", "integer", "number", "boolean", "date", "word"]

SCHEMA_FILE = Path(__file__).with_name("schema.sql")
SQL_FOLDER = Path(__file__).with_name("sql")

_KINDS: dict[str, Kind] = {
    "VARCHAR": "text",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}
_LARGEST = {"SMALLINT": 2**15 - 1, "INTEGER": 2**31 - 1}


@dataclass(frozen=True)
class Column:
    """A column of a table; `words` are the values of its enumeration, `largest` is the limit of an integer."""

    name: str
    kind: Kind
    required: bool
    words: tuple[str, ...] = ()
    largest: int | None = None


@dataclass(frozen=True)
class Reference:
    """A foreign key: these columns must stand in those columns of another table."""

    columns: tuple[str, ...]
    table: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Columns by name, primary key and references of one table."""

    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


class ValueMistake(ValueError):
    """A text that a column cannot hold; `rule` names the rule of `data.errors` that it breaks."""

    def __init__(self, rule: str, detail: str = "") -> None:
        self.rule = rule
        self.detail = detail
        super().__init__(rule, detail)


def parse(column: Column, text: str) -> object:
    """Return the value of `text` in the type of the column, None for an empty text.

    Raises ValueMistake where the text is padded, missing, of another type or outside the enumeration.
    """
    if text != text.strip():
        raise ValueMistake("stray_space")
    if not text:
        if column.required:
            raise ValueMistake("missing_value")
        return None
    if column.kind == "word":
        if text not in column.words:
            rule = "unknown_qualifier" if column.name == "qualifier" else "unknown_word"
            raise ValueMistake(rule, " ".join(column.words))
        return text
    value = _PARSERS[column.kind](text)
    if column.largest is not None and abs(int(text)) > column.largest:
        raise ValueMistake("too_large")
    return value


def _parse_integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]+", text):
        raise ValueMistake("not_an_integer")
    return int(text)


def _parse_number(text: str) -> float:
    # float() alone would also take nan, inf and 1_000, none of which a yearbook prints.
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise ValueMistake("not_a_number")
    return float(text)


def _parse_boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueMistake("not_a_boolean")
    return text == "true"


def _parse_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueMistake("not_a_date") from error


_PARSERS: dict[Kind, Callable[[str], object]] = {
    "text": str,
    "integer": _parse_integer,
    "number": _parse_number,
    "boolean": _parse_boolean,
    "date": _parse_date,
}


def read_sql(name: str) -> str:
    """Return the text of a statement in `data/sql`."""
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def create_tables(connection: duckdb.DuckDBPyConnection, is_commented: bool = True) -> None:
    """Create the empty tables of a snapshot, at once: each by itself would wait for the disk.

    Tables that rows only pass through need no comments, which take as long as the tables themselves.
    """
    connection.begin()
    connection.execute(SCHEMA_FILE.read_text(encoding="utf-8") if is_commented else _schema_without_comments())
    connection.commit()


@lru_cache(maxsize=1)
def _schema_without_comments() -> str:
    with duckdb.connect(":memory:") as connection:
        statements = connection.extract_statements(SCHEMA_FILE.read_text(encoding="utf-8"))
    tables_alone = [each.query for each in statements if each.type == duckdb.StatementType.CREATE]
    return ";\n".join(text.rstrip().rstrip(";") for text in tables_alone)


def _column(name: str, data_type: str, nullable: bool) -> Column | None:
    if data_type.startswith("ENUM"):
        return Column(name, "word", not nullable, tuple(re.findall(r"'([^']*)'", data_type)))
    kind = _KINDS.get(data_type)
    return Column(name, kind, not nullable, largest=_LARGEST.get(data_type)) if kind else None


@lru_cache(maxsize=1)
def tables() -> dict[str, Table]:
    """Return the contract of every table by name. Columns that no file can hold (timestamps) are left out."""
    with duckdb.connect(":memory:") as connection:
        create_tables(connection)
        columns = connection.execute(read_sql("columns")).fetchall()
        constraints = connection.execute(read_sql("constraints")).fetchall()
    found: dict[str, Table] = {}
    for table, name, data_type, nullable in columns:
        column = _column(name, data_type, nullable)
        if column:
            found.setdefault(table, Table(table)).columns[name] = column
    for name, table in list(found.items()):
        keys = [row[2] for row in constraints if row[0] == name and row[1] == "PRIMARY KEY"]
        references = tuple(
            Reference(tuple(row[2]), row[3], tuple(row[4]))
            for row in constraints
            if row[0] == name and row[1] == "FOREIGN KEY"
        )
        found[name] = Table(name, table.columns, tuple(keys[0]) if keys else (), references)
    return found
