"""Loading a snapshot into ClickHouse: every table arrives as it is, whole or not at all, once; a cluster's DDL."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pytest
import sqlglot
from chdb_client import ChdbClient, renamed
from clickhouse_front import PASSWORD, USER, application, served
from sqlglot import exp

from data.clickhouse.__main__ import drop, listing, main, shown
from data.clickhouse.client import Parameters
from data.clickhouse.errors import ClickHouseError
from data.clickhouse.layout import Layout
from data.clickhouse.load import LoadError, digests, load_snapshot, names
from data.clickhouse.names import LOADING, database_of
from data.clickhouse.shapes import column, plan, shapes
from data.clickhouse.statements import quoted
from data.snapshot import SnapshotReference, open_snapshot
from data.tables import create_tables
from tests.small_register import write_register

ROOT = Path(__file__).resolve().parent.parent
SECRET = "geheim-7"
ADDRESSES = {"agency": "agency_code", "agency_now": "agency_code", "agency_year": "agency_code",
             "service_offer": "agency_code"}

# What is hardest to carry: least and greatest, nulls beside empty texts, signs that other formats treat as their own.
NASTY = "甲'乙\"丙\\N\\\t\u00a0\x1f%`{}🌏"
EDGES = """
insert into agency by name
    select 'E1' as agency_code, $nasty as name, '' as credit_code, '正常' as status, '其他' as type,
           date '1900-01-01' as established_on, '110000' as region_code, null as address, 2147483647 as attorneys,
           null as credit_grade, 1.7976931348623157e308 as longitude, -4.9e-324 as latitude, 'imported' as layer
    union all by name
    select 'E2' as agency_code, '－' as name, null as credit_code, '正常' as status, '其他' as type,
           date '2299-12-31' as established_on, '110000' as region_code, '' as address, 0 as attorneys,
           '' as credit_grade, 0.1 as longitude, '-0.0'::double as latitude, 'sample' as layer;
insert into agency_year by name
    select 'E1' as agency_code, 1985 as year, 'large' as size_class, null as employees, 0 as attorneys,
           1e-300 as revenue, null as foreign_related, 'imported' as layer;
insert into import_file by name
    select $nasty as file, '' as sheet, 'agency' as kind, 2 as rows_in, 1 as rows_loaded, 1 as rows_rejected,
           '' as sha256, '作者' as author, timestamp '2024-02-29 23:59:59.999999' as loaded_at;
