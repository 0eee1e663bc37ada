-- Grain: one finding per row that refers to an agency or a cluster that is neither loaded nor known, or loads a cluster
-- that is among the published ones or has a code as fictitious ones have, of which the sample is made.
insert into finding
with known_agency as (
    select agency_code from staged.agency
    union
    select agency_code from carried_agency
),

every_cluster as (
    select cluster_id from known_cluster
    union
    select cluster_id from carried_cluster
    union
    select cluster_id from staged.cluster
),

broken as (
    select place_id, line, 'cluster_id' as column_name, cluster_id as value, 'published_cluster' as rule
    from staged.cluster
    where cluster_id in (select cluster_id from known_cluster)
    union all
    select place_id, line, 'cluster_id' as column_name, cluster_id as value, 'fictitious_cluster' as rule
    from staged.cluster
    where starts_with(cluster_id, $fictitious)
    union all
    select place_id, line, 'agency_code' as column_name, agency_code as value, 'unknown_agency' as rule
    from staged.agency_year
    where agency_code not in (select agency_code from known_agency)
    union all
    select place_id, line, 'agency_code' as column_name, agency_code as value, 'unknown_agency' as rule
    from staged.service_offer
    where agency_code not in (select agency_code from known_agency)
    union all
    select place_id, line, 'cluster_id' as column_name, cluster_id as value, 'unknown_cluster' as rule
    from staged.cluster_year
    where cluster_id not in (select cluster_id from every_cluster)
    union all
    select place_id, line, 'cluster_id' as column_name, cluster_id as value, 'unknown_cluster' as rule
    from staged.cluster_target
    where cluster_id not in (select cluster_id from every_cluster)
    union all
    select place_id, line, 'cluster_id' as column_name, cluster_id as value, 'unknown_cluster' as rule
    from staged.cluster_event
    where cluster_id not in (select cluster_id from every_cluster)
    union all
    select place_id, line, 'cluster_id' as column_name, cluster_id as value, 'unknown_cluster' as rule
    from staged.cluster_member
    where cluster_id not in (select cluster_id from every_cluster)
    union all
    select place_id, line, 'agency_code' as column_name, agency_code as value, 'unknown_agency' as rule
    from staged.cluster_member
    where agency_code not in (select agency_code from known_agency)
)

select distinct
    broken.place_id,
    broken.line,
    coalesce(header.header, broken.column_name) as column_name,
    broken.value,
    broken.rule,
    'error' as severity,
    '' as detail
from broken
left join header on broken.place_id = header.place_id and broken.column_name = header.column_name
