-- What clusters plan to reach.
-- Grain: one row per cluster, year and metric.
-- Parameters:
--   $layer   layer of the plans
--   $metric  metric that is planned
select
    t.cluster_id,
    t.year,
    t.value
from cluster_target as t
where t.layer = $layer and t.metric = $metric
order by t.cluster_id, t.year
