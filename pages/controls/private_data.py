"""What a reader loaded and has not published: files, report and private snapshot, for that reader's browser alone.

All of it lies in a folder that only this process may read, outside the snapshots, and goes when the reader drops it,
publishes it, stays away for `HELD_FOR` seconds, is the longest unused of more than `MOST_HELD` and has been unused for
`SPARED_FOR` seconds, or when the process ends. What an errand is at work on stays.
"""

from __future__ import annotations

import atexit
import logging
import shutil
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Literal
from uuid import uuid4

import streamlit as st

from data.importing.errand import Action, Errand, Fault, Outcome, Report, RunningErrand
from data.importing.faults import fault_of
from data.snapshot import SnapshotError, current_snapshot, find_snapshot, snapshot_folder
from pages.controls.browser import browser_name
from pages.controls.private_folder import PrivateFolder
from pages.shell.access import current_reader
from queries.catalogue import Indicator, catalogue_of
from queries.engine import Engine
from queries.regions import Regions

MOST_HELD = 12
HELD_FOR = 3600.0
SPARED_FOR = 600.0
SWEPT_EVERY = 60.0
SWEEPER = "private-data-sweeper"
Loss = Literal["crowded_out", "expired"]


@dataclass(frozen=True)
class PrivateView:
    """A private snapshot, open, with what every page derives from one; `base` is the snapshot it was made from."""

    engine: Engine
    regions: Regions
    catalogue: dict[str, Indicator]
    base: str


@dataclass(eq=False)
class PrivateData:
    """One reader's upload: files by their names, what was found in them, and the view of them if it was built."""

    folder: PrivateFolder
    files: dict[str, Path]
    used_at: float
    report: Report | None = None
    view: PrivateView | None = None
    errand: RunningErrand | None = None
    fault: Fault | None = None
    published: str | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an errand is on its way."""
        return self.errand is not None and self.errand.is_running

    @property
    def is_publishing(self) -> bool:
        """Whether a publication is on its way, which is let end in any case."""
        return self.is_busy and self.errand is not None and self.errand.errand.action == "publish"

    def tidy(self) -> None:
        """Remove what an errand left behind, all but the files and the private snapshot."""
        kept = {*self.files.values(), *([self.view.engine.reference.path.parent] if self.view else [])}
        for path in self.folder.path.glob("*"):
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything from the disk; engines still answering keep their open file until they are done."""
        self.view = None
        self.folder.remove()


_held: OrderedDict[str, PrivateData] = OrderedDict()
_losses: OrderedDict[str, Loss] = OrderedDict()
_lock = RLock()
_is_swept = Event()


class NotTaken(Exception):
    """The files of an upload cannot be held: `reason` is a fault, or that too many readers hold data."""

    def __init__(self, reason: Fault | Literal["crowded"]) -> None:
        self.reason: Fault | Literal["crowded"] = reason
        super().__init__(reason)


def own_data() -> PrivateData | None:
    """What this reader holds, which counts as used by being asked for."""
    owner = _owner()
    with _lock:
        _remove_expired()
        data = _held.get(owner)
        if data is not None:
            data.used_at = time.monotonic()
        return data


def take_in(files: Iterable[tuple[str, bytes]], snapshots: Path, author: str) -> None:
    """Hold the files of an upload, in place of what this reader held, and begin to check them.

    A publication of this reader is let end first: then the files are not taken. Raises NotTaken where there is no room,
    on the disk or among those held; what this reader held stays.
    """
    owner = _owner()
    data = _written(files)
    with _lock:
        held = _held.get(owner)
        if held is not None and held.is_publishing:
            data.clear()
            return
        if held is None and not _has_room():
            data.clear()
            raise NotTaken("crowded")
        _remove(owner)
        _losses.pop(owner, None)
        _held[owner] = data
        if not _is_swept.is_set():
            _is_swept.set()
            Thread(target=_sweep, name=SWEEPER, daemon=True).start()
        start(data, "check", snapshots, author)


def _written(files: Iterable[tuple[str, bytes]]) -> PrivateData:
    """The files in a folder of their own. Nobody waits for the disk meanwhile, and nothing is left where it fails."""
    data: PrivateData | None = None
    try:
        data = PrivateData(PrivateFolder(), {}, time.monotonic())
        for number, (name, content) in enumerate(files):
            path = data.folder.path / f"{number}.upload"
            path.write_bytes(content)
            data.files[_free_name(name, data.files)] = path
    except BaseException as error:
        if data is not None:
            data.clear()
        if isinstance(error, OSError | MemoryError):
            raise NotTaken(fault_of(error)) from error
        raise
    return data


