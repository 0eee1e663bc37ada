-- Agencies of a layer that are not closed, by place, type of IP, form of service and the first year they offer it.
-- Grain: one row per place, type, form and first year of which any is found.
-- Parameters:
--   $layer  layer of the register
-- The place is the city, or the province where no city is known.
insert into offer_year by name
select
    $layer as layer,
    coalesce(a.city_code, a.province_code) as region_code,
    o.ip_type,
    o.service_form,
    o.first_year,
    count(*) as agencies
from service_offer as o
inner join register_agency as a on o.agency_code = a.agency_code
where o.layer = $layer and not a.is_closed
group by coalesce(a.city_code, a.province_code), o.ip_type, o.service_form, o.first_year
order by region_code, o.ip_type, o.service_form, o.first_year
