"""The sheet of a workbook that says what was asked of the snapshot, so that whoever has the file can ask it again."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from pages.exporters.workbook import SheetWriter
from pages.texts import Texts
from queries.asked import Asked

FIELDS = ("step", "snapshot", "query", "parameters", "row")
TEXT_FONT = Font(name="Consolas", size=10)


def write_queries(writer: SheetWriter, asked: Sequence[tuple[int, str, tuple[Asked, ...]]], t: Texts) -> None:
    """Write what was asked for every step, given by its number and snapshot: file, parameters, and the row of its text.

    Below the table stands the text of every query once, one line a row, so that it can be read and copied as it is.
    Parameters are written as they would stand in the text.
    """
    questions = [(number, snapshot, question) for number, snapshot, several in asked for question in several]
    names = list(dict.fromkeys(question.name for _, _, question in questions))
    texts = {question.name: question.text.splitlines() for _, _, question in questions}
    above = [t("handout_workbook.how_to_run"), t("handout_workbook.which_queries")]
    # Title, lines above and headings, the table, an empty row: then the first text.
    next_row = 1 + len(above) + 1 + len(questions) + 2
    begins: dict[str, int] = {}
    for name in names:
        begins[name] = next_row
        next_row += 1 + len(texts[name]) + 1
    frame = pd.DataFrame(
        [
            (number, snapshot, _file(question.name), _parameters(question), begins[question.name])
            for number, snapshot, question in questions
        ],
        columns=[t(f"handout_workbook.{name}") for name in FIELDS],
        dtype=object,
    )
    headings = writer.write(frame, None, (), t("handout_workbook.queries"), above)
    letter = get_column_letter(FIELDS.index("row") + 1)
    for row, (_, _, question) in enumerate(questions, start=headings + 1):
        place = f"'{writer.sheet.title}'!A{begins[question.name]}"
        writer.sheet._hyperlinks.append(Hyperlink(ref=f"{letter}{row}", location=place))
    for name in names:
        writer.sheet.append([])
        writer.sheet.append([writer.heading(_file(name))])
        for line in texts[name]:
            cell = writer.note(line)
            cell.font = TEXT_FONT
            writer.sheet.append([cell])


def _file(name: str) -> str:
    return f"queries/{name}.sql"


def _parameters(question: Asked) -> str:
    return "\n".join(f"{name} = {literal}" for name, literal in question.literals.items())
