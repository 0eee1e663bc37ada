-- What was imported before and what is added now, as one: a row that is added replaces the one of its key, but for the
-- columns that its sheet does not have. Sheets of one load may share the columns of an agency-year.
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

create temp view merged_agency as
with given_now as (
    select
        own.agency_code,
        own.name,
        own.region_code,
        own.credit_code,
        own.status,
        own.type,
        own.established_on,
        own.address,
        own.attorneys,
        own.credit_grade,
        own.longitude,
        own.latitude,
        given.credit_code as has_credit_code,
        given.status as has_status,
        given.type as has_type,
        given.established_on as has_established_on,
        given.address as has_address,
        given.attorneys as has_attorneys,
        given.credit_grade as has_credit_grade,
        given.longitude as has_longitude,
        given.latitude as has_latitude,
        own.layer
    from added.staged.agency as own
    inner join added.given as given on own.place_id = given.place_id
)

select
    coalesce(now.agency_code, before.agency_code) as agency_code,
    coalesce(now.name, before.name) as name,
    case when now.has_credit_code = 1 or before.agency_code is null then now.credit_code else before.credit_code end as credit_code,
    case when now.has_status = 1 or before.agency_code is null then now.status else before.status end as status,
    case when now.has_type = 1 or before.agency_code is null then now.type else before.type end as type,
    case when now.has_established_on = 1 or before.agency_code is null then now.established_on else before.established_on end as established_on,
    coalesce(now.region_code, before.region_code) as region_code,
    case when now.has_address = 1 or before.agency_code is null then now.address else before.address end as address,
    case when now.has_attorneys = 1 or before.agency_code is null then now.attorneys else before.attorneys end as attorneys,
    case when now.has_credit_grade = 1 or before.agency_code is null then now.credit_grade else before.credit_grade end as credit_grade,
    case when now.has_longitude = 1 or before.agency_code is null then now.longitude else before.longitude end as longitude,
    case when now.has_latitude = 1 or before.agency_code is null then now.latitude else before.latitude end as latitude,
    coalesce(now.layer, before.layer) as layer
from given_now as now
full join carried_agency as before on now.agency_code = before.agency_code;

create temp view merged_agency_year as
with given_now as (
    select
        own.agency_code,
        own.year,
        max(own.size_class) as size_class,
        max(given.size_class) as has_size_class,
        max(own.employees) as employees,
        max(given.employees) as has_employees,
        max(own.attorneys) as attorneys,
        max(given.attorneys) as has_attorneys,
        max(own.revenue) as revenue,
        max(given.revenue) as has_revenue,
        max(own.foreign_related) as foreign_related,
        max(given.foreign_related) as has_foreign_related,
        own.layer
    from added.staged.agency_year as own
    inner join added.given as given on own.place_id = given.place_id
    group by own.agency_code, own.year, own.layer
)

select
    coalesce(now.agency_code, before.agency_code) as agency_code,
    coalesce(now.year, before.year) as year,
    case when now.has_size_class = 1 or before.agency_code is null then now.size_class else before.size_class end as size_class,
    case when now.has_employees = 1 or before.agency_code is null then now.employees else before.employees end as employees,
    case when now.has_attorneys = 1 or before.agency_code is null then now.attorneys else before.attorneys end as attorneys,
    case when now.has_revenue = 1 or before.agency_code is null then now.revenue else before.revenue end as revenue,
    case when now.has_foreign_related = 1 or before.agency_code is null then now.foreign_related else before.foreign_related end as foreign_related,
    coalesce(now.layer, before.layer) as layer
from given_now as now
full join carried_agency_year as before on now.agency_code = before.agency_code and now.year = before.year;

create temp view merged_branch as
with given_now as (
    select
        own.branch_code,
        own.agency_code,
        own.name,
        own.region_code,
        own.established_on,
        own.closed_on,
        own.address,
        own.status,
        given.established_on as has_established_on,
        given.closed_on as has_closed_on,
        given.address as has_address,
        given.status as has_status,
        own.layer
    from added.staged.branch as own
    inner join added.given as given on own.place_id = given.place_id
)

