-- How far a register of branches can be known to have been kept: the last year reported, and the day of loading.
-- Grain: one row; null where nothing was reported, or where no file of branches is on record.
-- Parameters:
--   $layer  layer of the register
select
    (select max(year) from form_year where layer = $layer) as last_report,
    (select max(cast(loaded_at as date)) from import_file where kind = 'branch' and $layer = 'imported') as loaded_on
order by last_report
