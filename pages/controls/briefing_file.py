"""The briefing as one small file: what is written is read again, and what comes from elsewhere is taken as text only.

Version 1 held page, query, finding and note of each step. Version 2 adds the title of the briefing, and of each step
its own title, its group, and what it rested on when it was kept.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from pages.controls.briefcase import LONGEST_QUERY, LONGEST_TEXT, MOST_STEPS, Briefcase, Step
from pages.controls.briefing_order import arranged

FORMAT = "ip-services-atlas-briefing"
VERSION = 2
LONGEST_TITLE = 200
LONGEST_GROUP = 60
LARGEST_FILE = 12_000_000
LARGEST_FILE_MB = 12
# How much of each text of a step is read; those of version 1 come first. A query that was cut is longer by one sign
# than any that can be shown.
LONGEST = {
    "page": 60, "query": LONGEST_QUERY + 1, "finding": LONGEST_TEXT, "note": LONGEST_TEXT,
    "title": LONGEST_TITLE, "group": LONGEST_GROUP, "kept_at": 20, "method": 64, "boundary": 64,
}
REQUIRED = ("page", "query", "finding", "note")
OF_SEVERAL_LINES = ("note",)
FaultKind = Literal["other", "step", "later", "too_large", "too_many"]
# Signs that no text needs: those that steer a device, that turn the direction of reading, or that XML does not hold.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
                       "\ufffe\uffff]")
_BREAKS = re.compile("[\t\n\u2028\u2029]")


class BriefingFileError(ValueError):
    """The file is not a briefing that this version can open.

    `kind` says why: a key of the catalogue of texts. `position` is the number of the faulty step, from 1; 0 where it is
    the file as a whole.
    """

    def __init__(self, kind: FaultKind, position: int = 0) -> None:
        self.kind: FaultKind = kind
        self.position = position
        super().__init__(kind)


@dataclass(frozen=True)
class Opened:
    """What a file holds: the title of the briefing, its steps, and the version of the format it was saved in."""

    title: str
    steps: tuple[Step, ...]
    version: int


def clean(text: str, longest: int, of_several_lines: bool = False) -> str:
    """What a reader typed or a file says, as text alone, without steering signs, cut to its greatest length."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode("utf-8")
    if not of_several_lines:
        text = _BREAKS.sub(" ", text)
    return _STEERING.sub("", text)[:longest].strip()


def to_file(held: Briefcase) -> bytes:
    """The briefing as a small UTF-8 JSON file."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "title": held.title,
        "steps": [{name: getattr(step, name) for name in LONGEST} for step in held.steps],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8")


def from_file(content: bytes) -> Opened:
    """Read a briefing file of this version or an older one.

    A step that cannot be shown here, its page being unknown, its snapshot gone or its query too long, is read like any
    other: what can be shown is found out later, and no step keeps the others from being opened.

    Raises
    ------
    BriefingFileError
        if the content is not a briefing, one of its steps is incomplete, a later version saved it, or it is too large.
    """
    if len(content) > LARGEST_FILE:
        raise BriefingFileError("too_large")
    try:
        record = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise BriefingFileError("other") from fault
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise BriefingFileError("other")
    version, items, title = record.get("version"), record.get("steps"), record.get("title", "")
    if type(version) is not int or version < 1:
        raise BriefingFileError("other")
    if version > VERSION:
        raise BriefingFileError("later")
    if not isinstance(items, list) or not _is_text(title):
        raise BriefingFileError("other")
    if len(items) > MOST_STEPS:
        raise BriefingFileError("too_many")
    steps = [_step(item, position) for position, item in enumerate(items, start=1)]
    return Opened(clean(title, LONGEST_TITLE), tuple(arranged(steps)), version)


def _step(item: Any, position: int) -> Step:
    if not isinstance(item, dict) or any(name not in item for name in REQUIRED):
        raise BriefingFileError("step", position)
    values = {name: item.get(name, "") for name in LONGEST}
    if not all(_is_text(value) for value in values.values()):
        raise BriefingFileError("step", position)
    cleaned = {name: clean(value, LONGEST[name], name in OF_SEVERAL_LINES) for name, value in values.items()}
    return Step(**cleaned)


def _is_text(value: Any) -> bool:
    """Whether a value is a text that can be written: half of a surrogate pair alone cannot."""
    if not isinstance(value, str):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
