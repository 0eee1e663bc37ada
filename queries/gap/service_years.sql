-- Agencies of some places that are not closed, by type of IP, form of service and the first year they offer it.
-- Grain: one row per type, form and first year of which any is found; null first year is not told.
-- Parameters:
--   $layer   layer of the register
--   $places  codes of the places counted, or null for all
with place as (
    select region_code
    from region
    where list_contains($places, region_code)
)

select
    cast(o.ip_type as varchar) as ip_type,
    cast(o.service_form as varchar) as service_form,
    o.first_year,
    cast(sum(o.agencies) as integer) as agencies
from offer_year as o
where o.layer = $layer and ($places is null or o.region_code in (select region_code from place))
group by o.ip_type, o.service_form, o.first_year
order by o.ip_type, o.service_form, o.first_year
