-- What was imported before. What a register adds up to is no part of it: it follows from the agencies, in every snapshot
-- anew.
create temp view carried_source as
select * from previous.source where layer = 'imported' and source_id <> 'imported-register';
create temp view carried_stat as
select * from previous.stat where layer = 'imported' and source_id <> 'imported-register';
create temp view carried_cross_check as
select * from previous.cross_check where layer = 'imported' and source_id <> 'imported-register';
create temp view carried_agency as
select * from previous.agency where layer = 'imported';
create temp view carried_agency_year as
select * from previous.agency_year where layer = 'imported';
create temp view carried_branch as
select * from previous.branch where layer = 'imported';
-- A snapshot from before offers had a first year has no such column.
create temp view carried_service_offer as
select
    agency_code,
    ip_type,
    service_form,
    first_year,
    layer
from (select * from previous.service_offer union all by name select cast(null as smallint) as first_year where false)
where layer = 'imported';
create temp view carried_cluster as
select * from previous.cluster where layer = 'imported';
create temp view carried_cluster_year as
select * from previous.cluster_year where layer = 'imported';
create temp view carried_cluster_target as
select * from previous.cluster_target where layer = 'imported';
create temp view carried_cluster_event as
select * from previous_cluster_event where layer = 'imported';
create temp view carried_cluster_member as
select * from previous_cluster_member where layer = 'imported';
create temp view carried_assistance_pair as
select * from previous_assistance_pair where layer = 'imported';
create temp view carried_joint_project as
select * from previous_joint_project where layer = 'imported';
