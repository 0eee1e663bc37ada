-- What one agency offers.
-- Grain: one row per type of IP and form of service.
-- Parameters:
--   $layer        layer of the register
--   $agency_code  code of the agency
select
    cast(o.ip_type as varchar) as ip_type,
    cast(o.service_form as varchar) as service_form
from service_offer as o
where o.layer = $layer and o.agency_code = $agency_code
order by o.ip_type, o.service_form
