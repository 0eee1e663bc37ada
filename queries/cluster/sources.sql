-- Sources that clusters rest on, whatever they tell of them: their status, figures or plans.
-- Grain: one row per cluster and source.
-- Parameters: none
select
    c.cluster_id,
    s.source_id,
    s.title,
    s.url,
    cast(s.grade as varchar) as grade
from cluster_source as c
inner join source as s on c.source_id = s.source_id
order by c.cluster_id, s.grade, s.source_id
