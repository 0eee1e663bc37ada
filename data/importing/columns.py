"""Finds out which table a sheet is, where its header stands, and what each of its columns means."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data.importing.findings import Finding
from data.importing.sheets import Sheet

COLUMNS_FILE = Path(__file__).with_name("columns.toml")
WORDS_FILE = Path(__file__).with_name("words.toml")
# Below these a sheet shares a word with a table by chance.
LEAST_COMPLETE = 0.5
FEWEST_COLUMNS = 2

# What a form tells whoever fills it in; it is not loaded. A line of such a form without a figure reports none.
TOLD = ("last_year", "last_value")
# In what the columns of a register count that state no unit of their own; of amounts of money that is a guess.
UNITS = {"revenue": "万元", "employees": "人", "attorneys": "人"}

_IN_BRACKETS = re.compile(r"^(.+?)[(\[](?:单位:|unit:)?([^()\[\]]*)[)\]]$", re.IGNORECASE)
_BRACKETS = str.maketrans("【】〔〕{}", "[][][]")
_KNOWN_UNIT = (
    r"(?:(?:[十百千]?万|[十百千亿]|万亿)?(?:元|人民币|港元|澳门元|人年|人|名|位|家|个|户|所|件|项|倍)(?:/[万人件名]+)?"
    r"|万亿|[十百千]?万|亿|%|百分比|HKD|MOP)"
)
_BEHIND = re.compile(rf"^(.+?)[\s_/,:、-]*({_KNOWN_UNIT})$", re.IGNORECASE)
# A line above the header speaks for all columns without a unit. 填报单位 is who reports, not in what.
_FOR_ALL = re.compile(
    rf"(?:^|[(\[\s,;。])(?:计量|金额|货币)?(?:单位|unit):\s*({_KNOWN_UNIT}(?:[\s,;、/]+{_KNOWN_UNIT})*)\s*[)\]]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Kind:
    """One table that can be loaded: its names, and the spellings of each of its columns."""

    table: str
    name_zh: str
    name_en: str
    required: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Column:
    """One column of a sheet: where it stands, what it is called there, and the unit that its header states."""

    position: int
    header: str
    unit: str = ""


@dataclass(frozen=True)
class Layout:
    """What a sheet is: its table, the place of its header among the lines, and its columns by their meaning.

    `units` stand in a line above the header and hold for every column that states none.
    """

    kind: Kind
    header: int
    width: int
    columns: dict[str, Column]
    units: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Return every table that can be loaded, by the name of the table it fills, in the order of loading."""
    with COLUMNS_FILE.open("rb") as file:
        records = tomllib.load(file)
    return {
        table: Kind(
            table,
            record["name_zh"],
            record["name_en"],
            tuple(tuple(entry.split("|")) for entry in record["required"]),
            {name: tuple(spellings) for name, spellings in record["columns"].items()},
        )
        for table, record in records.items()
    }


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """Return other words for the words of the schema, by enumeration."""
    with WORDS_FILE.open("rb") as file:
        records = tomllib.load(file)
    return {name: record for name, record in records.items() if name != "personal"}


@lru_cache(maxsize=1)
def _personal() -> tuple[tuple[str, ...], frozenset[str]]:
    with WORDS_FILE.open("rb") as file:
        personal = tomllib.load(file)["personal"]
    return tuple(_plain(word) for word in personal["contains"]), frozenset(personal["words"])


def is_personal(header: str) -> bool:
    """Whether a header announces personal data. A number of persons is none."""
    plain = _plain(header)
    parts, whole = _personal()
    own = set(re.findall(r"[a-z]+", _ordinary(header).casefold()))
    return (any(word in plain for word in parts) or bool(own & whole)) and not plain.endswith(("人数", "数量"))


def recognise(sheet: Sheet) -> tuple[Layout | None, list[Finding]]:
    """Return what the sheet is, None where nobody can tell, and what is to be said of its header."""
    candidates = [
        (score, -position, kind, matched)
        for position, line in enumerate(sheet.head)
        for kind in kinds().values()
        if len(matched := _match(kind, line.cells)) >= FEWEST_COLUMNS
        and (score := _score(kind, matched))[0] >= LEAST_COMPLETE
    ]
    if not candidates:
        rule = "unknown_table" if not sheet.name else "sheet_ignored"
        seen = " | ".join(sheet.head[0].cells[:6]) if sheet.head else ""
        return None, [sheet.finding(rule, sheet.head[0].number if sheet.head else 0, detail=seen)]
    _, position, kind, columns = max(candidates, key=lambda candidate: candidate[:2])
    layout = Layout(kind, -position, len(sheet.head[-position].cells), columns, _units_above(sheet, -position))
    return layout, _about(sheet, layout)


def _units_above(sheet: Sheet, header: int) -> tuple[str, ...]:
    for line in sheet.head[:header]:
        for cell in line.cells:
            found = _FOR_ALL.search(_ordinary(cell))
            if found:
                return tuple(re.split(r"[\s,;、]+", found[1]))
    return ()


def _score(kind: Kind, matched: Mapping[str, Column]) -> tuple[float, int]:
    """Complete tables come first, then those with the most known columns."""
    complete = sum(any(name in matched for name in group) for group in kind.required) / len(kind.required)
    return complete, len(matched)


def _match(kind: Kind, cells: tuple[str, ...]) -> dict[str, Column]:
    spellings = {_plain(text): name for name, texts in kind.columns.items() for text in texts}
    found: dict[str, Column] = {}
    for position, cell in enumerate(cells):
        base, unit = split_unit(cell)
        for text, stated in ((cell, ""), (base, unit)):
            name = spellings.get(_plain(text))
            if name is not None:
                found.setdefault(name, Column(position, cell, stated))
                break
    return found


def _about(sheet: Sheet, layout: Layout) -> list[Finding]:
    line = sheet.head[layout.header]
    known = {column.position: name for name, column in layout.columns.items()}
    spellings = {_plain(text): name for name, texts in layout.kind.columns.items() for text in texts}
    findings = []
    for group in layout.kind.required:
        if not any(name in layout.columns for name in group):
            called = layout.kind.columns[group[0]]
            findings.append(sheet.finding("missing_column", line.number, called[0], detail=" ".join(called[1:])))
    for position, cell in enumerate(line.cells):
        if not cell:
            continue
        if is_personal(cell):
            findings.append(sheet.finding("personal_data", line.number, cell))
        elif position not in known:
            twin = spellings.get(_plain(split_unit(cell)[0]))
            if twin is None:
                findings.append(sheet.finding("extra_column", line.number, cell))
            else:
                first = layout.columns[twin].header
                findings.append(sheet.finding("duplicate_column", line.number, cell, detail=first))
    for name, column in layout.columns.items():
        if "元" in UNITS.get(name, "") and not (column.unit or any("元" in unit for unit in layout.units)):
            findings.append(sheet.finding("assumed_unit", line.number, column.header, detail=UNITS[name]))
    return findings


def split_unit(header: str) -> tuple[str, str]:
    """Return the header without the unit that it states, and that unit; full-width signs count too.

    In brackets anything is a unit, behind the name only what is known as one.
    """
    written = _ordinary(header)
    found = _IN_BRACKETS.match(written) or _BEHIND.match(written)
    return (found[1].strip(), found[2].strip()) if found else (header, "")


def _ordinary(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_BRACKETS).strip()


def _plain(text: str) -> str:
    return re.sub(r"[\s_*]+", "", unicodedata.normalize("NFKC", text)).casefold()
