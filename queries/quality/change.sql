-- What became different from the snapshot that this one followed.
-- Grain: one row, none for the first snapshot.
-- Parameters: none
select previous_id, rows_added, rows_removed, regions_changed
from snapshot_change
order by previous_id
