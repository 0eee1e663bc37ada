-- What this snapshot is.
-- Grain: one row.
-- Parameters: none
select snapshot_id, built_at, author, schema_version
from snapshot
order by snapshot_id
