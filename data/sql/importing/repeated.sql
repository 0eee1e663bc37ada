-- Grain: one finding per row with the key of an earlier row of the same load; of statistics, from the same source. What
-- several sheets say of an agency in a year may complete each other, and repeats where two values of a column differ.
insert into finding
with stat_twice as (
    select
        region_code, year, metric, source_id
    from staged.stat
    group by region_code, year, metric, source_id
    having count(*) > 1
),

agency_twice as (
    select
        agency_code
    from staged.agency
    group by agency_code
    having count(*) > 1
),

agency_year_twice as (
    select
        agency_code, year
    from staged.agency_year
    group by agency_code, year
    having
        count(*) > count(distinct place_id)
        or count(distinct size_class) > 1
        or count(distinct employees) > 1
        or count(distinct attorneys) > 1
        or count(distinct revenue) > 1
        or count(distinct foreign_related) > 1
),

branch_twice as (
    select
        branch_code
    from staged.branch
    group by branch_code
    having count(*) > 1
),

service_offer_twice as (
    select
        agency_code, ip_type, service_form
    from staged.service_offer
    group by agency_code, ip_type, service_form
    having count(*) > 1
),

cluster_twice as (
    select
        cluster_id
    from staged.cluster
    group by cluster_id
    having count(*) > 1
),

cluster_year_twice as (
    select
        cluster_id, year, metric
    from staged.cluster_year
    group by cluster_id, year, metric
    having count(*) > 1
),

cluster_target_twice as (
    select
        cluster_id, year, metric
    from staged.cluster_target
    group by cluster_id, year, metric
    having count(*) > 1
),

cluster_event_twice as (
    select
        cluster_id, year, kind, text_zh
    from staged.cluster_event
    group by cluster_id, year, kind, text_zh
    having count(*) > 1
),

cluster_member_twice as (
    select
        cluster_id, agency_code, joined_year
    from staged.cluster_member
    group by cluster_id, agency_code, joined_year
    having count(*) > 1
),

assistance_pair_twice as (
    select
        helper_code, assisted_name, year
    from staged.assistance_pair
    group by helper_code, assisted_name, year
    having count(*) > 1
),

joint_project_twice as (
    select
        region_code, partner_code, year, kind
    from staged.joint_project
    group by region_code, partner_code, year, kind
    having count(*) > 1
),