def _has_room() -> bool:
    """Whether one more reader can hold data, if need be in place of who has not used them for long."""
    while len(_held) >= MOST_HELD:
        idle = [owner for owner, data in _held.items() if not data.is_busy]
        longest_unused = min(idle, key=lambda owner: _held[owner].used_at, default=None)
        if longest_unused is None or _held[longest_unused].used_at > time.monotonic() - SPARED_FOR:
            return False
        _lose(longest_unused, "crowded_out")
    return True


def start(
    data: PrivateData,
    action: Action,
    snapshots: Path,
    author: str,
    partly: bool = False,
    is_allowed: Callable[[], bool] = lambda: True,
) -> None:
    """Begin an errand with the files held, unless one is on its way. `is_allowed` is asked when its turn has come."""
    with _lock:
        if data.is_busy:
            return
        target = data.folder.path / uuid4().hex
        files = tuple((str(path), label) for label, path in data.files.items())
        errand = Errand(action, files, str(snapshots.resolve()), str(target), author, partly)
        data.fault = None
        data.errand = RunningErrand(errand, partial(_take, data, errand), is_allowed)


def _take(data: PrivateData, errand: Errand, outcome: Outcome) -> None:
    with _lock:
        data.used_at = time.monotonic()
        data.fault = outcome.fault
        data.report = outcome.report or data.report
        if outcome.snapshot_id and errand.action == "publish":
            data.published = outcome.snapshot_id
            data.clear()
        elif data not in _held.values():
            data.clear()
        elif outcome.snapshot_id and outcome.base:
            try:
                data.view = _opened(Path(errand.target), outcome.snapshot_id, outcome.base)
            except Exception as error:
                # Whatever is wrong with it, the reader must hear of it; of its content nothing may reach the log.
                logging.getLogger(__name__).error("a private snapshot cannot be opened: %s", type(error).__name__)
                data.fault = "invalid"
        data.tidy()


def _opened(folder: Path, snapshot_id: str, base: str) -> PrivateView:
    engine = Engine(find_snapshot(folder, snapshot_id))
    return PrivateView(engine, Regions(engine), catalogue_of(engine), base)


def is_outdated(view: PrivateView) -> bool:
    """Whether another snapshot was published since the one that a private snapshot was made from."""
    try:
        return current_snapshot(snapshot_folder()).snapshot_id != view.base
    except SnapshotError:
        return False


def stop_using() -> None:
    """Give up the private snapshot of this reader; the files and their report stay."""
    with _lock:
        data = _held.get(_owner())
        if data is not None and data.view is not None:
            shutil.rmtree(data.view.engine.reference.path.parent, ignore_errors=True)
            data.view = None


def drop() -> None:
    """Remove all that this reader holds."""
    with _lock:
        _remove(_owner())


def loss() -> Loss | None:
    """Why what this reader held is gone, if it went by itself."""
    with _lock:
        return _losses.get(_owner())


def forget_loss() -> None:
    """The reader has read it."""
    with _lock:
        _losses.pop(_owner(), None)


def _owner() -> str:
    """The browser, which a reload and a second window share, or the session where it tells no name; and who uses it."""
    browser = browser_name() or st.session_state.setdefault("private_owner", uuid4().hex)
    return f"{browser} {current_reader().name}"


def _free_name(name: str, taken: dict[str, Path]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{Path(name).stem} ({number}){Path(name).suffix}"
    return free


def _remove(owner: str) -> None:
    data = _held.pop(owner, None)
    if data is None:
        return
    if data.is_publishing:
        return
    if data.errand is not None:
        data.errand.cancel()
    data.clear()


def _lose(owner: str, why: Loss) -> None:
    _remove(owner)
    _losses[owner] = why
    while len(_losses) > 100 * MOST_HELD:
        _losses.popitem(last=False)


def _remove_expired() -> None:
    limit = time.monotonic() - HELD_FOR
    for owner in [owner for owner, data in _held.items() if data.used_at < limit and not data.is_busy]:
        _lose(owner, "expired")


def _sweep() -> None:
    """Remove what has expired although nobody comes by."""
    while True:
        time.sleep(SWEPT_EVERY)
        with _lock:
            _remove_expired()
            if not _held:
                _is_swept.clear()
                return


@atexit.register
def remove_everything() -> None:
    """Remove what every reader holds. Errands that publish are let be: what they began is complete or not at all."""
    with _lock:
        for owner in list(_held):
            _remove(owner)
