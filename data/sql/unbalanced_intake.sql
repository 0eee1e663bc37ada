-- Grain: one row per input file whose rows are not all accounted for.
select
    file,
    rows_in,
    rows_stored,
    rows_reported
from intake
where rows_in <> rows_stored + rows_reported
order by file
