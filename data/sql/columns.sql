-- Grain: one row per column of a table, in the order of definition.
select
    table_name,
    column_name,
    data_type,
    is_nullable
from duckdb_columns()
where schema_name = 'main' and not internal
order by table_name, column_index
