"""Reads a file of any kind, line by line, into sheets of text cells; what cannot be read says why."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import math
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

import openpyxl
import pyarrow.parquet

from data.importing.findings import Finding
from data.importing.workbook_parts import is_plain, worksheets

ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = (",", "\t", ";")
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
# Tables that cannot be read and must not be passed over in silence.
REFUSED_SUFFIXES = (".xls", ".ods", ".et")
# Sheets of the templates that explain and hold no data.
DICTIONARY_SHEET, METRIC_SHEET = "字典 dictionary", "指标 metrics"
LARGEST_UNPACKED = 2 * 2**30
# The texts of a workbook stand in one part that has to be held in memory whole.
LARGEST_TEXTS = 2**28
# The list of the parts of a workbook.
LARGEST_LIST = 2**23
MOST_ROWS = 20_000_000
MOST_COLUMNS = 2_000
MOST_PARTS = 10_000
# What one part of a Parquet file may unfold to.
LARGEST_BATCH = 2**26
HEADER_WITHIN = 10

_LIST = "[Content_Types].xml"
_ZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
# As much as a cell of a spreadsheet holds, and as many lines as one has.
_LONGEST_FIELD = 2**15 - 1
_LAST_LINE = 2**20
# Signs of one line of text, and of the lines of one record: both have to be held in memory whole.
_LONGEST_LINE = 2**22
_OTHER_FORMATS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR", b"7z\xbc\xaf": "7z"}
_LOOKED_AT = 2**16
_CHUNK = 2**20
_BATCH = 1_000


class Line(NamedTuple):
    """One line of a sheet: its number as a spreadsheet shows it, and its cells as text, empty for no value."""

    number: int
    cells: tuple[str, ...]


class Sheet:
    """One table of a file, read once from top to bottom; `head` are its first lines, with the header among them.

    `name` is empty outside workbooks. A hidden sheet of a workbook has no line.
    """

    def __init__(
        self, file: str, name: str, lines: Iterable[Line], is_text: bool = False, is_hidden: bool = False
    ) -> None:
        self.file, self.name, self.is_text, self.is_hidden = file, name, is_text, is_hidden
        following = iter(lines)
        self.head = tuple(islice(following, HEADER_WITHIN))
        self._following = following

    def lines(self) -> Iterator[Line]:
        """Yield every line, those of the head first. Raises Unreadable where the file ends in something else."""
        return chain(self.head, self._following)

    def finding(self, rule: str, line: int = 0, column: str = "", value: str = "", detail: str = "") -> Finding:
        """Return a finding in this sheet."""
        return Finding(self.file, self.name, line, column, value, rule, detail)


class Unreadable(Exception):
    """A file that cannot be read, or not to its end."""

    def __init__(self, rule: str, line: int = 0, value: str = "", detail: str = "") -> None:
        self.rule, self.line, self.value, self.detail = rule, line, value, detail
        super().__init__(rule, line, value, detail)

    def finding(self, file: str) -> Finding:
        """Return the finding that says why."""
        return Finding(file, "", self.line, "", self.value, self.rule, self.detail)


def hash_of(stream: BinaryIO) -> str:
    """Return the SHA-256 of a file in hex digits and go back to its beginning."""
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def sheets_of(stream: BinaryIO, label: str) -> Iterator[Sheet]:
    """Yield the sheets of a file, each to be read before the next. Its kind is told by its content, never by its name.

    Raises Unreadable, here or while a sheet is read.
    """
    beginning = stream.read(8)
    stream.seek(0)
    if beginning.startswith(_OLE):
        raise Unreadable("old_workbook")
    for start, name in _OTHER_FORMATS.items():
        if beginning.startswith(start):
            raise Unreadable("unknown_format", detail=name)
    if beginning.startswith(_ZIP):
        yield from _workbook(stream, label)
    elif beginning.startswith(_PARQUET):
        yield Sheet(label, "", _numbered(_parquet(stream)))
    else:
        yield Sheet(label, "", _text(stream), is_text=True)


def _workbook(stream: BinaryIO, label: str) -> Iterator[Sheet]:
    """A workbook from elsewhere can make the reader fail in any way, so every failure is one of the file."""
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_archive(archive)
        workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        tables = [sheet for sheet in workbook.worksheets if sheet.title not in (DICTIONARY_SHEET, METRIC_SHEET)]
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable("damaged_workbook", detail=_brief(error)) from error
    for worksheet in tables:
        if worksheet.sheet_state == "visible":
            yield Sheet(label, worksheet.title, _numbered(_worksheet(worksheet)))
        else:
            yield Sheet(label, worksheet.title, (), is_hidden=True)


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse what is too large before it is unfolded, and every part that declares a document type.

    Every part but the worksheets is held in memory whole; which of them are texts and styles the workbook decides. Of
    the parsers that read the parts not all refuse entities.
    """
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    if "content.xml" in sizes and "xl/workbook.xml" not in sizes:
        raise Unreadable("unknown_format", detail="ODS")
    parts = len(archive.infolist())
    is_small = sum(sizes.values()) <= LARGEST_UNPACKED and parts <= MOST_PARTS and sizes.get(_LIST, 0) <= LARGEST_LIST
    if is_small:
        for entry in archive.infolist():
            with archive.open(entry) as part:
                if not is_plain(entry.filename, part):
                    raise Unreadable("damaged_workbook", detail=f"{entry.filename}: DOCTYPE"[:120])
        read_by_line = worksheets(archive.read(_LIST)) if _LIST in sizes else set()
        is_small = sum(size for name, size in sizes.items() if name not in read_by_line) <= LARGEST_TEXTS
    if not is_small:
        raise Unreadable("too_large_file", detail=f"{sum(sizes.values()) // 2**20} MB, {parts}")


