-- Pairs of assistance between regions (区域协作帮扶) that are named in public, by code.
-- Grain: one row per helper and assisted region.
-- Parameters: none
select
    p.helper_code,
    p.assisted_code,
    min(p.year) as first_year
from assistance_pair as p
group by p.helper_code, p.assisted_code
order by p.helper_code, p.assisted_code
