-- Pairs of assistance between regions (区域协作帮扶) that are named in public.
-- Grain: one row per helper, assisted place and year.
-- Parameters: none
select p.helper_code, p.assisted_name, p.year, p.note, s.title as source_title
from assistance_pair as p
inner join source as s on p.source_id = s.source_id
order by p.year, p.helper_code, p.assisted_name
