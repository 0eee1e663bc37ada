"""Answers from the file of a snapshot: DuckDB, read-only, with nothing outside within its reach."""

from __future__ import annotations

import os
import weakref
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from data.descriptors import require_descriptors
from data.errors import DatabaseError, DatabaseFailure, SnapshotError
from queries.asked import Parameter, question_text
from queries.time_limit import WATCH, query_seconds

MEMORY_LIMIT = "2GB"
THREADS = 2
# What DuckDB raises where a file was damaged under it; a failed checksum bears the name of all its errors.
_OF_THE_FILE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)


class DuckdbDatabase:
    """One open file. Safe to share between threads: every question takes a cursor of its own.

    A question that takes too long or too much memory is stopped, and no other with it. Nothing is put on the disk to
    spare memory: that would fill the folder of the snapshots.
    """

    def __init__(self, path: Path) -> None:
        """Open the file at `path`.

        Raises
        ------
        SnapshotError
            if it cannot be opened.
        DatabaseError
            if the setting of the time that a question may take is none.
        """
        self.path = path
        self.seconds = query_seconds()
        try:
            # The file stays known by this handle after it was deleted or another took its path.
            self._file = os.open(path, os.O_RDONLY)
            weakref.finalize(self, os.close, self._file)
            self._opened = _state(self._file)
            require_descriptors()
            self.connection = duckdb.connect(
                str(path),
                read_only=True,
                config={
                    "enable_external_access": False,
                    "memory_limit": MEMORY_LIMIT,
                    "temp_directory": "",
                    "threads": THREADS,
                    "python_enable_replacements": False,
                    "lock_configuration": True,
                },
            )
        except (duckdb.Error, OSError) as fault:
            raise SnapshotError("broken", f"{path}: {first_line(fault)}") from fault

    def ask(self, name: str, parameters: Mapping[str, Parameter]) -> pd.DataFrame:
        """Answer the question `name` with bound parameters.

        Raises
        ------
        DatabaseError
            if it takes too long (`too_slow`) or too much memory (`too_large`), or the file is damaged (`unreadable`).
        """
        text = question_text(name)
        with self.connection.cursor() as cursor:
            try:
                with WATCH.limited(self.seconds, cursor.interrupt):
                    return cursor.execute(text, dict(parameters) or None).df()
            except duckdb.Error as fault:
                failure = _failure(fault)
                if failure is None:
                    raise
                raise DatabaseError(failure, f"{self.path}, {name}: {first_line(fault)}") from fault

    def is_intact(self) -> bool:
        """Whether the file is still the one that was opened: not shortened, not written to. It may be deleted."""
        try:
            return _state(self._file) == self._opened
        except OSError:
            return False

    def close(self) -> None:
        """Give the file back. Queries still running finish first."""
        self.connection.close()


def _state(file: int) -> tuple[int, int]:
    known = os.fstat(file)
    return known.st_size, known.st_mtime_ns


def first_line(fault: BaseException) -> str:
    """What an error says at first; its kind where it says nothing."""
    return (str(fault).strip() or type(fault).__name__).splitlines()[0]


def _failure(fault: duckdb.Error) -> DatabaseFailure | None:
    """What happened, as far as it lies with time, memory or file; None where the question itself is wrong."""
    if isinstance(fault, duckdb.InterruptException):
        return "too_slow"
    if isinstance(fault, duckdb.OutOfMemoryException):
        return "too_large"
    return "unreadable" if isinstance(fault, _OF_THE_FILE) or type(fault) is duckdb.Error else None
