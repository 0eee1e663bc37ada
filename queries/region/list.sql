-- Every place at every level it is shown at.
-- Grain: one row per region and level.
-- Parameters: none
select
    r.region_code,
    cast(l.level as varchar) as level,
    r.name_zh,
    r.name_en,
    r.full_name_zh,
    r.parent_code,
    r.in_survey,
    r.longitude,
    r.latitude,
    r.area_km2
from region as r
inner join region_level as l on r.region_code = l.region_code
order by l.level, r.region_code
