-- What the agencies of a register add up to, before anything is said of it.
-- Grain: one row per province and year, and one per city (null: not named) and year, with an agency of the register.
-- Parameters:
--   $layer        layer of the register
--   $position_on  day of loading: the position of provinces of which no year counts; null: no such position
--   $enough       share of the agencies due that must report for a year to count
-- An agency counts in the years that it reports for; one that is closed counts in no position. A year for which too few
-- of a province report counts for nothing there: a stray row is no survey.
create or replace temp table register_year as
with
report as (
    select
        a.province_code,
        y.year,
        count(*) as agencies,
        count(case when not a.is_closed and coalesce(a.established_year, 0) <= y.year then 1 end) as due_and_reporting
    from agency_year as y
    inner join register_agency as a on y.agency_code = a.agency_code
    where y.layer = $layer
    group by a.province_code, y.year
),

established as (
    select
        province_code,
        coalesce(established_year, 0) as first_year,
        count(*) as agencies
    from register_agency
    where not is_closed
    group by province_code, coalesce(established_year, 0)
),

counted as (
    select
        r.province_code,
        r.year
    from report as r
    left join established as e on r.province_code = e.province_code and e.first_year <= r.year
    group by r.province_code, r.year, r.agencies, r.due_and_reporting
    having r.agencies >= $enough * (r.agencies - r.due_and_reporting + coalesce(sum(e.agencies), 0))
),

present as (
    select
        a.*,
        y.year,
        y.employees,
        y.attorneys as attorneys_then,
        y.revenue / 10000 as revenue,
        y.foreign_related,
        y.year - a.established_year as age,
        0 as is_position
    from agency_year as y
    inner join register_agency as a on y.agency_code = a.agency_code
    inner join counted as c on a.province_code = c.province_code and y.year = c.year
    where y.layer = $layer
    union all
    select
        a.*,
        year(cast($position_on as date)) as year,
        null as employees,
        a.attorneys as attorneys_then,
        null as revenue,
        null as foreign_related,
        null as age,
        1 as is_position
    from register_agency as a
    where
        a.province_code not in (select province_code from counted)
        and not a.is_closed
        and cast($position_on as date) is not null
)

select
    province_code,
    city_code,
    grouping(city_code) as is_province,
    year,
    max(is_position) as is_position,
    count(*) as agencies,
    count(city_code) as placed,
    count(case when not is_closed and coalesce(age, 0) >= 0 then 1 end) as due_and_reporting,
    count(case when age >= 0 then 1 end) as dated,
    count(case when age = 0 then 1 end) as opened,
    count(case when age between 1 and 2 then 1 end) as aged_1_to_2,
    count(case when age between 0 and 4 then 1 end) as under_5,
    count(foreign_related) as foreign_known,
    count(case when foreign_related then 1 end) as foreign_related,
    count(employees) as employees_known,
    sum(employees) as employees,
    count(revenue) as revenue_known,
    sum(revenue) as revenue,
    count(is_trademark) as trademark_known,
    sum(is_trademark) as trademark,
    count(case when is_patent is not null and is_trademark is not null then 1 end) as filing_known,
    count(case when is_patent = 1 or is_trademark = 1 then 1 end) as filing,
    count(legal) as forms_known,
    sum(legal) as legal,
    sum(information) as information,
    sum(operation) as operation,
    sum(consulting) as consulting,
    sum(training) as training,
    count(is_patent) as patent_known,
    count(case when is_patent = 1 then 1 end) as patent,
    count(case when coalesce(is_patent, 1) = 1 then 1 end) as patent_due,
    count(case when is_patent = 1 and age >= 0 then 1 end) as patent_dated,
    count(case when is_patent = 1 and age = 0 then 1 end) as patent_opened,
    count(case when is_patent = 1 and age between 0 and 2 then 1 end) as patent_under_3,
    count(case when is_patent = 1 and age >= 10 then 1 end) as patent_from_10,
    count(case when is_patent = 1 and age >= 20 then 1 end) as patent_from_20,
    count(case when is_patent = 1 then revenue end) as patent_revenue_known,
    sum(case when is_patent = 1 then revenue end) as patent_revenue,
    count(case when is_patent = 1 then attorneys_then end) as attorneys_known,
    sum(case when is_patent = 1 then attorneys_then end) as attorneys,
    count(case when is_patent = 1 and attorneys_then < 10 then 1 end) as under_10,
    count(case when is_patent = 1 and attorneys_then <= 10 then 1 end) as to_10,
    count(case when is_patent = 1 and attorneys_then between 51 and 100 then 1 end) as from_51,
    count(case when is_patent = 1 and attorneys_then > 50 then 1 end) as over_50,
    count(case when is_patent = 1 and attorneys_then > 100 then 1 end) as over_100
from present
group by grouping sets ((province_code, year), (province_code, city_code, year))
