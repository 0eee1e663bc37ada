"""The engine: runs the question files on one snapshot, read-only, and remembers the answers of that snapshot."""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb
import pandas as pd

from data.snapshot import SnapshotError, SnapshotReference, current_snapshot, find_snapshot, validate

QUESTION_FOLDER = Path(__file__).parent
REMEMBERED_ANSWERS = 4096
MEMORY_LIMIT = "2GB"
THREADS = 2
OPEN_SNAPSHOTS = 4

Parameter = str | int | float | bool | None | list[str] | list[int]
Answer = TypeVar("Answer")


class QuestionError(LookupError):
    """A question was asked by a name that no `.sql` file bears."""


def question_text(name: str) -> str:
    """Return the SQL of the question `name`, such as ``indicator/value``.

    Raises
    ------
    QuestionError
        if there is no such file.
    """
    path = QUESTION_FOLDER / f"{name}.sql"
    if not path.is_file():
        raise QuestionError(f"no question file queries/{name}.sql")
    return path.read_text(encoding="utf-8")


# What a question has as its answer before it is asked; None may be an answer.
_UNASKED: Any = object()


class Engine:
    """One open snapshot. Safe to share between threads: every query takes a cursor of its own."""

    def __init__(self, reference: SnapshotReference) -> None:
        self.reference = reference
        self._connection = duckdb.connect(
            str(reference.path),
            read_only=True,
            config={
                "enable_external_access": False,
                "memory_limit": MEMORY_LIMIT,
                "threads": THREADS,
                "python_enable_replacements": False,
                "lock_configuration": True,
            },
        )
        self._answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def snapshot_id(self) -> str:
        """Identity of the snapshot, the key under which everything derived from it may be remembered."""
        return self.reference.snapshot_id

    def query(self, name: str, **parameters: Parameter) -> pd.DataFrame:
        """Answer one question with bound parameters.

        Returns a frame of its own for every caller, in the order that the question's `order by` gives.
        The last answers are remembered for the life of the snapshot, which never changes.
        """
        key = (name, *((k, tuple(v) if isinstance(v, list) else v) for k, v in sorted(parameters.items())))
        return self.recall(key, lambda: self._ask(name, parameters))

    def query_once(self, name: str, **parameters: Parameter) -> pd.DataFrame:
        """Answer one question without remembering it: a download may hold a whole register, searches are endless."""
        return self._ask(name, parameters)

    def recall(self, key: tuple[Any, ...], make: Callable[[], Answer]) -> Answer:
        """A frame or record derived from this snapshot: made once for a key, remembered for the snapshot's life.

        Every caller gets frames, lists and mappings of its own, those within records too.
        """
        with self._lock:
            answer = self._answers.get(key, _UNASKED)
            if answer is not _UNASKED:
                self._answers.move_to_end(key)
        if answer is _UNASKED:
            answer = make()
            with self._lock:
                self._answers[key] = answer
                while len(self._answers) > REMEMBERED_ANSWERS:
                    self._answers.popitem(last=False)
        return cast(Answer, _own(answer))

    def _ask(self, name: str, parameters: dict[str, Parameter]) -> pd.DataFrame:
        with self._connection.cursor() as cursor:
            return cursor.execute(question_text(name), parameters or None).df()

    def close(self) -> None:
        """Give the file back. Queries still running finish first."""
        self._connection.close()


def _own(answer: Any) -> Any:
    """The same answer in which nothing that a caller can change is another caller's."""
    if isinstance(answer, pd.DataFrame | pd.Series):
        # A shallow copy is enough: pandas copies what is behind it at the first change.
        return answer.copy(deep=False)
    if isinstance(answer, dict):
        return {key: _own(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_own(value) for value in answer]
    if is_dataclass(answer) and not isinstance(answer, type):
        record = copy.copy(answer)
        # Beside its fields a record may hold what it has worked out once.
        for name in {*(field.name for field in fields(answer)), *getattr(answer, "__dict__", ())}:
            # Most records are frozen; this one is nobody's yet.
            object.__setattr__(record, name, _own(getattr(answer, name)))
        return record
    return answer


class EngineRoom:
    """Opens the snapshot that the pointer names and keeps serving the last good one when that fails.

    The last few snapshots asked for stay open. One that falls out is closed when its last reader lets go of it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._last_good: Engine | None = None
        self._lock = threading.Lock()

    def current(self) -> tuple[Engine, SnapshotError | None]:
        """Return the engine of the current snapshot, and what is wrong with the pointer if an older one serves.

        Raises
        ------
        SnapshotError
            if the pointer or its snapshot is unusable and no good snapshot was ever open.
        """
        try:
            engine = self._open(current_snapshot(self.folder))
        except SnapshotError as fault:
            if self._last_good is None:
                raise
            return self._last_good, fault
        self._last_good = engine
        return engine, None

    def of(self, snapshot_id: str) -> Engine:
        """Return the engine of a named snapshot, for links made on an older one.

        Raises
        ------
        SnapshotError
            if that snapshot is no longer kept or cannot be read.
        """
        return self._open(find_snapshot(self.folder, snapshot_id))

    def _open(self, reference: SnapshotReference) -> Engine:
        with self._lock:
            engine = self._engines.get(str(reference.path))
            if engine is None:
                # A truncated file may open all the same and fail only at a later question.
                validate(reference.path, reference.snapshot_id)
                try:
                    engine = Engine(reference)
                except duckdb.Error as fault:
                    raise SnapshotError("broken", f"{reference.path}: {str(fault).splitlines()[0]}") from fault
                self._engines[str(reference.path)] = engine
                while len(self._engines) > OPEN_SNAPSHOTS:
                    self._engines.popitem(last=False)
            self._engines.move_to_end(str(reference.path))
            return engine


@lru_cache(maxsize=4)
def engine_room(folder: Path) -> EngineRoom:
    """The one room of a folder of snapshots in this process, so that all readers share its open snapshots."""
    return EngineRoom(folder)
