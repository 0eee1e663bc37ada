"""A view once more, without a window: the page itself runs, and what its frames hold is taken.

So an export, a check on new data and a question from the floor rest on the very sentences and figures of the screen.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.state import SafeSessionState, SessionState

from data.errors import DatabaseError
from pages.controls.state import Rejected, resolved_language
from pages.shell.page_map import page_map
from pages.shell.page_names import PAGES
from pages.shell.screen import Screen, open_screen
from pages.texts import load_texts
from queries.asked import Asked, Notes, noting

if TYPE_CHECKING:
    from pages.frames.figure_frame import FrameContent


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Replay:
    """What a view shows.

    Attributes
    ----------
    screen : the view with its snapshot, language and layer
    frames : content of every frame drawn, or of the one that the query names by `figure`
    told : sentences that the page told instead of, or beside, its figures
    rejected : parameters of the query that this snapshot or page does not know, its snapshot among them
    unanswered : what the database gave no answer to
    asked : questions that the page asked of the snapshot; those that a frame asks only for its rows are not among them
    """

    screen: Screen
    frames: tuple[FrameContent, ...]
    told: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    asked: tuple[Asked, ...]
    unanswered: tuple[DatabaseError, ...] = ()


def replay(page: str, query: str) -> Replay:
    """Run a page on a query string as a presentation would show it, and return what its frames hold.

    It has a session of its own: nothing that the reader chose, uploaded or sees is touched, and a private snapshot
    cannot be replayed.

    Raises
    ------
    KeyError
        if there is no such page.
    SnapshotError
        if no snapshot can be served at all.
    Exception
        whatever the page itself raises.
    """
    if page not in PAGES:
        raise KeyError(page)
    taken: list[Replay] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            taken.append(_run(page, query))
        except BaseException as fault:
            faults.append(fault)

    # A session belongs to a thread; the reader's own goes on undisturbed.
    thread = threading.Thread(target=work, name=f"replay-{page}")
    thread.start()
    thread.join()
    if faults:
        raise faults[0]
    return taken[0]


def _run(page: str, query: str) -> Replay:
    told: list[str] = []
    context = _context(query, told)
    add_script_run_ctx(threading.current_thread(), context)
    context.reset(query_string=query)
    with context.session_state.query_params() as parameters:
        parameters.populate_from_query_string(query)
        parameters.set_with_no_forward_msg("mode", "present")
    frames: list[Any] = []
    screens: list[Screen] = []
    asked = Notes()

    def draw(name: str) -> None:
        if not screens:
            screens.append(open_screen(name, frames))
        # Which places and layers there are is asked by the first reader alone, for all: that is not noted.
        with noting(asked):
            import_module(f"pages.{name}").render(screens[0], pages)

    pages = page_map(draw, load_texts(resolved_language()))
    st.navigation(list(pages.values()), position="hidden")
    try:
        draw(page)
    except (RerunException, StopException):
        if not screens:
            raise
    screen = screens[0]
    rejected, unanswered = tuple(screen.rejected), tuple(screen.unanswered)
    return Replay(screen, tuple(frames), tuple(told), rejected, asked.asked, unanswered)


def _context(query: str, told: list[str]) -> ScriptRunContext:
    def take(message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "delta" and message.delta.new_element.WhichOneof("type") == "alert":
            # Every sign of Markdown stands as it is read there; a wall and a file read no Markdown.
            told.append(_ESCAPED.sub(r"\1", message.delta.new_element.alert.body))

    return ScriptRunContext(
        session_id="replay",
        _enqueue=take,
        query_string=query,
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager("/replay"),
        main_script_path=__file__,
        user_info={},
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(__file__),
    )