def _worksheet(worksheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet) -> Iterator[Sequence[object]]:
    try:
        # What a workbook says of its size is often wrong, and rows beyond it would be lost.
        worksheet.reset_dimensions()
        width = 0
        for number, row in enumerate(worksheet.iter_rows(), start=1):
            # A line of any number may follow a gap, which the reader fills with lines that are not there.
            if number > _LAST_LINE:
                raise Unreadable("damaged_workbook", number, detail=f"> {_LAST_LINE}")
            width = max(width, len(row))
            _check_width(width)
            yield (*map(_shown, row), *[None] * (width - len(row))) if row else ()
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable("damaged_workbook", detail=_brief(error)) from error


def _shown(cell: openpyxl.cell.read_only.ReadOnlyCell | openpyxl.cell.read_only.EmptyCell) -> object:
    """Return what a reader of the workbook sees: 64.6 where the cell holds 0.646 and shows 64.6 %."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return float(Decimal(repr(value)) * 100)
    return value


def _parquet(stream: BinaryIO) -> Iterator[Sequence[object]]:
    try:
        file = pyarrow.parquet.ParquetFile(stream)
        nested = [field.name for field in file.schema_arrow if pyarrow.types.is_nested(field.type)]
        if nested:
            raise Unreadable("nested_column", detail=" ".join(nested))
        about = file.metadata
        size = sum(about.row_group(place).total_byte_size for place in range(about.num_row_groups))
        if size > LARGEST_UNPACKED or about.num_rows > MOST_ROWS:
            raise Unreadable("too_large_file", detail=f"{size // 2**20} MB, {about.num_rows}")
        _check_width(len(file.schema_arrow.names))
        yield file.schema_arrow.names
        for batch in file.iter_batches(batch_size=_BATCH):
            if batch.nbytes > LARGEST_BATCH:
                raise Unreadable("too_large_file", detail=f"{_BATCH} → {batch.nbytes // 2**20} MB")
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable("damaged_parquet", detail=_brief(error)) from error


def _text(stream: BinaryIO) -> Iterator[Line]:
    text = io.TextIOWrapper(stream, encoding=_encoding(stream), newline="")
    separator = _separator(text.read(_LOOKED_AT))
    text.seek(0)
    csv.field_size_limit(_LONGEST_FIELD)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 1
    try:
        for fields in reader:
            lines.signs = 0
            _check_width(len(fields))
            cells = tuple(map(str.strip, fields))
            if any(cells):
                yield Line(number, cells)
            number = reader.line_num + 1
    except (csv.Error, UnicodeDecodeError) as error:
        raise Unreadable("malformed", number, detail=_brief(error)) from error


class _Lines:
    """The lines of a text, as long as the `signs` that were read since the last record ended are not too many."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text, self.signs = text, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.text.readline(_LONGEST_LINE + 1)
        self.signs += len(line)
        if self.signs > _LONGEST_LINE:
            raise Unreadable("too_large_file", detail=f"> {_LONGEST_LINE}")
        if not line:
            raise StopIteration
        return line


def _check_width(width: int) -> None:
    if width > MOST_COLUMNS:
        raise Unreadable("too_wide", detail=f"{width} > {MOST_COLUMNS}")


def _separator(beginning: str) -> str:
    """Return the sign that stands equally often in most lines, outside of quotes."""
    lines = re.sub(r'"[^"]*"', "", beginning).splitlines()[:HEADER_WITHIN]

    def evenness(sign: str) -> tuple[int, int]:
        counts = Counter(line.count(sign) for line in lines if sign in line)
        return max(((times, count) for count, times in counts.items()), default=(0, 0))

    return max(SEPARATORS, key=evenness)


def _encoding(stream: BinaryIO) -> str:
    """Return the first encoding that fits the whole file, which is read through for each."""
    beginning = stream.read(2)
    if beginning in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("binary_text")
    furthest = 0
    for encoding in ENCODINGS:
        failed_at = _first_failure(stream, encoding)
        if failed_at is None:
            stream.seek(0)
            return encoding
        furthest = max(furthest, failed_at)
    raise Unreadable("wrong_encoding", value=str(furthest))


def _first_failure(stream: BinaryIO, encoding: str) -> int | None:
    """Return the position of the first byte that does not decode; text without any sign is no text."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    position, is_empty, is_binary = 0, True, False
    chunk = b"\0"
    while chunk:
        chunk = stream.read(_CHUNK)
        waiting = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return position - waiting + error.start
        is_empty = is_empty and not text.strip()
        is_binary = is_binary or "\0" in text
        position += len(chunk)
    if is_empty:
        raise Unreadable("empty_file")
    if is_binary:
        raise Unreadable("binary_text")
    return None


def _numbered(rows: Iterable[Sequence[object]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        cells = tuple(map(_cell, row))
        if any(cells):
            yield Line(number, cells)


def _cell(value: object) -> str:
    """A number as people write it: no exponent, no point behind a whole number."""
    if isinstance(value, str):
        return value.strip()
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
