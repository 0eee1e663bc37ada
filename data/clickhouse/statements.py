"""Statements for ClickHouse: they stand in `data/clickhouse/sql`, with slots for what no parameter can hold."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import Template

SQL_FOLDER = Path(__file__).with_name("sql")


@lru_cache(maxsize=64)
def _template(name: str) -> Template:
    return Template((SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


def statement(name: str, **slots: str) -> str:
    """Return the statement `name` with its `${slots}` filled: names, columns and types, never values.

    Values are parameters. Names of databases, tables and columns go through `quoted` first. Raises KeyError for a slot
    left open.
    """
    return _template(name).substitute(slots)


def quoted(name: str) -> str:
    """Return a name of ClickHouse in backquotes, whatever signs it holds."""
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Return names in backquotes with commas between."""
    return ", ".join(map(quoted, names))
