"""The state of a view. It lives in the URL, in words that no language changes, and every link restores it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime import exists
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.classes import BREAK_METHODS, MOST_CLASSES, BreakMethod
from pages.controls.labels import note_labels, shows_already
from pages.texts import LANGUAGES, Language

LAYERS = ("published", "imported", "sample")
CHOSEN_LAYER = "layer-chosen"
PRESENT = "present"
MOST_COMPARED = 10
LONGEST_CODE = 60
SHARED = ("lang", "layer", "snapshot", "mode")
VIEW = ("level", "indicator", "year", "against", "region", "compare", "breaks")
OF_PAGES = ("series", "section", "coverage-level", "quality-rule", "quality-metric", "subject")
OF_REGISTER = (
    "q", "form", "ip", "size", "status", "type", "grade", "foreign", "branches", "sort", "per-page", "table-page",
    "agency", "beside", "reported",
)
OF_GAPS = (
    "supply", "demand", "drivers", "reference", "speed", "still", "by", "pace", "scenario",
    "benchmark", "measured", "zone", "only-short", "find", "order",
    "threshold", "weighting",
    "balance-view", "bases", "distance", "offering",
)
OF_TRANSFER = (
    "service", "from", "to", "counted",
    "flow-view", "least", "at-home",
    "source", "target",
    "order-view", "received", "order-demand",
    "gradient", "pair-from", "pair-to",
    "shares-view", "share-measure", "split",
    "mobility-view", "classing", "moving",
    "until", "contract-view", "contract-measure",
    "model", "kind",
    "capacity-view", "pillar-weights", "weight-demand", "weight-base", "weight-platform", "weight-cost", "match-gap",
)
OF_CLUSTERS = (
    "cluster",
    "cluster-status", "portfolio-axes", "portfolio-order",
    "grade-thresholds",
    "growth-span", "growth-from", "growth-to",
    "life-measure", "peers", "peer-measure", "peer-year",
    "standing-year",
)
OF_BRIEFING = ("sentence",)
OF_PRESENTATION = ("figure", "step", "theme")
FIGURES = re.compile(
    r"targets|national|zones|map(-\d{4})?|ranking|trend|disparity|agencies|structure|difference|sizes|expected|expected-map"
    r"|years|catch-up-path|scenarios|composite(-parts)?"
    r"|gap-ledger|gap-map"
    r"|service-(cells|ranking|years)"
    r"|scorecard"
    r"|transfer-(test|pairs)"
    r"|order-(fall|chance|down|openings|survival|acceptance|pairs)"
    r"|(contract-)?centres-(map|path)|contracts-(map|ranking|years)"
    r"|gravity(-(terms|pairs))?|assistance(-(map|affinity))?|joint-(pairs|provinces)"
    r"|balance-map|balance-ratio|coupling|clusters-map|moran|underserved|reach-curve"
    r"|flow-(map|balance|zones|matrix)"
    r"|gradient-(ladder|map|pair)"
    r"|share-(types|quadrants|zones)|shift-share-(parts|ranking)"
    r"|mobility-(matrix|ribbon|neighbours)|beta|sigma"
    r"|region-profile"
    r"|standing-(blocks|measures|printed)"
    r"|capacity(-parts)?|match-(matrix|map|senders|receivers)"
    r"|portfolio-(map|life|chart|table)"
    r"|readiness(-lifts)?"
    r"|growth-(premium|parts|firms|system|target-[a-z0-9-]+)"
    r"|life-(course|quadrant|events)|peers-ratios|synthetic-peer"
    r"|sentence"
)
PARAMETERS = (
    *SHARED, *VIEW, *OF_PAGES, *OF_REGISTER, *OF_GAPS, *OF_TRANSFER, *OF_CLUSTERS, *OF_BRIEFING, *OF_PRESENTATION,
)
LISTS = ("compare", "form", "ip", "size", "status", "type", "grade", "drivers", "scenario", "bases", "peers")


@dataclass(frozen=True)
class Rejected:
    """A value in the URL that this snapshot or page does not know."""

    parameter: str
    value: str


def remembered(parameter: str) -> Any:
    """The value a parameter had when it was last shown in this session; None if it never was."""
    return st.session_state.get("remembered", {}).get(parameter)


def held(parameter: str) -> Any:
    """The value a parameter has in this run as far as is known before its widget is drawn."""
    asked = _asked(parameter)
    if asked is _NOT_ASKED or (asked is None and parameter not in st.session_state.get("published", {})):
        return st.session_state.get(parameter, remembered(parameter))
    return asked


def chosen(parameter: str) -> Any:
    """The same where somebody chose it; None for a default, which gives way when what it rests on changes."""
    value = held(parameter)
    is_default = _in_url(parameter) is None and value == st.session_state.get("defaults", {}).get(parameter)
    return None if is_default else value


def resolved_language() -> Language:
    """Language of the view: the widget, else the parameter, else the browser's, else Chinese."""
    asked = _asked("lang")
    value = st.session_state.get("lang", _in_url("lang")) if asked is _NOT_ASKED else asked
    return value if value in LANGUAGES else default_language()


