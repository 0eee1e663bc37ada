"""The measurement of ClickHouse, small: what it makes is the same each time, and the sizing is arithmetic on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from chdb_client import ChdbClient

from tests.benchmarks.clickhouse import FilingCost, measure_filings, placing, sizing

ROWS = 20_000


@pytest.fixture(scope="module")
def client(chdb_folder: Path) -> ChdbClient:
    """The engine in process."""
    return ChdbClient(chdb_folder)


def test_the_filings_are_synthetic_the_same_each_time_and_their_cost_is_positive(client: ChdbClient) -> None:
    digest = "select count(*) as n, toString(sum(cityHash64(*))) as digest, min(year) as a, max(year) as b from {}"
    told = []
    for _ in range(2):
        size, loads, scans, cost = measure_filings(client, ROWS)
        told.append(client.select(digest.format("synthetic.filing")).to_pylist()[0])
        assert client.select(digest.format("synthetic.sent")).to_pylist()[0] == told[-1]
        client.command("drop database synthetic sync")
    assert told[0] == told[1]
    assert (told[0]["n"], told[0]["a"], told[0]["b"]) == (ROWS, 2016, 2025)
    assert [len(size), len(loads), len(scans)] == [1, 2, 4]
    assert min(cost.bytes_per_row, cost.load_seconds, cost.scan_seconds) > 0


def test_the_sizing_follows_its_formulas() -> None:
    table = sizing(FilingCost(bytes_per_row=20.0, load_seconds=0.6, scan_seconds=0.08))
    by_size = {(row[0], row[1]): row for row in table.rows}
    # 10⁹ rows on 4 shards of 2 replicas: 2.5 × 10⁸ rows × 20 bytes × 2; 1,000 million rows × 0.6 s; 250 × 0.08 s ÷ 8.
    assert by_size["1,000,000,000", "4"][2:] == ["8", "250,000,000", "10.0", "10.0", "2.50"]
    assert by_size["100,000,000", "1"][2:] == ["2", "100,000,000", "4.0", "1.0", "1.00"]
    assert "未在此运行" in table.title[0] and "not run here" in table.title[1]


def test_the_plan_says_of_every_spread_table_why() -> None:
    rows = {row[0]: row for row in placing().rows}
    assert {"agency", "agency_now", "agency_year", "service_offer"} < set(rows)
    assert all(row[2] for row in rows.values())
