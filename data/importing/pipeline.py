"""From files to rows: reads, checks and accounts for every row, and publishes nothing.

Rows stand in a database of their own (`Staging`), so that a load of any size takes the same memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from data.importing.columns import Layout, kinds, recognise
from data.importing.entries import Register, Remark, RowReader
from data.importing.findings import Finding
from data.importing.imported import Imported
from data.importing.load import Load
from data.importing.places import places_of
from data.importing.sheets import REFUSED_SUFFIXES, SUFFIXES, Line, Sheet, Unreadable, hash_of, sheets_of
from data.importing.staging import Staging
from data.importing.terms import load_terms
from data.intake import InputFolders, Row, read_inputs
from data.sample import FICTITIOUS
from data.slips import LEAP, SLIP, SMALLEST

ROWS_AT_ONCE = 20_000
SIGNS_AT_ONCE = 2**24

# One check after another, each on the rows that passed those before, so that no fault is told twice.
CHECKS = (
    "wrong_sources", "name_sources", "unknown_sources", "total_rows", "repeated", "second_sources", "references",
    "branches", "members", "offer_years", "slips", "totals", "replaces",
)  # fmt: skip
PARAMETERS: dict[str, dict[str, object]] = {
    "references": {"fictitious": FICTITIOUS},
    "slips": {"leap": LEAP, "slip": SLIP, "smallest": SMALLEST},
}

# What the published rows say that new ones are checked against: table, its columns, and the table of the staging.
_KNOWN = (
    ("source", ("source_id", "title"), "known_source"),
    ("cluster", ("cluster_id",), "known_cluster"),
    ("region", ("region_code", "name_zh", "parent_code", "in_survey"), "known_region"),
    ("region_level", ("region_code", "level"), "known_level"),
    ("metric", ("metric", "decimals", "additive", "total_includes_hong_kong_macao_taiwan"), "known_metric"),
)


@dataclass
class _Work:
    staging: Staging
    register: Register
    told: Callable[[int], None]
    hashes: dict[str, str] = field(default_factory=dict)
    stream: BinaryIO | None = None
    position: int = 0

    def advance(self, position: int | None = None) -> None:
        """Tell how much further the file is read than before; a file that was read to its end may be closed."""
        if position is None:
            position = self.stream.tell() if self.stream and not self.stream.closed else self.position
        self.told(max(position - self.position, 0))
        self.position = max(position, self.position)


def files_below(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """Return every file to load once, with its name in messages: files as given, folders with all tables in them.

    Files of the same name in different places are called by their whole path.
    """
    found: dict[Path, tuple[Path, str]] = {}
    for path in paths:
        if path.is_dir():
            below = sorted(file for file in path.rglob("*") if _is_table(file))
            own = [(file, file.relative_to(path).as_posix()) for file in below]
        else:
            own = [(path, path.name)]
        for file, label in own:
            found.setdefault(file.resolve(), (file, label))
    times = Counter(label for _, label in found.values())
    return [(path, _legible(label if times[label] == 1 else path.as_posix())) for path, label in found.values()]


def _is_table(path: Path) -> bool:
    """Whether a file of a folder is meant to be loaded, unlike what stands beside a workbook while it is open."""
    return (
        path.suffix.lower() in SUFFIXES + REFUSED_SUFFIXES and not path.name.startswith("~$") and path.is_file()
    )


def _legible(name: str) -> str:
    """Return the name of a file with a mark for every byte that is no text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def load_files(
    files: Sequence[tuple[Path, str]],
    carried: Imported,
    inputs: InputFolders | None = None,
    today: date | None = None,
    author: str = "data.load",
    progress: Callable[[str], None] = lambda file: None,
    told: Callable[[int], None] = lambda size: None,
    checking: Callable[[str], None] = lambda check: None,
) -> Load:
    """Read and check the files against the register, the catalogue and what was imported before.

    `progress` is called with the name of each file as it begins, `told` with the number of bytes read since the last
    time, `checking` with the name of each check as it ends. The load stands on disk until it is closed or forgotten.
    """
    inputs = inputs or InputFolders()
    rows = [row for own in read_inputs(inputs).rows.values() for row in own]
    register = Register(places_of(rows), load_terms(inputs.metrics), today or date.today())
    work = _Work(Staging(carried.snapshot), register, told)
    for table, names, known in _KNOWN:
        work.staging.add_known(known, list(_known(rows, table, names)))
    for path, label in files:
        progress(label)
        _read(path, label, work)
    for check in CHECKS:
        errors = work.staging.errors()
        work.staging.run(check, **PARAMETERS.get(check, {}))
        if work.staging.errors() > errors:
            work.staging.run("settle")
        checking(check)
    work.staging.run("account")
    work.staging.run("import_files", author=author, loaded_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0))
    work.staging.finish()
    return Load(work.staging)


