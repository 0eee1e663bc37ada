-- Credit grades of the agencies of a register that are not closed.
-- Grain: one row per place with agencies; the place is the city, or the province where no city is known.
-- Parameters:
--   $layer  layer of the register
select
    n.region_code,
    count(*) as agencies,
    count(n.credit_grade) as graded,
    count(case when n.credit_grade like 'A%' then 1 end) as good
from agency_now as n
where n.layer = $layer and not n.is_closed
group by n.region_code
order by n.region_code
