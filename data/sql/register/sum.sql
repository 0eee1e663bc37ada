-- The sums of a register with what they are to be judged by.
-- Grain: one row per city or province and year with an agency of the register.
-- `answers_due` are the agencies that report and the open ones that were there by then and do not. `has_…` tells which
-- kinds the register of the province knows in any year. `slips` are revenues that many thousand times exceed those of a
-- neighbouring year of the agency: yuan, it seems, for 10,000 yuan.
-- Parameters:
--   $slip  ratio from which a revenue counts as a slip
create or replace temp table register_sum as
with
scope as (
    select
        province_code,
        max(coalesce(is_patent, 0)) as has_patent,
        max(coalesce(is_trademark, 0)) as has_trademark,
        max(case when coalesce(is_patent, 0) = 0 and coalesce(is_trademark, 0) = 0 then 1 else 0 end) as has_other,
        max(legal) as has_legal,
        max(information) as has_information,
        max(operation) as has_operation,
        max(consulting) as has_consulting,
        max(training) as has_training
    from register_agency
    group by province_code
),

province_year as (
    select
        province_code,
        year,
        agencies,
        placed,
        max(year) over (partition by province_code) as last_year
    from register_year
    where is_province = 1
),

branch_scope as (
    select
        case when count(*) > 0 then 1 else 0 end as knows_branches,
        case when count(case when b.year < p.last_year then 1 end) > 0 then 1 else 0 end as knows_earlier_branches
    from register_branch as b
    inner join province_year as p on b.province_code = p.province_code and b.year = p.year
),

established as (
    select
        province_code,
        city_code,
        grouping(city_code) as is_province,
        first_year,
        count(*) as agencies
    from (select *, coalesce(established_year, 0) as first_year from register_agency where not is_closed)
    group by grouping sets ((province_code, first_year), (province_code, city_code, first_year))
),

slipped as (
    select
        a.province_code,
        a.city_code,
        case when n.value > n.against then n.year else n.year - 1 end as year
    from register_neighbour as n
    inner join register_agency as a on n.agency_code = a.agency_code
    where n.measure = 'revenue' and n.ratio >= $slip
),

slip as (
    select
        province_code,
        city_code,
        grouping(city_code) as is_province,
        year,
        count(*) as slips
    from slipped
    group by grouping sets ((province_code, year), (province_code, city_code, year))
),

due as (
    select
        y.province_code,
        y.city_code,
        y.is_province,
        y.year,
        sum(e.agencies) as agencies
    from register_year as y
    inner join established as e
        on
            y.province_code = e.province_code
            and y.is_province = e.is_province
            and (y.is_province = 1 or y.city_code = e.city_code)
            and y.year >= e.first_year
    where y.is_position = 0
    group by y.province_code, y.city_code, y.is_province, y.year
)

select
    y.*,
    s.* exclude (province_code),
    case when y.is_province = 1 then y.province_code else y.city_code end as region_code,
    y.year = p.last_year as is_last,
    y.agencies + coalesce(d.agencies - y.due_and_reporting, 0) as answers_due,
    case when y.is_province = 1 then 0 else p.agencies - p.placed end as without_city,
    case when y.is_province = 1 then 1.0 else 1.0 * p.placed / p.agencies end as placed_share,
    case when y.year = p.last_year then k.knows_branches else k.knows_earlier_branches end as has_branches,
    coalesce(b.branches, 0) as branches,
    coalesce(b.branches_due, 0) as branches_due,
    coalesce(x.slips, 0) as slips
from register_year as y
inner join scope as s on y.province_code = s.province_code
inner join province_year as p on y.province_code = p.province_code and y.year = p.year
cross join branch_scope as k
left join due as d
    on
        y.province_code = d.province_code
        and y.is_province = d.is_province
        and (y.is_province = 1 or y.city_code = d.city_code)
        and y.year = d.year
left join register_branch as b
    on
        y.province_code = b.province_code
        and y.is_province = b.is_province
        and (y.is_province = 1 or y.city_code = b.city_code)
        and y.year = b.year
left join slip as x
    on
        y.province_code = x.province_code
        and y.is_province = x.is_province
        and (y.is_province = 1 or y.city_code = x.city_code)
        and y.year = x.year
where y.is_province = 1 or (y.city_code is not null and y.city_code <> y.province_code)
