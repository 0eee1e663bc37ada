"""What the browser's client holds of one page: its elements, its messages kept by hash, the state of its widgets.

It follows the client that Streamlit 1.67 ships: a message of 400 bytes and more is kept and named to the server by its
hash, one that two further runs did not use is dropped, widgets that a run no longer draws lose their state, and another
page takes along only what the header holds. No network is touched here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

UTC_OFFSET = -480
"""Minutes from local time to UTC, as a browser in Beijing gives them."""


class ProtocolError(Exception):
    """The server said what a browser could not follow."""


@dataclass(frozen=True)
class Drawn:
    """One element on the page: its kind in the protocol, what it holds, and the script that drew it."""

    kind: str
    element: Any
    script: str


@dataclass
class Window:
    """One page in one browser window at `address`, the server's; `page` is empty for the overview.

    Attributes
    ----------
    query : the query string in the address bar, as the server last wrote it
    snapshot : identifier of the data that the last finished run says it shows; empty before it
    received, messages, by_reference : bytes and messages that came, and how many of them named a kept one only
    """

    address: str
    locale: str = "zh-CN"
    page: str = ""
    query: str = ""
    session: str = ""
    drawn: dict[tuple[int, ...], Drawn] = field(default_factory=dict)
    received: int = 0
    messages: int = 0
    by_reference: int = 0
    figures: int = 0
    faults: list[str] = field(default_factory=list)
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _kept: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    _runs: int = 0
    _touched: set[tuple[int, ...]] = field(default_factory=set)
    _main_script: str = ""
    _page_script: str = ""
    _longest_kept: int = 2

    def open(self, page: str, query: str) -> BackMsg:
        """What a freshly loaded page asks first. The page is empty for the overview."""
        self.page, self.query = page, query
        self.drawn, self._states, self._kept, self._page_script = {}, {}, {}, ""
        message = self._request()
        message.rerun_script.page_name = page
        return message

    def choose(self, key: str, option: int) -> BackMsg:
        """Choose an option of a select box or of a row of buttons, by its place, from 0.

        Raises LookupError where the page shows no such control, or not so many options.
        """
        drawn = self.control(key)
        label = options_of(drawn)[option]
        state = WidgetState(id=drawn.element.id)
        if drawn.kind == "button_group":
            state.string_array_value.data.append(label)
        else:
            state.string_value = label
        self._states[state.id] = state
        return self._request()

    def press(self, key: str) -> BackMsg:
        """Press a button. Raises LookupError where the page shows no such button."""
        pressed = WidgetState(id=self.control(key).element.id, trigger_value=True)
        message = self._request()
        message.rerun_script.widget_states.widgets.append(pressed)
        return message

    def follow(self, page: str) -> BackMsg:
        """Follow the link of the header to another page. Raises LookupError where there is none."""
        links = [drawn.element for drawn in self.drawn.values() if drawn.kind == "page_link"]
        link = next((link for link in links if link.page == page), None)
        if link is None:
            raise LookupError(f"no link to {page!r}")
        self.page, self.query, self._page_script = page, link.query_string, link.page_script_hash
        return self._of_header_alone()

    def go_back(self, page: str, query: str, script: str) -> BackMsg:
        """The browser's back button, to a page shown before under that query string."""
        is_same_page = page == self.page
        self.page, self.query, self._page_script = page, query, script
        message = self._request() if is_same_page else self._of_header_alone()
        message.rerun_script.is_history_navigation = True
        return message

    def again(self) -> BackMsg:
        """What the client sends once more after the connection was lost during a run."""
        return self._request()

    @property
    def place(self) -> tuple[str, str, str]:
        """Page, query string and script, for the way back."""
        return self.page, self.query, self._page_script

    def receive(self, frame: bytes) -> bool:
        """Take one frame from the server; True when the run that it belongs to has ended.

        Raises ProtocolError where the server names a message that this window never kept.
        """
        message = ForwardMsg.FromString(frame)
        self.received += len(frame)
        self.messages += 1
        if message.WhichOneof("type") == "ref_hash":
            message = self._named(message)
        elif message.hash and message.metadata.cacheable:
            self._kept[message.hash] = message, self._runs
        kind = message.WhichOneof("type")
        take = {
            "new_session": self._new_session,
            "navigation": self._navigation,
            "page_info_changed": self._page_info,
            "delta": self._delta,
            "script_finished": self._script_finished,
        }.get(kind or "")
        if take:
            take(message)
        return kind == "script_finished"

    def control(self, key: str) -> Drawn:
        """The widget of a key. Raises LookupError where the page shows none."""
        for drawn in self.drawn.values():
            if getattr(drawn.element, "id", "").endswith(f"-{key}"):
                return drawn
        raise LookupError(f"no control {key!r} on /{self.page}?{self.query}")

    def chosen(self, key: str) -> list[str]:
        """Labels of what a control shows as chosen: what the server told, or the viewer chose since."""
        state = self._states[self.control(key).element.id]
        return list(state.string_array_value.data) or [state.string_value]

    def texts(self) -> list[str]:
        """Every piece of HTML on the page, in the order of the page."""
        return [drawn.element.body for _, drawn in sorted(self.drawn.items()) if drawn.kind == "html"]

    def charts(self) -> list[Any]:
        """Every chart on the page, in the order of the page."""
        return [drawn.element for _, drawn in sorted(self.drawn.items()) if drawn.kind == "plotly_chart"]

    def _named(self, message: ForwardMsg) -> ForwardMsg:
        """The kept message that another one names, in the place that the other one gives it."""
        if message.ref_hash not in self._kept:
            raise ProtocolError(f"unknown message {message.ref_hash}")
        kept, _ = self._kept[message.ref_hash]
        self._kept[message.ref_hash] = kept, self._runs
        self.by_reference += 1
        whole = ForwardMsg()
        whole.CopyFrom(kept)
        whole.metadata.CopyFrom(message.metadata)
        return whole

    def _request(self) -> BackMsg:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.page_script_hash = self._page_script
        asked.widget_states.widgets.extend(self._states.values())
        asked.cached_message_hashes.extend(self._kept)
        context = asked.context_info
        context.timezone, context.timezone_offset, context.locale = "Asia/Shanghai", UTC_OFFSET, self.locale
        context.url, context.color_scheme = f"{self.address}/{self.page}", "light"
        context.is_embedded = False
        self.figures, self.faults = 0, []
        return message

    def _of_header_alone(self) -> BackMsg:
        """A request that takes along only the widgets which the script around every page draws."""
        of_header = {
            drawn.element.id for drawn in self.drawn.values()
            if drawn.script == self._main_script and hasattr(drawn.element, "id")
        }
        self._states = {name: state for name, state in self._states.items() if name in of_header}
        return self._request()

    def _new_session(self, message: ForwardMsg) -> None:
        new = message.new_session
        self.session = new.initialize.session_id
        self._main_script = new.main_script_hash
        self._longest_kept = new.config.max_cached_message_age
        self._touched = set()

    def _navigation(self, message: ForwardMsg) -> None:
        self._page_script = message.navigation.page_script_hash

    def _page_info(self, message: ForwardMsg) -> None:
        self.query = message.page_info_changed.query_string

    def _delta(self, message: ForwardMsg) -> None:
        path = tuple(message.metadata.delta_path)
        self._touched.add(path)
        if message.delta.WhichOneof("type") != "new_element":
            self.drawn.pop(path, None)
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type") or ""
        drawn = Drawn(kind, getattr(element, kind), message.metadata.active_script_hash)
        self.drawn[path] = drawn
        self.figures += kind == "plotly_chart"
        if kind == "exception" or (kind == "alert" and drawn.element.format == drawn.element.ERROR):
            self.faults.append(str(drawn.element)[:300])
        told = TOLD.get(kind)
        if told and (drawn.element.set_value or drawn.element.id not in self._states):
            self._states[drawn.element.id] = told(drawn.element)

    def _script_finished(self, message: ForwardMsg) -> None:
        if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            return
        self.drawn = {path: drawn for path, drawn in self.drawn.items() if path in self._touched}
        alive = {getattr(drawn.element, "id", "") for drawn in self.drawn.values()}
        self._states = {name: state for name, state in self._states.items() if name in alive}
        self._runs += 1
        self._kept = {
            name: (kept, used) for name, (kept, used) in self._kept.items() if self._runs - used <= self._longest_kept
        }


