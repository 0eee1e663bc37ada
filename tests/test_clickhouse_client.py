"""The client of ClickHouse: its address, its protocol in process and over HTTP, what it says when something fails."""

from __future__ import annotations

import datetime
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pyarrow as pa
import pytest
from chdb_client import ChdbClient
from clickhouse_front import PASSWORD, USER, application, served
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from data.clickhouse.address import Address, parse_address
from data.clickhouse.answers import read_answer, words_of
from data.clickhouse.client import Client, HttpClient, as_stream, connect
from data.clickhouse.errors import ClickHouseError
from data.clickhouse.names import database_of, snapshot_of
from data.clickhouse.parameters import Value, as_text

SECRET = "geheim-7"
DATABASE = "client_tests"


@pytest.fixture(scope="module")
def front(chdb_folder: Path) -> Iterator[str]:
    """The address of the HTTP interface over the engine, without the scheme."""
    with served(application(chdb_folder)) as port:
        yield f"{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"


@pytest.fixture(scope="module", params=["chdb", "http"])
def client(request: pytest.FixtureRequest, chdb_folder: Path, front: str) -> Iterator[Client]:
    """The same protocol in process and over HTTP, with a setting of its session."""
    settings = {"join_use_nulls": 1}
    maker = ChdbClient(chdb_folder)
    maker.command(f"create database if not exists {DATABASE}")
    made: Client = (
        ChdbClient(chdb_folder, DATABASE, settings) if request.param == "chdb"
        else connect(f"clickhouse://{front}", DATABASE, settings)
    )
    yield made
    made.close()
    maker.command(f"drop database {DATABASE}")
    maker.close()


@pytest.mark.parametrize(("text", "expected"), [
    ("clickhouse://db", Address("db", 8123, "default", "")),
    ("clickhouse://db/", Address("db", 8123, "default", "")),
    ("clickhouses://db", Address("db", 8443, "default", "", True)),
    ("clickhouse://reader@10.0.0.5:18123", Address("10.0.0.5", 18123, "reader", "")),
    ("clickhouse://reader:s3%2Fcr%40t%25@db:1", Address("db", 1, "reader", "s3/cr@t%")),
    ("clickhouse://:only@db", Address("db", 8123, "default", "only")),
    ("clickhouse://%E7%94%A8%E6%88%B7:%E5%8F%A3%E4%BB%A4@[::1]:9", Address("::1", 9, "用户", "口令")),
])
def test_an_address_has_its_parts(text: str, expected: Address) -> None:
    assert parse_address(text) == expected


@pytest.mark.parametrize("text", [
    "", "db:8123", "http://db", "clickhouse://", "clickhouse://:8123", f"clickhouse://u:{SECRET}@",
    f"clickhouse://u:{SECRET}@db:port", f"clickhouse://u:{SECRET}@db:70000", f"clickhouse://u:{SECRET}@db:0",
    f"clickhouse://u:{SECRET}@db/base", f"clickhouse://u:{SECRET}/x@db", f"clickhouse://u:a?{SECRET}@db",
    f"clickhouse://u:a#{SECRET}@db", f"clickhouse://u:{SECRET} @db", f"clickhouse://u:{SECRET}\n@db",
    f"clickhouse://u:{SECRET}@[::1", f"postgres://u:{SECRET}@db", f"clickhouse://u:[{SECRET}@db",
])
def test_a_bad_address_says_what_to_write_and_never_the_password(text: str) -> None:
    with pytest.raises(ClickHouseError) as caught:
        parse_address(text)
    fault = caught.value
    assert fault.kind == "bad_address"
    assert SECRET not in str(fault) + repr(fault)
    assert fault.__cause__ is None
    assert "clickhouse://" in fault.message("zh") and "clickhouse://" in fault.message("en")
    zh, en = fault.detail.split(" / ", 1)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in zh) and en


def test_no_representation_holds_the_password() -> None:
    address = parse_address(f"clickhouses://u:{SECRET}@db")
    assert SECRET not in f"{address} {address!r} {HttpClient(address)!r} {address.url}"
    assert address.url == "https://db:8443/" and str(address) == "clickhouses://u@db:8443"


@pytest.mark.parametrize(("snapshot", "database"), [
    ("b24c2d77eeb7", "atlas_b24c2d77eeb7"), ("b24c2d77eeb7-2", "atlas_b24c2d77eeb7_2"),
])
def test_a_snapshot_has_its_database_and_back(snapshot: str, database: str) -> None:
    assert database_of(snapshot) == database and snapshot_of(database) == snapshot


