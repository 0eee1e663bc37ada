-- Official targets.
-- Grain: one row per metric, region and target year.
-- Parameters: none
select
    t.metric,
    t.region_code,
    t.year,
    t.value,
    t.unit,
    cast(t.qualifier as varchar) as qualifier,
    t.clause,
    t.source_id,
    s.title as source_title
from target as t
inner join source as s on t.source_id = s.source_id
order by t.metric, t.region_code, t.year
