-- What figures of several metrics there are, place by place.
-- Grain: one row per metric, year, place, layer and level asked for.
-- Parameters:
--   $metrics  metrics asked for
--   $levels   levels of the places
--   $layer    layer of the facts; the published ones stand beside them, as denominators may be lent
select
    f.metric,
    f.year as period,
    cast(l.level as varchar) as level,
    f.region_code,
    r.in_survey,
    cast(f.layer as varchar) as layer,
    f.value
from figure as f
inner join region as r on f.region_code = r.region_code
inner join region_level as l on f.region_code = l.region_code
where
    list_contains($metrics, f.metric)
    and list_contains($levels, cast(l.level as varchar))
    and f.layer in ($layer, 'published')
order by f.metric, f.year, l.level, f.region_code, f.layer