numbered as (
    select
        own.place_id,
        own.line,
        'region_code' as column_name,
        own.region_code::text as value,
        concat_ws(' ', own.region_code::text, own.year::text, own.metric::text) as told,
        row_number() over (partition by own.region_code, own.year, own.metric, own.source_id order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.region_code, own.year, own.metric, own.source_id order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.region_code, own.year, own.metric, own.source_id order by own.place_id, own.line) as first_line
    from staged.stat as own
    inner join stat_twice as twice on own.region_code = twice.region_code and own.year = twice.year and own.metric = twice.metric and own.source_id = twice.source_id
    union all
    select
        own.place_id,
        own.line,
        'agency_code' as column_name,
        own.agency_code::text as value,
        concat_ws(' ', own.agency_code::text) as told,
        row_number() over (partition by own.agency_code order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.agency_code order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.agency_code order by own.place_id, own.line) as first_line
    from staged.agency as own
    inner join agency_twice as twice on own.agency_code = twice.agency_code
    union all
    select
        own.place_id,
        own.line,
        'agency_code' as column_name,
        own.agency_code::text as value,
        concat_ws(' ', own.agency_code::text, own.year::text) as told,
        row_number() over (partition by own.agency_code, own.year order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.agency_code, own.year order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.agency_code, own.year order by own.place_id, own.line) as first_line
    from staged.agency_year as own
    inner join agency_year_twice as twice on own.agency_code = twice.agency_code and own.year = twice.year
    union all
    select
        own.place_id,
        own.line,
        'branch_code' as column_name,
        own.branch_code::text as value,
        concat_ws(' ', own.branch_code::text) as told,
        row_number() over (partition by own.branch_code order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.branch_code order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.branch_code order by own.place_id, own.line) as first_line
    from staged.branch as own
    inner join branch_twice as twice on own.branch_code = twice.branch_code
    union all
    select
        own.place_id,
        own.line,
        'agency_code' as column_name,
        own.agency_code::text as value,
        concat_ws(' ', own.agency_code::text, own.ip_type::text, own.service_form::text) as told,
        row_number() over (partition by own.agency_code, own.ip_type, own.service_form order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.agency_code, own.ip_type, own.service_form order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.agency_code, own.ip_type, own.service_form order by own.place_id, own.line) as first_line
    from staged.service_offer as own
    inner join service_offer_twice as twice on own.agency_code = twice.agency_code and own.ip_type = twice.ip_type and own.service_form = twice.service_form
    union all
    select
        own.place_id,
        own.line,
        'cluster_id' as column_name,
        own.cluster_id::text as value,
        concat_ws(' ', own.cluster_id::text) as told,
        row_number() over (partition by own.cluster_id order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.cluster_id order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.cluster_id order by own.place_id, own.line) as first_line
    from staged.cluster as own
    inner join cluster_twice as twice on own.cluster_id = twice.cluster_id
    union all
    select
        own.place_id,
        own.line,
        'cluster_id' as column_name,
        own.cluster_id::text as value,
        concat_ws(' ', own.cluster_id::text, own.year::text, own.metric::text) as told,
        row_number() over (partition by own.cluster_id, own.year, own.metric order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.cluster_id, own.year, own.metric order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.cluster_id, own.year, own.metric order by own.place_id, own.line) as first_line
    from staged.cluster_year as own
    inner join cluster_year_twice as twice on own.cluster_id = twice.cluster_id and own.year = twice.year and own.metric = twice.metric
    union all
    select
        own.place_id,
        own.line,
        'cluster_id' as column_name,
        own.cluster_id::text as value,
        concat_ws(' ', own.cluster_id::text, own.year::text, own.metric::text) as told,
        row_number() over (partition by own.cluster_id, own.year, own.metric order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.cluster_id, own.year, own.metric order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.cluster_id, own.year, own.metric order by own.place_id, own.line) as first_line
    from staged.cluster_target as own
    inner join cluster_target_twice as twice on own.cluster_id = twice.cluster_id and own.year = twice.year and own.metric = twice.metric
    union all
    select
        own.place_id,
        own.line,
        'year' as column_name,
        own.year::text as value,
        concat_ws(' ', own.cluster_id::text, own.year::text, own.kind::text, own.text_zh::text) as told,
        row_number() over (partition by own.cluster_id, own.year, own.kind, own.text_zh order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.cluster_id, own.year, own.kind, own.text_zh order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.cluster_id, own.year, own.kind, own.text_zh order by own.place_id, own.line) as first_line
    from staged.cluster_event as own
    inner join cluster_event_twice as twice on own.cluster_id = twice.cluster_id and own.year = twice.year and own.kind = twice.kind and own.text_zh = twice.text_zh
    union all
    select
        own.place_id,
        own.line,
        'agency_code' as column_name,
        own.agency_code::text as value,
        concat_ws(' ', own.cluster_id::text, own.agency_code::text, own.joined_year::text) as told,
        row_number() over (partition by own.cluster_id, own.agency_code, own.joined_year order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.cluster_id, own.agency_code, own.joined_year order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.cluster_id, own.agency_code, own.joined_year order by own.place_id, own.line) as first_line
    from staged.cluster_member as own
    inner join cluster_member_twice as twice on own.cluster_id = twice.cluster_id and own.agency_code = twice.agency_code and own.joined_year = twice.joined_year
    union all
    select
        own.place_id,
        own.line,
        'year' as column_name,
        own.year::text as value,
        concat_ws(' ', own.helper_code::text, own.assisted_name::text, own.year::text) as told,
        row_number() over (partition by own.helper_code, own.assisted_name, own.year order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.helper_code, own.assisted_name, own.year order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.helper_code, own.assisted_name, own.year order by own.place_id, own.line) as first_line
    from staged.assistance_pair as own
    inner join assistance_pair_twice as twice on own.helper_code = twice.helper_code and own.assisted_name = twice.assisted_name and own.year = twice.year
    union all
    select
        own.place_id,
        own.line,
        'projects' as column_name,
        own.projects::text as value,
        concat_ws(' ', own.region_code::text, own.partner_code::text, own.year::text, own.kind::text) as told,
        row_number() over (partition by own.region_code, own.partner_code, own.year, own.kind order by own.place_id, own.line) as turn,
        first_value(own.place_id) over (partition by own.region_code, own.partner_code, own.year, own.kind order by own.place_id, own.line) as first_place,
        first_value(own.line) over (partition by own.region_code, own.partner_code, own.year, own.kind order by own.place_id, own.line) as first_line
    from staged.joint_project as own
    inner join joint_project_twice as twice on own.region_code = twice.region_code and own.partner_code = twice.partner_code and own.year = twice.year and own.kind = twice.kind
)

select
    numbered.place_id,
    numbered.line,
    coalesce(header.header, numbered.column_name) as column_name,
    numbered.value,
    'duplicate_key' as rule,
    'error' as severity,
    concat(
        numbered.told, ', ', place.file,
        case when place.sheet <> '' then concat('[', place.sheet, ']') else '' end, ':', numbered.first_line
    ) as detail
from numbered
inner join place on numbered.first_place = place.place_id
left join header on numbered.place_id = header.place_id and numbered.column_name = header.column_name
where numbered.turn > 1