def _known(rows: Iterable[Row], table: str, names: Sequence[str]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        if row.source.table == table and not row.source.completes:
            values = (row.values[name] for name in names)
            yield tuple({"true": True, "false": False, "": None}.get(value, value) for value in values)


def _read(path: Path, label: str, work: _Work) -> None:
    try:
        with path.open("rb") as stream:
            work.stream, work.position = stream, 0
            work.hashes[label] = digest = hash_of(stream)
            same = next((file for file, other in work.hashes.items() if other == digest and file != label), "")
            if same:
                _tell(Finding(label, "", 0, "", "", "same_file", same), work)
            else:
                _read_sheets(stream, label, work)
            work.advance(path.stat().st_size)
    except OSError as error:
        _tell(Finding(label, "", 0, "", "", "unreadable", error.strerror or str(error)), work)


def _read_sheets(stream: BinaryIO, label: str, work: _Work) -> None:
    """A file that cannot be read to its end is not loaded by half."""
    begun: list[Sheet] = []
    ignored: list[Finding] = []
    known = 0
    try:
        for sheet in sheets_of(stream, label):
            if sheet.is_hidden:
                _tell(sheet.finding("hidden_sheet"), work)
            if sheet.head:
                begun.append(sheet)
                layout, said = recognise(sheet)
                known += layout is not None
                if layout is None:
                    ignored += said
                else:
                    _take(sheet, layout, said, work)
    except Unreadable as failure:
        work.staging.forget({work.staging.place(label, sheet.name) for sheet in begun})
        _tell(failure.finding(label), work)
        return
    if begun and not known:
        seen = " | ".join(begun[0].head[0].cells[:6])
        ignored = [Finding(label, "", 0, "", "", "unknown_table", seen)]
    for found in ignored:
        _tell(found, work)


def _tell(found: Finding, work: _Work) -> None:
    """Note what is to be said of a file or sheet that is no table."""
    place = work.staging.place(found.file, found.sheet)
    work.staging.add_place(place, (found.file, found.sheet), None, 0, False, work.hashes.get(found.file, ""))
    remark = Remark(found.line, found.column, found.value, found.rule, found.detail)
    work.staging.add_remarks(place, [remark])


def _take(sheet: Sheet, layout: Layout, said: list[Finding], work: _Work) -> None:
    place = work.staging.place(sheet.file, sheet.name)
    errors = {found.rule for found in said if found.severity == "error"}
    is_stopped = bool(errors)
    headers = {name: column.header for name, column in layout.columns.items()}
    reader = RowReader(layout, work.register, sheet.is_text)
    following = islice(sheet.lines(), layout.header + 1, None)
    rows = 0
    for block in _blocks(following):
        lines = reader.reported(block)
        rows += len(lines)
        # Columns with personal data are never read; the others are checked, so that all faults show in one round.
        if errors <= {"personal_data"}:
            _take_block(place, headers, reader, lines, work, is_stopped)
    if not rows:
        said = [*said, sheet.finding("no_rows", sheet.head[layout.header].number)]
    work.staging.add_remarks(
        place, [Remark(found.line, found.column, found.value, found.rule, found.detail) for found in said]
    )
    name = (sheet.file, sheet.name)
    work.staging.add_place(place, name, layout, rows, is_stopped, work.hashes[sheet.file])


def _blocks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Yield the lines in blocks that take about the same memory, however long the cells are."""
    block: list[Line] = []
    size = 0
    for line in lines:
        block.append(line)
        size += sum(map(len, line.cells)) + len(line.cells)
        if len(block) >= ROWS_AT_ONCE or size >= SIGNS_AT_ONCE:
            yield block
            block, size = [], 0
    if block:
        yield block


def _take_block(
    place: int, headers: dict[str, str], reader: RowReader, lines: Sequence[Line], work: _Work, is_stopped: bool
) -> None:
    block = reader.read(lines)
    if not is_stopped:
        work.staging.add_rows(place, reader.table, block)
    work.staging.add_remarks(place, block.remarks, headers)
    work.advance()


def name_of_kind(table: str) -> str:
    """Return what a table is called, in both languages."""
    return f"{kinds()[table].name_zh} {kinds()[table].name_en}"
