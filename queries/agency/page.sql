-- Agencies that a search finds, in an order that leaves no doubt, from one position on.
-- Grain: one row per agency found, at most $rows of them.
-- Parameters:
--   $layer     layer of the register
--   $places    codes of the places searched, or null for all
--   $text      folded text that name or code contain, or null
--   $offers    bits of the offers of which an agency makes one, or null
--   $sizes     size classes of the last year known, '' for unknown, or null for all
--   $statuses  statuses, or null for all
--   $types     types of agency, or null for all
--   $grades    credit grades, '' for none known, or null for all
--   $foreign   whether there is foreign-related business, or null for all
--   $branches  whether there are branches, or null for all
--   $sort      code, name, established (the youngest first), employees, attorneys or revenue (the largest first)
--   $rows      how many rows, or null for all
--   $first     how many agencies come before the first row
with place as (
    select region_code
    from region
    where list_contains($places, region_code)
),

chosen as (
    select
        n.agency_code,
        case when $sort = 'name' then n.folded end as by_name,
        case
            when $sort = 'employees' then cast(n.employees as double)
            when $sort = 'attorneys' then cast(n.attorneys as double)
            when $sort = 'revenue' then n.revenue
            when $sort = 'established' then cast(date_diff('day', date '1900-01-01', n.established_on) as double)
        end as by_size
    from agency_now as n
    where
        n.layer = $layer
        and ($places is null or n.region_code in (select region_code from place))
        and ($text is null or position($text in n.folded) > 0)
        and ($offers is null or (n.offers & $offers) <> 0)
        and ($sizes is null or list_contains($sizes, coalesce(cast(n.size_class as varchar), '')))
        and ($statuses is null or list_contains($statuses, n.status))
        and ($types is null or list_contains($types, n.type))
        and ($grades is null or list_contains($grades, coalesce(n.credit_grade, '')))
        and ($foreign is null or n.foreign_related = $foreign)
        and ($branches is null or (n.branches > 0) = $branches)
    order by by_size desc nulls last, by_name asc nulls last, n.agency_code asc
    limit $rows offset $first
)

select
    a.agency_code,
    a.name,
    a.credit_code,
    a.status,
    a.type,
    a.established_on,
    a.region_code,
    a.address,
    a.credit_grade,
    n.year as period,
    cast(n.size_class as varchar) as size_class,
    n.employees,
    n.attorneys,
    n.revenue,
    n.foreign_related,
    n.branches,
    n.offers,
    n.longitude,
    n.latitude
from chosen as c
inner join agency_now as n on c.agency_code = n.agency_code
inner join agency as a on c.agency_code = a.agency_code
order by c.by_size desc nulls last, c.by_name asc nulls last, c.agency_code asc
