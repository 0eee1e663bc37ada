"""Rows as a workbook for Excel: text that cannot run, numbers as numbers, notes below, equal input equal bytes."""

from __future__ import annotations

import datetime
import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties

from pages.exporters.table import CONTROL_CHARACTERS, Export, plain_value

FIXED_DATE = datetime.datetime(2000, 1, 1)
FIXED_ZIP_DATE = (2000, 1, 1, 0, 0, 0)
TEXT_FORMAT = "@"
WIDEST_COLUMN = 60
# A cell of Excel holds this many characters; a file with longer ones is repaired when it is opened.
LONGEST_CELL = 32_767
A4 = 9
FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def number_format(values: Iterable[Any]) -> str:
    """Return the Excel format of a number column: grouped, with as many decimals as occur (0-4)."""
    shown = [value for value in values if isinstance(value, float)]
    decimals = next((n for n in range(4) if all(math.isclose(v, round(v, n)) for v in shown)), 4)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def text_width(text: str) -> int:
    """Return the width of a text in columns of half-width characters; a Chinese character counts two."""
    lines = text.splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in lines)


def sheet_name(name: str) -> str:
    """Return a name that Excel takes for a sheet: at most 31 characters, none of []:*?/\\ nor what XML lacks."""
    return FORBIDDEN_IN_SHEET_NAME.sub(" ", CONTROL_CHARACTERS.sub("", name)).strip("' ")[:31] or "Sheet"


class SheetWriter:
    """Writes one frame into one sheet: headings bold and frozen, text never a formula, notes below."""

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        self.sheet = sheet

    def cell(self, value: Any, shape: str = TEXT_FORMAT) -> Cell:
        """Return a cell; text is stored as text whatever it begins with, and ends with … where a cell holds no more."""
        plain = plain_value(value)
        if isinstance(plain, str) and len(plain) > LONGEST_CELL:
            plain = plain[: LONGEST_CELL - 1] + "…"
        cell: Cell = WriteOnlyCell(self.sheet, value=None if isinstance(plain, str) else plain)
        if isinstance(plain, str):
            cell._value, cell.data_type = plain, "s"
        if isinstance(plain, str) or shape != TEXT_FORMAT:
            cell.number_format = shape
        long = isinstance(plain, str) and text_width(plain) > WIDEST_COLUMN - 3
        cell.alignment = Alignment(vertical="top", wrap_text=long)
        return cell

    def heading(self, text: object) -> Cell:
        """Return a heading cell."""
        cell = self.cell(str(text))
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="0B4F8A")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.border = Border(bottom=Side(style="thin", color="0B4F8A"))
        return cell

    def note(self, text: str) -> Cell:
        """Return a note cell: grey, unwrapped, so that it runs over the empty cells to its right."""
        cell = self.cell(text)
        cell.font = Font(color="5B6770")
        cell.alignment = Alignment(wrap_text=False)
        return cell

    def formats(self, frame: pd.DataFrame) -> list[str]:
        """Return the number format of every column: text, grouped number, ungrouped year or date."""
        shapes = []
        for position in range(frame.shape[1]):
            values = [plain_value(value) for value in frame.iloc[:, position]]
            present = [value for value in values if value is not None]
            if present and all(isinstance(v, int) and 1900 <= v <= 2100 for v in present):
                shapes.append("0")
            elif any(isinstance(v, datetime.date) for v in present):
                shapes.append("yyyy-mm-dd")
            elif any(isinstance(v, int | float) and not isinstance(v, bool) for v in present):
                shapes.append(number_format(present))
            else:
                shapes.append(TEXT_FORMAT)
        return shapes

    def widths(self, frame: pd.DataFrame, shapes: Sequence[str]) -> list[float]:
        """Return a width per column that holds its heading and its cells, Chinese text included."""
        found = []
        for position, heading in enumerate(frame.columns):
            decimals = len(shapes[position].partition(".")[2])
            widest = text_width(str(heading))
            for value in map(plain_value, frame.iloc[:, position]):
                number = isinstance(value, int | float) and not isinstance(value, bool)
                shown = f"{value:,.{decimals}f}" if number else str("" if value is None else value)
                widest = max(widest, text_width(shown))
            found.append(float(min(max(widest + 3, 8), WIDEST_COLUMN)))
        return found

    def title(self, text: str) -> Cell:
        """Return the title of a sheet, which runs over the cells to its right."""
        cell = self.cell(text)
        cell.font = Font(bold=True, size=14, color="0B4F8A")
        cell.alignment = Alignment(wrap_text=False)
        return cell

    def mark(self, text: str) -> Cell:
        """Return what must be said of the data before all else."""
        cell = self.cell(text)
        cell.font, cell.fill = Font(bold=True, color="7A4B00"), PatternFill("solid", fgColor="FFE3A8")
        cell.alignment = Alignment(wrap_text=False)
        return cell

    def write(
        self,
        frame: pd.DataFrame,
        watermark: str | None,
        notes: Sequence[str],
        title: str = "",
        above: Sequence[str] = (),
    ) -> int:
        """Write the title, the watermark and the lines `above` the headings, then the rows, then the notes.

        Returns the row of the headings, counted from 1; it and what stands above stay in view. On paper the sheet is
        as wide as A4 across, with the headings on every page.
        """
        shapes = self.formats(frame)
        top = [self.title(title)] if title else []
        top += [self.mark(watermark)] if watermark else []
        top += [self.note(line) for line in above]
        headings = len(top) + 1
        self.sheet.freeze_panes = f"A{headings + 1}"
        self.sheet.sheet_format.defaultRowHeight = 16
        self.sheet.page_setup.orientation, self.sheet.page_setup.paperSize = "landscape", A4
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.print_title_rows = f"{headings}:{headings}"
        for position, width in enumerate(self.widths(frame, shapes), start=1):
            self.sheet.column_dimensions[get_column_letter(position)].width = width
        for cell in top:
            self.sheet.append([cell])
        self.sheet.append([self.heading(heading) for heading in frame.columns])
        for row in frame.itertuples(index=False, name=None):
            self.sheet.append([self.cell(value, shape) for value, shape in zip(row, shapes, strict=True)])
        if notes:
            self.sheet.append([])
            for line in notes:
                self.sheet.append([self.note(line)])
        return headings


