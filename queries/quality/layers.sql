-- How many statistics each layer holds, the layers in their order: published, imported, sample.
-- Grain: one row per layer that holds any.
-- Parameters: none
select cast(f.layer as varchar) as layer, count(*) as figures
from stat as f
group by f.layer
order by f.layer
