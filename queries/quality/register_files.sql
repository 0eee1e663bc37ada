-- Every loaded file of the register with its rows: loaded or rejected.
-- Grain: one row per file, sheet and content.
-- Parameters: none
select
    file,
    sheet,
    kind,
    rows_in,
    rows_loaded,
    rows_rejected,
    author,
    loaded_at
from import_file
where kind in ('agency', 'agency_year', 'branch', 'service_offer')
order by loaded_at desc, file, sheet, sha256