"""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    """The small register with rows that are hard to carry."""
    made = renamed(write_register(tmp_path_factory.mktemp("loaded")), "10ad10ad10ad")
    with duckdb.connect(str(made.path)) as connection:
        for text in EDGES.strip().split(";\n"):
            connection.execute(text.rstrip(";"), {"nasty": NASTY} if "$nasty" in text else None)
    (made.path.parent / "current").write_text(made.snapshot_id, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def client(chdb_folder: Path) -> Iterator[ChdbClient]:
    """The engine in process."""
    made = ChdbClient(chdb_folder)
    yield made
    made.close()


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    """Another snapshot, for loads that go wrong."""
    made = renamed(write_register(tmp_path_factory.mktemp("other")), "ba9876543210-2")
    (made.path.parent / "current").write_text(made.snapshot_id, encoding="utf-8")
    return made


@pytest.fixture
def empty(client: ChdbClient, other: SnapshotReference) -> Iterator[ChdbClient]:
    """The engine without any database of that snapshot, before and after."""
    layout = Layout(other.snapshot_id)

    def remove() -> None:
        for text in layout.removing(layout.database, layout.loading):
            client.command(text)

    remove()
    yield client
    remove()


@pytest.fixture(scope="module")
def loaded(client: ChdbClient, reference: SnapshotReference) -> Iterator[str]:
    """The database of the snapshot, loaded once for those that only read it."""
    yield load_snapshot(client, reference).database


def rows_of(table: pa.Table) -> list[str]:
    """The rows by value, without their order."""
    return sorted(map(repr, table.to_pylist()))


def test_every_table_arrives_equal_by_value_type_and_null(
    client: ChdbClient, loaded: str, reference: SnapshotReference
) -> None:
    with open_snapshot(reference.path) as connection:
        tables = shapes(connection)
        assert len(tables) > 35
        for table in tables:
            sent = connection.table(table.name).to_arrow_table()
            arrived = client.select(f"select * from {loaded}.{table.name}")
            assert arrived.column_names == sent.column_names, table.name
            assert rows_of(arrived) == rows_of(sent), table.name
            nullable = connection.execute(
                "select column_name, is_nullable from duckdb_columns() where table_name = $t", {"t": table.name}
            ).fetchall()
            for name, may_be_null in nullable:
                assert arrived.schema.field(name).nullable == may_be_null, f"{table.name}.{name}"
                plain, told = arrived.schema.field(name).type, sent.schema.field(name).type
                if not pa.types.is_dictionary(told):
                    assert plain == told, f"{table.name}.{name}"
                elif sent.num_rows:
                    assert arrived[name].chunk(0).dictionary == sent[name].chunk(0).dictionary, f"{table.name}.{name}"
        sent = connection.table("figure").to_arrow_table()
        assert rows_of(client.select(f"select * from {loaded}.figure")) == rows_of(sent)


def test_words_sort_and_compare_as_in_duckdb(client: ChdbClient, loaded: str, reference: SnapshotReference) -> None:
    text = "select max(qualifier) as greatest, min(qualifier) as least, count(distinct qualifier) as n from {}stat"
    with open_snapshot(reference.path) as connection:
        expected = connection.execute(text.format("")).fetchall()
    answer = client.select(text.format(f"{loaded}.")).to_pylist()
    assert [tuple(row.values()) for row in answer] == expected


def test_rows_are_sorted_by_the_keys_of_their_tables(client: ChdbClient, loaded: str) -> None:
    text = f"select name, sorting_key, engine from system.tables where database = '{loaded}' and engine <> 'View'"
    found = {row["name"]: row for row in client.select(text).to_pylist()}
    assert {row["engine"] for row in found.values()} == {"MergeTree"}
    assert found["stat"]["sorting_key"] == "region_code, year, metric, layer"
    assert found["agency"]["sorting_key"].strip("()") == "agency_code"
    assert found["agency_year"]["sorting_key"] == "agency_code, year, layer"


@pytest.mark.parametrize(("name", "data_type", "nullable", "made", "telling"), [
    ("x", "VARCHAR", False, "String", "told_plain"), ("x", "VARCHAR", True, "Nullable(String)", "told_plain"),
    ("metric", "VARCHAR", False, "LowCardinality(String)", "told_plain"),
    ("status", "VARCHAR", True, "LowCardinality(Nullable(String))", "told_plain"),
    ("x", "DECIMAL(18,3)", True, "Nullable(Decimal(18,3))", "told_decimal"),
    ("x", "DATE", False, "Date32", "told_plain"), ("x", "DOUBLE", True, "Nullable(Float64)", "told_number"),
    ("x", "TIMESTAMP", False, "DateTime64(6, 'UTC')", "told_moment"),
    ("x", "ENUM('甲', 'it''s', 'b\\c')", True, "Nullable(Enum8('甲' = 0, 'it\\'s' = 1, 'b\\\\c' = 2))", "told_plain"),
])
def test_a_type_of_duckdb_has_its_type(name: str, data_type: str, nullable: bool, made: str, telling: str) -> None:
    assert (column(name, data_type, nullable).data_type, column(name, data_type, nullable).telling) == (made, telling)


def test_a_type_that_has_no_place_is_told() -> None:
    with pytest.raises(LookupError):
        column("x", "MAP(VARCHAR, VARCHAR)", False)


@pytest.mark.parametrize(("data_type", "values"), [
    ("DECIMAL(18,3)", ["1.500", "-999999999999999.999", "0.000", "null"]),
    ("BOOLEAN", ["true", "false", "null"]), ("TINYINT", ["-128", "127", "null"]),
    ("BIGINT", ["-9223372036854775808", "9223372036854775807", "null"]),
    ("DOUBLE", ["0.1", "1e22", "123456789.123", "null"]),
    ("TIMESTAMP", ["timestamp '1970-01-01 00:00:00.000001'", "timestamp '1969-12-31 23:59:59.5'", "null"]),
    ("VARCHAR", ["''", "'='", "'-'", "'\\N'", "null"]),
])
def test_the_digest_is_the_same_in_both_and_another_for_another_value(
    client: ChdbClient, data_type: str, values: list[str]
) -> None:
    # A name that the digest itself might use for something.
    client.command("create database if not exists loading_tests")
    told = []
    with duckdb.connect() as connection:
        connection.execute(f'create table "told" ("value" {data_type}, "number" integer not null)')
        for value in values:
            connection.execute(f"delete from told; insert into told values ({value}, 1)")
            [shape] = shapes_of(connection)
            client.command("drop table if exists loading_tests.told")
            client.command(f"create table loading_tests.told ({shape.definitions}) engine = MergeTree order by number")
            client.insert("told", connection.table("told").to_arrow_table(), "loading_tests")
            [row] = client.select(shape.digest("loading_tests")).to_pylist()
            assert digests(connection, [shape]) == {"told": (row["told_rows"], row["told_digest"])}, value
            told.append(row["told_digest"])
    assert len(set(told)) == len(values)
    client.command("drop database loading_tests")


def shapes_of(connection: duckdb.DuckDBPyConnection) -> list:
    """The shapes of the tables of a connection, one of which has no key."""
    plan()["order"]["told"] = ["number"]
    try:
        return shapes(connection)
    finally:
        del plan()["order"]["told"]


def test_loading_twice_is_harmless(client: ChdbClient, loaded: str, reference: SnapshotReference) -> None:
    again = load_snapshot(client, reference)
    assert again.was_there and again.database == loaded
    assert names(client).count(loaded) == 1 and LOADING + loaded not in names(client)


class Failing:
    """The client with a fault of one's own."""

    def __init__(self, client: ChdbClient, fault: str) -> None:
        self.client = client
        self.fault = fault
        self.inserts = 0

    def command(self, text: str, parameters: Parameters | None = None) -> None:
        """As the client."""
        if self.fault == "rename" and "rename database" in text:
            raise ClickHouseError("away", "in the middle")
        self.client.command(text, parameters)

    def select(self, text: str, parameters: Parameters | None = None) -> pa.Table:
        """As the client."""
        return self.client.select(text, parameters)

    def insert(self, table: str, rows: pa.Table, database: str | None = None) -> None:
        """As the client, but with the fault."""
        self.inserts += 1
        if self.fault == "away" and self.inserts == 5:
            raise ClickHouseError("away", "in the middle")
        if self.fault == "lost" and table == "stat":
            rows = rows.slice(1)
        if self.fault == "changed" and table == "agency":
            rows = rows.set_column(1, "name", pa.array(["改"] * rows.num_rows))
        self.client.insert(table, rows, database)

    def close(self) -> None:
        """As the client."""


