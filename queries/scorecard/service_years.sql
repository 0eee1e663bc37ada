-- Agencies that are not closed, by place, type of IP, form of service and the first year they offer it.
-- Grain: one row per place, type, form and first year of which any is found; null first year is not told.
-- Parameters:
--   $layer  layer of the register
select
    o.region_code,
    cast(o.ip_type as varchar) as ip_type,
    cast(o.service_form as varchar) as service_form,
    o.first_year,
    cast(sum(o.agencies) as integer) as agencies
from offer_year as o
where o.layer = $layer
group by o.region_code, o.ip_type, o.service_form, o.first_year
order by o.region_code, o.ip_type, o.service_form, o.first_year
