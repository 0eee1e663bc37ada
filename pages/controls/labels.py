"""Choices told by the label that the reader saw, which may be one that the server no longer gives.

A browser tells the server the label of what is chosen in a select box. Where a run was cut short, by a lost connection
or the next click, the server already gave the labels of, say, the other language while the browser still shows those
before. Without memory of them the choice would be none of the options, and be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

HEARD = "labels"
MOST_HEARD = 3
"""How many sets of labels of a control are remembered: two languages, and one that a level or a count changed."""


def note_labels(parameter: str) -> None:
    """Remember the labels that the select box of this key, just drawn, gives its options."""
    context = get_script_run_ctx()
    if context is None:
        return
    # Streamlit keeps them with the widget, until its next drawing, and tells nobody.
    state = context.session_state._state
    drawn = state._new_widget_state.widget_metadata.get(state._key_id_mapper.get_id_from_key(parameter) or "")
    given = getattr(getattr(drawn, "deserializer", None), "__self__", None)
    labels, options = getattr(given, "formatted_options", None), getattr(given, "options", None)
    if labels is None or options is None:
        return
    heard = st.session_state.setdefault(HEARD, {})
    others = [pair for pair in heard.get(parameter, []) if pair[0] != labels]
    heard[parameter] = [(labels, options), *others][:MOST_HEARD]


def shows_already(parameter: str, value: Any, label: str) -> bool:
    """Whether the browser told with this very run that the select box of this key shows a value, by this label.

    Then it needs no telling. One that is told its choice is sent whole, with every option: a tenth of a switch.
    """
    context = get_script_run_ctx()
    if context is None:
        return False
    state = context.session_state._state
    is_told = (state._key_id_mapper.get_id_from_key(parameter) or "") in state._new_widget_state
    # What a callback or a link has set meanwhile is not what the browser shows.
    if not is_told or parameter in state._new_session_state or st.session_state[parameter] != value:
        return False
    heard = st.session_state.get(HEARD, {}).get(parameter, [])
    return {labels[options.index(value)] for labels, options in heard if value in options} == {label}


def take_by_labels() -> None:
    """Turn every choice that came as a label of an earlier drawing into the option it stood for; before all else."""
    for parameter, heard in st.session_state.get(HEARD, {}).items():
        told = st.session_state.get(parameter)
        if told is None:
            continue
        meant = [_option(item, heard) for item in told] if isinstance(told, list) else _option(told, heard)
        if meant != told:
            st.session_state[parameter] = meant


def _option(told: Any, heard: Sequence[tuple[Sequence[str], Sequence[Any]]]) -> Any:
    """The option that was told by itself or by a label; what is neither stays as it is."""
    if any(told in options for _, options in heard):
        return told
    return next((options[labels.index(told)] for labels, options in heard if told in labels), told)
