-- What one agency reported, year by year.
-- Grain: one row per year.
-- Parameters:
--   $layer        layer of the register
--   $agency_code  code of the agency
select
    y.year as period,
    cast(y.size_class as varchar) as size_class,
    y.employees,
    y.attorneys,
    y.revenue,
    y.foreign_related
from agency_year as y
where y.layer = $layer and y.agency_code = $agency_code
order by y.year
