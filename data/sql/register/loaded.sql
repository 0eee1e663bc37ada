-- When agencies were last loaded.
-- Grain: one row; null where no file of agencies is on record.
select max(cast(loaded_at as date)) as position_on
from import_file
where kind = 'agency'
