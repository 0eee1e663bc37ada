-- Figures of several metrics for one region exactly as their sources print them.
-- Grain: one row per metric and year.
-- Parameters:
--   $metrics      metrics asked for
--   $region_code  region
--   $layer        layer of the facts
select
    f.metric,
    f.year as period,
    f.value,
    f.unit,
    cast(f.qualifier as varchar) as qualifier,
    f.source_id,
    s.title as source_title,
    cast(s.grade as varchar) as grade,
    f.note
from stat as f
inner join source as s on f.source_id = s.source_id
where list_contains($metrics, f.metric) and f.region_code = $region_code and f.layer = $layer
order by f.metric, f.year
