-- Rows of every input file: stored or refused.
-- Grain: one row per file.
-- Parameters: none
select file, rows_in, rows_stored, rows_reported
from intake
order by file
