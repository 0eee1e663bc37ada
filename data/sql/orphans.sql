-- Grain: one row per fact table and kind of reference that points to nothing; no row where all references hold.
with missing as (
    select 'stat.region_code' as reference from stat
    where region_code not in (select region_code from region)
    union all
    select 'stat.metric' as reference from stat
    where (metric, unit) not in (select (metric, unit) from metric)
    union all
    select 'stat.source_id' as reference from stat
    where source_id not in (select source_id from source)
    union all
    select 'region_level.region_code' as reference from region_level
    where region_code not in (select region_code from region)
    union all
    select 'region_member.member_code' as reference from region_member
    where member_code not in (select region_code from region)
    union all
    select 'region_member.group_code' as reference from region_member
    where group_code not in (select region_code from region)
    union all
    select 'region.parent_code' as reference from region
    where parent_code not in (select region_code from region)
    union all
    select 'cluster.region_code' as reference from cluster
    where region_code not in (select region_code from region)
    union all
    select 'cluster_year.cluster_id' as reference from cluster_year
    where cluster_id not in (select cluster_id from cluster)
    union all
    select 'cluster_event.cluster_id' as reference from cluster_event
    where cluster_id not in (select cluster_id from cluster)
    union all
    select 'cluster_event.source_id' as reference from cluster_event
    where source_id not in (select source_id from source)
    union all
    select 'cluster_member.cluster_id' as reference from cluster_member
    where cluster_id not in (select cluster_id from cluster)
    union all
    select 'cluster_member.agency_code' as reference from cluster_member
    where (agency_code, layer) not in (select (agency_code, layer) from agency)
    union all
    select 'target.metric' as reference from target
    where metric not in (select metric from metric)
    union all
    select 'reconciliation.metric' as reference from reconciliation
    where metric not in (select metric from metric)
)

select
    reference,
    count(*) as row_count
from missing
group by reference
order by reference
