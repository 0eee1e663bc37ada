"""Share, concentration and inequality recomputed in SQL, independently of the formulas."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest

from queries.formulas.concentration import concentration_ratio, herfindahl_hirschman_index
from queries.formulas.inequality import gini
from queries.formulas.ranking import competition_rank
from queries.formulas.shares import location_quotient, share
from queries.formulas.theil import theil_t_by_group

SHARES = """
with whole as (select sum(supply) as supply, sum(weight) as weight from unit)
select unit.code, unit.zone, unit.supply, unit.weight,
       unit.supply / whole.supply as q, unit.weight / whole.weight as p
from unit cross join whole
"""
GINI_BY_PAIRS = f"""
with part as ({SHARES})
select sum(a.p * b.p * abs(a.q / a.p - b.q / b.p)) / 2 from part as a cross join part as b
"""
THEIL = f"""
with part as ({SHARES}),
zone as (select zone, sum(q) as q, sum(p) as p from part group by zone)
select
    (select sum(case when q > 0 then q * ln(q / p) else 0 end) from part),
    (select sum(q * ln(q / p)) from zone),
    (select sum(q * q) from part),
    (select sum(q) from (select q from part order by q desc limit 4) as largest)
"""


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    """31 seeded units in four zones, counts with ties."""
    random = np.random.default_rng(31)
    zones = ["east"] * 10 + ["central"] * 6 + ["northeast"] * 3 + ["west"] * 12
    counts = random.integers(1, 40, 31) * 5.0
    table = {"zone": zones, "supply": counts, "weight": random.integers(100, 900, 31) * 1.0}
    return pd.DataFrame(table, index=pd.Index([f"{code:06d}" for code in range(110000, 110031)], name="code"))


@pytest.fixture(scope="module")
def database(units: pd.DataFrame) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same units as a table."""
    with duckdb.connect() as connection:
        connection.execute("create table unit (code text, zone text, supply double, weight double)")
        connection.executemany(
            "insert into unit values ($1, $2, $3, $4)", units.reset_index().values.tolist()
        )
        yield connection


def test_shares_and_quotients(units: pd.DataFrame, database: duckdb.DuckDBPyConnection) -> None:
    query = f"select q, q / p from ({SHARES}) as part order by code"
    expected = np.array(database.execute(query).fetchall())
    np.testing.assert_allclose(share(units["supply"])["value"], expected[:, 0], rtol=1e-12)
    np.testing.assert_allclose(
        location_quotient(units["supply"], units["weight"])["value"], expected[:, 1], rtol=1e-12
    )


def test_gini_equals_half_the_mean_difference_of_pairs(
    units: pd.DataFrame, database: duckdb.DuckDBPyConnection
) -> None:
    (weighted,) = database.execute(GINI_BY_PAIRS).fetchone()
    assert gini(units["supply"], units["weight"]).value == pytest.approx(weighted, rel=1e-12)


def test_indices_of_concentration_and_inequality(
    units: pd.DataFrame, database: duckdb.DuckDBPyConnection
) -> None:
    total, between, squares, four = database.execute(THEIL).fetchone()
    decomposed = theil_t_by_group(units["supply"], units["weight"], units["zone"])
    computed = [
        decomposed.total.value,
        decomposed.between.value,
        decomposed.within.value,
        herfindahl_hirschman_index(units["supply"]).value,
        concentration_ratio(units["supply"], 4).value,
    ]
    expected = [total, between, total - between, squares, four]
    np.testing.assert_allclose(computed, expected, rtol=1e-11)


def test_ranks(units: pd.DataFrame, database: duckdb.DuckDBPyConnection) -> None:
    query = """
        select rank() over (order by supply desc), row_number() over (order by supply desc, code)
        from unit order by code
    """
    ranks, positions = zip(*database.execute(query).fetchall(), strict=True)
    assert competition_rank(units["supply"])["value"].tolist() == list(ranks)
    assert competition_rank(units["supply"])["position"].tolist() == list(positions)
