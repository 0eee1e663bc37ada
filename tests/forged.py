"""A client of the server's own protocol over the real websocket, for what no page would send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

LONGEST_ANSWER = 60.0
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Client:
    """One connection, hence one `session`. `widgets` are the identifiers of buttons and boxes sent, by user key."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.widgets: dict[str, str] = {}
        self.fragments: dict[str, str] = {}
        self.said = ""
        self.session = ""

    def run(
        self, page: str, query: str, pressed: Iterable[str] = (), fragment: str = "", ticked: Iterable[str] = ()
    ) -> None:
        """Ask for a run of a page, buttons pressed and boxes ticked by identifier, and read all it sends to its end."""
        self.send(page, query, pressed, fragment, ticked)
        self.said = ""
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._connection.recv(timeout=LONGEST_ANSWER))  # type: ignore[arg-type]
            if answer.WhichOneof("type") == "script_finished" and answer.script_finished != EARLY:
                return
            self._note(answer)

    def send(
        self, page: str, query: str, pressed: Iterable[str] = (), fragment: str = "", ticked: Iterable[str] = ()
    ) -> None:
        """Ask for the same and wait for nothing: the server leaves a fragment it does not know unanswered."""
        message = BackMsg()
        client = message.rerun_script
        client.page_name, client.query_string, client.fragment_id = page, query, fragment
        for identifier in pressed:
            state = client.widget_states.widgets.add()
            state.id, state.trigger_value = identifier, True
        for identifier in ticked:
            state = client.widget_states.widgets.add()
            state.id, state.bool_value = identifier, True
        self._connection.send(message.SerializeToString())

    def _note(self, answer: ForwardMsg) -> None:
        self.session = answer.new_session.initialize.session_id or self.session
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("button", "checkbox"):
            identifier = getattr(element, kind).id
            key = identifier.split("-", 2)[-1]
            self.widgets[key] = identifier
            self.fragments[key] = answer.delta.fragment_id
        elif kind == "alert":
            self.said += element.alert.body
        elif kind == "html":
            self.said += element.html.body


@contextmanager
def client(address: str, headers: Sequence[tuple[str, str]] = ()) -> Iterator[Client]:
    """Connect as a browser does, from the same origin."""
    host = urlsplit(address).netloc
    with connect(
        f"ws://{host}/_stcore/stream", origin=address, subprotocols=["streamlit"],  # type: ignore[arg-type, list-item]
        additional_headers=list(headers), max_size=None, proxy=None,
    ) as connection:  # fmt: skip
        yield Client(connection)
