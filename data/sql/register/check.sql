-- How many each rule looked at and how many it found; a rule with nothing to look at is left out.
-- Grain: one row per rule.
-- Parameters:
--   $layer  layer of the register
insert into register_check
with
listed as (
    select
        count(a.credit_code) as codes,
        count(*) as names,
        count(case when a.longitude is not null and a.latitude is not null then 1 end) as points
    from agency as a
    inner join register_agency as own on a.agency_code = own.agency_code
    where not own.is_closed
),

report as (
    select
        count(case when y.attorneys is not null and y.employees is not null then 1 end) as staffed,
        count(case when y.revenue > 0 and y.employees > 0 then 1 end) as productive,
        count(own.established_year) as dated
    from agency_year as y
    inner join register_agency as own on y.agency_code = own.agency_code
    where y.layer = $layer
),

neighbour as (
    select count(*) as compared from register_neighbour
),

owned as (
    select sum(agencies) as agencies, sum(case when last_year is not null then open_agencies end) as expected
    from register_answer
    where layer = $layer
),

looked_at as (
    select 'same_credit_code' as rule, codes as checked from listed
    union all
    select 'same_name' as rule, names as checked from listed
    union all
    select 'same_point' as rule, points as checked from listed
    union all
    select 'ten_times' as rule, compared as checked from neighbour
    union all
    select 'ten_thousand_times' as rule, compared as checked from neighbour
    union all
    select 'attorneys_over_employees' as rule, staffed as checked from report
    union all
    select 'before_establishment' as rule, dated as checked from report
    union all
    select 'revenue_per_employee' as rule, productive as checked from report
    union all
    select 'without_city' as rule, agencies as checked from owned
    union all
    select 'without_answer' as rule, expected as checked from owned
),

found as (
    select rule, count(*) as found
    from register_doubt
    group by rule
)

select
    $layer as layer,
    l.rule,
    l.checked,
    coalesce(f.found, 0) as found
from looked_at as l
left join found as f on l.rule = f.rule
where l.checked > 0
order by l.rule
