-- Agencies of a register that are not closed, by type of IP and form of service.
-- The place is their city, or the province where no city is known.
-- Grain: one row per place, type and form of which any is found.
-- Parameters:
--   $layer  layer of the register
select
    o.region_code,
    cast(o.ip_type as varchar) as ip_type,
    cast(o.service_form as varchar) as service_form,
    cast(sum(o.agencies) as integer) as agencies
from offer_year as o
where o.layer = $layer
group by o.region_code, o.ip_type, o.service_form
order by o.region_code, o.ip_type, o.service_form
