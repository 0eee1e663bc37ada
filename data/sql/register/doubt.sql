-- What does not look right in a register, by rule. Duplicates are sought among the agencies that are not closed.
-- Grain: one row per rule and agency, or agency-year and measure, that the rule finds.
-- Parameters:
--   $layer           layer of the register
--   $leap            ratio from which a figure counts as ten times off
--   $slip            ratio from which it counts as ten thousand times off
--   $robust_score    modified z-score beyond which revenue per employee is an outlier
create or replace temp table register_doubt as
with
listed as (
    select
        a.agency_code,
        a.name,
        a.credit_code,
        a.longitude,
        a.latitude,
        coalesce(own.city_code, own.province_code) as place_code
    from agency as a
    inner join register_agency as own on a.agency_code = own.agency_code
    where not own.is_closed
),

same_code as (
    select credit_code, count(*) as agencies, min(agency_code) as first_code, max(agency_code) as last_code
    from listed
    where credit_code is not null
    group by credit_code
    having count(*) > 1
),

same_name as (
    select name, place_code, count(*) as agencies, min(agency_code) as first_code, max(agency_code) as last_code
    from listed
    group by name, place_code
    having count(*) > 1
),

same_point as (
    select longitude, latitude, count(*) as agencies, min(agency_code) as first_code, max(agency_code) as last_code
    from listed
    where longitude is not null and latitude is not null
    group by longitude, latitude
    having count(*) > 1
),

report as (
    select
        y.agency_code,
        y.year,
        y.employees,
        y.attorneys,
        y.revenue,
        own.established_year
    from agency_year as y
    inner join register_agency as own on y.agency_code = own.agency_code
    where y.layer = $layer
),

productive as (
    select
        agency_code,
        year,
        revenue / employees as value,
        log10(revenue / employees) as magnitude
    from report
    where revenue > 0 and employees > 0
),

centre as (
    select year, median(magnitude) as middle
    from productive
    group by year
),

spread as (
    select p.year, c.middle, median(abs(p.magnitude - c.middle)) as deviation
    from productive as p
    inner join centre as c on p.year = c.year
    group by p.year, c.middle
),

scored as (
    select
        p.agency_code,
        p.year,
        p.value,
        pow(10, s.middle) as against,
        0.6745 * abs(p.magnitude - s.middle) / nullif(s.deviation, 0) as score
    from productive as p
    inner join spread as s on p.year = s.year
)

select
    'same_credit_code' as rule,
    l.agency_code,
    case when l.agency_code = s.first_code then s.last_code else s.first_code end as other_code,
    null as year,
    'credit_code' as measure,
    cast(s.agencies as double) as value,
    null as against,
    cast(s.agencies as double) as weight
from listed as l
inner join same_code as s on l.credit_code = s.credit_code
union all
select
    'same_name' as rule,
    l.agency_code,
    case when l.agency_code = s.first_code then s.last_code else s.first_code end as other_code,
    null as year,
    'name' as measure,
    s.agencies as value,
    null as against,
    s.agencies as weight
from listed as l
inner join same_name as s on l.name = s.name and l.place_code = s.place_code
union all
select
    'same_point' as rule,
    l.agency_code,
    case when l.agency_code = s.first_code then s.last_code else s.first_code end as other_code,
    null as year,
    'coordinates' as measure,
    s.agencies as value,
    null as against,
    s.agencies as weight
from listed as l
inner join same_point as s on l.longitude = s.longitude and l.latitude = s.latitude
union all
select
    case when ratio >= $slip then 'ten_thousand_times' else 'ten_times' end as rule,
    agency_code,
    null as other_code,
    year,
    measure,
    value,
    against,
    ratio as weight
from register_neighbour
where ratio >= $leap
union all
select
    'attorneys_over_employees' as rule,
    agency_code,
    null as other_code,
    year,
    'attorneys' as measure,
    attorneys as value,
    employees as against,
    attorneys - employees as weight
from report
where attorneys > employees
union all
select
    'before_establishment' as rule,
    agency_code,
    null as other_code,
    year,
    'established_on' as measure,
    year as value,
    established_year as against,
    established_year - year as weight
from report
where year < established_year
union all
select
    'revenue_per_employee' as rule,
    agency_code,
    null as other_code,
    year,
    'revenue_per_employee' as measure,
    value,
    against,
    score as weight
from scored
where score > $robust_score
union all
select
    'without_city' as rule,
    agency_code,
    null as other_code,
    null as year,
    'city' as measure,
    null as value,
    null as against,
    0 as weight
from register_agency
where city_code is null
union all
select
    'without_answer' as rule,
    own.agency_code,
    null as other_code,
    n.year,
    'year' as measure,
    n.year as value,
    a.last_year as against,
    a.last_year - coalesce(n.year, 0) as weight
from register_agency as own
inner join agency_now as n on own.agency_code = n.agency_code
inner join register_answer as a on own.province_code = a.region_code
where a.layer = $layer and not own.is_closed and a.last_year > coalesce(n.year, 0)
