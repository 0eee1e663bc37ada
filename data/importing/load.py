"""What became of files: accounts, findings and the rows that are sound, read from where the load stands on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from data.importing.accounts import Account, ClusterFigure
from data.importing.findings import Finding, Severity
from data.importing.imported import Imported
from data.importing.staging import Staging
from data.tables import read_sql

AT_ONCE = 2_000
ALL = 2**62


@dataclass(frozen=True)
class RuleCount:
    """How often a rule was found in a file."""

    file: str
    rule: str
    severity: Severity
    count: int


class Findings(Sequence[Finding]):
    """Findings in the order of files and lines, read from disk as they are asked for; `count` is how many there are."""

    def __init__(self, staging: Staging, count: int, severity: Severity | None = None) -> None:
        self._staging, self._count, self._severity = staging, count, severity

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
        asked = {"severity": self._severity, "start": start, "count": count}
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
        return self._findings()

    @property
    def errors(self) -> Findings:
        """Findings that stop something."""
        return self._findings("error")

    @property
    def warnings(self) -> Findings:
        """Findings that stop nothing."""
        return self._findings("warning")

    def _findings(self, severity: Severity | None = None) -> Findings:
        count = sum(found.count for found in self.counts if severity in (None, found.severity))
        return Findings(self._staging, count, severity)

    def cluster_figures(self, count: int) -> list[ClusterFigure]:
        """Return sound figures of clusters in the order of the files, so many at most."""
        columns = "cluster_id, year, metric, value, qualifier::text"
        with self._staging.reading() as connection:
            rows = connection.table("staged.cluster_year").order("place_id, line").project(columns).limit(count)
            return [ClusterFigure(*row) for row in rows.fetchall()]

    def first_of_each_rule(self, count: int) -> dict[str, list[Finding]]:
        """Return the first findings by rule, so many of each at most."""
        first: dict[str, list[Finding]] = {}
        with self._staging.reading() as connection:
            for row in connection.execute(read_sql("importing/first_findings"), {"count": count}).fetchall():
                found = Finding(*row)
                first.setdefault(found.rule, []).append(found)
        return first
