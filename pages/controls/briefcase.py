"""The briefing a reader collects in a session: views in order, each pinned to its snapshot, as one small file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import streamlit as st

from pages.controls.state import LISTS, PARAMETERS, link_query
from pages.shell.screen import Screen

FORMAT = "ip-services-atlas-briefing"
VERSION = 1
MOST_STEPS = 200
LONGEST_TEXT = 2000
LARGEST_FILE = 1_000_000


class BriefingFileError(ValueError):
    """The file is not a briefing that this version can open."""


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
    """The steps of this session, in order."""
    return list(_held())


def set_steps(kept: list[Step]) -> None:
    """Replace the steps of this session."""
    _held()[:] = kept[:MOST_STEPS]


def file_writer() -> Callable[[], bytes]:
    """What writes the briefing as it stands when it is called, from any thread."""
    held = _held()
    return lambda: to_file(held)


def _held() -> list[Step]:
    return st.session_state.setdefault("briefing_steps", [])


def keep_step(screen: Screen, finding: str, state: Mapping[str, Any]) -> None:
    """Add a view to the end of the briefing, pinned to the snapshot it was seen on."""
    values = {"lang": screen.language, "layer": screen.layer, "snapshot": screen.engine.snapshot_id, **state}
    set_steps([*steps(), Step(str(values.pop("page")), link_query(values), finding)])


def moved(kept: list[Step], position: int, places: int) -> list[Step]:
    """The steps with one of them moved up (negative) or down; at the ends nothing changes."""
    target = position + places
    if not 0 <= target < len(kept):
        return kept
    result = [step for index, step in enumerate(kept) if index != position]
    result.insert(target, kept[position])
    return result


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
        raise BriefingFileError(f"{len(content)} bytes")
    try:
        record = json.loads(content.decode("utf-8"))
        if record["format"] != FORMAT or record["version"] > VERSION:
            raise BriefingFileError(str(record.get("format")))
        kept = [
            Step(*(str(item[name]) for name in ("page", "query", "finding", "note"))) for item in record["steps"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise BriefingFileError(str(fault)) from fault
    if len(kept) > MOST_STEPS:
        raise BriefingFileError(f"more than {MOST_STEPS} steps")
    for step in kept:
        if step.page not in pages or max(len(step.finding), len(step.note), len(step.query)) > LONGEST_TEXT:
            raise BriefingFileError(step.page[:40])
    return kept


