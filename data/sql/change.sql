-- Grain: one row: how many rows of facts are in this snapshot and not in the one it followed, and the other way round,
-- and how many regions those rows are about. A changed row counts on both sides. The sample is no fact, and what a
-- register adds up to follows from its agencies, which are.
-- Parameters: $previous_id. The snapshot it followed is attached as previous.
insert into snapshot_change
with stat_added as (
    select * from stat where layer <> 'sample' and source_id <> 'imported-register' except select * from previous.stat
),

stat_removed as (
    select * from previous.stat where layer <> 'sample' and source_id <> 'imported-register' except select * from stat
),

cross_check_added as (
    select * from cross_check where layer <> 'sample' and source_id <> 'imported-register'
    except
    select * from previous.cross_check
),

cross_check_removed as (
    select * from previous.cross_check where layer <> 'sample' and source_id <> 'imported-register'
    except
    select * from cross_check
),

agency_added as (select * from agency where layer <> 'sample' except select * from previous.agency),

agency_removed as (select * from previous.agency where layer <> 'sample' except select * from agency),

agency_year_added as (select * from agency_year where layer <> 'sample' except select * from previous.agency_year),

agency_year_removed as (
    select * from previous.agency_year where layer <> 'sample' except select * from agency_year
),

branch_added as (select * from branch where layer <> 'sample' except select * from previous.branch),

branch_removed as (select * from previous.branch where layer <> 'sample' except select * from branch),

-- A snapshot from before offers had a first year has no such column.
service_offer_before as (
    select agency_code, ip_type, service_form, first_year, layer
    from (select * from previous.service_offer union all by name select cast(null as smallint) as first_year where false)
),

service_offer_now as (
    select agency_code, ip_type, service_form, first_year, layer from service_offer
),

service_offer_added as (
    select * from service_offer_now where layer <> 'sample' except select * from service_offer_before
),

service_offer_removed as (
    select * from service_offer_before where layer <> 'sample' except select * from service_offer_now
),

cluster_added as (select * from cluster where layer <> 'sample' except select * from previous.cluster),

cluster_removed as (select * from previous.cluster where layer <> 'sample' except select * from cluster),

cluster_year_added as (
    select * from cluster_year where layer <> 'sample' except select * from previous.cluster_year
),

cluster_year_removed as (
    select * from previous.cluster_year where layer <> 'sample' except select * from cluster_year
),

cluster_target_added as (
    select * from cluster_target where layer <> 'sample' except select * from previous.cluster_target
),

cluster_target_removed as (
    select * from previous.cluster_target where layer <> 'sample' except select * from cluster_target
),

cluster_event_now as (
    select cluster_id, year, month, kind::text as kind, text_zh, text_en, layer::text as layer, source_id from cluster_event
),

cluster_event_added as (
    select * from cluster_event_now where layer <> 'sample' except select * from previous_cluster_event
),

cluster_event_removed as (
    select * from previous_cluster_event where layer <> 'sample' except select * from cluster_event_now
),

cluster_member_now as (
    select cluster_id, agency_code, joined_year, left_year, layer::text as layer from cluster_member
),

cluster_member_added as (
    select * from cluster_member_now where layer <> 'sample' except select * from previous_cluster_member
),

cluster_member_removed as (
    select * from previous_cluster_member where layer <> 'sample' except select * from cluster_member_now
),

assistance_pair_now as (
    select helper_code, assisted_code, assisted_name, year, layer::text as layer, source_id, note from assistance_pair
),

assistance_pair_added as (
    select * from assistance_pair_now where layer <> 'sample' except select * from previous_assistance_pair
),

assistance_pair_removed as (
    select * from previous_assistance_pair where layer <> 'sample' except select * from assistance_pair_now
),

joint_project_now as (
    select region_code, partner_code, year, kind, projects, layer::text as layer, source_id, note from joint_project
),

joint_project_added as (
    select * from joint_project_now where layer <> 'sample' except select * from previous_joint_project
),

joint_project_removed as (
    select * from previous_joint_project where layer <> 'sample' except select * from joint_project_now
),

changed as (
    select 'added' as side, region_code from stat_added
    union all
    select 'removed' as side, region_code from stat_removed
    union all
    select 'added' as side, region_code from cross_check_added
    union all
    select 'removed' as side, region_code from cross_check_removed
    union all
    select 'added' as side, region_code from agency_added
    union all
    select 'removed' as side, region_code from agency_removed
    union all
    select 'added' as side, own.region_code
    from agency_year_added as changed_row
    left join agency as own on changed_row.agency_code = own.agency_code
    union all
    select 'removed' as side, own.region_code
    from agency_year_removed as changed_row
    left join previous.agency as own on changed_row.agency_code = own.agency_code
    union all
    select 'added' as side, region_code from branch_added
    union all
    select 'removed' as side, region_code from branch_removed
    union all
    select 'added' as side, own.region_code
    from service_offer_added as changed_row
    left join agency as own on changed_row.agency_code = own.agency_code
    union all
    select 'removed' as side, own.region_code
    from service_offer_removed as changed_row
    left join previous.agency as own on changed_row.agency_code = own.agency_code
    union all
    select 'added' as side, region_code from cluster_added
    union all
    select 'removed' as side, region_code from cluster_removed
    union all
    select 'added' as side, own.region_code
    from cluster_year_added as changed_row
    left join cluster as own on changed_row.cluster_id = own.cluster_id
    union all
    select 'removed' as side, own.region_code
    from cluster_year_removed as changed_row
    left join previous.cluster as own on changed_row.cluster_id = own.cluster_id
    union all
    select 'added' as side, own.region_code
    from cluster_target_added as changed_row
    left join cluster as own on changed_row.cluster_id = own.cluster_id
    union all
    select 'removed' as side, own.region_code
    from cluster_target_removed as changed_row
    left join previous.cluster as own on changed_row.cluster_id = own.cluster_id
    union all
    select 'added' as side, own.region_code
    from cluster_event_added as changed_row
    left join cluster as own on changed_row.cluster_id = own.cluster_id
    union all
    select 'removed' as side, own.region_code
    from cluster_event_removed as changed_row
    left join previous.cluster as own on changed_row.cluster_id = own.cluster_id
    union all
    select 'added' as side, own.region_code
    from cluster_member_added as changed_row
    left join cluster as own on changed_row.cluster_id = own.cluster_id
    union all
    select 'removed' as side, own.region_code
    from cluster_member_removed as changed_row
    left join previous.cluster as own on changed_row.cluster_id = own.cluster_id
    union all
    select 'added' as side, assisted_code as region_code from assistance_pair_added
    union all
    select 'other end' as side, helper_code as region_code from assistance_pair_added
    union all
    select 'added' as side, region_code from joint_project_added
    union all
    select 'other end' as side, partner_code as region_code from joint_project_added
    union all
    select 'removed' as side, assisted_code as region_code from assistance_pair_removed
    union all
    select 'other end' as side, helper_code as region_code from assistance_pair_removed
    union all
    select 'removed' as side, region_code from joint_project_removed
    union all
    select 'other end' as side, partner_code as region_code from joint_project_removed
)

select
    $previous_id as previous_id,
    count(*) filter (where side = 'added') as rows_added,
    count(*) filter (where side = 'removed') as rows_removed,
    count(distinct region_code) as regions_changed
from changed
