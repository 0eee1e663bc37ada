-- How far each column of the register of a layer is filled.
-- Grain: one row per table and column.
-- Parameters:
--   $layer  layer of the register
select
    table_name,
    column_name,
    row_count,
    filled_count,
    1.0 * filled_count / nullif(row_count, 0) as filled_share
from register_cell
where layer = $layer
order by table_name, filled_share, column_name
