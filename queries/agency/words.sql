-- The statuses, types and credit grades that a register uses.
-- Grain: one row per status, type and grade that occur together.
-- Parameters:
--   $layer  layer of the register
select
    n.status,
    n.type,
    n.credit_grade,
    count(*) as agencies
from agency_now as n
where n.layer = $layer
group by n.status, n.type, n.credit_grade
order by n.status, n.type, n.credit_grade
