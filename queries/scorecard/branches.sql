-- Branches by place of the head office, own place, years in which they opened and closed, and whether they closed.
-- A branch without a date of opening cannot be put into a year: it is left out. One closed on an unknown day has no
-- year closed.
-- Grain: one row per place of head office, place of branch, year opened, year closed and is_closed.
-- Parameters:
--   $layer         layer of the register
--   $closed_words  parts of a status that say that a branch is no more
--   $not_closed    pattern of what denies that; it counts for nothing
with
dated as (
    select
        a.region_code as home_code,
        b.region_code as place_code,
        year(b.established_on) as opened,
        year(b.closed_on) as closed,
        case
            when b.closed_on is not null then 1
            when len(list_filter(
                $closed_words,
                lambda word: contains(regexp_replace(lower(b.status), $not_closed, '', 'g'), word)
            )) > 0 then 1
            else 0
        end as is_closed
    from branch as b
    inner join agency as a on b.agency_code = a.agency_code
    where
        b.layer = $layer
        and b.established_on is not null
)

select
    home_code,
    place_code,
    opened,
    closed,
    is_closed,
    count(*) as branches
from dated
group by home_code, place_code, opened, closed, is_closed
order by home_code, place_code, opened, closed, is_closed
