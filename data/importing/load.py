"""What became of files: accounts, findings and the rows that are sound, read from where the load stands on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from data.importing.findings import Finding, Severity
from data.importing.imported import Imported
from data.importing.staging import Staging
from data.tables import read_sql

AT_ONCE = 2_000
ALL = 2**62


@dataclass(frozen=True)
class Account:
    """One sheet of a file: the table it is, and its rows, in = loaded + rejected, each counted for itself."""

    file: str
    sheet: str
    kind: str
    rows_in: int
    loaded: int
    rejected: int


@dataclass(frozen=True)
class RuleCount:
    """How often a rule was found in a file."""

    file: str
    rule: str
    severity: Severity
    count: int


@dataclass(frozen=True)
class ClusterFigure:
    """A figure of a cluster as it would be loaded, in the unit of its metric."""

    cluster_id: str
    year: int
    metric: str
    value: float
    qualifier: str


class Findings(Sequence[Finding]):
    """Findings in the order of files and lines, read from disk as they are asked for."""

    def __init__(self, staging: Staging, severity: Severity | None = None, rule: str | None = None) -> None:
        self._staging, self._severity, self._rule = staging, severity, rule

    @cached_property
    def _count(self) -> int:
        with self._staging.reading() as connection:
            rows = connection.execute(read_sql("importing/rule_counts")).fetchall()
        return sum(
            count for _, rule, severity, count in rows
            if self._severity in (None, severity) and self._rule in (None, rule)
        )

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Finding]:
        return self._read(0, ALL)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, place: int) -> Finding: ...

    @overload
    def __getitem__(self, place: slice) -> list[Finding]: ...

    def __getitem__(self, place: int | slice) -> Finding | list[Finding]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            return list(self._read(start, max(stop - start, 0)))[::step]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return next(self._read(place % len(self), 1))

    def _read(self, start: int, count: int) -> Iterator[Finding]:
        asked = {"severity": self._severity, "rule": self._rule, "start": start, "count": count}
        with self._staging.reading() as connection:
            answer = connection.execute(read_sql("importing/findings"), asked)
            while rows := answer.fetchmany(AT_ONCE):
                for file, sheet, line, column, value, rule, detail, _ in rows:
                    yield Finding(file, sheet, line, column, value, rule, detail)


class Load:
    """One load. It stands on disk until it is closed or nothing refers to it any more."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        with staging.reading() as connection:
            accounts = connection.execute(read_sql("importing/accounts")).fetchall()
            counts = connection.execute(read_sql("importing/rule_counts")).fetchall()
        self.accounts = [Account(*row) for row in accounts]
        self.counts = [RuleCount(*row) for row in counts]
        wrong = [found for found in self.accounts if found.rows_in != found.loaded + found.rejected]
        if wrong:
            raise RuntimeError(f"rows are not accounted for: {wrong[0]}")

    def close(self) -> None:
        """Remove the load from disk. What was published of it stays."""
        self._staging.close()

    @property
    def imported(self) -> Imported:
        """The rows that are sound."""
        return Imported(staging=self._staging)

    @property
    def is_empty(self) -> bool:
        """Whether no row can be loaded."""
        return not any(account.loaded for account in self.accounts)

    @property
    def findings(self) -> Findings:
        """Everything that is to be said."""
        return Findings(self._staging)

    @property
    def errors(self) -> Findings:
        """Findings that stop something."""
        return Findings(self._staging, "error")

    @property
    def warnings(self) -> Findings:
        """Findings that stop nothing."""
        return Findings(self._staging, "warning")

    def cluster_figures(self, count: int) -> list[ClusterFigure]:
        """Return sound figures of clusters in the order of the files, so many at most."""
        columns = "cluster_id, year, metric, value, qualifier::text"
        with self._staging.reading() as connection:
            rows = connection.table("staged.cluster_year").order("place_id, line").project(columns).limit(count)
            return [ClusterFigure(*row) for row in rows.fetchall()]

    def first(self, rule: str, count: int) -> list[Finding]:
        """Return the first findings of a rule."""
        return Findings(self._staging, rule=rule)[:count]
