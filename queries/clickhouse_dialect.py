"""The text of a question as ClickHouse reads it: the same statement, with typed parameters.

sqlglot translates; what it leaves as it is, and what ClickHouse means otherwise, is put right here, once for all
questions, so that none needs a text of its own.
"""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import exp

from queries.asked import Parameter

NULL, EMPTY = "NULL", "[]"
"""Kinds of values that tell no type."""

_TYPES = {bool: "Bool", int: "Int64", float: "Float64", str: "String"}


def type_of(value: Parameter) -> str:
    """Return ClickHouse's type of a parameter, or its kind where that is `NULL` or `EMPTY`."""
    if value is None:
        return NULL
    if isinstance(value, list):
        return f"Array({_TYPES[type(value[0])]})" if value else EMPTY
    return _TYPES[type(value)]


@lru_cache(maxsize=1024)
def in_dialect(text: str, types: tuple[tuple[str, str], ...], materializes: bool = True) -> str:
    """Return the statement `text` of DuckDB in the dialect of ClickHouse, its parameters as `{name: Type}`.

    `types` are name and type of every parameter. Null and an empty list are written out: there is no type to bind them
    by. A server that materialises works out each part of a question once; an older one does not read the word.
    """
    statement = sqlglot.parse_one(text, read="duckdb")
    _type_parameters(statement, dict(types))
    for equal in list(statement.find_all(exp.EQ)):
        word = equal.expression
        if isinstance(word, exp.Placeholder) and word.args.get("kind") == _TYPES[str]:
            # An indexed column must know the word of its enumeration that it is to equal, but none of a list.
            equal.replace(exp.In(this=equal.this, expressions=[word]))
    for bits in list(statement.find_all(exp.BitwiseAnd)):
        bits.replace(exp.func("bitAnd", bits.this, bits.expression))
    for kind in list(statement.find_all(exp.DataType)):
        if kind.this == exp.DataType.Type.DATE:
            # Its plain dates begin in 1970.
            kind.replace(exp.DataType(this=exp.DataType.Type.DATE32))
    for part in statement.find_all(exp.CTE):
        # Left to itself it works a part out anew for each name of it: a question of many parts took four times as long.
        part.set("materialized", materializes or None)
    for select in statement.find_all(exp.Select):
        # Of a join it would call a column by its table as well, where two tables have one of that name.
        select.set("expressions", [_named(column) for column in select.expressions])
    return statement.sql(dialect="clickhouse", comments=False)


def _type_parameters(statement: exp.Expr, kinds: dict[str, str]) -> None:
    for node in list(statement.find_all(exp.Placeholder)):
        kind, around = kinds[node.name], node.parent
        if kind == EMPTY:
            node.replace(exp.array())
        elif kind != NULL:
            node.set("kind", kind)
        elif isinstance(around, exp.Limit):
            # To DuckDB a limit of null is none.
            around.pop()
        else:
            # What null holds is unknown; ClickHouse would ask for an array.
            (around if isinstance(around, exp.ArrayContains) else node).replace(exp.null())


def _named(column: exp.Expr) -> exp.Expr:
    return exp.alias_(column, column.name) if isinstance(column, exp.Column) and not column.is_star else column
