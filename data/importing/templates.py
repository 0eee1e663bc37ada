"""Templates to fill in: one workbook per table with a dictionary, drop-down lists and two example rows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.importing.columns import TOLD, UNITS, Kind, kinds, words
from data.importing.entries import EXAMPLE_MARK
from data.importing.example_rows import EXAMPLES
from data.importing.sheets import DICTIONARY_SHEET, METRIC_SHEET
from data.metrics import load_metrics
from data.tables import Column, tables

DATA_SHEET = "数据 data"
LAST_ROW = 5000

_HEADER = PatternFill("solid", fgColor="DCE8F4")
_EXAMPLE = Font(italic=True, color="808080")
_LONGEST_LIST = 255
_NEVER_EMPTY = {"region_name": "是 yes", "metric": "是 yes", "value": "是 yes"}


def write_templates(folder: Path) -> list[Path]:
    """Write one workbook per table that can be loaded into `folder` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(kind, folder / f"{kind.table}_{kind.name_zh}.xlsx") for kind in kinds().values()]


def _write(kind: Kind, path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = DATA_SHEET
    left_out = {*TOLD, *(["region_code"] if "region_name" in kind.columns else [])}
    columns = [name for name in kind.columns if name not in left_out]
    _fill(sheet, [_header(kind, name) for name in columns])
    for example in EXAMPLES[kind.table]:
        sheet.append([example.get(name, "") for name in columns] + [EXAMPLE_MARK])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.font = _EXAMPLE
    _offer(sheet, kind, columns)
    sheet.freeze_panes = "A2"
    _dictionary(workbook.create_sheet(DICTIONARY_SHEET), kind, columns)
    if "metric" in kind.columns:
        _metrics(workbook.create_sheet(METRIC_SHEET))
    workbook.save(path)
    return path


def _header(kind: Kind, name: str) -> str:
    unit = "万元" if name == "revenue" else ""
    return f"{kind.columns[name][0]}（{unit}）" if unit else kind.columns[name][0]


def _fill(sheet: Worksheet, headers: list[str]) -> None:
    sheet.append(headers)
    for position, cell in enumerate(sheet[1], start=1):
        cell.font, cell.fill = Font(bold=True), _HEADER
        sheet.column_dimensions[get_column_letter(position)].width = 22


def _offer(sheet: Worksheet, kind: Kind, columns: list[str]) -> None:
    """A list inside a cell holds 255 characters; every enumeration of the schema is shorter."""
    for position, name in enumerate(columns, start=1):
        choices = ",".join(_choices(kind, name))
        if choices and len(choices) <= _LONGEST_LIST:
            letter = get_column_letter(position)
            validation = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            validation.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(validation)


def _choices(kind: Kind, name: str) -> list[str]:
    """Return what a cell may hold, in Chinese where the schema speaks English."""
    column = tables()[kind.table].columns.get(name)
    if column is None:
        return []
    if column.kind == "boolean":
        return ["是", "否"]
    shown: dict[str, str] = {}
    for enumeration in words().values():
        for other, word in enumeration.items():
            if word in column.words and not word.isascii():
                shown.setdefault(word, word)
            elif word in column.words and not other.isascii():
                shown.setdefault(word, other)
    return [shown.get(word, word) for word in column.words]


def _dictionary(sheet: Worksheet, kind: Kind, columns: list[str]) -> None:
    _fill(sheet, ["列名", "column", "必填 required", "类型 type", "单位 unit", "可用 choices", "也可写作 also called"])
    for name in columns:
        contract = tables()[kind.table].columns.get(name)
        spellings = kind.columns[name]
        sheet.append([
            spellings[0], spellings[1], _required(name, contract), contract.kind if contract else "text",
            UNITS.get(name, ""), " ".join(_choices(kind, name)), " ".join(spellings[2:]),
        ])  # fmt: skip
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _required(name: str, contract: Column | None) -> str:
    has_default = name in ("source_id", "qualifier", "grade", "name_en", "place_code", "type")
    needed = contract is not None and contract.required and not has_default
    return _NEVER_EMPTY.get(name, "是 yes" if needed else "否 no")


def _metrics(sheet: Worksheet) -> None:
    _fill(sheet, ["指标", "名称", "name", "单位 unit", "定义 definition"])
    for metric in load_metrics().values():
        sheet.append([metric.metric, metric.name_zh, metric.name_en, metric.unit, metric.definition_zh])
