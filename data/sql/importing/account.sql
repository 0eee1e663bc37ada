-- Grain: one row per sheet that is a table: its rows, those loaded and those an error stopped, counted each for itself.
create table account as
with loaded_line as (
    select place_id, count(*) as rows_loaded from staged.source where line > 0 group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.stat group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.cross_check group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.agency group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.agency_year group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.branch group by place_id
    union all
    select place_id, count(distinct line) as rows_loaded from staged.service_offer group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.cluster group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.cluster_year group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.cluster_target group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.cluster_event group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.cluster_member group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.assistance_pair group by place_id
    union all
    select place_id, count(*) as rows_loaded from staged.joint_project group by place_id
),

loaded as (
    select place_id, sum(rows_loaded)::bigint as rows_loaded from loaded_line group by place_id
),

stopped as (
    select place_id, count(distinct line) as rows_rejected from finding where severity = 'error' group by place_id
)

select
    place.place_id,
    place.file,
    place.sheet,
    place.kind,
    place.rows_in,
    coalesce(loaded.rows_loaded, 0) as rows_loaded,
    case when place.is_stopped then place.rows_in else coalesce(stopped.rows_rejected, 0) end as rows_rejected
from place
left join loaded on place.place_id = loaded.place_id
left join stopped on place.place_id = stopped.place_id
where place.kind is not null