@pytest.mark.parametrize(("fault", "raised", "word"), [
    ("away", ClickHouseError, "in the middle"), ("lost", LoadError, "stat ("), ("changed", LoadError, "agency ("),
    ("rename", ClickHouseError, "in the middle"),
])
def test_a_load_that_fails_leaves_nothing_that_the_app_would_take(
    empty: ChdbClient, other: SnapshotReference, fault: str, raised: type[Exception], word: str
) -> None:
    with pytest.raises(raised) as caught:
        load_snapshot(Failing(empty, fault), other)
    assert word in str(caught.value)
    assert not {database_of(other.snapshot_id), LOADING + database_of(other.snapshot_id)} & set(names(empty))
    assert not load_snapshot(empty, other).was_there
    assert LOADING + database_of(other.snapshot_id) not in names(empty)


def test_a_load_that_is_killed_leaves_nothing_that_the_app_would_take_and_the_next_one_succeeds(
    empty: ChdbClient, chdb_folder: Path, other: SnapshotReference, tmp_path: Path
) -> None:
    half_way, go_on = threading.Event(), threading.Event()

    def hold(query: str) -> None:
        if "`stat`" in query and query.lower().count("insert into"):
            half_way.set()
            go_on.wait(timeout=300)

    with served(application(chdb_folder, hold)) as port:
        address = f"clickhouse://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"
        command = [sys.executable, "-m", "data.clickhouse", "--folder", str(other.path.parent)]
        environment = {**os.environ, "ATLAS_ENGINE": address}
        with (tmp_path / "told").open("w") as told:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=told, stderr=told)
            while not half_way.wait(timeout=0.1):
                assert process.poll() is None, (tmp_path / "told").read_text()
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=60)
        go_on.set()
        database = database_of(other.snapshot_id)
        assert LOADING + database in names(empty) and database not in names(empty)
        assert f"! {LOADING}{database}" in listing(empty, "")
        again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    assert (again.returncode, PASSWORD in again.stdout + again.stderr) == (0, False), again.stderr
    assert "loaded and checked" in again.stdout
    assert database in names(empty) and LOADING + database not in names(empty)


