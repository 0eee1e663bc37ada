-- The gravest findings of one rule, with the agencies concerned.
-- Grain: one row per finding.
-- Parameters:
--   $layer  layer of the register
--   $rule   rule
select
    f.position,
    f.agency_code,
    a.name,
    a.region_code,
    f.other_code,
    f.year as period,
    f.measure,
    f.value,
    f.against
from register_finding as f
inner join agency as a on f.agency_code = a.agency_code
where f.layer = $layer and f.rule = $rule
order by f.position
