-- Branches by the places of head office and branch, years of opening and closing, and forms of the head office.
-- A missing city is one that the register does not tell; a missing year closed: open, or closed on an unknown day.
-- Grain: one row per combination of which any is found.
-- Parameters:
--   $layer  layer of the register
select
    home_city,
    home_province,
    place_city,
    place_province,
    opened,
    closed,
    is_closed,
    forms,
    count(*) as branches
from branch_now
where layer = $layer
group by home_city, home_province, place_city, place_province, opened, closed, is_closed, forms
order by home_city, home_province, place_city, place_province, opened, closed, is_closed, forms
