"""The briefing a reader collects: views in order, each pinned to its snapshot, kept for the browser."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from sys import getsizeof
from threading import Lock
from typing import Any, Literal
from urllib.parse import parse_qs
from uuid import uuid4

import streamlit as st

from pages.controls.browser import browser_name
from pages.controls.state import (
    LISTS,
    OF_BRIEFING,
    OF_CLUSTERS,
    OF_GAPS,
    OF_PAGES,
    OF_REGISTER,
    OF_TRANSFER,
    PARAMETERS,
    VIEW,
    link_query,
)
from pages.shell.screen import Screen

MOST_STEPS = 200
MOST_READERS = 500
# Bytes of all briefings that are held for browsers, without those of their own sessions.
MOST_HELD = 100_000_000
# A sentence to be checked fills its query with twelve signs for each of its own.
LONGEST_QUERY = 8000
LONGEST_TEXT = 2000
SHELF = "briefcase"
Outcome = Literal["kept", "kept_before", "full", "private", "too_long"]
UndoKind = Literal["removed", "opened", "added", "redone"]


@dataclass(frozen=True)
class Step:
    """One kept view: the page, its state and snapshot as a query string, the finding, and what the reader adds.

    Attributes
    ----------
    page, query : the view; the query names language, layer, snapshot and figure
    finding : the sentence as it was when the view was kept
    note : what the speaker wants to say
    title : the reader's own, in place of the finding; may be empty
    group : the heading it stands under; may be empty
    kept_at : when it was kept or redone, in UTC, as ``2026-11-23T04:30:00Z``; empty where a file does not say
    method : fingerprint of definition and formula at that time; empty where not recorded
    boundary : fingerprint of the boundary file that a map was drawn with; empty for other figures, or not recorded
    identifier : tells two steps of the same view apart, so that a note stays with its step when steps move
    """

    page: str
    query: str
    finding: str
    note: str = ""
    title: str = ""
    group: str = ""
    kept_at: str = ""
    method: str = ""
    boundary: str = ""
    identifier: str = field(default_factory=lambda: uuid4().hex)

    @property
    def shown_title(self) -> str:
        """The reader's own title, else the finding."""
        return self.title or self.finding

    @property
    def asked(self) -> dict[str, list[str]]:
        """Every parameter of the query with its values, known to this version or not."""
        return parse_qs(self.query)

    @property
    def parameters(self) -> dict[str, str | list[str]]:
        """Parameters of the link that reopens the view; only those that a view can have."""
        known = {name: values for name, values in self.asked.items() if name in PARAMETERS}
        return {name: values if name in LISTS else values[-1] for name, values in known.items()}

    @property
    def snapshot(self) -> str:
        """Identifier of the snapshot that the step is pinned to; empty where its query names none."""
        return self.asked.get("snapshot", [""])[-1]


@dataclass(frozen=True)
class Undo:
    """What the last removal, opening, adding or redoing changed, so that it can be taken back.

    `steps` are the steps that it took away, as they were; after a removal `position` is where the one step stood, after
    an opening `title` is that of the briefing before. `came` are the identifiers of the steps that a file brought.
    """

    kind: UndoKind
    steps: tuple[Step, ...] = ()
    position: int = 0
    title: str = ""
    came: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Briefcase:
    """The briefing of one browser: its title, empty where the reader gave none, its steps in order, the way back."""

    title: str = ""
    steps: tuple[Step, ...] = ()
    undo: Undo | None = None


@dataclass
class Shelf:
    """Where the briefing of a browser stands, and how many bytes it takes; the one thing here that changes."""

    held: Briefcase = Briefcase()
    weight: int = 0


_shelves: OrderedDict[str, Shelf] = OrderedDict()
_lock = Lock()


def briefcase() -> Briefcase:
    """The briefing of this reader as it is now."""
    return _shelf().held


def steps() -> list[Step]:
    """The steps of this reader, in order."""
    return list(briefcase().steps)


