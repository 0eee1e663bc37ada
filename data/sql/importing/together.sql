-- What was imported before and what is added now, as one: a row that is added replaces the one of its key.
-- A source that is published by now gives way where its title is the same; under another title it is another source,
-- and goes on under an identifier that follows from its title.
create temp view merged_source_row as
select
    before.source_id,
    before.title,
    before.url,
    before.grade,
    before.remark,
    before.layer
from carried_source as before
where
    before.source_id not in (select source_id from added.staged.source)
union all
select
    now.source_id,
    now.title,
    now.url,
    now.grade,
    now.remark,
    now.layer
from added.staged.source as now;

create temp table renamed as
select
    own.source_id,
    concat('i', substr(sha256(own.title), 1, 12)) as new_id
from merged_source_row as own
inner join taken_source on own.source_id = taken_source.source_id and own.title <> taken_source.title;

create temp view merged_source as
select
    coalesce(renamed.new_id, own.source_id) as source_id,
    own.title,
    own.url,
    own.grade,
    own.remark,
    own.layer
from merged_source_row as own
left join renamed on own.source_id = renamed.source_id
where
    own.source_id not in (select source_id from taken_source)
    or renamed.new_id not in (select source_id from merged_source_row);

create temp view merged_agency as
select
    before.agency_code,
    before.name,
    before.credit_code,
    before.status,
    before.type,
    before.established_on,
    before.region_code,
    before.address,
    before.attorneys,
    before.credit_grade,
    before.longitude,
    before.latitude,
    before.layer
from carried_agency as before
where
    not exists (
        select 1 from added.staged.agency as now
        where now.agency_code = before.agency_code
    )
union all
select
    now.agency_code,
    now.name,
    now.credit_code,
    now.status,
    now.type,
    now.established_on,
    now.region_code,
    now.address,
    now.attorneys,
    now.credit_grade,
    now.longitude,
    now.latitude,
    now.layer
from added.staged.agency as now;

create temp view merged_agency_year as
select
    before.agency_code,
    before.year,
    before.size_class,
    before.employees,
    before.attorneys,
    before.revenue,
    before.foreign_related,
    before.layer
from carried_agency_year as before
where
    not exists (
        select 1 from added.staged.agency_year as now
        where now.agency_code = before.agency_code and now.year = before.year
    )
union all
select
    now.agency_code,
    now.year,
    now.size_class,
    now.employees,
    now.attorneys,
    now.revenue,
    now.foreign_related,
    now.layer
from added.staged.agency_year as now;

create temp view merged_branch as
select
    before.branch_code,
    before.agency_code,
    before.name,
    before.established_on,
    before.closed_on,
    before.region_code,
    before.address,
    before.status,
    before.layer
from carried_branch as before
where
    not exists (
        select 1 from added.staged.branch as now
        where now.branch_code = before.branch_code
    )
union all
select
    now.branch_code,
    now.agency_code,
    now.name,
    now.established_on,
    now.closed_on,
    now.region_code,
    now.address,
    now.status,
    now.layer
from added.staged.branch as now;

create temp view merged_service_offer as
select
    before.agency_code,
    before.ip_type,
    before.service_form,
    before.layer
from carried_service_offer as before
where
    not exists (
        select 1 from added.staged.service_offer as now
        where now.agency_code = before.agency_code and now.ip_type = before.ip_type and now.service_form = before.service_form
    )
union all
select
    now.agency_code,
    now.ip_type,
    now.service_form,
    now.layer
from added.staged.service_offer as now;

create temp view merged_cluster as
select
    before.cluster_id,
    before.name_zh,
    before.name_en,
    before.region_code,
    before.place_code,
    before.pilot_year,
    before.demonstration_year,
    before.status,
    before.status_text,
    before.layer,
    before.note
from carried_cluster as before
where
    not exists (
        select 1 from added.staged.cluster as now
        where now.cluster_id = before.cluster_id
    )
    and before.cluster_id not in (select cluster_id from taken_cluster)
union all
select
    now.cluster_id,
    now.name_zh,
    now.name_en,
    now.region_code,
    now.place_code,
    now.pilot_year,
    now.demonstration_year,
    now.status,
    now.status_text,
    now.layer,
    now.note
