-- Clusters of a layer, and those of another layer of which this one holds figures, plans, events or members.
-- Grain: one row per cluster.
-- Parameters:
--   $layer  layer of the clusters and of what is said of them
with spoken_of as (
    select f.cluster_id from cluster_year as f where f.layer = $layer
    union
    select t.cluster_id from cluster_target as t where t.layer = $layer
    union
    select e.cluster_id from cluster_event as e where e.layer = $layer
    union
    select m.cluster_id from cluster_member as m where m.layer = $layer
)
select
    c.cluster_id,
    c.name_zh,
    c.name_en,
    c.region_code,
    c.place_code,
    c.pilot_year,
    c.demonstration_year,
    cast(c.status as varchar) as status,
    c.status_text,
    c.note,
    cast(c.layer as varchar) as layer
from cluster as c
where c.layer = $layer or c.cluster_id in (select s.cluster_id from spoken_of as s)
order by c.region_code, c.cluster_id
