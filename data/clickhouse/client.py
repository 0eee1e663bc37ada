"""A client of ClickHouse: what the atlas needs of a server, and that over HTTP.

Settings of the session, `join_use_nulls` say, are given once, when the client is made, and hold for each of its
statements: `connect(address, database="atlas_…", settings={"join_use_nulls": 1, "max_execution_time": 30})`. Whoever
needs others makes another client. `max_execution_time` ends a query on the server, `timeout` the waiting for it: give
the client the longer of the two.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from typing import Protocol

import httpx
import pyarrow as pa

from data.clickhouse.address import Address, parse_address
from data.clickhouse.answers import read_answer
from data.clickhouse.errors import ClickHouseError, Failure, kind_of
from data.clickhouse.parameters import Value, as_text
from data.clickhouse.statements import listed, quoted, statement

Settings = Mapping[str, str | int]
Parameters = Mapping[str, Value]

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
REMEMBERED_TYPES = 1024
_LONGEST_DETAIL = 600


class Client(Protocol):
    """What the atlas needs of ClickHouse. Safe to share between threads. All three raise ClickHouseError."""

    def command(self, text: str, parameters: Parameters | None = None) -> None:
        """Run a statement that answers with nothing: create, rename, drop, insert … select."""

    def select(self, text: str, parameters: Parameters | None = None) -> pa.Table:
        """Answer one question; `parameters` fill its `{name:Type}`.

        Columns come in their order, rows in the order of its `order by`. An enumeration is a dictionary with all its
        words in their order, hence a categorical in pandas; times bear no zone and are UTC; a text is a string.
        """

    def insert(self, table: str, rows: pa.Table, database: str | None = None) -> None:
        """Append rows to a table of this database, or of the client's own; columns are found by name."""

    def close(self) -> None:
        """Give the connections back."""


class RememberedTypes:
    """The types of the columns of answers, by question: they stay while the database of a client does."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()

    def of(self, text: str, ask: Callable[[str], bytes]) -> dict[str, str]:
        """Return the types by column, asking for them once. Raises ClickHouseError, as `ask` does."""
        with self._lock:
            known = self._known.get(text)
        if known is None:
            described = read_answer(ask(statement("types", statement=text)), {})
            known = dict(zip(described["name"].to_pylist(), described["type"].to_pylist(), strict=True))
            with self._lock:
                if len(self._known) >= REMEMBERED_TYPES:
                    self._known.clear()
                self._known[text] = known
        return known


class _GivenUp(ClickHouseError):
    """The server closed the connection before it answered."""


class HttpClient:
    """The client over the HTTP interface of a server."""

    def __init__(
        self, address: Address, database: str | None = None, settings: Settings | None = None,
        timeout: float = READ_SECONDS,
    ) -> None:
        self.address = address
        self.database = database
        # With the whole answer waited for, an error is a status and not a line in the midst of rows.
        self._settings: dict[str, str] = {"wait_end_of_query": "1"}
        self._settings |= {name: str(value) for name, value in (settings or {}).items()}
        if database is not None:
            self._settings["database"] = database
        self._types = RememberedTypes()
        self._http = httpx.Client(
            auth=httpx.BasicAuth(address.user.encode(), address.password.encode()),
            timeout=httpx.Timeout(timeout, connect=CONNECT_SECONDS),
            verify=ssl.create_default_context() if address.encrypted else False,
            # No proxy of the environment, and no .netrc in place of the password that was given.
            trust_env=False,
        )

    def __repr__(self) -> str:
        return f"HttpClient({self.address}, database={self.database!r})"

    def command(self, text: str, parameters: Parameters | None = None) -> None:
        """Run a statement that answers with nothing."""
        self._post(text.encode(), _named(parameters))

    def select(self, text: str, parameters: Parameters | None = None) -> pa.Table:
        """Answer one question as an Arrow table."""
        asked = {**_named(parameters), "default_format": "ArrowStream"}
        types = self._types.of(text, lambda describing: self._read(describing, asked))
        return read_answer(self._read(text, asked), types)

    def insert(self, table: str, rows: pa.Table, database: str | None = None) -> None:
        """Append rows to a table."""
        into = quoted(table) if database is None else f"{quoted(database)}.{quoted(table)}"
        self._post(as_stream(rows), {"query": statement("insert", table=into, columns=listed(rows.column_names))})

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _read(self, text: str, asked: dict[str, str]) -> bytes:
        """Ask, and once more where the server had just given up the connection: a question changes nothing."""
        try:
            return self._post(text.encode(), asked)
        except _GivenUp:
            return self._post(text.encode(), asked)

    def _post(self, body: bytes, parameters: dict[str, str]) -> bytes:
        try:
            response = self._http.post(self.address.url, params={**self._settings, **parameters}, content=body)
        except httpx.TimeoutException as fault:
            kind: Failure = "away" if isinstance(fault, httpx.ConnectTimeout) else "slow"
            raise ClickHouseError(kind, f"{self.address}: {type(fault).__name__}") from None
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as fault:
            told = f"{self.address}: {self._hushed(str(fault) or type(fault).__name__)}"
            if isinstance(fault, httpx.RemoteProtocolError) and "disconnected" not in str(fault):
                raise ClickHouseError("stranger", told) from None
            raise _GivenUp("away", told) from None
        except httpx.TransportError as fault:
            raise ClickHouseError("away", f"{self.address}: {self._hushed(str(fault))}") from None
        self._require_success(response)
        return response.content

    def _require_success(self, response: httpx.Response) -> None:
        code = response.headers.get("X-ClickHouse-Exception-Code", "")
        if response.status_code == httpx.codes.OK and not code:
            return
        told = self._hushed(response.text.strip()[:_LONGEST_DETAIL])
        if code.isdigit():
            raise ClickHouseError(kind_of(int(code)), told, int(code))
        if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise ClickHouseError("denied", told)
        if response.status_code in (httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE):
            raise ClickHouseError("away", f"{self.address}: HTTP {response.status_code}")
        raise ClickHouseError("stranger", f"{self.address}: HTTP {response.status_code} {told[:80]}".strip())

    def _hushed(self, text: str) -> str:
        return text.replace(self.address.password, "***") if self.address.password else text


def connect(
    address: str, database: str | None = None, settings: Settings | None = None, timeout: float = READ_SECONDS
) -> Client:
    """Return a client of the server at an address such as `clickhouse://user:password@host:8123`.

    Nothing is asked yet: a server that is away is noticed at the first statement. `database` is where names without
    database are looked for, `settings` hold for every statement, `timeout` is in seconds.
    Raises ClickHouseError (bad_address).
    """
    return HttpClient(parse_address(address), database, settings, timeout)


def as_stream(rows: pa.Table) -> bytes:
    """Return rows as the bytes of a compressed Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(rows)
    return sink.getvalue().to_pybytes()


def _named(parameters: Parameters | None) -> dict[str, str]:
    return {f"param_{name}": as_text(value) for name, value in (parameters or {}).items()}