def chosen_layer(layers: Iterable[str], rejected: list[Rejected]) -> str | None:
    """Layer that the reader chose, by link, switch or button, and not again since; None where it is left open.

    The choice is kept for itself: that the view would show the same layer anyway, here and now, does not undo it.
    One that is none of the `layers` of the snapshot is rejected and forgotten.
    """
    asked = _asked("layer")
    switched = st.session_state.get("layer")
    if switched not in (None, remembered("layer")):
        # Before the URL: a run that this click cut short had no time to note what the URL asked for.
        st.session_state[CHOSEN_LAYER] = switched
    elif asked is not _NOT_ASKED:
        st.session_state[CHOSEN_LAYER] = asked
    layer = st.session_state.get(CHOSEN_LAYER)
    if layer is not None and layer not in layers:
        rejected.append(Rejected("layer", layer))
        layer = st.session_state[CHOSEN_LAYER] = None
    return layer


def default_language() -> Language:
    """Language of the browser, if it is Chinese or not; Chinese where it does not say."""
    locale = (st.context.locale or "zh").lower()
    return "zh" if locale.startswith("zh") else "en"


def is_presenting() -> bool:
    """Whether the view is shown without controls, in large type."""
    return st.query_params.get("mode") == PRESENT


def figure_presented() -> str | None:
    """Key of the one figure that a step of a briefing presents; None while a whole page is presented, or nothing."""
    figure = st.query_params.get("figure")
    return figure if is_presenting() and figure and FIGURES.fullmatch(figure) else None


def restore(
    parameter: str, options: Iterable[Any], default: Any, rejected: list[Rejected], implied: Any = None,
    label: Callable[[Any], str] | None = None,
) -> None:
    """Make session state hold what the URL asks for, before the widget of that key is drawn.

    Where the URL asks for nothing the default holds, or what the rest of the URL has `implied`. A default that
    nobody chose gives way to the next one when, say, another indicator has another latest year.

    A link, the browser's back button, or a value that a click put into session state all end here. Values that are
    no option are taken out and remembered for the note. Streamlit's own binding writes translated labels into the
    URL; a link must mean the same in every language.

    With the `label` of its options, a select box that shows the choice already is left alone.
    """
    known = {str(option): option for option in options}
    asked = _asked(parameter)
    if asked is not _NOT_ASKED:
        faults = len(rejected)
        st.session_state[parameter] = _taken(parameter, asked, known, default, rejected, implied)
        _answer(parameter, asked, is_whole=len(rejected) == faults)
    defaults = st.session_state.setdefault("defaults", {})
    current = st.session_state.get(parameter, default)
    if asked is _NOT_ASKED and current == defaults.get(parameter, default):
        current = default
    defaults[parameter] = default
    if isinstance(default, list):
        st.session_state[parameter] = [value for value in current if value in known.values()]
        return
    # What no label explains is no choice: the view stays as it was.
    usable = (value for value in (current, remembered(parameter)) if value in known.values())
    value = next(usable, default)
    if label is None or not shows_already(parameter, value, label(value)):
        st.session_state[parameter] = value


def _taken(
    parameter: str, asked: Any, known: Mapping[str, Any], default: Any, rejected: list[Rejected], implied: Any
) -> Any:
    """What of the values in the URL is taken; the others are rejected."""
    values = [asked] if isinstance(asked, str) else list(asked or ())
    kept = [known[value] for value in dict.fromkeys(values) if value in known]
    rejected.extend(Rejected(parameter, value) for value in values if value not in known)
    most = MOST_COMPARED if parameter == "compare" else len(kept)
    rejected.extend(Rejected(parameter, str(value)) for value in kept[most:])
    if isinstance(default, list):
        return kept[:most] or default
    if kept:
        return kept[0]
    return default if values or implied is None else implied


def check_implied(parameter: str, value: str, rejected: list[Rejected]) -> None:
    """Reject what the URL newly asks for where the rest of the view implies another `value`, and take it out of there.

    The parameter has no widget here, and what other pages remember of it stays.
    """
    asked = _asked(parameter)
    if asked is not _NOT_ASKED and asked not in (None, value):
        rejected.append(Rejected(parameter, str(asked)))
    st.session_state.setdefault("wanted", {})[parameter] = (value, value)


def restore_text(parameter: str, longest: int, rejected: list[Rejected]) -> None:
    """The same as `restore` for a text that the reader types, of at most `longest` characters; empty by default."""
    asked = _asked(parameter)
    if asked is not _NOT_ASKED:
        text = str(asked or "")
        if len(text) > longest:
            rejected.append(Rejected(parameter, text))
        st.session_state[parameter] = text[:longest]
        _answer(parameter, asked, is_whole=len(text) <= longest)
    st.session_state.setdefault(parameter, "")


