"""The briefing a reader collects: views in order, each pinned to its snapshot, as one small file."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from threading import Lock
from typing import Any, Literal
from urllib.parse import parse_qs
from uuid import uuid4

import streamlit as st

from pages.controls.browser import browser_name
from pages.controls.state import (
    LISTS,
    OF_CLUSTERS,
    OF_GAPS,
    OF_PAGES,
    OF_REGISTER,
    OF_TRANSFER,
    PARAMETERS,
    PRESENT,
    VIEW,
    link_query,
)
from pages.shell.screen import Screen

FORMAT = "ip-services-atlas-briefing"
VERSION = 1
MOST_STEPS = 200
LONGEST_TEXT = 2000
LARGEST_FILE = 1_000_000
MOST_READERS = 500
Outcome = Literal["kept", "kept_before", "full", "private"]
_briefings: OrderedDict[str, list[Step]] = OrderedDict()
_lock = Lock()


class BriefingFileError(ValueError):
    """The file is not a briefing that this version can open. `kind` says why: a key of the catalogue of texts."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


@dataclass(frozen=True)
class Step:
    """One kept view: the page, its state and snapshot as a query string, the finding, and the speaker's note.

    `identifier` tells two steps of the same view apart, so that a note stays with its step when steps move.
    """

    page: str
    query: str
    finding: str
    note: str = ""
    identifier: str = field(default_factory=lambda: uuid4().hex)

    @property
    def parameters(self) -> dict[str, str | list[str]]:
        """Parameters of the link that reopens the view; only those that a view can have."""
        known = {name: values for name, values in parse_qs(self.query).items() if name in PARAMETERS}
        return {name: values if name in LISTS else values[-1] for name, values in known.items()}


def steps() -> list[Step]:
    """The steps of this reader, in order."""
    with _lock:
        return list(_held())


def change_steps(change: Callable[[list[Step]], list[Step]]) -> None:
    """Change the steps of this reader as they are now, which another window may have changed meanwhile."""
    with _lock:
        held = _held()
        held[:] = change(list(held))[:MOST_STEPS]


def file_writer() -> Callable[[], bytes]:
    """What writes the briefing as it stands when it is called, from any thread."""
    with _lock:
        held = _held()
    return lambda: to_file(held)


def _held() -> list[Step]:
    """The list of this browser, which a reload and a second window share; of the session where it tells no name."""
    reader = browser_name()
    if reader is None:
        return st.session_state.setdefault("briefing_steps", [])
    held = _briefings.setdefault(reader, [])
    _briefings.move_to_end(reader)
    while len(_briefings) > MOST_READERS:
        _briefings.popitem(last=False)
    return held


def keep_step(screen: Screen, finding: str, state: Mapping[str, Any]) -> Outcome:
    """Add a view to the end of the briefing, pinned to the snapshot it was seen on, unless it is there or full.

    A view of data that only this reader sees is not taken: no one else could reopen it, and soon not even the reader.
    """
    if screen.is_private:
        return "private"
    values = {"lang": screen.language, "layer": screen.layer, "snapshot": screen.engine.snapshot_id, **state}
    step = Step(str(values.pop("page")), link_query(values), finding)
    held = steps()
    if any((kept.page, kept.query) == (step.page, step.query) for kept in held):
        return "kept_before"
    if len(held) >= MOST_STEPS:
        return "full"
    change_steps(lambda kept: [*kept, step])
    return "kept"


def step_presented() -> int | None:
    """Position of the step that is presented, from 0; None where the view is no step of this briefing."""
    asked = st.query_params.get("step", "")
    position = int(asked) - 1 if asked.isdecimal() and len(asked) <= 3 else -1
    held = steps()
    if not 0 <= position < len(held):
        return None
    telling = (*VIEW, *OF_PAGES, *OF_REGISTER, *OF_GAPS, *OF_TRANSFER, *OF_CLUSTERS, "figure")
    shown = {name: st.query_params.get_all(name) for name in st.query_params if name in telling}
    wanted = {name: value if isinstance(value, list) else [value] for name, value in held[position].parameters.items()}
    return position if all(wanted.get(name) == values for name, values in shown.items()) else None


def presentation_of(position: int) -> dict[str, str | list[str]]:
    """Parameters of the link that presents a step alone on the screen."""
    return {**steps()[position].parameters, "mode": PRESENT, "step": str(position + 1)}


def moved(kept: list[Step], identifier: str, places: int) -> list[Step]:
    """The steps with one of them moved up (negative) or down; beyond the ends, or if it is gone, nothing changes."""
    position = next((place for place, step in enumerate(kept) if step.identifier == identifier), None)
    if position is None or not 0 <= position + places < len(kept):
        return kept
    result = [step for step in kept if step.identifier != identifier]
    result.insert(position + places, kept[position])
    return result


def without(kept: list[Step], identifier: str) -> list[Step]:
    """The steps but one."""
    return [step for step in kept if step.identifier != identifier]


def with_note(kept: list[Step], identifier: str, note: str) -> list[Step]:
    """The steps with the note of one of them replaced."""
    return [replace(step, note=note) if step.identifier == identifier else step for step in kept]


def to_file(kept: list[Step]) -> bytes:
    """The briefing as a small UTF-8 JSON file."""
    steps_kept = [{name: value for name, value in asdict(step).items() if name != "identifier"} for step in kept]
    content = {"format": FORMAT, "version": VERSION, "steps": steps_kept}
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8")


def from_file(content: bytes, pages: frozenset[str]) -> list[Step]:
    """Read a briefing file.

    Raises
    ------
    BriefingFileError
        if the content is not a briefing, is of a later version, or names a page that does not exist.
    """
    if len(content) > LARGEST_FILE:
        raise BriefingFileError("too_large")
    try:
        record = json.loads(content.decode("utf-8"))
        if record["format"] != FORMAT:
            raise BriefingFileError("other")
        if record["version"] > VERSION:
            raise BriefingFileError("later")
        kept = [
            Step(*(str(item[name]) for name in ("page", "query", "finding", "note"))) for item in record["steps"]
        ]
        for step in kept:
            "".join((step.page, step.query, step.finding, step.note)).encode("utf-8")
    except BriefingFileError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise BriefingFileError("other") from fault
    if len(kept) > MOST_STEPS:
        raise BriefingFileError("too_large")
    for step in kept:
        if step.page not in pages or max(len(step.finding), len(step.note), len(step.query)) > LONGEST_TEXT:
            raise BriefingFileError("other")
    return kept