def options_of(drawn: Drawn) -> list[str]:
    """Labels of what can be chosen in a control."""
    if drawn.kind == "button_group":
        return [option.content for option in drawn.element.options]
    return list(drawn.element.options)


def _one(element: Any) -> WidgetState:
    options = list(element.options)
    default = options[element.default] if element.HasField("default") and element.default < len(options) else None
    value = element.raw_value if element.set_value and element.HasField("raw_value") else default
    return WidgetState(id=element.id) if value is None else WidgetState(id=element.id, string_value=value)


def _many(labels: Callable[[Any], Sequence[str]]) -> Callable[[Any], WidgetState]:
    def told(element: Any) -> WidgetState:
        known = labels(element)
        chosen = element.raw_values if element.set_value else [known[place] for place in element.default]
        state = WidgetState(id=element.id)
        state.string_array_value.data.extend(chosen)
        return state

    return told


def _text(element: Any) -> WidgetState:
    return WidgetState(id=element.id, string_value=element.value if element.set_value else element.default)


def _switch(element: Any) -> WidgetState:
    return WidgetState(id=element.id, bool_value=element.value if element.set_value else element.default)


def _numbers(element: Any) -> WidgetState:
    state = WidgetState(id=element.id)
    state.double_array_value.data.extend(element.value if element.set_value else element.default)
    return state


TOLD: dict[str, Callable[[Any], WidgetState]] = {
    "selectbox": _one,
    "radio": _one,
    "button_group": _many(lambda element: [option.content for option in element.options]),
    "multiselect": _many(lambda element: list(element.options)),
    "text_input": _text,
    "text_area": _text,
    "checkbox": _switch,
    "slider": _numbers,
}
"""What a control says of itself as soon as it is drawn, by its kind."""
