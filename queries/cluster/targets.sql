-- What clusters plan to reach.
-- Grain: one row per cluster, year and metric.
-- Parameters:
--   $layer  layer of the plans
select
    t.cluster_id,
    t.year,
    t.metric,
    t.value,
    t.unit,
    t.source_id,
    s.title as source_title,
    t.note
from cluster_target as t
inner join source as s on t.source_id = s.source_id
where t.layer = $layer
order by t.cluster_id, t.metric, t.year