def restore_number(parameter: str, greatest: int, rejected: list[Rejected]) -> None:
    """The same as `restore` for a number from 1, its default, to `greatest`."""
    asked = _asked(parameter)
    if asked is not _NOT_ASKED:
        text = str(asked or 1)
        number = int(text) if text.isdecimal() and len(text) < 9 else 0
        if not 1 <= number <= greatest:
            rejected.append(Rejected(parameter, text))
        st.session_state[parameter] = number
        _answer(parameter, asked, is_whole=1 <= number <= greatest)
    st.session_state[parameter] = min(max(int(st.session_state.get(parameter) or 1), 1), greatest)


def publish(parameter: str, value: Any, default: Any) -> None:
    """Note the value of a widget for the URL, after it was drawn."""
    st.session_state.setdefault("wanted", {})[parameter] = (_text(value), _text(default))
    st.session_state.setdefault("remembered", {})[parameter] = value
    note_labels(parameter)


def forget_unfinished_run() -> None:
    """Drop what a run noted for the URL that was cut short, by a second click or another page, before it wrote it."""
    st.session_state.pop("wanted", None)


def heed_cut_line() -> None:
    """Let what the controls say count, not the address, in the first run over a new connection.

    Where the last one was cut, the browser may never have heard what the session wrote into its address: the one of
    before, which comes with the run, is then not asked for anew. One that the reader changed meanwhile is.
    """
    context = get_script_run_ctx()
    line = st.context.headers.get("Sec-WebSocket-Key") if exists() else None
    came = {name: _in_url(name) for name in st.query_params}
    before = st.session_state.get("came_over", (line, came))
    st.session_state["came_over"] = (line, came)
    if line != before[0] and came == before[1] and not (context and context.is_history_navigation):
        st.session_state["published"] = {name: came.get(name) for name in st.session_state.get("published", {})}


def write_url() -> None:
    """Bring the URL in line with what the widgets published, in one step of the browser's history.

    A default needs no mention, yet one that a link mentions stays: every write adds a step to the history, and the
    back button would lead to the same view again.
    """
    wanted: dict[str, tuple[Any, Any]] = st.session_state.pop("wanted", {})
    current = {name: _in_url(name) for name in st.query_params}
    if any((current.get(name) or default) != text for name, (text, default) in wanted.items()):
        changed = {**current, **{name: text if text != default else None for name, (text, default) in wanted.items()}}
        st.query_params.from_dict({name: text for name, text in changed.items() if text is not None})
    st.session_state["published"] = {name: _in_url(name) for name in wanted}


_NOT_ASKED = object()


def _text(value: Any) -> str | list[str] | None:
    if isinstance(value, list):
        return [str(item) for item in value] or None
    return str(value)


def _in_url(parameter: str) -> str | list[str] | None:
    values = st.query_params.get_all(parameter)
    if not values:
        return None
    return values if parameter in LISTS else values[-1]


def _asked(parameter: str) -> Any:
    """What the URL newly asks for; a value that this session itself wrote there is not asked for again.

    Unless the session has lost it: a run that ended early may have left no value behind.
    """
    current = _in_url(parameter)
    published = st.session_state.get("published", {})
    if current is not None and parameter not in st.session_state:
        return current
    return current if published.get(parameter, _NOT_ASKED) != current else _NOT_ASKED


def _answer(parameter: str, asked: Any, is_whole: bool) -> None:
    """Note that what the URL asks for was taken, so that a run cut short leaves no doubt what the next one is asked.

    What was not taken whole is asked again, until a run has told the reader so.
    """
    if is_whole:
        st.session_state.setdefault("published", {})[parameter] = asked


def parse_breaks(text: str | None) -> tuple[BreakMethod, tuple[float, ...]] | None:
    """Read the breaks parameter: a method by name, or at most six custom breaks ``20,50,100``; None if neither."""
    if text in BREAK_METHODS and text != "custom":
        return text, ()
    try:
        numbers = tuple(float(part) for part in (text or "").replace("，", ",").split(","))
    except ValueError:
        return None
    is_usable = len(numbers) < MOST_CLASSES and all(abs(number) < 1e15 for number in numbers)
    return ("custom", numbers) if is_usable else None


def link_query(state: Mapping[str, object]) -> str:
    """Query string of a link that reopens a view: every parameter that has a value, lists repeated."""
    pairs: list[tuple[str, str]] = []
    for parameter in PARAMETERS:
        value = state.get(parameter)
        if value in (None, "", [], ()):
            continue
        for item in value if isinstance(value, list | tuple) else (value,):
            pairs.append((parameter, str(item)))
    return urlencode(pairs)
