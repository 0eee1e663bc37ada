-- Where the agencies of a register stand that are not closed.
-- Grain: one row per point.
-- Parameters:
--   $layer  layer of the register
--   $form   form of service that the agencies offer, or null for all agencies
with offering as (
    select agency_code
    from service_offer
    where layer = $layer and service_form = $form
    group by agency_code
)

select
    n.longitude,
    n.latitude,
    count(*) as agencies
from agency_now as n
where
    n.layer = $layer
    and n.longitude is not null
    and not n.is_closed
    and ($form is null or n.agency_code in (select agency_code from offering))
group by n.longitude, n.latitude
order by n.longitude, n.latitude
