-- Agencies by size that offer a type of IP in a form; any form of a type, any type in a form, and all.
-- Grain: one row per size, type and form of which any is found; null type or form is any.
-- Parameters:
--   $layer   layer of the register
--   $places  codes of the places counted, or null for all
--   $period  year of the reports, or null for the register as it stands
with place as (
    select region_code
    from region
    where list_contains($places, region_code)
)

select
    cast(o.size_class as varchar) as size_class,
    cast(o.ip_type as varchar) as ip_type,
    cast(o.service_form as varchar) as service_form,
    sum(o.agencies) as agencies,
    sum(o.offering) as offering
from offer_count as o
where
    o.layer = $layer
    and ($places is null or o.region_code in (select region_code from place))
    and ((o.year is null and $period is null) or o.year = $period)
group by o.size_class, o.ip_type, o.service_form
order by o.size_class, o.ip_type, o.service_form
