"""Checks what one row alone cannot show: references, repeated keys, names of places, rules of the tables, sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import duckdb
import pandas as pd

from data.constraints import broken_rule
from data.errors import Problem
from data.intake import INPUT_FILES, Intake, Row, typed_values
from data.plausibility import implausible
from data.tables import Reference, create_tables, tables

Keys = dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]]

_UNKNOWN = {
    "region": "unknown_region",
    "metric": "unknown_metric",
    "source": "unknown_source",
    "cluster": "unknown_cluster",
}


def check(intake: Intake, today: date | None = None) -> dict[str, pd.DataFrame]:
    """Return the rows of every table as a typed frame, in the order of loading.

    `today` is the day after which nothing can have been observed, by default the day of the call.

    Appends to `intake.problems` what is found; the frames hold only rows without a problem, so they are
    complete exactly when there is none.
    """
    rows = [row for file_rows in intake.rows.values() for row in file_rows]
    intake.problems += _duplicates(rows)
    intake.problems += _broken_references(rows, _unreadable_tables(intake))
    intake.problems += _wrong_names(rows, _unreadable_tables(intake))
    good = _sound(rows, intake.problems)
    intake.problems += _circular_parents(good)
    frames = frames_of(good)
    intake.problems += _broken_rules(good)
    sound = _sound(rows, intake.problems)
    incomplete = {
        file.table for file in INPUT_FILES if any(found.file == file.label for found in intake.problems)
    }
    intake.problems += implausible(sound, today or date.today(), incomplete)
    return frames


def _sound(rows: list[Row], problems: list[Problem]) -> list[Row]:
    refused = {(found.file, found.line) for found in problems}
    return [row for row in rows if (row.source.label, row.line) not in refused]


def frames_of(rows: list[Row]) -> dict[str, pd.DataFrame]:
    """Return one frame per table from checked rows; rows that complete others are joined by the key."""
    frames: dict[str, pd.DataFrame] = {}
    for file in INPUT_FILES:
        records = [typed_values(row) for row in rows if row.source == file]
        frame = pd.DataFrame(records, dtype=object)
        if file.table not in frames:
            frames[file.table] = frame
        elif file.completes:
            frames[file.table] = _completed(frames[file.table], frame, list(tables()[file.table].key))
        else:
            frames[file.table] = pd.concat([frames[file.table], frame], ignore_index=True)
    return frames


def _completed(begun: pd.DataFrame, rest: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    if begun.empty or rest.empty:
        return begun
    joined = begun.merge(rest, on=key, how="left").astype(object)
    return joined.where(joined.notna(), None)


def _duplicates(rows: list[Row]) -> Iterator[Problem]:
    seen: dict[tuple[str, bool, tuple[str, ...]], Row] = {}
    for row in rows:
        names = tables()[row.source.table].key
        key = tuple(row.values.get(name, "") for name in names)
        first = seen.setdefault((row.source.table, row.source.completes, key), row)
        if first is not row:
            detail = f"{' '.join(key)}, {first.source.label}:{first.line}"
            yield row.problem("duplicate_key", names[0], detail)


def _keys(rows: list[Row]) -> Keys:
    """Return the values that each reference may point to, by table and columns."""
    wanted = {
        (reference.table, reference.target_columns[:size])
        for table in tables().values()
        for reference in table.references
        for size in range(1, len(reference.target_columns) + 1)
    }
    found: Keys = {target: set() for target in wanted}
    for row in rows:
        if not row.source.completes:
            for table, columns in wanted:
                if table == row.source.table:
                    found[table, columns].add(tuple(row.values[name] for name in columns))
    return found


def _unreadable_tables(intake: Intake) -> set[str]:
    """Return the tables without rows: what refers to them would be a second finding of one mistake."""
    return {file.table for file in INPUT_FILES if file.label in intake.unreadable and not file.completes}


def _broken_references(rows: list[Row], unreadable: set[str]) -> Iterator[Problem]:
    keys = _keys(rows)
    former = {row.values["former_code"]: row.values["successor_code"] for row in rows if "former_code" in row.values}
    for row in rows:
        references = tables()[row.source.table].references
        if row.source.completes:
            key = tables()[row.source.table].key
            references = (Reference(key, row.source.table, key),)
        for reference in references:
            if reference.table not in unreadable and reference.columns[0] in row.values:
                yield from _check_reference(row, reference, keys, former)


def _check_reference(row: Row, reference: Reference, keys: Keys, former: Mapping[str, str]) -> Iterator[Problem]:
    """A reference of two columns is checked from the left, so that the finding names the column at fault."""
    values = tuple(row.values[name] for name in reference.columns)
    if not all(values):
        return
    for size in range(1, len(values) + 1):
        if values[:size] not in keys[reference.table, reference.target_columns[:size]]:
            column = reference.columns[size - 1]
            if reference.table == "region" and values[size - 1] in former:
                yield row.problem("former_region", column, former[values[size - 1]])
                return
            rule = "unknown_unit" if column == "unit" else _UNKNOWN[reference.table]
            yield row.problem(rule, column)
            return


def _wrong_names(rows: list[Row], unreadable: set[str]) -> Iterator[Problem]:
    """A code with one digit wrong is often another valid code; the name beside it shows the slip."""
    if {"region", "region_alias"} & unreadable:
        return
    known: dict[str, set[str]] = {}
    for row in rows:
        if row.source.table == "region_alias":
            known.setdefault(row.values["region_code"], set()).add(row.values["alias"])
        elif row.source.table == "region" and not row.source.completes:
            names = {row.values["name_zh"], row.values["full_name_zh"], row.values["name_en"]}
            known.setdefault(row.values["region_code"], set()).update(names)
    for row in rows:
        for name, code in row.source.names.items():
            if row.values[code] in known and row.values[name] not in known[row.values[code]]:
                yield row.problem("name_mismatch", name, row.values[code])


def _regions(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.source.table == "region" and not row.source.completes]


def _circular_parents(rows: list[Row]) -> Iterator[Problem]:
    regions = _regions(rows)
    parents = {row.values["region_code"]: row.values["parent_code"] for row in regions}
    for row in regions:
        passed: set[str] = set()
        code = row.values["region_code"]
        while code and code not in passed:
            passed.add(code)
            code = parents.get(code, "")
        if code:
            yield row.problem("parent_cycle", "parent_code")


def _broken_rules(rows: list[Row]) -> Iterator[Problem]:
    """Check constraints stand in the schema alone, so the rows are tried against empty tables."""
    with duckdb.connect(":memory:") as connection:
        create_tables(connection, is_commented=False)
        for file in INPUT_FILES:
            own = [row for row in rows if row.source == file]
            if own and not file.completes:
                yield from _try(connection, own)
    yield from _broken_completions(rows)


def _broken_completions(rows: list[Row]) -> Iterator[Problem]:
    begun = {row.values["region_code"]: _without_parent(row) for row in _regions(rows)}
    whole = [
        (row, {**begun[row.values["region_code"]], **typed_values(row)}) for row in rows
        if row.source.completes and row.values["region_code"] in begun
    ]
    with duckdb.connect(":memory:") as connection:
        create_tables(connection, is_commented=False)
        yield from _try_records(connection, whole)


def _without_parent(row: Row) -> dict[str, object]:
    """Parents were checked above; without them the order of the register does not matter here."""
    values = typed_values(row)
    return {**values, "parent_code": None} if "parent_code" in values else values


def _try(connection: duckdb.DuckDBPyConnection, rows: list[Row]) -> Iterator[Problem]:
    yield from _try_records(connection, [(row, _without_parent(row)) for row in rows])


def _try_records(
    connection: duckdb.DuckDBPyConnection, records: list[tuple[Row, dict[str, object]]]
) -> Iterator[Problem]:
    """Halve the rows until each one that breaks a rule stands alone."""
    if not records:
        return
    frame = pd.DataFrame([record for _, record in records], dtype=object)
    if len(records) == 1:
        yield from _try_frame(connection, frame, records[0][0])
        return
    try:
        connection.append(records[0][0].source.table, frame, by_name=True)
    except duckdb.Error:
        middle = len(records) // 2
        yield from _try_records(connection, records[:middle])
        yield from _try_records(connection, records[middle:])


def _try_frame(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, row: Row) -> Iterator[Problem]:
    try:
        connection.append(row.source.table, frame, by_name=True)
    except duckdb.Error as error:
        broken = broken_rule(str(error))
        if broken:
            rule, column, detail = broken
            yield row.problem(rule, column, detail)
        # References were checked above; here they fail only because a row referred to was itself refused.
        elif "foreign key" not in str(error):
            raise
