-- How fresh the register of each province is.
-- Grain: one row per province with agencies.
-- Parameters:
--   $layer  layer of the register
select
    region_code,
    agencies,
    open_agencies,
    last_year,
    answers,
    case when last_year is not null then 1.0 * answers / nullif(open_agencies, 0) end as answered_share
from register_answer
where layer = $layer
order by region_code
