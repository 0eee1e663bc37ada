-- Grain: one row per primary key or foreign key of a table, in the order of definition.
select
    table_name,
    constraint_type,
    constraint_column_names,
    referenced_table,
    referenced_column_names
from duckdb_constraints()
where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY')
order by table_name, constraint_index
