-- Grain: one row per column of a table, in the order of definition; views are left out.
select
    table_name,
    column_name,
    data_type,
    is_nullable
from duckdb_columns()
where
    schema_name = 'main'
    and not internal
    and table_name in (select table_name from duckdb_tables())
order by table_name, column_index
