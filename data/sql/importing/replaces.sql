-- Grain: one finding per row that takes the place of other values loaded before under the same key.
insert into finding
with replaced as (
    select
        now.place_id,
        now.line,
        case
            when now.title is distinct from before.title then 'title'
            when now.url is distinct from before.url then 'url'
            when now.grade is distinct from before.grade then 'grade'
            when now.remark is distinct from before.remark then 'remark'
        end as column_name,
        case
            when now.title is distinct from before.title then now.title::text
            when now.url is distinct from before.url then now.url::text
            when now.grade is distinct from before.grade then now.grade::text
            when now.remark is distinct from before.remark then now.remark::text
        end as value,
        concat_ws(
            ', ',
            case when now.title is distinct from before.title then concat('title ', coalesce(before.title::text, '-')) end,
            case when now.url is distinct from before.url then concat('url ', coalesce(before.url::text, '-')) end,
            case when now.grade is distinct from before.grade then concat('grade ', coalesce(before.grade::text, '-')) end,
            case when now.remark is distinct from before.remark then concat('remark ', coalesce(before.remark::text, '-')) end
        ) as detail
    from staged.source as now
    inner join carried_source as before
        on
            now.source_id = before.source_id
    where
        now.line > 0 and (now.title is distinct from before.title
        or now.url is distinct from before.url
        or now.grade is distinct from before.grade
        or now.remark is distinct from before.remark)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.value is distinct from before.value then 'value'
            when now.unit is distinct from before.unit then 'unit'
            when now.qualifier is distinct from before.qualifier then 'qualifier'
            when now.source_id is distinct from before.source_id then 'source_id'
            when now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.value is distinct from before.value then now.value::text
            when now.unit is distinct from before.unit then now.unit::text
            when now.qualifier is distinct from before.qualifier then now.qualifier::text
            when now.source_id is distinct from before.source_id then now.source_id::text
            when now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.value is distinct from before.value then concat('value ', coalesce(before.value::text, '-')) end,
            case when now.unit is distinct from before.unit then concat('unit ', coalesce(before.unit::text, '-')) end,
            case when now.qualifier is distinct from before.qualifier then concat('qualifier ', coalesce(before.qualifier::text, '-')) end,
            case when now.source_id is distinct from before.source_id then concat('source_id ', coalesce(before.source_id::text, '-')) end,
            case when now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.stat as now
    inner join carried_stat as before
        on
            now.region_code = before.region_code
            and now.year = before.year
            and now.metric = before.metric
    where
        (now.value is distinct from before.value
        or now.unit is distinct from before.unit
        or now.qualifier is distinct from before.qualifier
        or now.source_id is distinct from before.source_id
        or now.note is distinct from before.note)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.name is distinct from before.name then 'name'
            when now.credit_code is distinct from before.credit_code then 'credit_code'
            when now.status is distinct from before.status then 'status'
            when now.type is distinct from before.type then 'type'
            when now.established_on is distinct from before.established_on then 'established_on'
            when now.region_code is distinct from before.region_code then 'region_code'
            when now.address is distinct from before.address then 'address'
            when now.attorneys is distinct from before.attorneys then 'attorneys'
            when now.credit_grade is distinct from before.credit_grade then 'credit_grade'
            when now.longitude is distinct from before.longitude then 'longitude'
            when now.latitude is distinct from before.latitude then 'latitude'
        end as column_name,
        case
            when now.name is distinct from before.name then now.name::text
            when now.credit_code is distinct from before.credit_code then now.credit_code::text
            when now.status is distinct from before.status then now.status::text
            when now.type is distinct from before.type then now.type::text
            when now.established_on is distinct from before.established_on then now.established_on::text
            when now.region_code is distinct from before.region_code then now.region_code::text
            when now.address is distinct from before.address then now.address::text
            when now.attorneys is distinct from before.attorneys then now.attorneys::text
            when now.credit_grade is distinct from before.credit_grade then now.credit_grade::text
            when now.longitude is distinct from before.longitude then now.longitude::text
            when now.latitude is distinct from before.latitude then now.latitude::text
        end as value,
        concat_ws(
            ', ',
            case when now.name is distinct from before.name then concat('name ', coalesce(before.name::text, '-')) end,
            case when now.credit_code is distinct from before.credit_code then concat('credit_code ', coalesce(before.credit_code::text, '-')) end,
            case when now.status is distinct from before.status then concat('status ', coalesce(before.status::text, '-')) end,
            case when now.type is distinct from before.type then concat('type ', coalesce(before.type::text, '-')) end,
            case when now.established_on is distinct from before.established_on then concat('established_on ', coalesce(before.established_on::text, '-')) end,
            case when now.region_code is distinct from before.region_code then concat('region_code ', coalesce(before.region_code::text, '-')) end,
            case when now.address is distinct from before.address then concat('address ', coalesce(before.address::text, '-')) end,
            case when now.attorneys is distinct from before.attorneys then concat('attorneys ', coalesce(before.attorneys::text, '-')) end,
            case when now.credit_grade is distinct from before.credit_grade then concat('credit_grade ', coalesce(before.credit_grade::text, '-')) end,
            case when now.longitude is distinct from before.longitude then concat('longitude ', coalesce(before.longitude::text, '-')) end,
            case when now.latitude is distinct from before.latitude then concat('latitude ', coalesce(before.latitude::text, '-')) end
        ) as detail
    from staged.agency as now
    inner join carried_agency as before
        on
            now.agency_code = before.agency_code
    where
        (now.name is distinct from before.name
        or now.credit_code is distinct from before.credit_code
        or now.status is distinct from before.status
        or now.type is distinct from before.type
        or now.established_on is distinct from before.established_on
        or now.region_code is distinct from before.region_code
        or now.address is distinct from before.address
        or now.attorneys is distinct from before.attorneys
        or now.credit_grade is distinct from before.credit_grade
        or now.longitude is distinct from before.longitude
        or now.latitude is distinct from before.latitude)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.size_class is distinct from before.size_class then 'size_class'
            when now.employees is distinct from before.employees then 'employees'
            when now.attorneys is distinct from before.attorneys then 'attorneys'
            when now.revenue is distinct from before.revenue then 'revenue'
            when now.foreign_related is distinct from before.foreign_related then 'foreign_related'
        end as column_name,
        case
            when now.size_class is distinct from before.size_class then now.size_class::text
            when now.employees is distinct from before.employees then now.employees::text
            when now.attorneys is distinct from before.attorneys then now.attorneys::text
            when now.revenue is distinct from before.revenue then now.revenue::text
            when now.foreign_related is distinct from before.foreign_related then now.foreign_related::text
        end as value,
        concat_ws(
            ', ',
            case when now.size_class is distinct from before.size_class then concat('size_class ', coalesce(before.size_class::text, '-')) end,
            case when now.employees is distinct from before.employees then concat('employees ', coalesce(before.employees::text, '-')) end,
            case when now.attorneys is distinct from before.attorneys then concat('attorneys ', coalesce(before.attorneys::text, '-')) end,
            case when now.revenue is distinct from before.revenue then concat('revenue ', coalesce(before.revenue::text, '-')) end,
            case when now.foreign_related is distinct from before.foreign_related then concat('foreign_related ', coalesce(before.foreign_related::text, '-')) end
        ) as detail
    from staged.agency_year as now
    inner join carried_agency_year as before
        on
            now.agency_code = before.agency_code
            and now.year = before.year
    where
        (now.size_class is distinct from before.size_class
        or now.employees is distinct from before.employees
        or now.attorneys is distinct from before.attorneys
        or now.revenue is distinct from before.revenue
        or now.foreign_related is distinct from before.foreign_related)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.agency_code is distinct from before.agency_code then 'agency_code'
            when now.name is distinct from before.name then 'name'
            when now.established_on is distinct from before.established_on then 'established_on'
            when now.closed_on is distinct from before.closed_on then 'closed_on'
            when now.region_code is distinct from before.region_code then 'region_code'
            when now.address is distinct from before.address then 'address'
            when now.status is distinct from before.status then 'status'
        end as column_name,
        case
            when now.agency_code is distinct from before.agency_code then now.agency_code::text
            when now.name is distinct from before.name then now.name::text
            when now.established_on is distinct from before.established_on then now.established_on::text
            when now.closed_on is distinct from before.closed_on then now.closed_on::text
            when now.region_code is distinct from before.region_code then now.region_code::text
            when now.address is distinct from before.address then now.address::text
            when now.status is distinct from before.status then now.status::text
        end as value,
        concat_ws(
            ', ',
            case when now.agency_code is distinct from before.agency_code then concat('agency_code ', coalesce(before.agency_code::text, '-')) end,
            case when now.name is distinct from before.name then concat('name ', coalesce(before.name::text, '-')) end,
            case when now.established_on is distinct from before.established_on then concat('established_on ', coalesce(before.established_on::text, '-')) end,
            case when now.closed_on is distinct from before.closed_on then concat('closed_on ', coalesce(before.closed_on::text, '-')) end,
            case when now.region_code is distinct from before.region_code then concat('region_code ', coalesce(before.region_code::text, '-')) end,
            case when now.address is distinct from before.address then concat('address ', coalesce(before.address::text, '-')) end,
            case when now.status is distinct from before.status then concat('status ', coalesce(before.status::text, '-')) end
        ) as detail
    from staged.branch as now
    inner join carried_branch as before
        on
            now.branch_code = before.branch_code
    where
        (now.agency_code is distinct from before.agency_code
        or now.name is distinct from before.name
        or now.established_on is distinct from before.established_on
        or now.closed_on is distinct from before.closed_on
        or now.region_code is distinct from before.region_code
        or now.address is distinct from before.address
        or now.status is distinct from before.status)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.name_zh is distinct from before.name_zh then 'name_zh'
            when now.name_en is distinct from before.name_en then 'name_en'
            when now.region_code is distinct from before.region_code then 'region_code'
            when now.place_code is distinct from before.place_code then 'place_code'
            when now.pilot_year is distinct from before.pilot_year then 'pilot_year'
            when now.demonstration_year is distinct from before.demonstration_year then 'demonstration_year'
            when now.status is distinct from before.status then 'status'
            when now.status_text is distinct from before.status_text then 'status_text'
            when now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.name_zh is distinct from before.name_zh then now.name_zh::text
            when now.name_en is distinct from before.name_en then now.name_en::text
            when now.region_code is distinct from before.region_code then now.region_code::text
            when now.place_code is distinct from before.place_code then now.place_code::text
            when now.pilot_year is distinct from before.pilot_year then now.pilot_year::text
            when now.demonstration_year is distinct from before.demonstration_year then now.demonstration_year::text
            when now.status is distinct from before.status then now.status::text
            when now.status_text is distinct from before.status_text then now.status_text::text
            when now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.name_zh is distinct from before.name_zh then concat('name_zh ', coalesce(before.name_zh::text, '-')) end,
            case when now.name_en is distinct from before.name_en then concat('name_en ', coalesce(before.name_en::text, '-')) end,
            case when now.region_code is distinct from before.region_code then concat('region_code ', coalesce(before.region_code::text, '-')) end,
            case when now.place_code is distinct from before.place_code then concat('place_code ', coalesce(before.place_code::text, '-')) end,
            case when now.pilot_year is distinct from before.pilot_year then concat('pilot_year ', coalesce(before.pilot_year::text, '-')) end,
            case when now.demonstration_year is distinct from before.demonstration_year then concat('demonstration_year ', coalesce(before.demonstration_year::text, '-')) end,
            case when now.status is distinct from before.status then concat('status ', coalesce(before.status::text, '-')) end,
            case when now.status_text is distinct from before.status_text then concat('status_text ', coalesce(before.status_text::text, '-')) end,
            case when now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.cluster as now
    inner join carried_cluster as before
        on
            now.cluster_id = before.cluster_id
    where
        (now.name_zh is distinct from before.name_zh
        or now.name_en is distinct from before.name_en
        or now.region_code is distinct from before.region_code
        or now.place_code is distinct from before.place_code
        or now.pilot_year is distinct from before.pilot_year
        or now.demonstration_year is distinct from before.demonstration_year
        or now.status is distinct from before.status
        or now.status_text is distinct from before.status_text
        or now.note is distinct from before.note)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.value is distinct from before.value then 'value'
            when now.unit is distinct from before.unit then 'unit'
            when now.qualifier is distinct from before.qualifier then 'qualifier'
            when now.source_id is distinct from before.source_id then 'source_id'
            when now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.value is distinct from before.value then now.value::text
            when now.unit is distinct from before.unit then now.unit::text
            when now.qualifier is distinct from before.qualifier then now.qualifier::text
            when now.source_id is distinct from before.source_id then now.source_id::text
            when now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.value is distinct from before.value then concat('value ', coalesce(before.value::text, '-')) end,
            case when now.unit is distinct from before.unit then concat('unit ', coalesce(before.unit::text, '-')) end,
            case when now.qualifier is distinct from before.qualifier then concat('qualifier ', coalesce(before.qualifier::text, '-')) end,
            case when now.source_id is distinct from before.source_id then concat('source_id ', coalesce(before.source_id::text, '-')) end,
            case when now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.cluster_year as now
    inner join carried_cluster_year as before
        on
            now.cluster_id = before.cluster_id
            and now.year = before.year
            and now.metric = before.metric
    where
        (now.value is distinct from before.value
        or now.unit is distinct from before.unit
        or now.qualifier is distinct from before.qualifier
        or now.source_id is distinct from before.source_id
        or now.note is distinct from before.note)
    union all
    select
        now.place_id,
        now.line,
        case
            when now.value is distinct from before.value then 'value'
            when now.unit is distinct from before.unit then 'unit'
            when now.source_id is distinct from before.source_id then 'source_id'
            when now.note is distinct from before.note then 'note'
        end as column_name,
        case
            when now.value is distinct from before.value then now.value::text
            when now.unit is distinct from before.unit then now.unit::text
            when now.source_id is distinct from before.source_id then now.source_id::text
            when now.note is distinct from before.note then now.note::text
        end as value,
        concat_ws(
            ', ',
            case when now.value is distinct from before.value then concat('value ', coalesce(before.value::text, '-')) end,
            case when now.unit is distinct from before.unit then concat('unit ', coalesce(before.unit::text, '-')) end,
            case when now.source_id is distinct from before.source_id then concat('source_id ', coalesce(before.source_id::text, '-')) end,
            case when now.note is distinct from before.note then concat('note ', coalesce(before.note::text, '-')) end
        ) as detail
    from staged.cluster_target as now
    inner join carried_cluster_target as before
        on
            now.cluster_id = before.cluster_id
            and now.year = before.year
            and now.metric = before.metric
    where
        (now.value is distinct from before.value
        or now.unit is distinct from before.unit
        or now.source_id is distinct from before.source_id
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
