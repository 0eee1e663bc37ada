-- Grain: one row per table of the snapshot that is open.
select table_name
from duckdb_tables()
order by table_name