def test_a_database_that_was_tampered_with_is_told_and_kept(
    empty: ChdbClient, other: SnapshotReference
) -> None:
    database = load_snapshot(empty, other).database
    empty.command(f"alter table {database}.metric delete where metric = 'twin' settings mutations_sync = 1")
    with pytest.raises(LoadError, match=r"metric \(") as caught:
        load_snapshot(empty, other)
    assert "--drop" in str(caught.value) and "快照" in str(caught.value)
    drop(empty, other.snapshot_id, current="")
    assert not load_snapshot(empty, other).was_there


def test_two_loads_of_a_snapshot_do_not_run_at_once(client: ChdbClient, reference: SnapshotReference) -> None:
    with reference.path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(LoadError, match=r"另一进程.*another process"):
            load_snapshot(client, reference)


class Locked(Failing):
    """The client, whose server is asked for its databases only while nobody else may load the snapshot."""

    def __init__(self, client: ChdbClient, path: Path) -> None:
        super().__init__(client, "")
        self.path = path

    def select(self, text: str, parameters: Parameters | None = None) -> pa.Table:
        """As the client."""
        with self.path.open("rb") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return super().select(text, parameters)


def test_what_is_there_is_asked_when_no_other_load_can_change_it(
    client: ChdbClient, loaded: str, reference: SnapshotReference
) -> None:
    assert load_snapshot(Locked(client, reference.path), reference).was_there


def test_the_database_of_the_current_snapshot_is_not_dropped(
    client: ChdbClient, loaded: str, reference: SnapshotReference
) -> None:
    with pytest.raises(LoadError, match="current snapshot"):
        drop(client, reference.snapshot_id, current=reference.snapshot_id)
    with pytest.raises(LoadError, match="no identifier"):
        drop(client, "default", current="")
    assert f"* {loaded}" in listing(client, reference.snapshot_id)


def test_the_command_lists_shows_and_says_what_is_wrong(
    chdb_folder: Path, loaded: str, reference: SnapshotReference, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(reference.path.parent)]
    assert main(["--show", *folder]) == 0
    assert f"rename database `loading_{loaded}` to `{loaded}`" in capsys.readouterr().out
    with served(application(chdb_folder)) as port:
        good = f"clickhouse://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"
        assert main(["--to", good, "--list", *folder]) == 0
        assert f"* {loaded}" in capsys.readouterr().out
        assert main(["--to", good, *folder]) == 0
        assert "was there already, checked" in capsys.readouterr().out
        assert main(["--to", good, "--drop", reference.snapshot_id, *folder]) == 1
        assert "当前快照" in capsys.readouterr().err
        assert main(["--to", f"clickhouse://{USER}:{SECRET}@127.0.0.1:{port}", *folder]) == 1
        told = capsys.readouterr().err
        assert "不接受该用户名或口令" in told and SECRET not in told
        assert main(["--to", good, "--drop", "0123456789ab-7", *folder]) == 1
        assert "there is no database atlas_0123456789ab_7" in capsys.readouterr().err
    assert main(["--to", f"clickhouse://u:{SECRET}@127.0.0.1:{port}", *folder]) == 1
    told = capsys.readouterr().err
    assert "无法连接" in told and SECRET not in told
    assert main(["--to", f"http://u:{SECRET}@x", *folder]) == 1
    told = capsys.readouterr().err
    assert "地址有误" in told and SECRET not in told
    assert main(["--to", good, "--snapshot", "ffffffffffff", *folder]) == 1
    assert "不存在" in capsys.readouterr().err


