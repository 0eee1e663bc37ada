"""A briefing as one workbook: contents, rows of every step, what they mean, where they come from, what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from pages.exporters.addresses import is_address
from pages.exporters.handout import Handout, HandoutStep
from pages.exporters.query_sheet import write_queries
from pages.exporters.table import MOST_WORKBOOK_ROWS, Export, is_missing, plain_value
from pages.exporters.workbook import SheetWriter, saved, sheet_name
from pages.texts import Texts, load_texts
from pages.texts.numbers import plain
from queries.asked import Asked, noting


@dataclass(frozen=True)
class StepSheet:
    """One step as its sheet shows it: number from 1, name of the sheet, rows, and every question behind them."""

    number: int
    step: HandoutStep
    name: str
    export: Export
    asked: tuple[Asked, ...]

    @staticmethod
    def of(number: int, step: HandoutStep) -> StepSheet:
        """The sheet of a step; its rows are made now, and what they ask of the snapshot is noted."""
        with noting() as notes:
            export = step.exhibit.export()
        asked = tuple(dict.fromkeys((*step.exhibit.asked, *notes.asked)))
        # The number keeps names apart however long and alike the titles are.
        return StepSheet(number, step, sheet_name(f"{number:02d} {tab_words(step.title)}"), export, asked)


def tab_words(title: str) -> str:
    """Letters, digits and Chinese of a title, other signs as one blank: a tab names the step, nothing else."""
    return " ".join(re.findall(r"[^\W_]+", title))


def handout_workbook(handout: Handout) -> bytes:
    """Return a handout as XLSX: contents, one sheet of unrounded rows per step, dictionary, sources, queries.

    Every text of a reader or a source is a text cell: it never runs. A step of more rows than a workbook takes shows
    the first ones and says so. Equal handouts give equal bytes.
    """
    t = load_texts(handout.language)
    sheets = [StepSheet.of(number, step) for number, step in enumerate(handout.steps, start=1)]
    workbook = Workbook(write_only=True)
    workbook.properties.title, workbook.properties.creator = plain_value(handout.title), t("app.title")
    _write_contents(workbook, handout, sheets, t)
    for sheet in sheets:
        _write_step(workbook, sheet, t)
    watermark = " / ".join(handout.watermarks) or None
    for name, frame in (("dictionary", _dictionary(sheets, t)), ("sources", _sources(sheets, t))):
        _writer(workbook, t(f"export.{name}")).write(frame, watermark, ())
    write_queries(
        SheetWriter(workbook.create_sheet(t("handout_workbook.queries"))),
        [(sheet.number, sheet.step.exhibit.snapshot, sheet.asked) for sheet in sheets],
        t,
    )
    return saved(workbook)


def _writer(workbook: Workbook, name: str) -> SheetWriter:
    return SheetWriter(workbook.create_sheet(sheet_name(name)))


def _write_contents(workbook: Workbook, handout: Handout, sheets: Sequence[StepSheet], t: Texts) -> None:
    fields = ("step", "group", "title", "sheet", "page", "layer", "snapshot", "mark", "remark", "address")
    titles = [section.title for section in handout.sections for _ in section.steps]
    rows: list[tuple[Any, ...]] = [
        (
            sheet.number, title, sheet.step.title, sheet.name, t(f"nav.{sheet.step.exhibit.page}"),
            t(f"layer.{sheet.step.exhibit.layer}"), sheet.step.exhibit.snapshot, sheet.step.exhibit.watermark,
            sheet.step.note, sheet.step.address,
        )
        for sheet, title in zip(sheets, titles, strict=True)
    ]  # fmt: skip
    rows += [
        (None, None, missing.title, None, None, None, None, None,
         t("handout_workbook.missing", reason=missing.reason), None)
        for missing in handout.missing
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=[t(f"handout_workbook.{name}") for name in fields], dtype=object)
    writer = _writer(workbook, t("handout_workbook.contents"))
    made = t("handout_workbook.made_on", date=handout.made_on.isoformat(), count=len(sheets))
    headings = writer.write(frame, " / ".join(handout.watermarks) or None, (), handout.title, [made])
    for row, sheet in enumerate(sheets, start=headings + 1):
        inside = f"{get_column_letter(fields.index('sheet') + 1)}{row}"
        quoted = sheet.name.replace("'", "''")
        writer.sheet._hyperlinks.append(Hyperlink(ref=inside, location=f"'{quoted}'!A1"))
        if _is_of_this_view(sheet.step):
            reference = f"{get_column_letter(fields.index('address') + 1)}{row}"
            writer.sheet._hyperlinks.append(Hyperlink(ref=reference, target=sheet.step.address))


def _is_of_this_view(step: HandoutStep) -> bool:
    """Whether the address of a step reopens its view on a server of the atlas: what else may stand there is no link."""
    if not is_address(step.address):
        return False
    parts = urlsplit(step.address)
    return parts.path.rpartition("/")[2] == step.exhibit.page and parts.query == step.exhibit.query


def _write_step(workbook: Workbook, sheet: StepSheet, t: Texts) -> None:
    exhibit, rows = sheet.step.exhibit, sheet.export.rows
    above = [exhibit.finding] if exhibit.finding != sheet.step.title else []
    above += [line for line in (exhibit.subtitle, exhibit.source_line) if line]
    if len(rows) > MOST_WORKBOOK_ROWS:
        above.append(
            t("handout_workbook.cut", count=plain(len(rows), 0), most=plain(MOST_WORKBOOK_ROWS, 0))
        )
        rows = rows.head(MOST_WORKBOOK_ROWS)
    units = _units(sheet.export.dictionary, t)
    shown = rows.set_axis([_with_unit(str(heading), units, t) for heading in rows.columns], axis=1)
    title = f"{sheet.number}　{' '.join(sheet.step.title.split())}"
    _writer(workbook, sheet.name).write(shown, exhibit.watermark, sheet.export.notes, title, above)


def _units(dictionary: pd.DataFrame, t: Texts) -> dict[str, str]:
    """Unit of every column that the dictionary knows one of, by heading."""
    name, unit = t("column.name"), t("column.unit")
    if name not in dictionary or unit not in dictionary:
        return {}
    pairs = zip(dictionary[name], dictionary[unit], strict=True)
    return {str(heading): str(value) for heading, value in pairs if not is_missing(value) and str(value)}


def _with_unit(heading: str, units: dict[str, str], t: Texts) -> str:
    return t("column.with_unit", name=heading, unit=units[heading]) if heading in units else heading


def _dictionary(sheets: Sequence[StepSheet], t: Texts) -> pd.DataFrame:
    """What every column and indicator means, each meaning once with the steps it stands in."""
    return _once(((sheet.number, sheet.export.dictionary) for sheet in sheets), t)


def _sources(sheets: Sequence[StepSheet], t: Texts) -> pd.DataFrame:
    """Every source once with the steps it supports; how many figures differs from step to step."""
    count = t("column.figures")
    return _once(((sheet.number, sheet.export.sources.drop(columns=count, errors="ignore")) for sheet in sheets), t)


def _once(frames: Iterable[tuple[int, pd.DataFrame]], t: Texts) -> pd.DataFrame:
    """Rows of several steps, equal ones once, behind the numbers of the steps that have them."""
    steps: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    columns: dict[str, None] = {}
    for number, frame in frames:
        columns.update(dict.fromkeys(map(str, frame.columns)))
        for row in frame.itertuples(index=False, name=None):
            cells = zip(map(str, frame.columns), map(plain_value, row), strict=True)
            held = steps.setdefault(tuple((name, cell) for name, cell in cells if cell not in (None, "")), [])
            held += [number] if number not in held else []
    heading = t("handout_workbook.steps")
    records = [{**dict(cells), heading: t.joined([str(number) for number in held])} for cells, held in steps.items()]
    return pd.DataFrame(records, columns=[*columns, heading], dtype=object)
