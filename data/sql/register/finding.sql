-- Keeps the gravest findings of each rule.
-- Grain: one row per rule and position.
-- Parameters:
--   $layer  layer of the register
--   $kept   findings kept per rule
insert into register_finding
with
ordered as (
    select
        *,
        row_number() over (partition by rule order by weight desc, agency_code, year, measure) as position
    from register_doubt
)

select
    $layer as layer,
    rule,
    position,
    agency_code,
    other_code,
    year,
    measure,
    value,
    against
from ordered
where position <= $kept
order by rule, position
