"""From files to rows: reads, checks and accounts for every row, and publishes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from data.importing.across import (
    Known,
    broken_references,
    name_sources,
    repeated,
    replacing,
    slips,
    wrong_sources,
)
from data.importing.columns import Layout, kinds, recognise
from data.importing.entries import Entry, Register, read_entries
from data.importing.findings import Finding
from data.importing.imported import Imported, ImportedFile
from data.importing.places import places_of
from data.importing.sheets import SUFFIXES, Sheet, read_content
from data.importing.terms import load_terms
from data.intake import InputFolders, Row, read_inputs


@dataclass(frozen=True)
class Account:
    """One sheet of a file: the table it is, and its rows, in = loaded + rejected."""

    file: str
    sheet: str
    kind: str
    rows_in: int
    loaded: int

    @property
    def rejected(self) -> int:
        """Rows that an error stopped."""
        return self.rows_in - self.loaded


@dataclass
class Load:
    """What became of the files: accounts, findings in the order of files and lines, and the rows that are sound."""

    accounts: list[Account] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    imported: Imported = field(default_factory=Imported)

    @property
    def errors(self) -> list[Finding]:
        """Findings that stop something."""
        return [found for found in self.findings if found.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """Findings that stop nothing."""
        return [found for found in self.findings if found.severity == "warning"]


@dataclass
class _Work:
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sheets: list[tuple[Sheet, str, int]] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)


def files_below(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """Return every file to load once, with its name in messages: files as given, folders with all tables in them.

    Files of the same name in different places are called by their whole path.
    """
    found: dict[Path, tuple[Path, str]] = {}
    for path in paths:
        if path.is_dir():
            below = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            own = [(file, file.relative_to(path).as_posix()) for file in below]
        else:
            own = [(path, path.name)]
        for file, label in own:
            found.setdefault(file.resolve(), (file, label))
    times = Counter(label for _, label in found.values())
    return [(path, label if times[label] == 1 else path.as_posix()) for path, label in found.values()]


def load_files(
    files: Sequence[tuple[Path, str]],
    carried: Imported,
    inputs: InputFolders | None = None,
    today: date | None = None,
    author: str = "data.load",
    progress: Callable[[str], None] = lambda file: None,
) -> Load:
    """Read and check the files against the register, the catalogue and what was imported before."""
    inputs = inputs or InputFolders()
    rows = [row for own in read_inputs(inputs).rows.values() for row in own]
    register = Register(places_of(rows), load_terms(inputs.metrics), today or date.today())
    work = _Work()
    for path, label in files:
        progress(label)
        _read(path, label, register, work)
    known = _known(rows, carried)
    sources = _check(work, known)
    return _finished(work, sources, author)


def _known(rows: list[Row], carried: Imported) -> Known:
    sources = {row.values["source_id"]: row.values["title"] for row in rows if row.source.table == "source"}
    clusters = {row.values["cluster_id"] for row in rows if row.source.table == "cluster"}
    return Known(sources, clusters, carried)


def _read(path: Path, label: str, register: Register, work: _Work) -> None:
    try:
        content = path.read_bytes()
    except OSError as error:
        work.findings.append(Finding(label, "", 0, "", "", "unreadable", error.strerror or str(error)))
        return
    work.hashes[label] = hashlib.sha256(content).hexdigest()
    sheets, findings = read_content(content, label)
    work.findings += findings
    filled = [sheet for sheet in sheets if sheet.lines]
    layouts = [(sheet, *recognise(sheet)) for sheet in filled]
    if filled and not any(layout for _, layout, _ in layouts):
        seen = " | ".join(filled[0].lines[0].cells[:6])
        work.findings.append(Finding(label, "", 0, "", "", "unknown_table", seen))
        layouts = []
    for sheet, layout, said in layouts:
        work.findings += said
        if layout is not None:
            _take(sheet, layout, any(found.severity == "error" for found in said), register, work)


def _take(sheet: Sheet, layout: Layout, is_stopped: bool, register: Register, work: _Work) -> None:
    work.sheets.append((sheet, layout.kind.table, len(sheet.lines) - layout.header - 1))
    if not is_stopped:
        entries, findings = read_entries(sheet, layout, register)
        work.entries += entries
        work.findings += findings


def _check(work: _Work, known: Known) -> list[dict[str, object]]:
    """One check after another, each on the rows that passed those before, so that no fault is told twice."""
    _settle(work, list(wrong_sources(work.entries, known)))
    sources, findings = name_sources(work.entries, known, work.hashes)
    _settle(work, findings)
    _settle(work, list(repeated(work.entries)))
    _settle(work, list(broken_references(work.entries, known)))
    work.findings += slips(work.entries, known)
    work.findings += replacing(work.entries, known)
    return sources


def _settle(work: _Work, findings: list[Finding]) -> None:
    work.findings += findings
    stopped = {(found.file, found.sheet, found.line) for found in findings if found.severity == "error"}
    work.entries = [
        entry for entry in work.entries if (entry.sheet.file, entry.sheet.name, entry.line) not in stopped
    ]


def _finished(work: _Work, sources: list[dict[str, object]], author: str) -> Load:
    loaded = Counter((entry.sheet.file, entry.sheet.name) for entry in work.entries)
    accounts = [
        Account(sheet.file, sheet.name, table, rows, loaded[sheet.file, sheet.name])
        for sheet, table, rows in work.sheets
    ]
    imported = Imported()
    for record in sources:
        imported.add("source", record)
    for entry in work.entries:
        imported.add(entry.table, {**entry.values, "layer": "imported"})
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    for account in accounts:
        if account.loaded:
            imported.note(
                ImportedFile(
                    account.file, account.sheet, account.kind, account.rows_in, account.loaded, account.rejected,
                    work.hashes[account.file], author, now,
                )
            )  # fmt: skip
    order = {sheet.file: place for place, (sheet, _, _) in enumerate(work.sheets)}

    def place(found: Finding) -> tuple[int, str, str, int, str]:
        return order.get(found.file, -1), found.file, found.sheet, found.line, found.rule

    return Load(accounts, sorted(set(work.findings), key=place), imported)


def name_of_kind(table: str) -> str:
    """Return what a table is called, in both languages."""
    return f"{kinds()[table].name_zh} {kinds()[table].name_en}"
