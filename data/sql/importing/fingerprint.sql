-- Grain: one row per table that holds imported rows: how many, and two sums that depend on every cell but not on the order.
with every as (
    select 'source' as table_name, hash(own::text) as cells from merged_source as own
    union all
    select 'stat' as table_name, hash(own::text) as cells from merged_stat as own
    union all
    select 'cross_check' as table_name, hash(own::text) as cells from merged_cross_check as own
    union all
    select 'agency' as table_name, hash(own::text) as cells from merged_agency as own
    union all
    select 'agency_year' as table_name, hash(own::text) as cells from merged_agency_year as own
    union all
    select 'branch' as table_name, hash(own::text) as cells from merged_branch as own
    union all
    select 'service_offer' as table_name, hash(own::text) as cells from merged_service_offer as own
    union all
    select 'cluster' as table_name, hash(own::text) as cells from merged_cluster as own
    union all
    select 'cluster_year' as table_name, hash(own::text) as cells from merged_cluster_year as own
    union all
    select 'cluster_target' as table_name, hash(own::text) as cells from merged_cluster_target as own
    union all
    select 'cluster_event' as table_name, hash(own::text) as cells from merged_cluster_event as own
    union all
    select 'cluster_member' as table_name, hash(own::text) as cells from merged_cluster_member as own
    union all
    select 'assistance_pair' as table_name, hash(own::text) as cells from merged_assistance_pair as own
    union all
    select 'joint_project' as table_name, hash(own::text) as cells from merged_joint_project as own
    union all
    select
        'import_file' as table_name,
        hash(concat_ws('|', file, sheet, sha256, rows_in, rows_loaded)) as cells
    from merged_import_file
)

select
    table_name,
    count(*) as row_count,
    sum(cells::hugeint) as total,
    bit_xor(hash(cells, 'once more')) as folded
from every
group by table_name
order by table_name