select
    coalesce(now.branch_code, before.branch_code) as branch_code,
    coalesce(now.agency_code, before.agency_code) as agency_code,
    coalesce(now.name, before.name) as name,
    case when now.has_established_on = 1 or before.branch_code is null then now.established_on else before.established_on end as established_on,
    case when now.has_closed_on = 1 or before.branch_code is null then now.closed_on else before.closed_on end as closed_on,
    coalesce(now.region_code, before.region_code) as region_code,
    case when now.has_address = 1 or before.branch_code is null then now.address else before.address end as address,
    case when now.has_status = 1 or before.branch_code is null then now.status else before.status end as status,
    coalesce(now.layer, before.layer) as layer
from given_now as now
full join carried_branch as before on now.branch_code = before.branch_code;

-- The offers of an agency are loaded as a whole; an offer that is listed again without a column of first years keeps its own.
create temp view merged_service_offer as
select
    before.agency_code,
    before.ip_type,
    before.service_form,
    before.first_year,
    before.layer
from carried_service_offer as before
where
    not exists (
        select 1 from added.staged.service_offer as now
        where now.agency_code = before.agency_code
    )
union all
select
    now.agency_code,
    now.ip_type,
    now.service_form,
    case when given.first_year = 1 then now.first_year else before.first_year end as first_year,
    now.layer
from added.staged.service_offer as now
inner join added.given as given on now.place_id = given.place_id
left join carried_service_offer as before
    on
        now.agency_code = before.agency_code
        and now.ip_type = before.ip_type
        and now.service_form = before.service_form;

create temp view merged_cluster as
with given_now as (
    select
        own.cluster_id,
        own.name_zh,
        own.region_code,
        own.name_en,
        own.place_code,
        own.pilot_year,
        own.demonstration_year,
        own.status,
        own.status_text,
        own.note,
        given.name_en as has_name_en,
        given.place_code as has_place_code,
        given.pilot_year as has_pilot_year,
        given.demonstration_year as has_demonstration_year,
        given.status as has_status,
        given.status_text as has_status_text,
        given.note as has_note,
        own.layer
    from added.staged.cluster as own
    inner join added.given as given on own.place_id = given.place_id
    where own.cluster_id not in (select cluster_id from taken_cluster)
)

select
    coalesce(now.cluster_id, before.cluster_id) as cluster_id,
    coalesce(now.name_zh, before.name_zh) as name_zh,
    case when now.has_name_en = 1 or before.cluster_id is null then now.name_en else before.name_en end as name_en,
    coalesce(now.region_code, before.region_code) as region_code,
    case
        when now.has_place_code = 1 or now.region_code <> before.region_code or before.cluster_id is null then now.place_code
        else before.place_code
    end as place_code,
    case when now.has_pilot_year = 1 or before.cluster_id is null then now.pilot_year else before.pilot_year end as pilot_year,
    case when now.has_demonstration_year = 1 or before.cluster_id is null then now.demonstration_year else before.demonstration_year end as demonstration_year,
    case when now.has_status = 1 or before.cluster_id is null then now.status else before.status end as status,
    case when now.has_status_text = 1 or before.cluster_id is null then now.status_text else before.status_text end as status_text,
    coalesce(now.layer, before.layer) as layer,
    case when now.has_note = 1 or before.cluster_id is null then now.note else before.note end as note
from given_now as now
full join (select * from carried_cluster where cluster_id not in (select cluster_id from taken_cluster)) as before
    on now.cluster_id = before.cluster_id;

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

create temp view merged_cluster_event as
with given_now as (
    select
        own.cluster_id,
        own.year,
        own.month,
        own.kind::text as kind,
        own.text_zh,
        own.text_en,
        own.layer::text as layer,
        own.source_id,
        given.month as has_month,
        given.text_en as has_text_en
    from added.staged.cluster_event as own
    inner join added.given as given on own.place_id = given.place_id
)

