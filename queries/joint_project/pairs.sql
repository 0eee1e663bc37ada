-- Pairs of assistance between regions (区域协作帮扶): those published, and those of a layer.
-- Grain: one row per helper, assisted place, year and layer.
-- Parameters:
--   $layer  layer whose own pairs stand beside the published ones
select
    p.helper_code,
    p.assisted_code,
    p.assisted_name,
    p.year,
    cast(p.layer as varchar) as layer,
    p.note,
    s.source_id,
    s.title,
    s.url,
    cast(s.grade as varchar) as grade
from assistance_pair as p
inner join source as s on p.source_id = s.source_id
where cast(p.layer as varchar) in ('published', $layer)
order by p.helper_code, p.assisted_code, p.assisted_name, p.year, p.layer
