"""Answers of ClickHouse as Arrow tables in which words are words and times bear no zone, as DuckDB tells them."""

from __future__ import annotations

import re

import pyarrow as pa

from data.clickhouse.errors import ClickHouseError

_ENUM = re.compile(r"(?:Nullable\()?Enum(?:8|16)\((.*?)\)+", re.DOTALL)
_WORD = re.compile(r"'((?:[^'\\]|\\.)*)' = (-?\d+)")


def read_answer(body: bytes, types: dict[str, str]) -> pa.Table:
    """Return the table of an ArrowStream whose columns have these types of ClickHouse.

    Raises ClickHouseError (broken) where the stream ends too early or holds an error in its midst, as an answer may
    that was already on its way when the server failed.
    """
    try:
        with pa.ipc.open_stream(body) as reader:
            table = reader.read_all()
    except (pa.ArrowInvalid, OSError) as fault:
        told = re.search(rb"Code: \d+\. DB::Exception:[^\n]*", body)
        raise ClickHouseError("broken", told[0].decode("utf-8", "replace") if told else str(fault)) from None
    columns = [_told(table[place], types.get(name, "")) for place, name in enumerate(table.column_names)]
    fields = [field.with_type(column.type) for field, column in zip(table.schema, columns, strict=True)]
    return pa.table(columns, schema=pa.schema(fields))


def words_of(data_type: str) -> dict[int, str] | None:
    """Return the words of an enumeration by number, in their order; None for every other type."""
    found = _ENUM.fullmatch(data_type)
    if not found:
        return None
    words = {int(number): re.sub(r"\\(.)", r"\1", word) for word, number in _WORD.findall(found[1])}
    return dict(sorted(words.items()))


def _told(column: pa.ChunkedArray, data_type: str) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp(column.type.unit))
    words = words_of(data_type)
    if words is None:
        return column
    # The numbers count from 0 without gap where the loader made the type, hence they are positions already.
    positions = {number: position for position, number in enumerate(words)}
    numbers = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if any(number != position for number, position in positions.items()):
        numbers = pa.array([None if n is None else positions[n] for n in numbers.to_pylist()], pa.int16())
    return pa.chunked_array([pa.DictionaryArray.from_arrays(numbers, pa.array(list(words.values()), pa.string()))])
