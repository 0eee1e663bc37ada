-- What a register adds up to beside what is published of the same metric, place and year.
-- The year is the last that both have, else the last of the register.
-- Grain: one row per metric and place: every province of the survey, and the nation.
-- Parameters:
--   $layer      layer of the register
--   $source_id  source of what the register adds up to
--   $metrics    metrics that are compared
with
province as (
    select r.region_code
    from region as r
    inner join region_level as l on r.region_code = l.region_code
    where l.level = 'province' and r.in_survey
),

nation as (
    select region_code from region_level where level = 'nation'
),

province_total as (
    select count(*) as provinces from province
),

counted as (
    select region_code, year, metric, value
    from stat
    where layer = $layer and source_id = $source_id and list_contains($metrics, metric)
    union all
    select region_code, year, metric, value
    from cross_check
    where layer = $layer and source_id = $source_id and list_contains($metrics, metric)
),

of_provinces as (
    select c.region_code, c.year, c.metric, c.value
    from counted as c
    inner join province as p on c.region_code = p.region_code
),

own as (
    select region_code, year, metric, value from of_provinces
    union all
    select
        n.region_code,
        o.year,
        o.metric,
        sum(o.value) as value
    from of_provinces as o
    cross join nation as n
    cross join province_total as t
    group by n.region_code, o.year, o.metric, t.provinces
    having count(*) = t.provinces
),

printed as (
    select
        region_code,
        year,
        metric,
        qualifier,
        value,
        coalesce(value, lo, hi) as shown
    from figure
    where layer = 'published' and list_contains($metrics, metric)
),

paired as (
    select
        o.metric,
        o.region_code,
        o.year,
        o.value as counted,
        p.shown as published,
        p.qualifier,
        o.value / nullif(p.value, 0) as ratio,
        row_number() over (
            partition by o.metric, o.region_code
            order by case when p.shown is null then 1 else 0 end, o.year desc
        ) as position
    from own as o
    left join printed as p on o.metric = p.metric and o.region_code = p.region_code and o.year = p.year
),

place as (
    select region_code from province
    union all
    select region_code from nation
),

metric_counted as (
    select distinct metric from own
)

select
    m.metric,
    w.region_code,
    p.year as period,
    p.counted,
    p.published,
    cast(p.qualifier as varchar) as qualifier,
    p.ratio
from place as w
cross join metric_counted as m
left join paired as p on w.region_code = p.region_code and m.metric = p.metric and p.position = 1
order by m.metric, w.region_code
