-- Grain: one row per sheet that is a table, in the order of reading.
select
    file,
    sheet,
    kind,
    rows_in,
    rows_loaded,
    rows_rejected
from account
order by place_id
