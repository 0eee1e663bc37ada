-- Grain: one row per layer that holds facts: how many rows they are. What a register adds up to
-- follows from its agencies, which are.
insert into snapshot_layer
with facts as (
    select layer from stat where source_id <> 'imported-register'
    union all
    select layer from cross_check where source_id <> 'imported-register'
    union all
    select layer from agency
    union all
    select layer from agency_year
    union all
    select layer from branch
    union all
    select layer from service_offer
    union all
    select layer from cluster
    union all
    select layer from cluster_year
    union all
    select layer from cluster_target
    union all
    select layer from cluster_event
    union all
    select layer from cluster_member
    union all
    select layer from assistance_pair
    union all
    select layer from joint_project
)

select
    layer,
    count(*) as row_count
from facts
group by layer
order by layer