from added.staged.cluster as now
where
    now.cluster_id not in (select cluster_id from taken_cluster);

create temp view merged_cluster_year as
select
    before.cluster_id,
    before.year,
    before.metric,
    before.value,
    before.unit,
    before.qualifier,
    before.layer,
    coalesce(renamed.new_id, before.source_id) as source_id,
    before.note
from carried_cluster_year as before
left join renamed on before.source_id = renamed.source_id
where
    not exists (
        select 1 from added.staged.cluster_year as now
        where now.cluster_id = before.cluster_id and now.year = before.year and now.metric = before.metric
    )
union all
select
    now.cluster_id,
    now.year,
    now.metric,
    now.value,
    now.unit,
    now.qualifier,
    now.layer,
    coalesce(renamed.new_id, now.source_id) as source_id,
    now.note
from added.staged.cluster_year as now
left join renamed on now.source_id = renamed.source_id;

create temp view merged_cluster_target as
select
    before.cluster_id,
    before.year,
    before.metric,
    before.value,
    before.unit,
    before.layer,
    coalesce(renamed.new_id, before.source_id) as source_id,
    before.note
from carried_cluster_target as before
left join renamed on before.source_id = renamed.source_id
where
    not exists (
        select 1 from added.staged.cluster_target as now
        where now.cluster_id = before.cluster_id and now.year = before.year and now.metric = before.metric
    )
union all
select
    now.cluster_id,
    now.year,
    now.metric,
    now.value,
    now.unit,
    now.layer,
    coalesce(renamed.new_id, now.source_id) as source_id,
    now.note
from added.staged.cluster_target as now
left join renamed on now.source_id = renamed.source_id;

create temp view merged_stat as
select
    before.region_code,
    before.year,
    before.metric,
    before.value,
    before.unit,
    before.qualifier,
    before.layer,
    coalesce(renamed.new_id, before.source_id) as source_id,
    before.note
from carried_stat as before
left join renamed on before.source_id = renamed.source_id
where
    not exists (
        select 1 from added.staged.stat as now
        where now.region_code = before.region_code and now.year = before.year and now.metric = before.metric
    )
union all
select
    now.region_code,
    now.year,
    now.metric,
    now.value,
    now.unit,
    now.qualifier,
    now.layer,
    coalesce(renamed.new_id, now.source_id) as source_id,
    now.note
from added.staged.stat as now
left join renamed on now.source_id = renamed.source_id;

-- What is shown by now, or printed as a check of a published figure, is no cross-check of its own.
create temp view merged_cross_check as
with every as (
    select
        before.region_code,
        before.year,
        before.metric,
        before.value,
        before.unit,
        before.qualifier,
        coalesce(renamed.new_id, before.source_id) as source_id,
        before.note,
        before.layer
    from carried_cross_check as before
    left join renamed on before.source_id = renamed.source_id
    where
        not exists (
            select 1 from added.staged.cross_check as now
            where
                now.region_code = before.region_code
                and now.year = before.year
                and now.metric = before.metric
                and now.source_id = before.source_id
        )
    union all
    select
        now.region_code,
        now.year,
        now.metric,
        now.value,
        now.unit,
        now.qualifier,
        now.source_id,
        now.note,
        now.layer
    from added.staged.cross_check as now
)

select
    every.region_code,
    every.year,
    every.metric,
    every.value,
    every.unit,
    every.qualifier,
    every.source_id,
    every.note,
    every.layer
from every
where
    not exists (
        select 1 from merged_stat as shown
        where
            shown.region_code = every.region_code
            and shown.year = every.year
            and shown.metric = every.metric
            and shown.source_id = every.source_id
    )
    and not exists (
        select 1 from taken_cross_check as printed
        where
            printed.region_code = every.region_code
            and printed.year = every.year
            and printed.metric = every.metric
            and printed.source_id = every.source_id
    );

create temp view merged_import_file as
select before.*
from previous.import_file as before
where
    not exists (
        select 1 from added.staged.import_file as now
        where now.file = before.file and now.sheet = before.sheet and now.sha256 = before.sha256
    )
union all
select now.*
from added.staged.import_file as now;
