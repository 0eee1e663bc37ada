-- How many branches of patent agencies are open at the end of a year.
-- Grain: one row per province and year, and one per city and year, with a branch that is or may be open.
-- Parameters:
--   $layer        layer of the register
--   $position_on  day of loading, as in register_year
-- A branch without dates is where the register is: in its last year alone. A register that names no closed branch does
-- not know who was open before, and says nothing of earlier years.
create or replace temp table register_branch as
with
listed as (
    select
        p.province_code,
        p.city_code,
        b.established_on,
        b.closed_on,
        b.closed_on is not null or s.is_closed as is_closed
    from branch as b
    inner join register_status as s on b.status = s.status
    inner join register_agency as head on b.agency_code = head.agency_code
    inner join register_place as p on b.region_code = p.region_code
    where b.layer = $layer and head.is_patent = 1
),

knowledge as (
    select max(case when is_closed then 1 else 0 end) as has_closed from listed
),

province_year as (
    select
        province_code,
        year,
        case when is_position = 1 then cast($position_on as date) else make_date(year, 12, 31) end as day,
        case when year = max(year) over (partition by province_code) then 1 else 0 end as is_last
    from register_year
    where is_province = 1
),

dated as (
    select
        l.province_code,
        l.city_code,
        y.year,
        case
            when l.established_on is not null then case when l.established_on <= y.day then 1 else 0 end
            when y.is_last = 1 then 1
        end as has_opened,
        case
            when l.closed_on is not null then case when l.closed_on <= y.day then 1 else 0 end
            when not l.is_closed then 0
            when y.is_last = 1 then 1
        end as has_closed
    from listed as l
    inner join province_year as y on l.province_code = y.province_code
    cross join knowledge as k
    where y.is_last = 1 or k.has_closed = 1
)

select
    province_code,
    city_code,
    grouping(city_code) as is_province,
    year,
    count(case when has_opened = 1 and has_closed = 0 then 1 end) as branches,
    count(*) as branches_due
from dated
where coalesce(has_opened, 1) = 1 and coalesce(has_closed, 0) = 0
group by grouping sets ((province_code, year), (province_code, city_code, year))
