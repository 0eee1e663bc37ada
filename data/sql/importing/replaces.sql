-- Grain: one finding per row that takes the place of other values loaded before under the same key. What a sheet has
-- no column for replaces nothing. That rows without a source rest on another file is no change of theirs.
insert into given
select
    place_id,
    max(case when column_name = 'url' then 1 else 0 end) as url,
    max(case when column_name = 'grade' then 1 else 0 end) as grade,
    max(case when column_name = 'remark' then 1 else 0 end) as remark,
    max(case when column_name = 'credit_code' then 1 else 0 end) as credit_code,
    max(case when column_name = 'status' then 1 else 0 end) as status,
    max(case when column_name = 'type' then 1 else 0 end) as type,
    max(case when column_name = 'established_on' then 1 else 0 end) as established_on,
    max(case when column_name = 'closed_on' then 1 else 0 end) as closed_on,
    max(case when column_name = 'address' then 1 else 0 end) as address,
    max(case when column_name = 'attorneys' then 1 else 0 end) as attorneys,
    max(case when column_name = 'credit_grade' then 1 else 0 end) as credit_grade,
    max(case when column_name = 'longitude' then 1 else 0 end) as longitude,
    max(case when column_name = 'latitude' then 1 else 0 end) as latitude,
    max(case when column_name = 'size_class' then 1 else 0 end) as size_class,
    max(case when column_name = 'employees' then 1 else 0 end) as employees,
    max(case when column_name = 'revenue' then 1 else 0 end) as revenue,
    max(case when column_name = 'foreign_related' then 1 else 0 end) as foreign_related,
    max(case when column_name = 'first_year' then 1 else 0 end) as first_year,
    max(case when column_name = 'left_year' then 1 else 0 end) as left_year,
    max(case when column_name = 'month' then 1 else 0 end) as month,
    max(case when column_name = 'text_en' then 1 else 0 end) as text_en,
    max(case when column_name = 'name_en' then 1 else 0 end) as name_en,
    max(case when column_name = 'place_code' then 1 else 0 end) as place_code,
    max(case when column_name = 'pilot_year' then 1 else 0 end) as pilot_year,
    max(case when column_name = 'demonstration_year' then 1 else 0 end) as demonstration_year,
    max(case when column_name = 'status_text' then 1 else 0 end) as status_text,
    max(case when column_name = 'note' then 1 else 0 end) as note
from header
group by place_id;

insert into finding
with file_source as (
    select source_id from staged.source where line = 0 and starts_with(title, '导入文件 ')
    union
    select source_id from carried_source where starts_with(title, '导入文件 ')
),

lost_offer as (
    select
        before.agency_code,
        string_agg(concat(before.ip_type, '·', before.service_form), ' ' order by before.ip_type, before.service_form) as offers
    from carried_service_offer as before
    where
        before.agency_code in (select agency_code from staged.service_offer)
        and not exists (
            select 1 from staged.service_offer as now
            where
                now.agency_code = before.agency_code
                and now.ip_type = before.ip_type
                and now.service_form = before.service_form
        )
    group by before.agency_code
),

lost_offer_place as (
    select
        lost_offer.agency_code,
        lost_offer.offers,
        min(now.place_id) as place_id
    from lost_offer
    inner join staged.service_offer as now on lost_offer.agency_code = now.agency_code
    group by lost_offer.agency_code, lost_offer.offers
),

