"""Reads the input files and checks every row against the contract of its table.

Nothing is repaired here: what does not fit is a `Problem` with its place, and one problem stops a build.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from data.errors import Problem, problem
from data.tables import ValueMistake, parse, tables

DATA_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class InputFolders:
    """Where the inputs of a build stand: a folder of published figures, one of regions, the metrics file."""

    published: Path = DATA_FOLDER / "published"
    regions: Path = DATA_FOLDER / "regions"
    metrics: Path = DATA_FOLDER / "metrics.toml"


@dataclass(frozen=True)
class InputFile:
    """One input file and the table it fills.

    `columns`: the columns it must have, None for all of the table but the constants.
    `constants`: values that every row of the file shares. `names`: a column with the name of the place for
    the reader, checked against a code column. `completes`: rows add columns to rows of an earlier file.
    `may_be_blank`: required columns in which an empty text is a value.
    """

    folder: Literal["published", "regions", "metrics"]
    name: str
    table: str
    columns: tuple[str, ...] | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    completes: bool = False
    may_be_blank: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name of the file in messages, the same on every machine."""
        return self.name if self.folder == "metrics" else f"{self.folder}/{self.name}"

    def path(self, inputs: InputFolders) -> Path:
        """Where the file stands."""
        return inputs.metrics if self.folder == "metrics" else getattr(inputs, self.folder) / self.name


@dataclass(frozen=True)
class Row:
    """One row as text, with constants filled in; an empty string is no value."""

    source: InputFile
    line: int
    values: dict[str, str]

    def problem(self, rule: str, column: str = "", detail: str = "") -> Problem:
        """Return a finding at this row, with the value of `column`."""
        return problem(rule, self.source.label, self.line, column, self.values.get(column, ""), detail)


_PUBLISHED = {"layer": "published"}
_NAMED = {"region_name": "region_code"}
_GEOMETRY = ("longitude", "latitude", "area_km2")
_REGION = ("region_code", "name_zh", "name_en", "full_name_zh", "parent_code", "in_survey")

# In the order of loading: what is referred to comes first.
INPUT_FILES: tuple[InputFile, ...] = (
    InputFile("published", "sources.csv", "source", constants=_PUBLISHED),
    InputFile("metrics", "metrics.toml", "metric", may_be_blank=("caveat_zh", "caveat_en")),
    InputFile("regions", "region.csv", "region", columns=_REGION),
    InputFile(
        "regions", "region_geometry.csv", "region", columns=("region_code", *_GEOMETRY), completes=True
    ),
    InputFile("regions", "region_level.csv", "region_level"),
    InputFile("regions", "region_member.csv", "region_member"),
    InputFile("regions", "region_successor.csv", "region_successor"),
    InputFile("regions", "region_alias.csv", "region_alias"),
    InputFile("published", "national_stats.csv", "stat", constants=_PUBLISHED, names=_NAMED),
    InputFile("published", "province_stats.csv", "stat", constants=_PUBLISHED, names=_NAMED),
    InputFile("published", "city_stats.csv", "stat", constants=_PUBLISHED, names=_NAMED),
    InputFile("published", "region_stats.csv", "stat", constants=_PUBLISHED, names=_NAMED),
    InputFile("published", "cross_checks.csv", "cross_check", constants=_PUBLISHED, names=_NAMED),
    InputFile("published", "breaks.csv", "series_break"),
    InputFile("published", "targets.csv", "target"),
    InputFile("published", "clusters.csv", "cluster", constants=_PUBLISHED),
    InputFile("published", "cluster_sources.csv", "cluster_source"),
    InputFile("published", "cluster_stats.csv", "cluster_year", constants=_PUBLISHED),
    InputFile("published", "cluster_targets.csv", "cluster_target", constants=_PUBLISHED),
    InputFile("published", "cluster_events.csv", "cluster_event", constants=_PUBLISHED),
    InputFile("published", "cluster_criteria.csv", "cluster_criterion"),
    InputFile("published", "special_titles.csv", "special_title"),
    InputFile("published", "assistance_pairs.csv", "assistance_pair", constants=_PUBLISHED),
)

_TOML_LINE = re.compile(r"at line (\d+)")


