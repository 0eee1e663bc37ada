-- What clusters return, year by year.
-- Grain: one row per cluster, year and metric.
-- Parameters:
--   $layer  layer of the figures
select
    f.cluster_id,
    f.year,
    f.metric,
    f.value,
    f.unit,
    cast(f.qualifier as varchar) as qualifier,
    f.source_id,
    s.title as source_title,
    f.note
from cluster_year as f
inner join source as s on f.source_id = s.source_id
where f.layer = $layer
order by f.cluster_id, f.metric, f.year
