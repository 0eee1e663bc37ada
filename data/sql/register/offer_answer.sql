-- How many agencies of a layer tell what they offer, of those that are not closed.
-- Grain: one row per place with agencies; the place is the city, or the province where no city is known.
-- Parameters:
--   $layer  layer of the register
insert into offer_answer by name
select
    $layer as layer,
    coalesce(a.city_code, a.province_code) as region_code,
    count(*) as agencies,
    count(case when n.offers <> 0 then 1 end) as offering
from register_agency as a
inner join agency_now as n on a.agency_code = n.agency_code
where not a.is_closed
group by coalesce(a.city_code, a.province_code)
order by region_code
