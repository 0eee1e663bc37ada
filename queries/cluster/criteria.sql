-- The public part of the assessment of clusters.
-- Grain: one row per kind of cluster and criterion.
-- Parameters: none
select c.applies_to, c.criterion, c.threshold, c.requirement, s.title as source_title
from cluster_criterion as c
inner join source as s on c.source_id = s.source_id
order by c.applies_to, c.criterion
