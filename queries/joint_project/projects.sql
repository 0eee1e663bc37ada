-- Joint projects of two provinces, and of provinces alone, where both ends are the same.
-- Grain: one row per pair of provinces, year and kind of project.
-- Parameters:
--   $layer  layer of the projects
select
    region_code,
    partner_code,
    year,
    kind,
    projects
from joint_project
where layer = $layer
order by year, kind, region_code, partner_code
