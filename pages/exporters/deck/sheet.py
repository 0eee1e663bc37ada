"""The workbook inside a native chart: one small sheet with the very values, written without a spreadsheet library.

A library takes longer for its styles and checks than for the whole rest of a slide; this sheet holds headings, texts
and numbers, nothing that runs.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from pages.exporters.deck.panels import Panel
from pages.exporters.deck.words import clean, escaped

FIXED_DATE = (2000, 1, 1, 0, 0, 0)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
Value = str | float | None


@dataclass(frozen=True)
class Sheet:
    """A sheet by columns: a heading each, values below it."""

    name: str
    headings: tuple[str, ...]
    columns: tuple[tuple[Value, ...], ...]

    def reference(self, column: int) -> str:
        """Where the values of a column stand, as a chart names it."""
        letter = column_letter(column)
        return f"{self.name}!${letter}$2:${letter}${self.rows + 1}"

    @property
    def rows(self) -> int:
        """How many rows all columns take: a series that is shorter ends with empty cells.

        LibreOffice shows none of a series of points that is shorter than one after it.
        """
        return max(len(column) for column in self.columns)


def column_letter(column: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_of(panel: Panel, names: Sequence[str], words: tuple[str, str]) -> Sheet:
    """The sheet of a panel: categories with a column per series, or a name, x and y for every series of points.

    `names` are those of the series, `words` the headings of categories and of the labels of points.
    """
    if panel.categories:
        columns = (panel.categories, *(one.values for one in panel.bars))
        return Sheet("Sheet1", (words[0], *names), columns)
    headings: list[str] = []
    values: list[tuple[Value, ...]] = []
    for name, one in zip(names, panel.points, strict=True):
        headings += [words[1], panel.x.title or "x", name]
        labels = tuple(label.text if label else None for label in one.labels) or (None,) * len(one.x)
        values += [labels, one.x, one.y]
    return Sheet("Sheet1", tuple(headings), tuple(values))


def sheet_bytes(sheet: Sheet) -> bytes:
    """The sheet as an XLSX file."""
    from openpyxl.xml.constants import CONTYPES_NS, PKG_REL_NS, REL_NS, SHEET_MAIN_NS, WORKSHEET_TYPE, XLSX

    rows: list[tuple[Value, ...]] = [sheet.headings]
    rows += [tuple(column[n] if n < len(column) else None for column in sheet.columns) for n in range(sheet.rows)]
    body = "".join(
        f'<row r="{number}">{"".join(_cell(column, number, value) for column, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    office = REL_NS
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{CONTYPES_NS}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            f'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{XLSX}"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{WORKSHEET_TYPE}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PKG_REL_NS}"><Relationship Id="rId1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{SHEET_MAIN_NS}" xmlns:r="{office}"><sheets><sheet name="{sheet.name}" sheetId="1" '
            'r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PKG_REL_NS}"><Relationship Id="rId1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET_MAIN_NS}"><sheetData>{body}</sheetData></worksheet>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (DECLARATION + content).encode())
    return stream.getvalue()


def _cell(column: int, row: int, value: Value) -> str:
    if value is None or value == "":
        return ""
    place = f"{column_letter(column)}{row}"
    if isinstance(value, str):
        text = escaped(clean(value))
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{place}"><v>{float(value)!r}</v></c>'
