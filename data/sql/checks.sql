-- Grain: one row per check constraint, in the order of definition.
select
    table_name,
    constraint_column_names[1] as column_name,
    constraint_text
from duckdb_constraints()
where constraint_type = 'CHECK'
order by table_name, constraint_index
