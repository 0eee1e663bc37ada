-- The branches of one agency.
-- Grain: one row per branch.
-- Parameters:
--   $layer        layer of the register
--   $agency_code  code of the agency
select
    b.branch_code,
    b.name,
    b.region_code,
    b.established_on,
    b.closed_on,
    b.status
from branch as b
where b.layer = $layer and b.agency_code = $agency_code
order by b.branch_code
