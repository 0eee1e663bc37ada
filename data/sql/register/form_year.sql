-- Agencies of a layer that report for a year, by place and form of service; one with m forms counts 1/m in each.
-- Grain: one row per place, year and form (null: no offer on record) of which any is found.
-- Parameters:
--   $layer  layer of the register
-- The place is the city, or the province where no city is known. An offer counts from its first year on, or always where
-- that is not told. Only years that count for the province (register_year): a stray row is no survey.
insert into form_year by name
with
form as (
    select
        service_form,
        enum_code(service_form) as place
    from (select cast(unnest(enum_range(cast(null as service_form))) as service_form) as service_form) as every_form
),

first_offer as (
    select
        agency_code,
        service_form,
        min(coalesce(first_year, 0)) as first_year
    from service_offer
    where layer = $layer
    group by agency_code, service_form
),

span as (
    select
        agency_code,
        first_year,
        sum(sum(1 << enum_code(service_form))) over (partition by agency_code order by first_year) as forms,
        lead(first_year, 1, 32767) over (partition by agency_code order by first_year) as next_year
    from first_offer
    group by agency_code, first_year
),

counted as (
    select distinct province_code, year
    from register_year
    where is_position = 0
),

report as (
    select
        coalesce(a.city_code, a.province_code) as region_code,
        y.year,
        cast(coalesce(s.forms, 0) as integer) as forms,
        count(*) as agencies,
        sum(y.employees) as employees,
        count(y.employees) as employees_told,
        sum(y.revenue) as revenue,
        count(y.revenue) as revenue_told
    from agency_year as y
    inner join register_agency as a on y.agency_code = a.agency_code
    inner join counted as c on a.province_code = c.province_code and y.year = c.year
    left join span as s on y.agency_code = s.agency_code and y.year >= s.first_year and y.year < s.next_year
    where y.layer = $layer
    group by coalesce(a.city_code, a.province_code), y.year, coalesce(s.forms, 0)
)

select
    $layer as layer,
    r.region_code,
    r.year,
    f.service_form,
    sum(r.agencies / greatest(bit_count(r.forms), 1)) as agencies,
    sum(r.employees / greatest(bit_count(r.forms), 1)) as employees,
    sum(r.employees_told / greatest(bit_count(r.forms), 1)) as employees_told,
    sum(r.revenue / greatest(bit_count(r.forms), 1)) as revenue,
    sum(r.revenue_told / greatest(bit_count(r.forms), 1)) as revenue_told
from report as r
left join form as f on (r.forms & (1 << f.place)) <> 0
group by r.region_code, r.year, f.service_form
order by r.region_code, r.year, f.service_form
