-- Sources behind the figures of some metrics at one level of regions and of the regions that they add up to.
-- Grain: one row per source and metric.
-- Parameters:
--   $metrics  metrics asked for
--   $levels   levels of the regions whose facts were used
--   $years    years of the facts
--   $layer    layer of the facts
--   $regions  regions whose facts were used, or null for all of the levels
select
    f.metric,
    s.source_id,
    s.title,
    s.url,
    cast(s.grade as varchar) as grade,
    min(f.year) as first_year,
    max(f.year) as last_year,
    count(*) as figures
from stat as f
inner join source as s on f.source_id = s.source_id
where
    list_contains($metrics, f.metric)
    and list_contains($years, f.year)
    and f.layer = $layer
    and ($regions is null or list_contains($regions, f.region_code))
    and f.region_code in (
        select region_code from region_level where list_contains($levels, cast(level as varchar))
    )
group by f.metric, s.source_id, s.title, s.url, s.grade
order by s.grade, f.metric, figures desc, s.source_id
