-- One agency as the register holds it.
-- Grain: one row, none where the layer has no such agency.
-- Parameters:
--   $layer        layer of the register
--   $agency_code  code of the agency
select
    a.agency_code,
    a.name,
    a.credit_code,
    a.status,
    a.type,
    a.established_on,
    a.region_code,
    a.address,
    a.credit_grade,
    a.longitude,
    a.latitude
from agency as a
where a.layer = $layer and a.agency_code = $agency_code
order by a.agency_code
