"""The engine: asks the question files of one snapshot, whatever database holds it, and remembers the answers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd

from data.errors import DatabaseError
from data.opening import Opening
from data.snapshot import SnapshotError, SnapshotReference, current_snapshot, find_snapshot, validate
from queries.asked import Asked, Parameter, note, noting
from queries.copies import own_copy
from queries.database import Database, open_database
from queries.duckdb_database import DuckdbDatabase
from queries.memory import Memory
from queries.meters import metered

OPEN_SNAPSHOTS = 4
WORK_AHEAD = "work ahead"

Answer = TypeVar("Answer")


class Engine:
    """One open snapshot. Safe to share between threads."""

    def __init__(self, reference: SnapshotReference, database: Database | None = None) -> None:
        """Answer on a snapshot from a `database` that holds it, from its own DuckDB file where none is given.

        Raises
        ------
        SnapshotError
            if the file cannot be opened.
        """
        self.reference = reference
        self.database = DuckdbDatabase(reference.path) if database is None else database
        self.memory = Memory()

    @property
    def snapshot_id(self) -> str:
        """Identity of the snapshot, the key under which everything derived from it may be remembered."""
        return self.reference.snapshot_id

    def query(self, name: str, **parameters: Parameter) -> pd.DataFrame:
        """Answer one question with bound parameters.

        Returns a frame of its own for every caller, in the order that the question's `order by` gives.
        The last answers are remembered for the life of the snapshot, which never changes.
        """
        return self.recall((Asked.of(name, parameters),), lambda: self._ask(name, parameters))

    def query_once(self, name: str, **parameters: Parameter) -> pd.DataFrame:
        """Answer one question without remembering it: a download may hold a whole register, searches are endless."""
        return self._ask(name, parameters)

    def recall(self, key: tuple[Any, ...], make: Callable[[], Answer]) -> Answer:
        """A frame or record derived from this snapshot: made once for a key, remembered for the snapshot's life.

        Every caller gets frames, lists and mappings of its own, those within records too. The questions that it rests
        on are remembered with it, so that whoever is noting hears of them each time. What many ask for at once is
        made by one of them.
        """
        is_made_here = False

        def noted() -> tuple[Answer, tuple[Asked, ...]]:
            nonlocal is_made_here
            is_made_here = True
            with noting() as notes:
                answer = make()
            return answer, notes.asked

        answer, asked = self.memory.recall(key, noted)
        if not is_made_here:
            note(asked)
        return cast(Answer, own_copy(answer))

    def _ask(self, name: str, parameters: dict[str, Parameter]) -> pd.DataFrame:
        note([Asked.of(name, parameters)])
        with metered(name):
            return self.database.ask(name, parameters)

    def close(self) -> None:
        """Give the database back. Queries still running finish first."""
        self.database.close()


class EngineRoom:
    """Opens the snapshot that the pointer names and keeps serving the last good one when that fails.

    The last few snapshots asked for stay open. One that falls out is closed when its last reader lets go of it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Called with the engine of each snapshot that becomes current, in a thread of its own.
        self.work_ahead: Callable[[Engine], None] | None = None
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._openings: dict[str, Opening[Engine]] = {}
        self._last_good: Engine | None = None
        self._lock = threading.Lock()

    def current(self) -> tuple[Engine, SnapshotError | None]:
        """Return the engine of the current snapshot, and what is wrong with the pointer if an older one serves.

        Where another is about to be opened, as after a publication, a reader of the older one waits no longer than a
        moment: a server that hangs may take more than a minute to fail.

        Raises
        ------
        SnapshotError
            if the pointer or its snapshot is unusable and no good snapshot was ever open, or that one was written to.
        """
        older = self._last_good
        if older is not None and not older.database.is_intact():
            older = None
        try:
            found = self._find(current_snapshot(self.folder))
            if older is not None and isinstance(found, Opening) and not found.is_over_soon():
                return older, found.known
            engine = found if isinstance(found, Engine) else found.result()
        except SnapshotError as fault:
            if older is None:
                raise
            return older, fault
        is_new, self._last_good = engine is not self._last_good, engine
        if is_new and self.work_ahead is not None:
            threading.Thread(target=self.work_ahead, args=(engine,), name=WORK_AHEAD, daemon=True).start()
        return engine, None

    def of(self, snapshot_id: str) -> Engine:
        """Return the engine of a named snapshot, for links made on an older one.

        Raises
        ------
        SnapshotError
            if that snapshot is no longer kept or cannot be read.
        """
        found = self._find(find_snapshot(self.folder, snapshot_id))
        return found if isinstance(found, Engine) else found.result()

    def remembered(self) -> tuple[int, int]:
        """How many answers are remembered of all open snapshots together, and their weight in bytes."""
        with self._lock:
            memories = [engine.memory for engine in self._engines.values()]
        return sum(map(len, memories)), sum(memory.bytes for memory in memories)

    def _find(self, reference: SnapshotReference) -> Engine | Opening[Engine]:
        """The engine of a snapshot that is open, else the attempt to open it: one under way, just failed, or begun."""
        path = str(reference.path)
        with self._lock:
            engine = self._engines.get(path)
            if engine is not None:
                if not engine.database.is_intact():
                    # As long as anybody has it open, DuckDB answers from the old state and the new one mixed.
                    raise DatabaseError("unreadable", f"{path}: written to while open")
                self._engines.move_to_end(path)
                return engine
            opening = self._openings.get(path)
            if opening is None or opening.is_to_be_repeated():
                opening = self._openings[path] = Opening(reference.path, opening)
                opening.begin(lambda: self._open(reference))
            return opening

    def _open(self, reference: SnapshotReference) -> Engine:
        # A truncated file may open all the same and fail only at a later question.
        validate(reference.path, reference.snapshot_id)
        engine = Engine(reference, open_database(reference))
        with self._lock:
            self._engines[str(reference.path)] = engine
            del self._openings[str(reference.path)]
            while len(self._engines) > OPEN_SNAPSHOTS:
                self._engines.popitem(last=False)
        return engine


@lru_cache(maxsize=4)
def engine_room(folder: Path) -> EngineRoom:
    """The one room of a folder of snapshots in this process, so that all readers share its open snapshots."""
    return EngineRoom(folder)
