-- What a health check asks: which snapshot this is, when it was built, for which schema, and what it holds.
-- Grain: one row.
-- Parameters: none
with holding as (
    select count(*) as figures, max(s.year) as latest_year
    from stat as s
    where s.value is not null
)
select t.snapshot_id, t.built_at, t.schema_version, h.figures, h.latest_year
from snapshot as t
cross join holding as h
order by t.snapshot_id
