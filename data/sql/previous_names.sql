-- Grain: one row per table of the snapshot that is attached as previous.
select table_name
from duckdb_tables()
where database_name = 'previous'
order by table_name
