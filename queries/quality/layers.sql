-- How many statistics each layer holds.
-- Grain: one row per layer that holds any.
-- Parameters: none
select cast(layer as varchar) as layer, count(*) as figures
from stat
group by layer
order by layer