@pytest.mark.parametrize("database", ["default", "atlas_", "loading_atlas_b24c2d77eeb7", "atlas_b24c2d77eeb7_x"])
def test_no_other_database_is_a_snapshot(database: str) -> None:
    assert snapshot_of(database) is None


NASTY = "a'b\"\\n\t\n\r\0\b\f%\u00a0{x}专利🌏`;--"


@pytest.mark.parametrize(("data_type", "value", "told"), [
    ("String", NASTY, NASTY), ("String", "", ""), ("String", "\\N", "\\N"), ("Nullable(String)", None, None),
    ("Nullable(Int32)", None, None), ("Int64", -(2**63), -(2**63)), ("Int16", 2024, 2024), ("Bool", True, True),
    ("Bool", False, False), ("Float64", 0.1, 0.1), ("Float64", 1.7976931348623157e308, 1.7976931348623157e308),
    ("Date32", datetime.date(1985, 1, 2), datetime.date(1985, 1, 2)),
    ("DateTime64(6)", datetime.datetime(2024, 1, 2, 3, 4, 5, 6), datetime.datetime(2024, 1, 2, 3, 4, 5, 6)),
    ("Array(String)", [NASTY, "", "a,b", "[x]"], [NASTY, "", "a,b", "[x]"]), ("Array(String)", [], []),
    ("Array(Nullable(String))", [None, "NULL"], [None, "NULL"]), ("Array(Int32)", [3, -1], [3, -1]),
    ("Array(Date32)", [datetime.date(2020, 2, 29)], [datetime.date(2020, 2, 29)]),
])
def test_a_parameter_arrives_as_it_was_given(client: Client, data_type: str, value: Value, told: object) -> None:
    answer = client.select(f"select {{value:{data_type}}} as value", {"value": value})
    assert answer["value"].to_pylist() == [told]


def test_a_parameter_is_a_value_and_never_a_part_of_the_statement() -> None:
    assert as_text("1'; drop table t --") == "1'; drop table t --"
    assert as_text(["x') or ('1"]) == "['x\\') or (\\'1']"


def test_words_times_and_nulls_come_back_as_they_went(client: Client) -> None:
    client.command("create table kinds (layer Enum8('published' = 0, '专利' = 1), size Nullable(Enum8('small' = 0)),"
                   " at DateTime64(6, 'UTC'), year Nullable(Int16), name String) engine = MergeTree order by layer")
    at = datetime.datetime(2024, 1, 2, 3, 4, 5, 678901)
    rows = pa.table({
        "name": ["乙", "甲"], "layer": pa.array(["专利", "published"]).dictionary_encode(),
        "size": pa.array([None, "small"]).dictionary_encode(), "at": pa.array([at, at], pa.timestamp("us")),
        "year": pa.array([None, 2024], pa.int16()),
    })
    client.insert("kinds", rows)
    client.insert("kinds", rows, database=DATABASE)
    answer = client.select("-- A head.\nselect * from kinds order by layer limit 1 by layer -- and an end")
    assert answer.to_pylist() == [
        {"layer": "published", "size": "small", "at": at, "year": 2024, "name": "甲"},
        {"layer": "专利", "size": None, "at": at, "year": None, "name": "乙"},
    ]
    assert list(answer.to_pandas()["layer"].cat.categories) == ["published", "专利"]
    assert answer.schema.field("at").type.tz is None
    empty = client.select("select * from kinds where year = {year:Int16}", {"year": 1900})
    assert empty.num_rows == 0 and empty.schema.names == answer.schema.names
    client.command("drop table kinds")


def test_settings_of_the_session_hold_for_each_statement(client: Client) -> None:
    text = "select b.n as n from (select 1 as k) as a left join (select 2 as k, 5 as n) as b on a.k = b.k"
    assert client.select(text)["n"].to_pylist() == [None]
    assert client.select(text)["n"].to_pylist() == [None]