def change_briefcase(change: Callable[[Briefcase], Briefcase]) -> bool:
    """Change the briefing of this reader as it is now, which another window may have changed meanwhile.

    Nothing is changed, and False returned, where it would come to hold more steps than it can.
    """
    shelf = _shelf()
    with _lock:
        changed = change(shelf.held)
        if len(changed.steps) > MOST_STEPS:
            return False
        shelf.held, shelf.weight = changed, _weight(changed)
        _make_room(shelf)
        return True


def change_steps(change: Callable[[list[Step]], list[Step]]) -> bool:
    """Change the steps of this reader as they are now; False where there would be too many."""
    return change_briefcase(lambda held: replace(held, steps=tuple(change(list(held.steps)))))


def briefcase_reader() -> Callable[[], Briefcase]:
    """What reads the briefing of this reader as it stands when it is called, from any thread."""
    shelf = _shelf()
    return lambda: shelf.held


def _shelf() -> Shelf:
    """The shelf of this browser, which a reload and a second window share; of the session where it tells no name."""
    reader = browser_name()
    if reader is None:
        shelf: Shelf = st.session_state.setdefault(SHELF, Shelf())
        return shelf
    with _lock:
        found = _shelves.setdefault(reader, Shelf())
        _shelves.move_to_end(reader)
        _make_room(found)
        return found


def _make_room(own: Shelf) -> None:
    """Let go what was longest unused of others, where there are too many or they weigh too much together."""
    weight = sum(shelf.weight for shelf in _shelves.values())
    for reader in list(_shelves):
        if len(_shelves) <= MOST_READERS and weight <= MOST_HELD:
            return
        if _shelves[reader] is not own:
            weight -= _shelves.pop(reader).weight


def _weight(held: Briefcase) -> int:
    every = (*held.steps, *(held.undo.steps if held.undo else ()))
    return sum(getsizeof(step) + sum(map(getsizeof, vars(step).values())) for step in every)


def keep_step(
    screen: Screen, finding: str, state: Mapping[str, Any], method: str = "", boundary: str = ""
) -> Outcome:
    """Add a view to the end of the briefing, pinned to the snapshot it was seen on, unless it is there or full.

    `method` and `boundary` are the fingerprints of what the figure rests on besides its data. A view of data that only
    this reader sees is not taken: no one else could reopen it, and soon not even the reader.
    """
    if screen.is_private:
        return "private"
    values = {"lang": screen.language, "layer": screen.layer, "snapshot": screen.engine.snapshot_id, **state}
    page = str(values.pop("page"))
    step = Step(page, link_query(values), finding, kept_at=now(), method=method, boundary=boundary)
    if len(step.query) > LONGEST_QUERY or len(finding) > LONGEST_TEXT:
        return "too_long"
    is_new = True

    def with_step(kept: list[Step]) -> list[Step]:
        nonlocal is_new
        is_new = all((other.page, other.query) != (step.page, step.query) for other in kept)
        return [*kept, step] if is_new else kept

    has_room = change_steps(with_step)
    if not is_new:
        return "kept_before"
    return "kept" if has_room else "full"


def now() -> str:
    """The time in UTC as a step records it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def step_presented() -> int | None:
    """Position of the step that is presented, from 0; None where the view is no step of this briefing."""
    asked = st.query_params.get("step", "")
    position = int(asked) - 1 if asked.isdecimal() and len(asked) <= 3 else -1
    held = steps()
    if not 0 <= position < len(held):
        return None
    telling = (*VIEW, *OF_PAGES, *OF_REGISTER, *OF_GAPS, *OF_TRANSFER, *OF_CLUSTERS, *OF_BRIEFING, "figure")
    shown = {name: st.query_params.get_all(name) for name in st.query_params if name in telling}
    wanted = {name: value if isinstance(value, list) else [value] for name, value in held[position].parameters.items()}
    return position if all(wanted.get(name) == values for name, values in shown.items()) else None