def fixed_archive(content: bytes, made: datetime.datetime = FIXED_DATE) -> bytes:
    """Return a ZIP archive whose entries carry one fixed date, so that equal workbooks are equal bytes.

    The properties of the document name the day it was `made` where there is one that the content itself tells.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in sorted(old.infolist(), key=lambda entry: entry.filename != "[Content_Types].xml"):
            copy = zipfile.ZipInfo(entry.filename, FIXED_ZIP_DATE)
            copy.compress_type = zipfile.ZIP_DEFLATED
            data = old.read(entry)
            if entry.filename == "docProps/core.xml":
                stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, data)
            new.writestr(copy, data)
    return target.getvalue()


def workbook_bytes(
    sheets: Mapping[str, pd.DataFrame],
    notes: Mapping[str, Sequence[str]],
    *,
    watermark: str | None = None,
) -> bytes:
    """Return frames as an XLSX workbook, one sheet each in the order given.

    `notes` holds the lines printed below the rows of a sheet, by the name of the sheet. `watermark` is
    printed above the headings of every sheet. Equal input gives equal bytes.

    Raises:
        ValueError: No sheet, or a note for a sheet that is not there.
    """
    unknown = sorted(set(notes) - set(sheets))
    if not sheets or unknown:
        raise ValueError(f"workbook without sheets, or notes for sheets that it lacks: {unknown}")
    workbook = Workbook(write_only=True)
    for name, frame in sheets.items():
        sheet = workbook.create_sheet(sheet_name(name))
        SheetWriter(sheet).write(frame, watermark, notes.get(name, ()))
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """Return a workbook as the bytes of its file, equal for equal content."""
    stream = io.BytesIO()
    workbook.save(stream)
    return fixed_archive(stream.getvalue())


def export_workbook(export: Export, sheet_names: tuple[str, str, str]) -> bytes:
    """Return an export as XLSX: rows with their notes, dictionary, sources, under translated names."""
    frames = (export.rows, export.dictionary, export.sources)
    return workbook_bytes(
        dict(zip(sheet_names, frames, strict=True)),
        {sheet_names[0]: export.lines()},
        watermark=export.watermark,
    )