@pytest.mark.parametrize(("text", "kind", "code", "word"), [
    ("select nope from system.one", "refused", 47, "UNKNOWN_IDENTIFIER"),
    ("select * from nowhere", "missing", 60, "nowhere"),
    ("select throwIf(number = 70000) from numbers(80000)", "refused", 395, "throwIf"),
    ("select count() from numbers(1000000000000) settings max_execution_time = 0.2", "slow", 159, "TIMEOUT"),
    ("select groupArray(number) from numbers(100000000) settings max_memory_usage = 10000000", "exhausted", 241,
     "MEMORY_LIMIT"),
])
def test_an_error_bears_the_words_of_clickhouse_its_number_and_a_remedy(
    client: Client, text: str, kind: str, code: int, word: str
) -> None:
    with pytest.raises(ClickHouseError) as caught:
        client.select(text)
    assert (caught.value.kind, caught.value.code) == (kind, code)
    assert word in str(caught.value)
    assert caught.value.message("zh") in str(caught.value) and caught.value.message("en") in str(caught.value)
    assert client.select("select 1 as n")["n"].to_pylist() == [1]


def test_a_word_that_the_column_does_not_know_is_refused_and_nothing_stays(client: Client) -> None:
    client.command("create table strict (word Enum8('a' = 0)) engine = MergeTree order by word")
    with pytest.raises(ClickHouseError, match="zz"):
        client.insert("strict", pa.table({"word": ["a", "zz"]}))
    assert client.select("select count() as n from strict")["n"].to_pylist() == [0]
    client.command("drop table strict")


def test_many_threads_share_a_client(client: Client) -> None:
    told: dict[int, object] = {}

    def ask(number: int) -> None:
        for _ in range(5):
            told[number] = client.select("select {n:Int32} as n", {"n": number})["n"].to_pylist()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert told == {number: [number] for number in range(8)}


