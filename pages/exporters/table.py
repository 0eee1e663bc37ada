"""What a download of rows holds, its cells, and the CSV that opens rightly in Excel."""

from __future__ import annotations

import csv
import datetime
import io
import math
import numbers
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.harmless import harmless_text

# What XML and UTF-8 cannot hold: control characters, halves of a pair, two signs that are none.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A sheet of Excel holds 1,048,576 rows; far fewer take a server minutes to write and a reader minutes to open.
MOST_WORKBOOK_ROWS = 20_000


@dataclass(frozen=True)
class Export:
    """What one download holds.

    `rows` has translated headings, `dictionary` one row per column of `rows`, `sources` one row per source.
    `notes` are whole sentences: definition, vintage, layer. `watermark` marks synthetic rows and comes first.
    """

    rows: pd.DataFrame
    dictionary: pd.DataFrame
    sources: pd.DataFrame
    notes: tuple[str, ...] = ()
    watermark: str | None = None

    def lines(self) -> tuple[str, ...]:
        """Return the notes as they are printed, the watermark first."""
        return (self.watermark, *self.notes) if self.watermark else self.notes


def is_missing(value: Any) -> bool:
    """Tell whether a cell is empty: None, NaN, NaT, NA or an infinity, which no spreadsheet holds."""
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    return isinstance(value, numbers.Real) and not math.isfinite(float(value))


def plain_value(value: Any) -> Any:
    """Return the cell as a Python value: None, bool, int, float, date, datetime or text.

    NumPy and decimal numbers become int or float; anything without a spreadsheet form becomes text.
    """
    if is_missing(value):
        return None
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, bool | int | float | datetime.date):
        return value
    if isinstance(value, numbers.Number):
        return float(str(value))
    return CONTROL_CHARACTERS.sub("", str(value))


def without_empty_columns(frame: pd.DataFrame, no_data: str) -> tuple[pd.DataFrame, list[str]]:
    """Return a table as readers see it without columns that say nothing in any row, and which of these were figures.

    A column says nothing where every cell is empty, a dash or `no_data`; it was one of figures where some cell says
    that there is none. A table without rows, or of such columns alone, stays as it is.
    """
    signs = {"—", "–", "-", no_data}
    cells = [["" if is_missing(value) else str(value).strip() for value in frame.iloc[:, place]]
             for place in range(frame.shape[1])]
    kept = [place for place, column in enumerate(cells) if any(cell and cell not in signs for cell in column)]
    if not kept or frame.empty:
        return frame, []
    absent = [str(frame.columns[place]) for place, column in enumerate(cells) if place not in kept and any(column)]
    return frame.iloc[:, kept], absent


def csv_cell(value: Any) -> Any:
    """Return one cell of a CSV file: numbers stay numbers, text cannot run, an absent value is empty."""
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, datetime.datetime):
        return plain.isoformat(sep=" ") if plain.time() != datetime.time() else plain.date().isoformat()
    if isinstance(plain, float) and plain.is_integer() and abs(plain) < 1e15:
        return int(plain)
    return harmless_text(plain) if isinstance(plain, str) else plain


def csv_bytes(frame: pd.DataFrame, header_lines: Sequence[str]) -> bytes:
    """Return a frame as CSV for Excel: UTF-8 with byte order mark, CRLF, headings first.

    The lines (notes, sources) stand below the rows after an empty line, each behind "# ", because a reader of
    Excel wants the headings in row 1. Rows and columns keep their order; the index is left out.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([csv_cell(heading) for heading in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([csv_cell(value) for value in row])
    if header_lines:
        writer.writerow([])
        for line in header_lines:
            writer.writerow(["# " + " ".join(CONTROL_CHARACTERS.sub("", line).split())])
    return stream.getvalue().encode("utf-8-sig")


def export_csv(export: Export) -> bytes:
    """Return the rows of an export as CSV with its watermark, notes and sources below."""
    sources = [
        " · ".join(str(plain_value(value)) for value in row if not is_missing(value))
        for row in export.sources.itertuples(index=False, name=None)
    ]
    return csv_bytes(export.rows, [*export.lines(), *sources])
