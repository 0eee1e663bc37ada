-- Agencies, employees and revenue of a register by place, year and form of service, in parts of one.
-- Only the years that count for a province: those of which the register itself yields a number of institutions, in
-- `cross_check` where a statistic of the year was loaded beside it. Such a statistic makes no year of the register
-- count. A place is a city, or a province whose agencies tell no city.
-- Grain: one row per place, year and form (null: no offer on record) of which any is found.
-- Parameters:
--   $layer  layer of the register
with counting as (
    select
        region_code,
        year
    from stat
    where
        layer = $layer and metric = 'ip_service_institutions'
        and (cast(layer as varchar) = 'sample' or source_id = 'imported-register')
    union
    select
        region_code,
        year
    from cross_check
    where layer = $layer and metric = 'ip_service_institutions' and source_id = 'imported-register'
)

select
    f.region_code,
    coalesce(p.province_code, f.region_code) as province_code,
    f.year,
    cast(f.service_form as varchar) as service_form,
    f.agencies,
    f.employees,
    f.employees_told,
    f.revenue,
    f.revenue_told
from form_year as f
left join (
    select
        r.region_code,
        r.parent_code as province_code
    from region as r
    inner join region_level as l on r.parent_code = l.region_code and l.level = 'province'
) as p on f.region_code = p.region_code
inner join counting as c on coalesce(p.province_code, f.region_code) = c.region_code and f.year = c.year
where f.layer = $layer
order by f.region_code, f.year, f.service_form
