"""The keys of a meeting: one listener for the whole window, which loses no press and carries out none twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from pages.shell.presentation.meeting import Act
from pages.texts import Texts

SCRIPT_FILE = Path(__file__).with_suffix(".js")
KEYS = "meeting-keys"
NAMES = (
    "next", "previous", "first", "last", "jump", "blank", "white", "questions", "choose", "theme", "speaker", "leave",
    "restart", "help",
)
_listener = st.components.v2.component("meeting_keys", js=SCRIPT_FILE.read_text(encoding="utf-8"), isolate_styles=False)


def keys(
    texts: Texts, *, asking: bool, questions: int, speaker: str, height: int, carry_out: Callable[[list[Act]], None]
) -> None:
    """Listen to the keys.

    `asking` says whether the questions of the step are open, of which there are `questions`; `speaker` is the query of
    the speaker's window, empty in that window itself; `height` is that of the window the wall was drawn for.
    `carry_out` is called with the acts of new presses, in order.
    """
    def on_press() -> None:
        fresh, st.session_state["acts-handled"] = fresh_acts(
            st.session_state[KEYS].get("pressed"), st.session_state.get("acts-handled", {})
        )
        if fresh:
            carry_out(fresh)

    _listener(
        key=KEYS,
        data={
            "asking": asking,
            "questions": questions,
            "speaker": speaker,
            "height": height,
            "handled": st.session_state.get("acts-handled", {}),
            "goTo": texts("meeting.go_to", number="{number}"),
            "blank": texts("meeting.blank"),
            "back": texts("meeting.back"),
            "help": {
                "title": texts("meeting.keys"),
                "rows": [
                    [texts(f"meeting_keys.{name}"), texts(f"meeting_does.{name}")] for name in NAMES
                    if (name != "questions" and name != "choose") or questions
                ],
            },
        },
        on_pressed_change=on_press,
        on_height_change=lambda: None,
    )


def height_told() -> int | None:
    """Height of the window in pixels where it changed since the page was opened."""
    told = st.session_state.get(KEYS, {}).get("height")
    return int(told) if isinstance(told, int | float) and 0 < told < 100_000 else None


def fresh_acts(told: Any, handled: Mapping[str, int]) -> tuple[list[Act], dict[str, int]]:
    """The acts that were not carried out before, in order, and what is carried out with them.

    A window repeats every act under its number until it is told that it was carried out, so `told` holds its name and
    a list of acts with growing numbers; `handled` is the last number carried out by name of the window.
    """
    if not isinstance(told, Mapping):
        return [], dict(handled)
    window, last = str(told.get("window", "")), handled.get(str(told.get("window", "")), 0)
    numbered = [(int(item["id"]), Act(str(item["name"]), int(item.get("number") or 0))) for item in told["acts"]]
    fresh = [(number, act) for number, act in numbered if number > last]
    return [act for _, act in fresh], {window: max([last, *(number for number, _ in fresh)])}
