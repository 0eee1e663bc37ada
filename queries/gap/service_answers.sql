-- How many agencies of a register that are not closed tell what they offer.
-- Grain: one row per place with agencies; the place is the city, or the province where no city is known.
-- Parameters:
--   $layer  layer of the register
select
    a.region_code,
    a.agencies,
    a.offering
from offer_answer as a
where a.layer = $layer
order by a.region_code
