-- What is published about clusters, year by year.
-- Grain: one row per cluster, year and metric.
-- Parameters:
--   $layer  layer of the figures
select
    c.cluster_id,
    f.year as period,
    f.metric,
    f.value,
    f.unit,
    cast(f.qualifier as varchar) as qualifier,
    s.title as source_title,
    f.note
from cluster as c
inner join cluster_year as f on c.cluster_id = f.cluster_id
inner join source as s on f.source_id = s.source_id
where f.layer = $layer
order by c.cluster_id, f.year, f.metric
