-- Every source with how much rests on it: figures, and records that are no figures.
-- Grain: one row per source.
-- Parameters: none
with
use as (
    select source_id, 1 as figures, 0 as records from stat
    union all
    select source_id, 1 as figures, 0 as records from cross_check
    union all
    select source_id, 1 as figures, 0 as records from cluster_year
    union all
    select source_id, 1 as figures, 0 as records from cluster_target
    union all
    select source_id, 1 as figures, 0 as records from target
    union all
    select source_id, 0 as figures, 1 as records from cluster_source
    union all
    select source_id, 0 as figures, 1 as records from cluster_event
    union all
    select source_id, 0 as figures, 1 as records from cluster_criterion
    union all
    select source_id, 0 as figures, 1 as records from special_title
    union all
    select source_id, 0 as figures, 1 as records from assistance_pair
    union all
    select source_id, 1 as figures, 0 as records from joint_project
),

total as (
    select
        source_id,
        sum(figures) as figures,
        sum(records) as records
    from use
    group by source_id
)

select
    s.source_id,
    s.title,
    s.url,
    cast(s.grade as varchar) as grade,
    cast(coalesce(t.figures, 0) as integer) as figures,
    cast(coalesce(t.records, 0) as integer) as records
from source as s
left join total as t on s.source_id = t.source_id
order by s.grade, figures desc, records desc, s.source_id