def test_a_wrong_password_is_told_without_it(front: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = connect(f"clickhouse://{USER}:{SECRET}@{front.split('@')[1]}")
    with pytest.raises(ClickHouseError) as caught:
        client.command("select 1")
    assert caught.value.kind == "denied" and "Authentication failed" in str(caught.value)
    assert SECRET not in str(caught.value) + repr(caught.value) + caplog.text


def test_the_log_of_a_good_password_does_not_hold_it_either(front: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    connect(f"clickhouse://{front}").command("select 1")
    assert "HTTP Request" in caplog.text
    assert PASSWORD not in caplog.text and quote(PASSWORD, safe="") not in caplog.text


def test_a_server_that_is_away_is_told_with_its_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ClickHouseError) as caught:
        connect(f"clickhouse://u:{SECRET}@127.0.0.1:{port}").select("select 1")
    assert caught.value.kind == "away" and f"clickhouse://u@127.0.0.1:{port}" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_server_that_never_answers_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(ClickHouseError) as caught:
        connect(f"clickhouse://127.0.0.1:{listener.getsockname()[1]}", timeout=0.3).command("select 1")
    assert caught.value.kind == "slow"


@contextmanager
def giving_up(port: int, times: int) -> Iterator[int]:
    """A way to that port which closes the first connections once they have asked, as a server that restarts does."""
    listener = socket.create_server(("127.0.0.1", 0))

    def pass_on(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def serve() -> None:
        with suppress(OSError):
            for number in range(100):
                asking, _ = listener.accept()
                if number < times:
                    asking.recv(65536)
                    asking.close()
                    continue
                server = socket.create_connection(("127.0.0.1", port))
                for ends in ((asking, server), (server, asking)):
                    threading.Thread(target=pass_on, args=ends, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


@pytest.mark.parametrize(("times", "is_answered"), [(1, True), (4, False)])
def test_a_question_is_asked_once_more_where_the_server_gave_up_the_connection(
    front: str, times: int, is_answered: bool
) -> None:
    user, place = front.split("@")
    with giving_up(int(place.split(":")[1]), times) as port:
        client = connect(f"clickhouse://{user}@127.0.0.1:{port}")
        if is_answered:
            assert client.select("select 1 as n")["n"].to_pylist() == [1]
        else:
            with pytest.raises(ClickHouseError) as caught:
                client.select("select 1 as n")
            assert caught.value.kind == "away"
        client.close()


def test_a_statement_that_changes_something_is_never_sent_twice(front: str) -> None:
    user, place = front.split("@")
    with giving_up(int(place.split(":")[1]), 1) as port:
        client = connect(f"clickhouse://{user}@127.0.0.1:{port}")
        with pytest.raises(ClickHouseError) as caught:
            client.command("create database never_made")
        assert caught.value.kind == "away"
        assert client.select("select name from system.databases where name = 'never_made'").num_rows == 0
        client.close()


@pytest.mark.parametrize(("status", "kind"), [
    (401, "denied"), (403, "denied"), (404, "stranger"), (500, "stranger"), (502, "away"), (503, "away"),
])
def test_an_answer_of_something_else_is_told_apart(status: int, kind: str) -> None:
    async def answer(_: Request) -> PlainTextResponse:
        return PlainTextResponse(f"<h1>{SECRET}</h1>", status)

    something_else = Starlette(routes=[Route("/", answer, methods=["POST"])])
    with served(something_else) as port, pytest.raises(ClickHouseError) as caught:
        connect(f"clickhouse://u:{SECRET}@127.0.0.1:{port}").command("select 1")
    assert caught.value.kind == kind and SECRET not in str(caught.value)


def test_an_answer_that_ends_too_early_or_breaks_off_with_an_error_is_not_taken() -> None:
    whole = as_stream(pa.table({"n": list(range(10_000))}))
    for body in (b"", b"1\n", whole[: len(whole) // 2]):
        with pytest.raises(ClickHouseError) as caught:
            read_answer(body, {"n": "Int64"})
        assert caught.value.kind == "broken"
    told = b"Code: 241. DB::Exception: Memory limit exceeded (MEMORY_LIMIT_EXCEEDED)\n"
    with pytest.raises(ClickHouseError, match="Memory limit exceeded"):
        read_answer(whole[:-200] + told, {"n": "Int64"})


@pytest.mark.parametrize(("data_type", "words"), [
    ("Enum8('a' = 0, 'b' = 1)", {0: "a", 1: "b"}), ("Nullable(Enum8('专利' = 0))", {0: "专利"}),
    ("Enum16('a\\'(b' = -1, 'c' = 300)", {-1: "a'(b", 300: "c"}), ("String", None),
    ("LowCardinality(Nullable(String))", None),
])
def test_words_are_read_from_their_type(data_type: str, words: dict[int, str] | None) -> None:
    assert words_of(data_type) == words


def test_words_whose_numbers_have_gaps_are_still_words(client: Client) -> None:
    text = "select cast(word, 'Enum16(''z'' = -5, ''a'' = 300)') as word from values('word String', ('a'), ('z'))"
    answer = client.select(text)
    assert answer["word"].to_pylist() == ["a", "z"]


def test_the_front_keeps_to_what_clickhouse_publishes_of_its_interface(front: str) -> None:
    # Each line is an example of https://clickhouse.com/docs/en/interfaces/http, sent without our client.
    host = front.split("@")[1]
    with httpx.Client(base_url=f"http://{host}", trust_env=False) as http:
        named = {"X-ClickHouse-User": USER.encode(), "X-ClickHouse-Key": PASSWORD.encode()}
        assert http.get("/").text == "Ok.\n" and http.get("/ping").text == "Ok.\n"
        assert http.get("/", params={"query": "SELECT 1"}, headers=named).text == "1\n"
        assert http.post("/", params={"query": "SELECT"}, content=b"1", headers=named).text == "1\n"
        assert http.post("/", params={"query": "SEL"}, content=b"ECT 1", headers=named).status_code in (400, 404)
        assert http.post("/", content=b"SELECT 1 FORMAT JSONEachRow", headers=named).text == '{"1":1}\n'
        numbers = http.post("/", params={"database": "system"}, content=b"SELECT name FROM one LIMIT 0", headers=named)
        assert numbers.headers["X-ClickHouse-Exception-Code"] == "47"
        typed = http.post("/", params={"param_id": "2", "param_phrase": "test"}, headers=named,
                          content=b"SELECT {id:UInt8} + 1, {phrase:String}")
        assert typed.text == "3\ttest\n"
        split = b"SELECT splitByChar('\\t', {arg1:String})"
        assert http.post("/", params={"param_arg1": "abc\t123"}, content=split, headers=named).status_code != 200
        assert http.post("/", params={"param_arg1": "abc\\\t123"}, content=split, headers=named).text == (
            "['abc','123']\n"
        )
        refused = http.get("/", params={"query": "CREATE TABLE t (a UInt8) ENGINE = Memory"}, headers=named)
        assert refused.headers["X-ClickHouse-Exception-Code"] == "164"
        both = http.get("/", params={"query": "SELECT 1", "user": USER}, headers=named)
        assert (both.status_code, both.headers["X-ClickHouse-Exception-Code"]) == (403, "516")
        unknown = http.post("/", params={"query": "select * from wtf"}, headers=named)
        assert (unknown.status_code, unknown.headers["X-ClickHouse-Exception-Code"]) == (404, "60")
        assert unknown.text.startswith("Code: 60")
