-- Where a place counts: the city and the province of every region inside the survey that has a province.
-- Grain: one row per region.
-- A county counts for its city, a municipality is city and province under one code, a province has no city.
create or replace temp table register_place as
with
city as (
    select region_code from region_level where level = 'city'
),

province as (
    select region_code from region_level where level = 'province'
)

select
    r.region_code,
    coalesce(own_city.region_code, parent_city.region_code, host_city.region_code) as city_code,
    coalesce(own_province.region_code, parent_province.region_code) as province_code
from region as r
left join city as own_city on r.region_code = own_city.region_code
left join city as parent_city on r.parent_code = parent_city.region_code
left join city as host_city on left(r.region_code, 4) || '00' = host_city.region_code
left join province as own_province on r.region_code = own_province.region_code
left join province as parent_province on r.parent_code = parent_province.region_code
where r.in_survey and coalesce(own_province.region_code, parent_province.region_code) is not null
order by r.region_code
