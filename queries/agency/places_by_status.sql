-- Where the agencies of a register stand, and whether they are still open, as their status says it.
-- Grain: one row per point and status.
-- Parameters:
--   $layer  layer of the register
select
    longitude,
    latitude,
    status,
    count(*) as agencies
from agency_now
where layer = $layer and longitude is not null
group by longitude, latitude, status
order by longitude, latitude, status
