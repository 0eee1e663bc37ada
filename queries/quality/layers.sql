-- How many figures each layer holds, of regions and of clusters, in the order published, imported, sample.
-- Grain: one row per layer that holds any.
-- Parameters: none
with figure as (
    select s.layer from stat as s
    union all
    select c.layer from cluster_year as c
)
select cast(f.layer as varchar) as layer, count(*) as figures
from figure as f
group by f.layer
order by f.layer