@dataclass
class Intake:
    """What was read: rows per file in file order, the hash of each file, and all problems found so far."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def normalised(content: bytes) -> bytes:
    """Return the content with line ends as on Unix, so that a checkout on another system hashes the same."""
    return content.replace(b"\r\n", b"\n")


def read_inputs(inputs: InputFolders, files: Sequence[InputFile] = INPUT_FILES) -> Intake:
    """Read every file of `inputs` and check it row by row, without regard to other files.

    Rows hold text; a file without a readable row is named in `unreadable`. Raises nothing for bad input.
    """
    intake = Intake()
    for file in files:
        try:
            content = file.path(inputs).read_bytes()
        except OSError:
            content = None
        intake.sha256[file.label] = hashlib.sha256(normalised(content or b"")).hexdigest()
        rows, problems = _read(file, content)
        if not rows:
            intake.unreadable.add(file.label)
        intake.rows[file.label] = rows
        intake.problems += problems
        intake.problems += [found for row in rows for found in _check_values(row)]
    return intake


def _read(file: InputFile, content: bytes | None) -> tuple[list[Row], list[Problem]]:
    if content is None:
        return [], [problem("missing_file", file.label, 1)]
    if not content.strip():
        return [], [problem("empty_file", file.label, 1)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [], [problem("undecodable", file.label, line, detail=error.reason)]
    rows, problems = _read_toml(file, text) if file.folder == "metrics" else _read_csv(file, text)
    if not rows and not problems:
        problems.append(problem("no_rows", file.label, 1))
    return rows, problems


def expected_columns(file: InputFile) -> tuple[str, ...]:
    """Return the columns that the file must have, without the constants and with the names for the reader."""
    own = file.columns or tuple(name for name in tables()[file.table].columns if name not in file.constants)
    return (*own, *file.names)


def _read_csv(file: InputFile, text: str) -> tuple[list[Row], list[Problem]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        header = next(reader)
        problems = list(_check_header(file, header))
        if problems:
            return [], problems
        line = reader.line_num + 1
        for fields in reader:
            if len(fields) == len(header):
                rows.append(Row(file, line, {**dict(zip(header, fields, strict=True)), **file.constants}))
            else:
                detail = f"{len(fields)} ≠ {len(header)}"
                problems.append(problem("field_count", file.label, line, detail=detail))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(problem("malformed", file.label, max(reader.line_num, 1), detail=str(error)))
    return rows, problems


def _check_header(file: InputFile, header: Sequence[str]) -> Iterator[Problem]:
    expected = expected_columns(file)
    for name in expected:
        if name not in header:
            yield problem("missing_column", file.label, 1, name)
    for position, name in enumerate(header):
        if name in header[:position]:
            yield problem("duplicate_column", file.label, 1, name)
        elif name not in expected:
            yield problem("unknown_column", file.label, 1, name)


def _read_toml(file: InputFile, text: str) -> tuple[list[Row], list[Problem]]:
    """Read one table per metric; values become text again so that one set of checks serves all files."""
    try:
        records = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_LINE.search(str(error))
        return [], [problem("malformed", file.label, int(place[1]) if place else 1, detail=str(error))]
    lines = {
        found[1]: number for number, line in enumerate(text.splitlines(), 1) if (found := _toml_table(line))
    }
    expected = set(expected_columns(file)) - {"metric"}
    rows: list[Row] = []
    problems: list[Problem] = []
    for metric, record in records.items():
        line = lines.get(metric, 1)
        if not isinstance(record, dict):
            problems.append(problem("unknown_column", file.label, line, metric))
            continue
        problems += [
            problem("missing_column", file.label, line, name) for name in sorted(expected - set(record))
        ]
        problems += [
            problem("unknown_column", file.label, line, name) for name in sorted(set(record) - expected)
        ]
        if set(record) == expected:
            values = {name: _toml_text(value) for name, value in record.items()}
            rows.append(Row(file, line, {"metric": metric, **values}))
    return rows, problems


def _toml_table(line: str) -> re.Match[str] | None:
    return re.fullmatch(r"\[([\w-]+)\]\s*", line)


def _toml_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def typed_values(row: Row) -> dict[str, object]:
    """Return the values of a checked row in the types of its table, None for none. Raises ValueMistake."""
    columns = tables()[row.source.table].columns
    return {name: _typed(row, name) for name in row.values if name in columns}


def _typed(row: Row, name: str) -> object:
    text = row.values[name]
    if not text and name in row.source.may_be_blank:
        return ""
    return parse(tables()[row.source.table].columns[name], text)


def _check_values(row: Row) -> Iterator[Problem]:
    columns = tables()[row.source.table].columns
    for name, text in row.values.items():
        if name not in columns:
            if text != text.strip():
                yield row.problem("stray_space", name)
            continue
        try:
            _typed(row, name)
        except ValueMistake as mistake:
            yield row.problem(mistake.rule, name, mistake.detail)
