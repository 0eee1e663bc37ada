"""Reads a file of any kind into sheets of text cells with their line numbers; what cannot be read says why."""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet

from data.importing.findings import Finding

ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = (",", "\t", ";")
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
# Sheets of the templates that explain and hold no data.
DICTIONARY_SHEET, METRIC_SHEET = "字典 dictionary", "指标 metrics"
LARGEST_UNPACKED = 2 * 2**30

_ZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
_LONGEST_FIELD = 2**20
_OTHER_FORMATS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR", b"7z\xbc\xaf": "7z"}
_LOOKED_AT = 10


@dataclass(frozen=True)
class Line:
    """One line of a sheet: its number as a spreadsheet shows it, and its cells as text, empty for no value."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One table of a file, with its header somewhere in the first lines; `name` is empty outside workbooks."""

    file: str
    name: str
    lines: tuple[Line, ...]
    is_text: bool = False

    def finding(self, rule: str, line: int = 0, column: str = "", value: str = "", detail: str = "") -> Finding:
        """Return a finding in this sheet."""
        return Finding(self.file, self.name, line, column, value, rule, detail)


class Unreadable(Exception):
    """A file that cannot be read, with the finding that says why."""

    def __init__(self, rule: str, line: int = 0, value: str = "", detail: str = "") -> None:
        self.rule, self.line, self.value, self.detail = rule, line, value, detail
        super().__init__(rule, line, value, detail)


def read_file(path: Path, label: str) -> tuple[list[Sheet], list[Finding]]:
    """Return the sheets of the file at `path`, called `label` in messages, and why it cannot be read if so."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return [], [Finding(label, "", 0, "", "", "unreadable", error.strerror or str(error))]
    return read_content(content, label)


def read_content(content: bytes, label: str) -> tuple[list[Sheet], list[Finding]]:
    """Return the sheets that `content` holds. The kind is told by the content, never by the name. Raises nothing."""
    try:
        return _read(content, label), []
    except Unreadable as failure:
        return [], [Finding(label, "", failure.line, "", failure.value, failure.rule, failure.detail)]


def _read(content: bytes, label: str) -> list[Sheet]:
    if not content.strip():
        raise Unreadable("empty_file")
    if content.startswith(_OLE):
        raise Unreadable("old_workbook")
    if content.startswith(_ZIP):
        return _workbook(content, label)
    for start, name in _OTHER_FORMATS.items():
        if content.startswith(start):
            raise Unreadable("unknown_format", detail=name)
    if content.startswith(_PARQUET):
        return [Sheet(label, "", _parquet(content))]
    return [Sheet(label, "", _text(content), is_text=True)]


def _workbook(content: bytes, label: str) -> list[Sheet]:
    """A workbook from elsewhere can make the reader fail in any way, so every failure is one of the file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise Unreadable("too_large_file", detail=f"{unpacked // 2**20} MB")
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [
            Sheet(label, worksheet.title, tuple(_numbered(worksheet.iter_rows(values_only=True))))
            for worksheet in workbook.worksheets
            if worksheet.title not in (DICTIONARY_SHEET, METRIC_SHEET)
        ]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("damaged_workbook", detail=_brief(error)) from error
    return sheets


def _parquet(content: bytes) -> tuple[Line, ...]:
    try:
        table = pyarrow.parquet.read_table(io.BytesIO(content))
        columns = [column.to_pylist() for column in table.columns]
        names = list(table.column_names)
    except Exception as error:
        raise Unreadable("damaged_parquet", detail=_brief(error)) from error
    return tuple(_numbered([names, *zip(*columns, strict=True)]))


def _text(content: bytes) -> tuple[Line, ...]:
    text = _decoded(content)
    if "\0" in text:
        raise Unreadable("binary_text")
    beginning = "\n".join(text.splitlines()[:_LOOKED_AT])
    separator = max(SEPARATORS, key=beginning.count)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines = []
    number = 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                lines.append(Line(number, tuple(field.strip() for field in fields)))
            number = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("malformed", number, detail=_brief(error)) from error
    return tuple(lines)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("binary_text")
    furthest = 0
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            furthest = max(furthest, error.start)
    raise Unreadable("wrong_encoding", value=str(furthest))


def _numbered(rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        cells = [_cell(value) for value in row]
        if any(cells):
            yield Line(number, tuple(cells))


def _cell(value: object) -> str:
    """A number as people write it: no exponent, no point behind a whole number."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(value) if math.isinf(value) else format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace").strip()
    return str(value).strip()


def _brief(error: Exception) -> str:
    lines = str(error).splitlines()
    return (lines[0] if lines else type(error).__name__)[:120]
