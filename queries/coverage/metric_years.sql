-- How much of each level a metric covers in each year.
-- Grain: one row per metric, year and level with at least one figure.
-- Parameters:
--   $layer  layer of the facts
select
    f.metric,
    f.year as period,
    cast(l.level as varchar) as level,
    count(*) as figures,
    count(case when r.in_survey then 1 end) as surveyed,
    count(case when f.value is null then 1 end) as bounds,
    count(case when f.qualifier = 'unconfirmed' then 1 end) as unconfirmed
from figure as f
inner join region as r on f.region_code = r.region_code
inner join region_level as l on f.region_code = l.region_code
where f.layer = $layer
group by f.metric, f.year, l.level
order by f.metric, f.year, l.level
