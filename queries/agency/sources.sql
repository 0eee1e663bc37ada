-- The files that a loaded register came with.
-- Grain: one row per file, sheet and content.
-- Parameters: none
select
    f.file,
    f.sheet,
    f.kind,
    f.rows_loaded,
    f.author,
    f.loaded_at
from import_file as f
where f.kind in ('agency', 'agency_year', 'branch', 'service_offer')
order by f.loaded_at desc, f.file, f.sheet, f.sha256