replaced as (
    select
        lost.place_id,
        min(now.line) as line,
        'agency_code' as column_name,
        lost.agency_code as value,
        concat('不再提供 no longer offered: ', lost.offers) as detail
    from lost_offer_place as lost
    inner join staged.service_offer as now on lost.agency_code = now.agency_code and lost.place_id = now.place_id
    group by lost.place_id, lost.agency_code, lost.offers
    union all
    select
        now.place_id,
        now.line,
        'first_year' as column_name,
        now.first_year::text as value,
        concat(now.ip_type, '·', now.service_form, ' first_year ', coalesce(before.first_year::text, '-')) as detail
    from staged.service_offer as now
    inner join given on now.place_id = given.place_id
    inner join carried_service_offer as before
        on
            now.agency_code = before.agency_code
            and now.ip_type = before.ip_type
            and now.service_form = before.service_form
    where given.first_year = 1 and now.first_year is distinct from before.first_year and before.first_year is not null
    union all
    select
        now.place_id,
        now.line,
        case
            when now.title is distinct from before.title then 'title'
            when given.url = 1 and now.url is distinct from before.url then 'url'
            when given.grade = 1 and now.grade is distinct from before.grade then 'grade'
            when given.remark = 1 and now.remark is distinct from before.remark then 'remark'
        end as column_name,
        case
            when now.title is distinct from before.title then now.title::text
            when given.url = 1 and now.url is distinct from before.url then now.url::text
            when given.grade = 1 and now.grade is distinct from before.grade then now.grade::text
            when given.remark = 1 and now.remark is distinct from before.remark then now.remark::text
        end as value,
        concat_ws(
            ', ',
            case when now.title is distinct from before.title then concat('title ', coalesce(before.title::text, '-')) end,
            case when given.url = 1 and now.url is distinct from before.url then concat('url ', coalesce(before.url::text, '-')) end,
            case when given.grade = 1 and now.grade is distinct from before.grade then concat('grade ', coalesce(before.grade::text, '-')) end,
            case when given.remark = 1 and now.remark is distinct from before.remark then concat('remark ', coalesce(before.remark::text, '-')) end
        ) as detail
    from staged.source as now
    inner join given on now.place_id = given.place_id
    inner join carried_source as before
        on
            now.source_id = before.source_id
    where
        now.line > 0 and (now.title is distinct from before.title
        or (given.url = 1 and now.url is distinct from before.url)
        or (given.grade = 1 and now.grade is distinct from before.grade)
        or (given.remark = 1 and now.remark is distinct from before.remark))
    union all
    select
        now.place_id,
        now.line,
        case
            when now.value is distinct from before.value then 'value'
            when now.unit is distinct from before.unit then 'unit'
            when now.qualifier is distinct from before.qualifier then 'qualifier'
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then 'source_id'
            when now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.value is distinct from before.value then now.value::text
            when now.unit is distinct from before.unit then now.unit::text
            when now.qualifier is distinct from before.qualifier then now.qualifier::text
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then now.source_id::text
            when now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.value is distinct from before.value then concat('value ', coalesce(before.value::text, '-')) end,
            case when now.unit is distinct from before.unit then concat('unit ', coalesce(before.unit::text, '-')) end,
            case when now.qualifier is distinct from before.qualifier then concat('qualifier ', coalesce(before.qualifier::text, '-')) end,
            case when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then concat('source_id ', coalesce(before.source_id::text, '-')) end,
            case when now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.stat as now
    inner join carried_stat as before
        on
            now.region_code = before.region_code
            and now.year = before.year
            and now.metric = before.metric
    left join file_source as now_file on now.source_id = now_file.source_id
    left join file_source as before_file on before.source_id = before_file.source_id
    where
        (now.value is distinct from before.value
        or now.unit is distinct from before.unit
        or now.qualifier is distinct from before.qualifier
        or (now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null))
        or now.note is distinct from before.note)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.name is distinct from before.name then 'name'
            when given.credit_code = 1 and now.credit_code is distinct from before.credit_code then 'credit_code'
            when given.status = 1 and now.status is distinct from before.status then 'status'
            when given.type = 1 and now.type is distinct from before.type then 'type'
            when given.established_on = 1 and now.established_on is distinct from before.established_on then 'established_on'
            when now.region_code is distinct from before.region_code then 'region_code'
            when given.address = 1 and now.address is distinct from before.address then 'address'
            when given.attorneys = 1 and now.attorneys is distinct from before.attorneys then 'attorneys'
            when given.credit_grade = 1 and now.credit_grade is distinct from before.credit_grade then 'credit_grade'
            when given.longitude = 1 and now.longitude is distinct from before.longitude then 'longitude'
            when given.latitude = 1 and now.latitude is distinct from before.latitude then 'latitude'
        end as column_name,
        case
            when now.name is distinct from before.name then now.name::text
            when given.credit_code = 1 and now.credit_code is distinct from before.credit_code then now.credit_code::text
            when given.status = 1 and now.status is distinct from before.status then now.status::text
            when given.type = 1 and now.type is distinct from before.type then now.type::text
            when given.established_on = 1 and now.established_on is distinct from before.established_on then now.established_on::text
            when now.region_code is distinct from before.region_code then now.region_code::text
            when given.address = 1 and now.address is distinct from before.address then now.address::text
            when given.attorneys = 1 and now.attorneys is distinct from before.attorneys then now.attorneys::text
            when given.credit_grade = 1 and now.credit_grade is distinct from before.credit_grade then now.credit_grade::text
            when given.longitude = 1 and now.longitude is distinct from before.longitude then now.longitude::text
            when given.latitude = 1 and now.latitude is distinct from before.latitude then now.latitude::text
        end as value,
        concat_ws(
            ', ',
            case when now.name is distinct from before.name then concat('name ', coalesce(before.name::text, '-')) end,
            case when given.credit_code = 1 and now.credit_code is distinct from before.credit_code then concat('credit_code ', coalesce(before.credit_code::text, '-')) end,
            case when given.status = 1 and now.status is distinct from before.status then concat('status ', coalesce(before.status::text, '-')) end,
            case when given.type = 1 and now.type is distinct from before.type then concat('type ', coalesce(before.type::text, '-')) end,
            case when given.established_on = 1 and now.established_on is distinct from before.established_on then concat('established_on ', coalesce(before.established_on::text, '-')) end,
            case when now.region_code is distinct from before.region_code then concat('region_code ', coalesce(before.region_code::text, '-')) end,
            case when given.address = 1 and now.address is distinct from before.address then concat('address ', coalesce(before.address::text, '-')) end,
            case when given.attorneys = 1 and now.attorneys is distinct from before.attorneys then concat('attorneys ', coalesce(before.attorneys::text, '-')) end,
            case when given.credit_grade = 1 and now.credit_grade is distinct from before.credit_grade then concat('credit_grade ', coalesce(before.credit_grade::text, '-')) end,
            case when given.longitude = 1 and now.longitude is distinct from before.longitude then concat('longitude ', coalesce(before.longitude::text, '-')) end,
            case when given.latitude = 1 and now.latitude is distinct from before.latitude then concat('latitude ', coalesce(before.latitude::text, '-')) end
        ) as detail
    from staged.agency as now
    inner join given on now.place_id = given.place_id
    inner join carried_agency as before
        on
            now.agency_code = before.agency_code
    where
        (now.name is distinct from before.name
        or (given.credit_code = 1 and now.credit_code is distinct from before.credit_code)
        or (given.status = 1 and now.status is distinct from before.status)
        or (given.type = 1 and now.type is distinct from before.type)
        or (given.established_on = 1 and now.established_on is distinct from before.established_on)
        or now.region_code is distinct from before.region_code
        or (given.address = 1 and now.address is distinct from before.address)
        or (given.attorneys = 1 and now.attorneys is distinct from before.attorneys)
        or (given.credit_grade = 1 and now.credit_grade is distinct from before.credit_grade)
        or (given.longitude = 1 and now.longitude is distinct from before.longitude)
        or (given.latitude = 1 and now.latitude is distinct from before.latitude))
    union all
    select
        now.place_id,
        now.line,
        case
            when given.size_class = 1 and now.size_class is distinct from before.size_class then 'size_class'
            when given.employees = 1 and now.employees is distinct from before.employees then 'employees'
            when given.attorneys = 1 and now.attorneys is distinct from before.attorneys then 'attorneys'
            when given.revenue = 1 and now.revenue is distinct from before.revenue then 'revenue'
            when given.foreign_related = 1 and now.foreign_related is distinct from before.foreign_related then 'foreign_related'
        end as column_name,
        case
            when given.size_class = 1 and now.size_class is distinct from before.size_class then now.size_class::text
            when given.employees = 1 and now.employees is distinct from before.employees then now.employees::text
            when given.attorneys = 1 and now.attorneys is distinct from before.attorneys then now.attorneys::text
            when given.revenue = 1 and now.revenue is distinct from before.revenue then now.revenue::text
            when given.foreign_related = 1 and now.foreign_related is distinct from before.foreign_related then now.foreign_related::text
        end as value,
        concat_ws(
            ', ',
            case when given.size_class = 1 and now.size_class is distinct from before.size_class then concat('size_class ', coalesce(before.size_class::text, '-')) end,
            case when given.employees = 1 and now.employees is distinct from before.employees then concat('employees ', coalesce(before.employees::text, '-')) end,
            case when given.attorneys = 1 and now.attorneys is distinct from before.attorneys then concat('attorneys ', coalesce(before.attorneys::text, '-')) end,
            case when given.revenue = 1 and now.revenue is distinct from before.revenue then concat('revenue ', coalesce(before.revenue::text, '-')) end,
            case when given.foreign_related = 1 and now.foreign_related is distinct from before.foreign_related then concat('foreign_related ', coalesce(before.foreign_related::text, '-')) end
        ) as detail
    from staged.agency_year as now
    inner join given on now.place_id = given.place_id
    inner join carried_agency_year as before
        on
            now.agency_code = before.agency_code
            and now.year = before.year
    where
        ((given.size_class = 1 and now.size_class is distinct from before.size_class)
        or (given.employees = 1 and now.employees is distinct from before.employees)
        or (given.attorneys = 1 and now.attorneys is distinct from before.attorneys)
        or (given.revenue = 1 and now.revenue is distinct from before.revenue)
        or (given.foreign_related = 1 and now.foreign_related is distinct from before.foreign_related))
    union all
    select
        now.place_id,
        now.line,
        case
            when now.agency_code is distinct from before.agency_code then 'agency_code'
            when now.name is distinct from before.name then 'name'
            when given.established_on = 1 and now.established_on is distinct from before.established_on then 'established_on'
            when given.closed_on = 1 and now.closed_on is distinct from before.closed_on then 'closed_on'
            when now.region_code is distinct from before.region_code then 'region_code'
            when given.address = 1 and now.address is distinct from before.address then 'address'
            when given.status = 1 and now.status is distinct from before.status then 'status'
        end as column_name,
        case
            when now.agency_code is distinct from before.agency_code then now.agency_code::text
            when now.name is distinct from before.name then now.name::text
            when given.established_on = 1 and now.established_on is distinct from before.established_on then now.established_on::text
            when given.closed_on = 1 and now.closed_on is distinct from before.closed_on then now.closed_on::text
            when now.region_code is distinct from before.region_code then now.region_code::text
            when given.address = 1 and now.address is distinct from before.address then now.address::text
            when given.status = 1 and now.status is distinct from before.status then now.status::text
        end as value,
        concat_ws(
            ', ',
            case when now.agency_code is distinct from before.agency_code then concat('agency_code ', coalesce(before.agency_code::text, '-')) end,
            case when now.name is distinct from before.name then concat('name ', coalesce(before.name::text, '-')) end,
            case when given.established_on = 1 and now.established_on is distinct from before.established_on then concat('established_on ', coalesce(before.established_on::text, '-')) end,
            case when given.closed_on = 1 and now.closed_on is distinct from before.closed_on then concat('closed_on ', coalesce(before.closed_on::text, '-')) end,
            case when now.region_code is distinct from before.region_code then concat('region_code ', coalesce(before.region_code::text, '-')) end,
            case when given.address = 1 and now.address is distinct from before.address then concat('address ', coalesce(before.address::text, '-')) end,
            case when given.status = 1 and now.status is distinct from before.status then concat('status ', coalesce(before.status::text, '-')) end
        ) as detail
    from staged.branch as now
    inner join given on now.place_id = given.place_id
    inner join carried_branch as before
        on
            now.branch_code = before.branch_code
    where
        (now.agency_code is distinct from before.agency_code
        or now.name is distinct from before.name
        or (given.established_on = 1 and now.established_on is distinct from before.established_on)
        or (given.closed_on = 1 and now.closed_on is distinct from before.closed_on)
        or now.region_code is distinct from before.region_code
        or (given.address = 1 and now.address is distinct from before.address)
        or (given.status = 1 and now.status is distinct from before.status))
    union all
    select
        now.place_id,
        now.line,
        case
            when now.name_zh is distinct from before.name_zh then 'name_zh'
            when given.name_en = 1 and now.name_en is distinct from before.name_en then 'name_en'
            when now.region_code is distinct from before.region_code then 'region_code'
            when given.place_code = 1 and now.place_code is distinct from before.place_code then 'place_code'
            when given.pilot_year = 1 and now.pilot_year is distinct from before.pilot_year then 'pilot_year'
            when given.demonstration_year = 1 and now.demonstration_year is distinct from before.demonstration_year then 'demonstration_year'
            when given.status = 1 and now.status is distinct from before.status then 'status'
            when given.status_text = 1 and now.status_text is distinct from before.status_text then 'status_text'
            when given.note = 1 and now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.name_zh is distinct from before.name_zh then now.name_zh::text
            when given.name_en = 1 and now.name_en is distinct from before.name_en then now.name_en::text
            when now.region_code is distinct from before.region_code then now.region_code::text
            when given.place_code = 1 and now.place_code is distinct from before.place_code then now.place_code::text
            when given.pilot_year = 1 and now.pilot_year is distinct from before.pilot_year then now.pilot_year::text
            when given.demonstration_year = 1 and now.demonstration_year is distinct from before.demonstration_year then now.demonstration_year::text
            when given.status = 1 and now.status is distinct from before.status then now.status::text
            when given.status_text = 1 and now.status_text is distinct from before.status_text then now.status_text::text
            when given.note = 1 and now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.name_zh is distinct from before.name_zh then concat('name_zh ', coalesce(before.name_zh::text, '-')) end,
            case when given.name_en = 1 and now.name_en is distinct from before.name_en then concat('name_en ', coalesce(before.name_en::text, '-')) end,
            case when now.region_code is distinct from before.region_code then concat('region_code ', coalesce(before.region_code::text, '-')) end,
            case when given.place_code = 1 and now.place_code is distinct from before.place_code then concat('place_code ', coalesce(before.place_code::text, '-')) end,
            case when given.pilot_year = 1 and now.pilot_year is distinct from before.pilot_year then concat('pilot_year ', coalesce(before.pilot_year::text, '-')) end,
            case when given.demonstration_year = 1 and now.demonstration_year is distinct from before.demonstration_year then concat('demonstration_year ', coalesce(before.demonstration_year::text, '-')) end,
            case when given.status = 1 and now.status is distinct from before.status then concat('status ', coalesce(before.status::text, '-')) end,
            case when given.status_text = 1 and now.status_text is distinct from before.status_text then concat('status_text ', coalesce(before.status_text::text, '-')) end,
            case when given.note = 1 and now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.cluster as now
    inner join given on now.place_id = given.place_id
    inner join carried_cluster as before
        on
            now.cluster_id = before.cluster_id
    where
        (now.name_zh is distinct from before.name_zh
        or (given.name_en = 1 and now.name_en is distinct from before.name_en)
        or now.region_code is distinct from before.region_code
        or (given.place_code = 1 and now.place_code is distinct from before.place_code)
        or (given.pilot_year = 1 and now.pilot_year is distinct from before.pilot_year)
        or (given.demonstration_year = 1 and now.demonstration_year is distinct from before.demonstration_year)
        or (given.status = 1 and now.status is distinct from before.status)
        or (given.status_text = 1 and now.status_text is distinct from before.status_text)
        or (given.note = 1 and now.note is distinct from before.note))
    union all
    select
        now.place_id,
        now.line,
        case
            when now.value is distinct from before.value then 'value'
            when now.unit is distinct from before.unit then 'unit'
            when now.qualifier is distinct from before.qualifier then 'qualifier'
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then 'source_id'
            when now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.value is distinct from before.value then now.value::text
            when now.unit is distinct from before.unit then now.unit::text
            when now.qualifier is distinct from before.qualifier then now.qualifier::text
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then now.source_id::text
            when now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.value is distinct from before.value then concat('value ', coalesce(before.value::text, '-')) end,
            case when now.unit is distinct from before.unit then concat('unit ', coalesce(before.unit::text, '-')) end,
            case when now.qualifier is distinct from before.qualifier then concat('qualifier ', coalesce(before.qualifier::text, '-')) end,
            case when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then concat('source_id ', coalesce(before.source_id::text, '-')) end,
            case when now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.cluster_year as now
    inner join carried_cluster_year as before
        on
            now.cluster_id = before.cluster_id
            and now.year = before.year
            and now.metric = before.metric
    left join file_source as now_file on now.source_id = now_file.source_id
    left join file_source as before_file on before.source_id = before_file.source_id
    where
        (now.value is distinct from before.value
        or now.unit is distinct from before.unit
        or now.qualifier is distinct from before.qualifier
        or (now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null))
        or now.note is distinct from before.note)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.value is distinct from before.value then 'value'
            when now.unit is distinct from before.unit then 'unit'
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then 'source_id'
            when now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.value is distinct from before.value then now.value::text
            when now.unit is distinct from before.unit then now.unit::text
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then now.source_id::text
            when now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.value is distinct from before.value then concat('value ', coalesce(before.value::text, '-')) end,
            case when now.unit is distinct from before.unit then concat('unit ', coalesce(before.unit::text, '-')) end,
            case when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then concat('source_id ', coalesce(before.source_id::text, '-')) end,
            case when now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.cluster_target as now
    inner join carried_cluster_target as before
        on
            now.cluster_id = before.cluster_id
            and now.year = before.year
            and now.metric = before.metric
    left join file_source as now_file on now.source_id = now_file.source_id
    left join file_source as before_file on before.source_id = before_file.source_id
    where
        (now.value is distinct from before.value
        or now.unit is distinct from before.unit
        or (now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null))
        or now.note is distinct from before.note)
    union all
    select
        now.place_id,
        now.line,
        case
            when given.month = 1 and now.month is distinct from before.month then 'month'
            when given.text_en = 1 and now.text_en is distinct from before.text_en then 'text_en'
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then 'source_id'
        end as column_name,
        case
            when given.month = 1 and now.month is distinct from before.month then now.month::text
            when given.text_en = 1 and now.text_en is distinct from before.text_en then now.text_en::text
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then now.source_id::text
        end as value,
        concat_ws(
            ', ',
            case when given.month = 1 and now.month is distinct from before.month then concat('month ', coalesce(before.month::text, '-')) end,
            case when given.text_en = 1 and now.text_en is distinct from before.text_en then concat('text_en ', coalesce(before.text_en::text, '-')) end,
            case when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then concat('source_id ', coalesce(before.source_id::text, '-')) end
        ) as detail
    from staged.cluster_event as now
    inner join given on now.place_id = given.place_id
    inner join carried_cluster_event as before
        on
            now.cluster_id = before.cluster_id
            and now.year = before.year
            and now.kind = before.kind
            and now.text_zh = before.text_zh
    left join file_source as now_file on now.source_id = now_file.source_id
    left join file_source as before_file on before.source_id = before_file.source_id
    where
        ((given.month = 1 and now.month is distinct from before.month)
        or (given.text_en = 1 and now.text_en is distinct from before.text_en)
        or (now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null)))
    union all
    select
        now.place_id,
        now.line,
        'left_year' as column_name,
        now.left_year::text as value,
        concat('left_year ', coalesce(before.left_year::text, '-')) as detail
    from staged.cluster_member as now
    inner join given on now.place_id = given.place_id
    inner join carried_cluster_member as before
        on
            now.cluster_id = before.cluster_id
            and now.agency_code = before.agency_code
            and now.joined_year = before.joined_year
    where given.left_year = 1 and now.left_year is distinct from before.left_year
    union all
    select
        now.place_id,
        now.line,
        case
            when now.assisted_code is distinct from before.assisted_code then 'assisted_code'
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then 'source_id'
            when now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.assisted_code is distinct from before.assisted_code then now.assisted_code::text
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then now.source_id::text
            when now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.assisted_code is distinct from before.assisted_code then concat('assisted_code ', coalesce(before.assisted_code::text, '-')) end,
            case when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then concat('source_id ', coalesce(before.source_id::text, '-')) end,
            case when now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.assistance_pair as now
    inner join carried_assistance_pair as before
        on
            now.helper_code = before.helper_code
            and now.assisted_name = before.assisted_name
            and now.year = before.year
    left join file_source as now_file on now.source_id = now_file.source_id
    left join file_source as before_file on before.source_id = before_file.source_id
    where
        (now.assisted_code is distinct from before.assisted_code
        or (now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null))
        or now.note is distinct from before.note)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.projects is distinct from before.projects then 'projects'
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then 'source_id'
            when now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.projects is distinct from before.projects then now.projects::text
            when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then now.source_id::text
            when now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.projects is distinct from before.projects then concat('projects ', coalesce(before.projects::text, '-')) end,
            case when now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null) then concat('source_id ', coalesce(before.source_id::text, '-')) end,
            case when now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.joint_project as now
    inner join carried_joint_project as before
        on
            now.region_code = before.region_code
            and now.partner_code = before.partner_code
            and now.year = before.year
            and now.kind = before.kind
    left join file_source as now_file on now.source_id = now_file.source_id
    left join file_source as before_file on before.source_id = before_file.source_id
    where
        (now.projects is distinct from before.projects
        or (now.source_id <> before.source_id and (now_file.source_id is null or before_file.source_id is null))
        or now.note is distinct from before.note)
)

select
    replaced.place_id,
    replaced.line,
    coalesce(header.header, replaced.column_name) as column_name,
    coalesce(replaced.value, '') as value,
    'replaces' as rule,
    'warning' as severity,
    replaced.detail
from replaced
left join header on replaced.place_id = header.place_id and replaced.column_name = header.column_name
