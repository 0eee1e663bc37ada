"""A checked load of a register, made larger in its staging: reading a million agencies takes far longer."""

from __future__ import annotations

from pathlib import Path

import duckdb

FIRST_COPY = "L000-"
# Rows of each table that name an agency, and the columns that hold the code or the name of something of its own.
COPIED = {
    "agency": ("agency_code", "name"),
    "agency_year": ("agency_code",),
    "branch": ("agency_code", "branch_code", "name"),
    "service_offer": ("agency_code",),
    "cluster_member": ("agency_code",),
}
COPIES = """
create temp table copied as
with own as (select agency_code, row_number() over (order by agency_code) as place from staged.agency)
select own.agency_code, copies.number
from own cross join range(1, $agencies // $size + 1) as copies (number)
where copies.number * $size + own.place <= $agencies
"""
INSERT = """
insert into staged.{table}
select own.* replace ({replaced})
from staged.{table} as own inner join copied on own.agency_code = copied.agency_code
"""
REPLACED = """
replace(replace(own.{column}, 'L000-', format('L{{:03d}}-', copied.number)), '副本0', format('副本{{}}', copied.number))
as {column}
"""


def copied_to(staging: Path, agencies: int) -> int:
    """Copy the agencies of a finished load, with all that hangs on them, until there are so many; return how many are.

    The load must hold the first copy of `write_register` alone, whose codes begin with `FIRST_COPY`; copies take the
    next numbers; a load that holds as many already stays as it is. Raises ValueError where it holds other agencies.
    """
    with duckdb.connect(str(staging)) as connection:
        [(others,)] = connection.execute(
            "select count(*) from staged.agency where not starts_with(agency_code, $first)", {"first": FIRST_COPY}
        ).fetchall()
        if others:
            raise ValueError(f"{others} agencies are not of the first copy")
        size = connection.table("staged.agency").shape[0]
        connection.execute(COPIES, {"agencies": agencies, "size": size})
        for table, columns in COPIED.items():
            replaced = ", ".join(REPLACED.format(column=column) for column in columns)
            connection.execute(INSERT.format(table=table, replaced=replaced))
        return int(connection.table("staged.agency").shape[0])
