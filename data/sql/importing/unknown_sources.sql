-- Grain: one finding per row whose source is registered nowhere, or only in a row of sources that was stopped.
insert into finding
with registered as (
    select source_id from known_source
    union
    select source_id from carried_source
    union
    select source_id from staged.source
),

stopped as (
    select value as source_id from finding where rule = 'source_conflict'
),

named as (
    select place_id, line, source_id from staged.stat
    union all
    select place_id, line, source_id from staged.cluster_year
    union all
    select place_id, line, source_id from staged.cluster_target
    union all
    select place_id, line, source_id from staged.cluster_event
    union all
    select place_id, line, source_id from staged.assistance_pair
    union all
    select place_id, line, source_id from staged.joint_project
)

select
    named.place_id,
    named.line,
    coalesce(header.header, 'source_id') as column_name,
    named.source_id as value,
    'unknown_source' as rule,
    'error' as severity,
    '' as detail
from named
left join header on named.place_id = header.place_id and header.column_name = 'source_id'
where
    named.source_id not in (select source_id from registered)
    or named.source_id in (select source_id from stopped)
