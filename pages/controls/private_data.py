"""What a reader loaded and has not published: files, report and private snapshot, for that reader's browser alone.

All of it lies in a folder that only this process may read, outside the snapshots, and goes when the reader drops it,
publishes it, stays away for `HELD_FOR` seconds, is the oldest of more than `MOST_HELD`, or when the process ends.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import RLock, Thread
from typing import Literal
from uuid import uuid4

import streamlit as st

from data.importing.errand import Action, Errand, Fault, Outcome, Report, RunningErrand
from data.snapshot import SnapshotError, current_snapshot, find_snapshot, is_running
from pages.controls.browser import browser_name
from pages.shell.access import current_reader
from queries.catalogue import Indicator, catalogue_of
from queries.engine import Engine
from queries.regions import Regions

MOST_HELD = 12
HELD_FOR = 3600.0
SWEPT_EVERY = 60.0
PREFIX = "atlas-private-"
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

    folder: Path
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

    def tidy(self) -> None:
        """Remove what an errand left behind, all but the files and the private snapshot."""
        kept = {*self.files.values(), *([self.view.engine.reference.path.parent] if self.view else [])}
        for path in self.folder.glob("*"):
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything from the disk; engines still answering keep their open file until they are done."""
        self.view = None
        shutil.rmtree(self.folder, ignore_errors=True)


_held: OrderedDict[str, PrivateData] = OrderedDict()
_losses: OrderedDict[str, Loss] = OrderedDict()
_lock = RLock()


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
    """Hold the files of an upload, in place of what this reader held, and begin to check them."""
    owner = _owner()
    with _lock:
        _remove(owner)
        _losses.pop(owner, None)
        if not _held:
            Thread(target=_sweep, daemon=True).start()
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        data = PrivateData(folder, {}, time.monotonic())
        for number, (name, content) in enumerate(files):
            path = folder / f"{number}.upload"
            path.write_bytes(content)
            data.files[_free_name(name, data.files)] = path
        _held[owner] = data
        while len(_held) > MOST_HELD:
            longest_unused = min(_held, key=lambda other: _held[other].used_at)
            _lose(longest_unused, "crowded_out")
    start(data, "check", snapshots, author)


def start(
    data: PrivateData,
    action: Action,
    snapshots: Path,
    author: str,
    partly: bool = False,
) -> None:
    """Begin an errand with the files held, unless one is on its way."""
    with _lock:
        if data.is_busy:
            return
        target = data.folder / uuid4().hex
        files = tuple((str(path), label) for label, path in data.files.items())
        errand = Errand(action, files, str(snapshots.resolve()), str(target), author, partly)
        data.fault = None
        try:
            base = current_snapshot(snapshots).snapshot_id
        except SnapshotError:
            data.fault = "invalid"
            return

        data.errand = RunningErrand(errand, partial(_take, data, errand, base))


def _take(data: PrivateData, errand: Errand, base: str, outcome: Outcome) -> None:
    with _lock:
        data.fault = outcome.fault
        data.report = outcome.report or data.report
        if data not in _held.values():
            data.clear()
        elif outcome.snapshot_id and errand.action == "publish":
            data.published = outcome.snapshot_id
            data.clear()
        elif outcome.snapshot_id:
            engine = Engine(find_snapshot(Path(errand.target), outcome.snapshot_id))
            data.view = PrivateView(engine, Regions(engine), catalogue_of(engine), base)
        data.tidy()


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


def remove_leftovers() -> None:
    """Remove the folders of processes that were killed before they could clean up."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = re.match(rf"{PREFIX}(\d+)-", path.name)
        if owner and not is_running(int(owner[1])) and _is_ours(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_ours(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and path.stat().st_uid == os.getuid()


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
    if data.errand is not None and data.errand.errand.action != "publish":
        data.errand.cancel()
    if not data.is_busy or (data.errand and data.errand.errand.action != "publish"):
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
                return


@atexit.register
def remove_everything() -> None:
    """Remove what every reader holds. Errands that publish are let be: what they began is complete or not at all."""
    with _lock:
        for owner in list(_held):
            _remove(owner)
