"""Where a meeting stands: the step on the wall, the question that is open, and since when it runs.

Every window of one browser shares it, so that the wall follows the speaker's window and the other way round.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from threading import Lock

import streamlit as st

from pages.controls.browser import browser_name

MOST_READERS = 500
_meetings: OrderedDict[str, Meeting] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Act:
    """What a key or a button asks for; `number` is the step to go to, or the question to open, from 1."""

    name: str
    number: int = 0


@dataclass(frozen=True)
class Meeting:
    """Where a meeting stands.

    `position` is the step shown, from 0; as great as there are steps, it is the end. `asking` says whether the
    questions of the step are open, `question` which of them, from 1; 0 is none. `started` is in seconds since 1970,
    None before the first step is shown. `revision` counts the changes.
    """

    position: int = 0
    asking: bool = False
    question: int = 0
    started: float | None = None
    revision: int = 0


def after(meeting: Meeting, act: Act, count: int) -> Meeting:
    """Where a meeting of `count` steps stands after an act; an act that means nothing here changes nothing.

    The first step has none before it. After the last comes the end, from which the way back leads to the last.
    Whoever goes to another step leaves the questions of the one before; the end has none.
    """
    goal = {
        "next": meeting.position + 1, "previous": meeting.position - 1, "first": 0, "last": count - 1,
        "jump": act.number - 1,
    }.get(act.name)
    if goal is not None:
        if act.name == "jump" and not 1 <= act.number <= count:
            return meeting
        return replace(meeting, position=min(max(goal, 0), count), asking=False, question=0)
    if act.name == "questions" and meeting.position < count:
        return replace(meeting, asking=not meeting.asking, question=0)
    if act.name == "choose" and meeting.asking:
        return replace(meeting, question=0 if meeting.question == act.number else act.number)
    if act.name == "close":
        return replace(meeting, asking=False, question=0)
    if act.name == "restart":
        return replace(meeting, started=time.time())
    return meeting


def meeting() -> Meeting:
    """Where the meeting of this browser stands."""
    with _lock:
        return _held()


def change(make: Callable[[Meeting], Meeting]) -> Meeting:
    """Change the meeting of this browser as it stands now, which another window may have changed meanwhile."""
    with _lock:
        held = _held()
        made = make(held)
        if made != held:
            made = replace(made, revision=held.revision + 1)
            _keep(made)
        return made


def carry_out(acts: Iterable[Act], count: int) -> Meeting:
    """Carry out acts in their order."""
    def all_of_them(held: Meeting) -> Meeting:
        for act in acts:
            held = after(held, act, count)
        return held

    return change(all_of_them)


def _held() -> Meeting:
    reader = browser_name()
    if reader is None:
        return st.session_state.get("meeting", Meeting())
    return _meetings.get(reader, Meeting())


def _keep(made: Meeting) -> None:
    reader = browser_name()
    if reader is None:
        st.session_state["meeting"] = made
        return
    _meetings[reader] = made
    _meetings.move_to_end(reader)
    while len(_meetings) > MOST_READERS:
        _meetings.popitem(last=False)
