"""The layout of a cluster on the one shard that a process can be: Distributed tables over parts, loaded and asked.

What needs Keeper or a second machine is taken out of the statements: `on cluster` and replication. Those are parsed in
test_clickhouse_load.py and were not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from chdb_client import CLUSTER, ChdbClient, renamed

from data.clickhouse.__main__ import drop, listing
from data.clickhouse.client import Parameters
from data.clickhouse.load import SETTINGS, LoadError, load_snapshot, names
from data.snapshot import SnapshotReference, open_snapshot
from queries.clickhouse_database import SETTINGS as OF_THE_APP
from tests.small_register import write_register

YEARS = """
select y.year as year, count(*) as n, sum(y.revenue) as revenue
from {0}agency_year as y
inner join {0}agency as a on y.agency_code = a.agency_code
inner join {0}region as r on a.region_code = r.region_code
where y.year in (select year from {0}agency_year where agency_code = 'A1')
group by y.year
order by y.year
"""


class OneShard(ChdbClient):
    """A cluster of one shard and one replica, which needs no Keeper."""

    def command(self, text: str, parameters: Parameters | None = None) -> None:
        """As the client, without replicas and without telling other nodes."""
        if "system sync replica" in text:
            return
        text = re.sub(rf" on cluster `{CLUSTER}`", "", text)
        super().command(re.sub(r"ReplicatedMergeTree\([^)]*\)", "MergeTree", text), parameters)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    """The small register."""
    return renamed(write_register(tmp_path_factory.mktemp("spread")), "5bead5bead00")


@pytest.fixture(scope="module")
def client(chdb_folder: Path, reference: SnapshotReference) -> Iterator[OneShard]:
    """The cluster, without what this module made once it is done."""
    made = OneShard(chdb_folder, settings=SETTINGS)
    drop(made, reference.snapshot_id, current="", cluster=CLUSTER)
    yield made
    drop(made, reference.snapshot_id, current="", cluster=CLUSTER)
    made.close()


def rows_of(table: pa.Table) -> list[str]:
    """The rows by value, without their order."""
    return sorted(map(repr, table.to_pylist()))


def test_a_spread_snapshot_is_loaded_checked_and_asked_like_any_other(
    client: OneShard, reference: SnapshotReference, chdb_folder: Path
) -> None:
    loaded = load_snapshot(client, reference, CLUSTER)
    parts = f"shards_{loaded.database}"
    assert not loaded.was_there and load_snapshot(client, reference, CLUSTER).was_there
    assert {loaded.database, parts} <= set(names(client)) and f"  {parts}" in listing(client, "")
    engines = "select database, engine from system.tables where name = 'agency_year' order by database"
    found = {(row["database"], row["engine"]) for row in client.select(engines).to_pylist()}
    assert {(loaded.database, "Distributed"), (parts, "MergeTree")} <= found
    with open_snapshot(reference.path) as connection:
        for table in ("agency", "agency_year", "service_offer", "agency_now", "stat", "figure"):
            sent = connection.table(table).to_arrow_table()
            assert rows_of(client.select(f"select * from {loaded.database}.{table}")) == rows_of(sent), table
        expected = connection.sql(YEARS.format("")).to_arrow_table().to_pylist()
    assert len(expected) == 2
    asking = ChdbClient(chdb_folder, loaded.database, OF_THE_APP)
    assert asking.select(YEARS.format("")).to_pylist() == expected
    asking.close()
    client.command(f"alter table {parts}.agency delete where agency_code = 'A1' settings mutations_sync = 1")
    with pytest.raises(LoadError, match=r"agency \(11 / 12\)"):
        load_snapshot(client, reference, CLUSTER)
