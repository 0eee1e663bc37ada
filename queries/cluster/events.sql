-- What happened to clusters.
-- Grain: one row per cluster, year, kind and words.
-- Parameters:
--   $layer  layer of the events
select
    e.cluster_id,
    e.year,
    e.month,
    cast(e.kind as varchar) as kind,
    e.text_zh,
    e.text_en,
    e.source_id,
    s.title as source_title
from cluster_event as e
inner join source as s on e.source_id = s.source_id
where e.layer = $layer
order by e.cluster_id, e.year, e.month nulls first, e.kind, e.text_zh
