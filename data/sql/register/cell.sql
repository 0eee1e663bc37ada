-- How far each column of a register is filled. What was not given reads 未注明 where the table wants a word.
-- Grain: one row per table and column.
-- Parameters:
--   $layer  layer of the register
insert into register_cell
with
cities as (
    select distinct region_code from register_place where city_code is not null
),

agencies as (
    select
        count(*) as row_count,
        count(a.credit_code) as credit_code,
        count(case when a.status <> '未注明' then 1 end) as status,
        count(case when a.type <> '未注明' then 1 end) as type,
        count(a.established_on) as established_on,
        count(c.region_code) as city,
        count(a.address) as address,
        count(case when a.longitude is not null and a.latitude is not null then 1 end) as coordinates,
        count(a.attorneys) as attorneys,
        count(a.credit_grade) as credit_grade
    from agency as a
    left join cities as c on a.region_code = c.region_code
    where a.layer = $layer
),

years as (
    select
        count(*) as row_count,
        count(size_class) as size_class,
        count(employees) as employees,
        count(attorneys) as attorneys,
        count(revenue) as revenue,
        count(foreign_related) as foreign_related
    from agency_year
    where layer = $layer
),

branches as (
    select
        count(*) as row_count,
        count(b.established_on) as established_on,
        count(c.region_code) as city,
        count(b.address) as address,
        count(case when b.status <> '未注明' then 1 end) as status
    from branch as b
    left join cities as c on b.region_code = c.region_code
    where b.layer = $layer
),

offers as (
    select
        count(*) as row_count,
        count(case when offers > 0 then 1 end) as offering
    from agency_now
    where layer = $layer
),

first_years as (
    select
        count(*) as row_count,
        count(first_year) as first_year
    from service_offer
    where layer = $layer
),

cell as (
    select
        'agency' as table_name,
        row_count,
        unnest([
            {'column_name': 'credit_code', 'filled_count': credit_code},
            {'column_name': 'status', 'filled_count': status},
            {'column_name': 'type', 'filled_count': type},
            {'column_name': 'established_on', 'filled_count': established_on},
            {'column_name': 'city', 'filled_count': city},
            {'column_name': 'address', 'filled_count': address},
            {'column_name': 'coordinates', 'filled_count': coordinates},
            {'column_name': 'attorneys', 'filled_count': attorneys},
            {'column_name': 'credit_grade', 'filled_count': credit_grade}
        ]) as filled
    from agencies
    union all
    select
        'agency_year' as table_name,
        row_count,
        unnest([
            {'column_name': 'size_class', 'filled_count': size_class},
            {'column_name': 'employees', 'filled_count': employees},
            {'column_name': 'attorneys', 'filled_count': attorneys},
            {'column_name': 'revenue', 'filled_count': revenue},
            {'column_name': 'foreign_related', 'filled_count': foreign_related}
        ]) as filled
    from years
    union all
    select
        'branch' as table_name,
        row_count,
        unnest([
            {'column_name': 'established_on', 'filled_count': established_on},
            {'column_name': 'city', 'filled_count': city},
            {'column_name': 'address', 'filled_count': address},
            {'column_name': 'status', 'filled_count': status}
        ]) as filled
    from branches
    union all
    select
        'service_offer' as table_name,
        row_count,
        unnest([{'column_name': 'offers', 'filled_count': offering}]) as filled
    from offers
    union all
    select
        'service_offer' as table_name,
        row_count,
        unnest([{'column_name': 'first_year', 'filled_count': first_year}]) as filled
    from first_years
)

select
    $layer as layer,
    table_name,
    filled.column_name,
    row_count,
    filled.filled_count
from cell
where row_count > 0
order by table_name, filled.column_name
