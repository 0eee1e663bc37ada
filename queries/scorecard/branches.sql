-- Branches by place of the head office, own place, and the years in which they opened and closed.
-- A branch without a date of opening, or closed on an unknown day, cannot be put into a year and is left out.
-- Grain: one row per place of head office, place of branch, year opened and year closed.
-- Parameters:
--   $layer         layer of the register
--   $closed_words  parts of a status that say that a branch is no more
with
dated as (
    select
        a.region_code as home_code,
        b.region_code as place_code,
        year(b.established_on) as opened,
        year(b.closed_on) as closed
    from branch as b
    inner join agency as a on b.agency_code = a.agency_code
    where
        b.layer = $layer
        and b.established_on is not null
        and (
            b.closed_on is not null
            or len(list_filter($closed_words, lambda word: contains(lower(b.status), word))) = 0
        )
)

select
    home_code,
    place_code,
    opened,
    closed,
    count(*) as branches
from dated
group by home_code, place_code, opened, closed
order by home_code, place_code, opened, closed
