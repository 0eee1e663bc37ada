-- Where the agencies stand that are not closed.
-- Grain: one row per point that an open agency stands at.
-- Parameters:
--   $layer         layer of the register
--   $closed_words  parts of a status that say that an agency is no more
--   $not_closed    pattern of what denies that; it counts for nothing
select
    longitude,
    latitude,
    count(*) as agencies
from agency_now
where
    layer = $layer
    and longitude is not null
    and len(list_filter($closed_words, lambda word: contains(regexp_replace(lower(status), $not_closed, '', 'g'), word))) = 0
group by longitude, latitude
order by longitude, latitude
