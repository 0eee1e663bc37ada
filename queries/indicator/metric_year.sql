-- One metric in one year as stored.
-- Grain: one row per region.
-- Parameters:
--   $metric  metric
--   $year    year
--   $layer   layer of the facts
select region_code, value, cast(qualifier as varchar) as qualifier
from stat
where metric = $metric and year = $year and layer = $layer
order by region_code
