-- Other spellings and codes of places, beside the names that they bear.
-- Grain: one row per spelling.
-- Parameters: none
select
    a.alias,
    a.region_code
from region_alias as a
order by a.alias
