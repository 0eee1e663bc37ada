-- Every source with how much rests on it.
-- Grain: one row per source.
-- Parameters: none
with
use as (
    select source_id, count(*) as figures from stat group by source_id
    union all
    select source_id, count(*) as figures from cluster_year group by source_id
    union all
    select source_id, count(*) as figures from target group by source_id
    union all
    select source_id, count(*) as figures from cluster_source group by source_id
    union all
    select source_id, count(*) as figures from cross_check group by source_id
),

total as (
    select source_id, sum(figures) as figures from use group by source_id
)

select
    s.source_id,
    s.title,
    s.url,
    cast(s.grade as varchar) as grade,
    cast(coalesce(t.figures, 0) as integer) as figures
from source as s
left join total as t on s.source_id = t.source_id
order by s.grade, figures desc, s.source_id
