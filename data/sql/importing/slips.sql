-- Grain: one finding per figure that is about ten or ten thousand times, or more, its neighbour, either way: the published one
-- of the same year, else the figure of the nearest earlier year, of three. What is loaded now comes before what was
-- loaded before, and that before what is published.
-- Parameters:
--   $leap      ratio from which a figure counts as ten times off; both must be large enough to tell
--   $slip      ratio from which it counts as ten thousand times off; the larger must be large enough to tell
--   $smallest  least figure that is large enough to tell
insert into finding
with stat_known as (
    select region_code, metric, year, value, 1 as choice from staged.stat
    union all
    select region_code, metric, year, value, 2 as choice from carried_stat
    union all
    select region_code, metric, year, value, 3 as choice from previous.stat where layer = 'published'
),

stat_earlier as (
    select
        region_code,
        metric,
        year,
        arg_min(value, choice) as value,
        min(value) filter (where choice = 3) as published
    from stat_known
    group by region_code, metric, year
),

cluster_known as (
    select cluster_id, metric, year, value, 1 as choice from staged.cluster_year
    union all
    select cluster_id, metric, year, value, 2 as choice from carried_cluster_year
    union all
    select cluster_id, metric, year, value, 3 as choice from previous.cluster_year where layer = 'published'
),

cluster_earlier as (
    select
        cluster_id,
        metric,
        year,
        arg_min(value, choice) as value,
        min(value) filter (where choice = 3) as published
    from cluster_known
    group by cluster_id, metric, year
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

agency_now as (
    select
        place_id,
        line,
        agency_code,
        year,
        unnest(['employees', 'attorneys', 'revenue']) as column_name,
        unnest([employees::double, attorneys::double, revenue]) as amount
    from staged.agency_year
),

agency_before as (
    select
        agency_code,
        year,
        unnest(['employees', 'attorneys', 'revenue']) as column_name,
        unnest([employees::double, attorneys::double, revenue]) as amount
    from agency_earlier
),

pair as (
    select
        now.place_id,
        now.line,
        'value' as column_name,
        now.value as amount,
        max(before.year) as year_before,
        arg_max(case when before.year = now.year then before.published else before.value end, before.year)
            as amount_before
    from staged.stat as now
    inner join stat_earlier as before
        on
            now.region_code = before.region_code
            and now.metric = before.metric
            and before.year between now.year - 3 and now.year
    where before.year < now.year or before.published is not null
    group by now.place_id, now.line, now.value
    union all
    select
        now.place_id,
        now.line,
        'value' as column_name,
        now.value as amount,
        max(before.year) as year_before,
        arg_max(case when before.year = now.year then before.published else before.value end, before.year)
            as amount_before
    from staged.cluster_year as now
    inner join cluster_earlier as before
        on
            now.cluster_id = before.cluster_id
            and now.metric = before.metric
            and before.year between now.year - 3 and now.year
    where before.year < now.year or before.published is not null
    group by now.place_id, now.line, now.value
    union all
    select
        now.place_id,
        now.line,
        now.column_name,
        now.amount,
        max(before.year) as year_before,
        arg_max(before.amount, before.year) as amount_before
    from agency_now as now
    inner join agency_before as before
        on
            now.agency_code = before.agency_code
            and now.column_name = before.column_name
            and before.year between now.year - 3 and now.year - 1
    where before.amount is not null
    group by now.place_id, now.line, now.column_name, now.amount
),

jump as (
    select
        place_id,
        line,
        column_name,
        amount,
        amount_before,
        year_before,
        least(abs(amount), abs(amount_before)) as smaller,
        greatest(abs(amount), abs(amount_before)) as larger,
        greatest(abs(amount), abs(amount_before)) / nullif(least(abs(amount), abs(amount_before)), 0) as ratio
    from pair
)

select
    jump.place_id,
    jump.line,
    coalesce(header.header, jump.column_name) as column_name,
    format('{:.15g}', jump.amount) as value,
    case when jump.ratio >= $slip then 'ten_thousand_times' else 'ten_times' end as rule,
    'warning' as severity,
    concat(jump.year_before, ': ', format('{:.15g}', jump.amount_before)) as detail
from jump
left join header on jump.place_id = header.place_id and jump.column_name = header.column_name
where
    (jump.ratio >= $leap and jump.smaller >= $smallest)
    or (jump.ratio >= $slip and jump.larger >= $smallest)
