-- Where the agencies stand that a search finds.
-- Grain: one row per agency found that has coordinates, at most $rows of them.
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
--   $rows      how many rows at most
with place as (
    select region_code
    from region
    where list_contains($places, region_code)
),

chosen as (
    select n.agency_code, n.longitude, n.latitude
    from agency_now as n
    where
        n.longitude is not null
        and n.layer = $layer
        and ($places is null or n.region_code in (select region_code from place))
        and ($text is null or position($text in n.folded) > 0)
        and ($offers is null or (n.offers & $offers) <> 0)
        and ($sizes is null or list_contains($sizes, coalesce(cast(n.size_class as varchar), '')))
        and ($statuses is null or list_contains($statuses, n.status))
        and ($types is null or list_contains($types, n.type))
        and ($grades is null or list_contains($grades, coalesce(n.credit_grade, '')))
        and ($foreign is null or n.foreign_related = $foreign)
        and ($branches is null or (n.branches > 0) = $branches)
    order by n.agency_code
    limit $rows
)

select
    c.agency_code,
    a.name,
    a.region_code,
    c.longitude,
    c.latitude
from chosen as c
inner join agency as a on c.agency_code = a.agency_code
order by c.agency_code
