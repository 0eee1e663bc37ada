-- Published clusters with host region and what is printed of their status.
-- Grain: one row per cluster.
-- Parameters:
--   $layer  layer of the clusters
select
    c.cluster_id,
    c.name_zh,
    c.name_en,
    c.region_code,
    r.name_zh as region_zh,
    r.name_en as region_en,
    c.pilot_year,
    c.demonstration_year,
    cast(c.status as varchar) as status,
    c.status_text,
    c.note
from cluster as c
inner join region as r on c.region_code = r.region_code
where c.layer = $layer
order by c.region_code, c.cluster_id
