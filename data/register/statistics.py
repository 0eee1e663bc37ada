"""Adds up a loaded register of agencies into statistics of its cities and provinces, so that loading it counts."""

from __future__ import annotations

from datetime import date

import duckdb

from data.slips import SLIP, SMALLEST
from data.tables import read_sql

LAYER = "imported"
# Share of the agencies due that must report for a year of a province to count.
ENOUGH = 0.5
REGISTER_SOURCE = "imported-register"
# Parts of 机构状态 that say that an agency is no more.
CLOSED_WORDS = ["注销", "撤销", "吊销", "撤回", "关闭", "解散", "歇业", "停业", "cancelled", "closed", "revoked"]
# 未注销, 拟注销, not closed say the opposite.
NOT_CLOSED = rf"(未|拟|非|not |never )(被|予以|been )?({'|'.join(CLOSED_WORDS)})"


def add_statistics(connection: duckdb.DuckDBPyConnection) -> int:
    """Write what the loaded agencies add up to into `stat`, and into `cross_check` where a statistic was loaded.

    Returns the number of figures added up, 0 without a register. The figures rest on one source, `REGISTER_SOURCE`;
    they are never carried over to another snapshot but added up again. METHODS R1 to R10 are the rules.
    """
    [(position_on,)] = connection.execute(read_sql("register/loaded")).fetchall()
    figures = add_up(connection, LAYER, position_on)
    if figures:
        own = {"layer": LAYER, "source_id": REGISTER_SOURCE}
        connection.execute(read_sql("register/source"), own)
        connection.execute(read_sql("register/cross_check"), own)
        connection.execute(read_sql("register/stat"), own)
    return figures


def describe(connection: duckdb.DuckDBPyConnection, layer: str) -> None:
    """Leave in the temporary tables `register_place` and `register_agency` where each agency counts and what it is."""
    tell_closed(connection)
    connection.execute(read_sql("register/place"))
    connection.execute(read_sql("register/agency"), {"layer": layer})


def tell_closed(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave in the temporary table `register_status` which states say that an agency or a branch is closed."""
    connection.execute(read_sql("register/status"), {"closed_words": CLOSED_WORDS, "not_closed": NOT_CLOSED})


def add_up(connection: duckdb.DuckDBPyConnection, layer: str, position_on: date | None = None) -> int:
    """Leave what the register of a layer says in the temporary table `register_figure`, and return its rows.

    `position_on` is the day that agencies without yearly figures are shown for; without it they count nowhere.
    """
    describe(connection, layer)
    position = {"position_on": position_on}
    own = {"layer": layer, **position}
    connection.execute(read_sql("register/year"), {**own, "enough": ENOUGH})
    connection.execute(read_sql("register/branch"), own)
    connection.execute(read_sql("register/neighbour"), {"layer": layer, "smallest": SMALLEST})
    connection.execute(read_sql("register/sum"), {"slip": SLIP})
    connection.execute(read_sql("register/figure"), position)
    return connection.table("register_figure").shape[0]
