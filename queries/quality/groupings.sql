-- Figures printed for major regions, and for groupings that are no region of the atlas.
-- Grain: one row per region, metric and year.
-- Parameters:
--   $layer  layer of the facts
select
    f.region_code,
    f.metric,
    f.year as period,
    f.value,
    f.unit,
    cast(f.qualifier as varchar) as qualifier,
    s.title as source_title,
    cast(s.grade as varchar) as grade,
    f.note
from stat as f
inner join region_level as l on f.region_code = l.region_code
inner join source as s on f.source_id = s.source_id
where l.level in ('major', 'composite') and f.layer = $layer
order by f.region_code, f.metric, f.year
