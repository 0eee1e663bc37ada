-- What each rule looked at in the register of a layer, and what it found.
-- Grain: one row per rule.
-- Parameters:
--   $layer  layer of the register
select
    rule,
    checked,
    found,
    1.0 * found / nullif(checked, 0) as found_share
from register_check
where layer = $layer
order by found desc, rule