select
    coalesce(now.cluster_id, before.cluster_id) as cluster_id,
    coalesce(now.year, before.year) as year,
    case when now.has_month = 1 or before.cluster_id is null then now.month else before.month end as month,
    coalesce(now.kind, before.kind) as kind,
    coalesce(now.text_zh, before.text_zh) as text_zh,
    case when now.has_text_en = 1 or before.cluster_id is null then now.text_en else before.text_en end as text_en,
    coalesce(now.layer, before.layer) as layer,
    coalesce(renamed.new_id, now.source_id, before.source_id) as source_id
from given_now as now
full join carried_cluster_event as before
    on
        now.cluster_id = before.cluster_id
        and now.year = before.year
        and now.kind = before.kind
        and now.text_zh = before.text_zh
left join renamed on coalesce(now.source_id, before.source_id) = renamed.source_id;

create temp view merged_cluster_member as
with given_now as (
    select
        own.cluster_id,
        own.agency_code,
        own.joined_year,
        own.left_year,
        own.layer::text as layer,
        given.left_year as has_left_year
    from added.staged.cluster_member as own
    inner join added.given as given on own.place_id = given.place_id
)

select
    coalesce(now.cluster_id, before.cluster_id) as cluster_id,
    coalesce(now.agency_code, before.agency_code) as agency_code,
    coalesce(now.joined_year, before.joined_year) as joined_year,
    case when now.has_left_year = 1 or before.cluster_id is null then now.left_year else before.left_year end as left_year,
    coalesce(now.layer, before.layer) as layer
from given_now as now
full join carried_cluster_member as before
    on
        now.cluster_id = before.cluster_id
        and now.agency_code = before.agency_code
        and now.joined_year = before.joined_year;

create temp view merged_assistance_pair as
select
    before.helper_code,
    before.assisted_code,
    before.assisted_name,
    before.year,
    before.layer,
    coalesce(renamed.new_id, before.source_id) as source_id,
    before.note
from carried_assistance_pair as before
left join renamed on before.source_id = renamed.source_id
where
    not exists (
        select 1 from added.staged.assistance_pair as now
        where
            now.helper_code = before.helper_code
            and now.assisted_name = before.assisted_name
            and now.year = before.year
    )
union all
select
    now.helper_code,
    now.assisted_code,
    now.assisted_name,
    now.year,
    now.layer,
    coalesce(renamed.new_id, now.source_id) as source_id,
    now.note
from added.staged.assistance_pair as now
left join renamed on now.source_id = renamed.source_id;

create temp view merged_joint_project as
select
    before.region_code,
    before.partner_code,
    before.year,
    before.kind,
    before.projects,
    before.layer,
    coalesce(renamed.new_id, before.source_id) as source_id,
    before.note
from carried_joint_project as before
left join renamed on before.source_id = renamed.source_id
where
    not exists (
        select 1 from added.staged.joint_project as now
        where
            now.region_code = before.region_code
            and now.partner_code = before.partner_code
            and now.year = before.year
            and now.kind = before.kind
    )
union all
select
    now.region_code,
    now.partner_code,
    now.year,
    now.kind,
    now.projects,
    now.layer,
    coalesce(renamed.new_id, now.source_id) as source_id,
    now.note
from added.staged.joint_project as now
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

-- A file whose rows were all replaced is no source any more.
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
    (
        own.source_id not in (select source_id from taken_source)
        or renamed.new_id not in (select source_id from merged_source_row)
    )
    and (
        not starts_with(own.title, '导入文件 ')
        or coalesce(renamed.new_id, own.source_id) in (
            select source_id from merged_stat
            union
            select source_id from merged_cross_check
            union
            select source_id from merged_cluster_year
            union
            select source_id from merged_cluster_target
            union
            select source_id from merged_cluster_event
            union
            select source_id from merged_assistance_pair
            union
            select source_id from merged_joint_project
        )
    );
