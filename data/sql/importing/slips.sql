-- Grain: one finding per figure that is about ten or ten thousand times that of the year before, either way.
-- Figures below ten are too small to tell.
insert into finding
with stat_earlier as (
    select region_code, metric, year, value from staged.stat
    union all
    select before.region_code, before.metric, before.year, before.value
    from carried_stat as before
    where
        not exists (
            select 1 from staged.stat as now
            where
                now.region_code = before.region_code and now.metric = before.metric and now.year = before.year
        )
),

cluster_earlier as (
    select cluster_id, metric, year, value from staged.cluster_year
    union all
    select before.cluster_id, before.metric, before.year, before.value
    from carried_cluster_year as before
    where
        not exists (
            select 1 from staged.cluster_year as now
            where now.cluster_id = before.cluster_id and now.metric = before.metric and now.year = before.year
        )
),

agency_earlier as (
    select agency_code, year, employees, attorneys, revenue from staged.agency_year
    union all
    select before.agency_code, before.year, before.employees, before.attorneys, before.revenue
    from carried_agency_year as before
    where
        not exists (
            select 1 from staged.agency_year as now
            where now.agency_code = before.agency_code and now.year = before.year
        )
),

agency_pair as (
    select
        now.place_id,
        now.line,
        now.employees,
        now.attorneys,
        now.revenue,
        before.employees as employees_before,
        before.attorneys as attorneys_before,
        before.revenue as revenue_before
    from staged.agency_year as now
    inner join agency_earlier as before on now.agency_code = before.agency_code and now.year - 1 = before.year
),

pair as (
    select now.place_id, now.line, 'value' as column_name, now.value as amount, before.value as amount_before
    from staged.stat as now
    inner join stat_earlier as before
        on now.region_code = before.region_code and now.metric = before.metric and now.year - 1 = before.year
    union all
    select now.place_id, now.line, 'value' as column_name, now.value as amount, before.value as amount_before
    from staged.cluster_year as now
    inner join cluster_earlier as before
        on now.cluster_id = before.cluster_id and now.metric = before.metric and now.year - 1 = before.year
    union all
    select place_id, line, 'employees' as column_name, employees as amount, employees_before as amount_before
    from agency_pair
    union all
    select place_id, line, 'attorneys' as column_name, attorneys as amount, attorneys_before as amount_before
    from agency_pair
    union all
    select place_id, line, 'revenue' as column_name, revenue as amount, revenue_before as amount_before
    from agency_pair
),

jump as (
    select
        place_id,
        line,
        column_name,
        amount,
        amount_before,
        greatest(abs(amount), abs(amount_before)) / nullif(least(abs(amount), abs(amount_before)), 0) as ratio
    from pair
    where least(abs(amount), abs(amount_before)) >= 10
)

select
    jump.place_id,
    jump.line,
    coalesce(header.header, jump.column_name) as column_name,
    format('{:.15g}', jump.amount) as value,
    case when jump.ratio <= 12.5 then 'ten_times' else 'ten_thousand_times' end as rule,
    'warning' as severity,
    format('{:.15g}', jump.amount_before) as detail
from jump
left join header on jump.place_id = header.place_id and jump.column_name = header.column_name
where jump.ratio between 8 and 12.5 or jump.ratio between 5000 and 20000
