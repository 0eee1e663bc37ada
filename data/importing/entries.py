"""Turns the rows of one sheet into typed entries of its table; what a row alone can show is checked here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from data.importing.columns import Column, Layout
from data.importing.findings import Finding
from data.importing.places import Places
from data.importing.sheets import Line, Sheet
from data.importing.terms import Terms
from data.importing.values import number, plain, typed
from data.tables import ValueMistake, tables

EXAMPLE_MARK = "示例行，导入前请删除 example row, delete before loading"
UNITS = {"revenue": "万元", "employees": "人", "attorneys": "人"}

_REGISTER = ("agency", "branch", "cluster")
_DEFAULTS = {"qualifier": "exact", "grade": "unconfirmed", "type": "未注明", "status": "未注明"}
_NEVER_NEGATIVE = ("employees", "attorneys", "revenue")
_TARGETS = ("cluster_target",)
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")


@dataclass
class Entry:
    """One row with the values of its table; `source_title` is its source in words where it gives no identifier."""

    sheet: Sheet
    line: int
    table: str
    values: dict[str, object]
    headers: dict[str, str] = field(default_factory=dict)
    source_title: str = ""

    def finding(self, rule: str, column: str = "", value: str | None = None, detail: str = "") -> Finding:
        """Return a finding at this row, by default with the value of `column`."""
        shown = str(self.values.get(column) or "") if value is None else value
        return self.sheet.finding(rule, self.line, self.headers.get(column, column), shown, detail)


@dataclass(frozen=True)
class Register:
    """What rows are checked against: places, terms, and the day after which nothing can have been observed."""

    places: Places
    terms: Terms
    today: date


class _Reader:
    """Reads the rows of one sheet and gathers what is to be said of them."""

    def __init__(self, sheet: Sheet, layout: Layout, register: Register) -> None:
        self.sheet, self.layout, self.register = sheet, layout, register
        self.columns = tables()[layout.kind.table].columns
        self.findings: list[Finding] = []

    def entry(self, line: Line) -> Entry | None:
        """Return the entry of a line, None where an error stops it."""
        before = len(self.findings)
        headers = {name: column.header for name, column in self.layout.columns.items()}
        entry = Entry(self.sheet, line.number, self.layout.kind.table, {}, headers)
        self.findings += self._shape(entry, line)
        if len(self.findings) == before:
            self._fill(entry, line)
            self.findings += self._sense(entry)
        stopped = any(found.severity == "error" for found in self.findings[before:])
        return None if stopped else entry

    def _shape(self, entry: Entry, line: Line) -> Iterator[Finding]:
        if EXAMPLE_MARK in line.cells:
            yield entry.finding("example_row")
        # A workbook pads its rows; in a text file one cell too many is an unquoted separator, and all behind it slip.
        is_shifted = self.sheet.is_text and len(line.cells) != self.layout.width
        if is_shifted or any(line.cells[self.layout.width :]):
            yield entry.finding("field_count", "", str(len(line.cells)), str(self.layout.width))

    def _text(self, line: Line, name: str) -> str:
        column = self.layout.columns.get(name)
        return line.cells[column.position] if column and column.position < len(line.cells) else ""

    def _fill(self, entry: Entry, line: Line) -> None:
        for name, contract in self.columns.items():
            if name in ("layer", "region_code", "metric", "unit", "value", "source_id"):
                continue
            column = self.layout.columns.get(name, Column(0, name))
            text = self._text(line, name) or _DEFAULTS.get(name, "")
            if name == "name_en":
                text = text or self._text(line, "name_zh")
            if name == "place_code":
                continue
            try:
                entry.values[name] = typed(contract, text, column.unit, UNITS.get(name, ""))
            except ValueMistake as mistake:
                self.findings.append(entry.finding(mistake.rule, name, text, mistake.detail))
        if "region_code" in self.columns:
            self._place(entry, line)
        if "value" in self.columns:
            self._measure(entry, line)
        if "source_id" in self.columns:
            entry.values["source_id"] = self._text(line, "source_id") or None
            entry.source_title = self._text(line, "source")

    def _place(self, entry: Entry, line: Line) -> None:
        code, name = self._text(line, "region_code"), self._text(line, "region_name")
        is_point = entry.table in _REGISTER
        place = self.register.places.find(code, name, is_point)
        if not (code or name) and self._text(line, "address"):
            place = self.register.places.at_address(self._text(line, "address"))
        if place.rule:
            value = self._text(line, place.column)
            self.findings.append(entry.finding(place.rule, place.column, value, place.detail))
        elif place.former:
            self.findings.append(entry.finding("former_region", place.column, place.former, place.detail))
        entry.values["region_code"] = place.code
        if entry.table == "cluster":
            entry.values["place_code"] = plain(self._text(line, "place_code")) or place.code
            if not re.fullmatch(r"[0-9]{6}", str(entry.values["place_code"])) and place.code:
                self.findings.append(entry.finding("wrong_form", "place_code", detail="440304"))

    def _measure(self, entry: Entry, line: Line) -> None:
        header = self.layout.columns["value"]
        text, unit = self._text(line, "value"), self._text(line, "unit") or header.unit
        name = self._text(line, "metric")
        metric = self.register.terms.find(name, unit)
        if metric is None:
            rule = "unknown_metric" if name else "missing_value"
            self.findings.append(entry.finding(rule, "metric", name))
            return
        entry.values |= {"metric": metric.metric, "unit": metric.unit}
        if not unit:
            self.findings.append(entry.finding("missing_unit", "unit", text, metric.unit))
            return
        try:
            amount = typed(self.columns["value"], text, unit, metric.unit)
            entry.values["value"] = amount
            if number(text) < 0 and not metric.can_be_negative:
                self.findings.append(entry.finding("negative_value", "value", text))
        except ValueMistake as mistake:
            column, value = ("unit", unit) if mistake.rule == "unknown_unit" else ("value", text)
            self.findings.append(entry.finding(mistake.rule, column, value, mistake.detail))

    def _sense(self, entry: Entry) -> Iterator[Finding]:
        values, today = entry.values, self.register.today
        for name, value in values.items():
            is_year = name == "year" or name.endswith("_year")
            late = (is_year and isinstance(value, int) and value > today.year) or (
                isinstance(value, date) and value > today
            )
            if late and entry.table not in _TARGETS:
                yield entry.finding("in_the_future", name, detail=today.isoformat())
            if name in _NEVER_NEGATIVE and isinstance(value, int | float) and value < 0:
                yield entry.finding("negative_value", name)
        code = values.get("credit_code")
        if code and not _CREDIT_CODE.fullmatch(plain(str(code)).upper()):
            yield entry.finding("wrong_form", "credit_code", detail="91110108MA00000000")
        staff, attorneys = values.get("employees"), values.get("attorneys")
        if isinstance(staff, int) and isinstance(attorneys, int) and attorneys > staff:
            yield entry.finding("more_attorneys_than_staff", "attorneys", detail=str(staff))
        begun, ended = values.get("established_on"), values.get("closed_on")
        if isinstance(begun, date) and isinstance(ended, date) and ended < begun:
            yield entry.finding("ends_before_it_begins", "closed_on")


def read_entries(sheet: Sheet, layout: Layout, register: Register) -> tuple[list[Entry], list[Finding]]:
    """Return the sound rows of a sheet as entries, and what is to be said of every row."""
    reader = _Reader(sheet, layout, register)
    entries = [reader.entry(line) for line in sheet.lines[layout.header + 1 :]]
    if not entries:
        reader.findings.append(sheet.finding("no_rows", sheet.lines[layout.header].number))
    return [entry for entry in entries if entry is not None], reader.findings
