-- How fresh the register of each province is: the last year that it reports for, and who does.
-- Grain: one row per province with agencies.
-- Parameters:
--   $layer  layer of the register
insert into register_answer
with
dated as (
    select
        a.province_code,
        a.is_closed,
        n.year,
        max(n.year) over (partition by a.province_code) as last_year
    from register_agency as a
    inner join agency_now as n on a.agency_code = n.agency_code
)

select
    $layer as layer,
    province_code as region_code,
    count(*) as agencies,
    count(case when not is_closed then 1 end) as open_agencies,
    max(last_year) as last_year,
    count(case when not is_closed and year = last_year then 1 end) as answers
from dated
group by province_code
order by province_code