def test_what_is_being_loaded_is_not_dropped_and_what_was_dropped_is_told(
    chdb_folder: Path, empty: ChdbClient, other: SnapshotReference, capsys: pytest.CaptureFixture[str]
) -> None:
    database = load_snapshot(empty, other).database
    (other.path.parent / "current").write_text("ffffffffffff", encoding="utf-8")
    with served(application(chdb_folder)) as port:
        good = f"clickhouse://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"
        command = ["--to", good, "--folder", str(other.path.parent), "--drop", other.snapshot_id]
        with other.path.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            assert main(command) == 1
            assert "another process" in capsys.readouterr().err and database in names(empty)
        assert main(command) == 0
        assert capsys.readouterr().out.strip().endswith(f"dropped {database}")
        assert database not in names(empty)
        assert main(command) == 1
        assert "there is no database" in capsys.readouterr().err
    (other.path.parent / "current").write_text(other.snapshot_id, encoding="utf-8")


def test_the_plan_knows_every_table_and_names_no_other() -> None:
    with duckdb.connect() as connection:
        create_tables(connection)
        tables = {table.name: table for table in shapes(connection)}
        unkeyed = set(tables) - {row[0] for row in connection.execute(
            "select distinct table_name from duckdb_constraints() where constraint_type = 'PRIMARY KEY'").fetchall()}
    assert set(plan()["order"]) == unkeyed
    for name, table in tables.items():
        columns = {column.name: column.data_type for column in table.columns}
        # A key of ClickHouse holds no null.
        assert table.order and all("Nullable" not in columns[part] for part in table.order), name
    assert {name: table.shard for name, table in tables.items() if table.shard} == ADDRESSES
    texts = {column.name for table in tables.values() for column in table.columns if "String" in column.data_type}
    assert set(plan()["dictionaries"]["columns"]) <= texts
    assert all(entry["why_zh"] and entry["why_en"] for entry in plan()["shard"].values())


def test_the_statements_for_a_cluster_parse_and_place_every_table(
    client: ChdbClient, reference: SnapshotReference
) -> None:
    texts = shown(reference, "main").removesuffix(";").split(";\n\n")
    kinds: dict[str, list[str]] = {}
    for text in texts:
        assert "on cluster `main`" in text, text
        # The parser of ClickHouse itself; nothing is run.
        client.command(f"explain ast {text}")
        parsed = sqlglot.parse_one(text, read="clickhouse")
        engine = parsed.find(exp.EngineProperty)
        if engine and (table := parsed.find(exp.Table)):
            kinds.setdefault(table.name, []).append(engine.this.name)
    with open_snapshot(reference.path) as connection:
        names_of_tables = {table.name for table in shapes(connection)}
    assert names_of_tables <= set(kinds)
    for name in names_of_tables:
        spread = ["ReplicatedMergeTree", "Distributed"] if name in ADDRESSES else ["ReplicatedMergeTree"]
        assert kinds[name] == spread, name


def test_names_are_quoted_whatever_signs_they_hold(client: ChdbClient) -> None:
    strange = "a`b\\c' d"
    client.command(f"create database {quoted(strange)}")
    found = client.select("select count() as n from system.databases where name = {name:String}", {"name": strange})
    assert found["n"].to_pylist() == [1]
    client.command(f"drop database {quoted(strange)}")
