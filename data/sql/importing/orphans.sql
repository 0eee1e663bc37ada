-- Grain: one row per table, column and value of imported rows that nothing answers to any more: the register, the catalogue
-- or the sources were changed since they were loaded.
-- The sources and clusters are worked out once, not for every table that names them: that alone took most of the time.
with known_source as materialized (
    select source_id from taken_source
    union all
    select source_id from merged_source
),

known_cluster as materialized (
    select cluster_id from taken_cluster
    union all
    select cluster_id from merged_cluster
),

lost as (
    select 'stat' as table_name, 'region_code' as column_name, region_code as value, 'unknown_region' as rule
    from merged_stat
    where region_code not in (select region_code from region)
    union all
    select 'cross_check' as table_name, 'region_code' as column_name, region_code as value, 'unknown_region' as rule
    from merged_cross_check
    where region_code not in (select region_code from region)
    union all
    select 'agency' as table_name, 'region_code' as column_name, region_code as value, 'unknown_region' as rule
    from merged_agency
    where region_code not in (select region_code from region)
    union all
    select 'branch' as table_name, 'region_code' as column_name, region_code as value, 'unknown_region' as rule
    from merged_branch
    where region_code not in (select region_code from region)
    union all
    select 'cluster' as table_name, 'region_code' as column_name, region_code as value, 'unknown_region' as rule
    from merged_cluster
    where region_code not in (select region_code from region)
    union all
    select 'stat' as table_name, 'metric' as column_name, metric as value, 'unknown_metric' as rule
    from merged_stat
    where (metric, unit) not in (select (metric, unit) from metric)
    union all
    select 'cross_check' as table_name, 'metric' as column_name, metric as value, 'unknown_metric' as rule
    from merged_cross_check
    where (metric, unit) not in (select (metric, unit) from metric)
    union all
    select 'cluster_year' as table_name, 'metric' as column_name, metric as value, 'unknown_metric' as rule
    from merged_cluster_year
    where (metric, unit) not in (select (metric, unit) from metric)
    union all
    select 'cluster_target' as table_name, 'metric' as column_name, metric as value, 'unknown_metric' as rule
    from merged_cluster_target
    where (metric, unit) not in (select (metric, unit) from metric)
    union all
    select 'stat' as table_name, 'source_id' as column_name, source_id as value, 'unknown_source' as rule
    from merged_stat
    where source_id not in (select source_id from known_source)
    union all
    select 'cross_check' as table_name, 'source_id' as column_name, source_id as value, 'unknown_source' as rule
    from merged_cross_check
    where source_id not in (select source_id from known_source)
    union all
    select 'cluster_year' as table_name, 'source_id' as column_name, source_id as value, 'unknown_source' as rule
    from merged_cluster_year
    where source_id not in (select source_id from known_source)
    union all
    select 'cluster_target' as table_name, 'source_id' as column_name, source_id as value, 'unknown_source' as rule
    from merged_cluster_target
    where source_id not in (select source_id from known_source)
    union all
    select 'assistance_pair' as table_name, 'helper_code' as column_name, helper_code as value, 'unknown_region' as rule
    from merged_assistance_pair
    where helper_code not in (select region_code from region)
    union all
    select 'assistance_pair' as table_name, 'assisted_code' as column_name, assisted_code as value, 'unknown_region' as rule
    from merged_assistance_pair
    where assisted_code not in (select region_code from region)
    union all
    select 'joint_project' as table_name, 'region_code' as column_name, region_code as value, 'unknown_region' as rule
    from merged_joint_project
    where region_code not in (select region_code from region)
    union all
    select 'joint_project' as table_name, 'partner_code' as column_name, partner_code as value, 'unknown_region' as rule
    from merged_joint_project
    where partner_code not in (select region_code from region)
    union all
    select 'assistance_pair' as table_name, 'source_id' as column_name, source_id as value, 'unknown_source' as rule
    from merged_assistance_pair
    where source_id not in (select source_id from known_source)
    union all
    select 'joint_project' as table_name, 'source_id' as column_name, source_id as value, 'unknown_source' as rule
    from merged_joint_project
    where source_id not in (select source_id from known_source)
    union all
    select 'cluster_year' as table_name, 'cluster_id' as column_name, cluster_id as value, 'unknown_cluster' as rule
    from merged_cluster_year
    where cluster_id not in (select cluster_id from known_cluster)
    union all
    select 'cluster_target' as table_name, 'cluster_id' as column_name, cluster_id as value, 'unknown_cluster' as rule
    from merged_cluster_target
    where cluster_id not in (select cluster_id from known_cluster)
    union all
    select 'cluster_event' as table_name, 'cluster_id' as column_name, cluster_id as value, 'unknown_cluster' as rule
    from merged_cluster_event
    where cluster_id not in (select cluster_id from known_cluster)
    union all
    select 'cluster_member' as table_name, 'cluster_id' as column_name, cluster_id as value, 'unknown_cluster' as rule
    from merged_cluster_member
    where cluster_id not in (select cluster_id from known_cluster)
    union all
    select 'cluster_event' as table_name, 'source_id' as column_name, source_id as value, 'unknown_source' as rule
    from merged_cluster_event
    where source_id not in (select source_id from known_source)
)

select
    table_name,
    column_name,
    value,
    rule,
    count(*) as row_count
from lost
group by table_name, column_name, value, rule
order by table_name, column_name, value
