-- Names the loaded register as the source of what is added up from it, with its files.
-- Grain: one row.
-- Parameters:
--   $source_id  source of what is added up
--   $layer      layer of the register
insert into source
with
file as (
    select
        file,
        min(loaded_at) as loaded_at
    from import_file
    where kind in ('agency', 'agency_year', 'branch', 'service_offer') and rows_loaded > 0
    group by file
),

named as (
    select
        count(*) as files,
        min(file order by loaded_at, file) as first_file,
        string_agg(file, '、' order by loaded_at, file) as every_file,
        cast(max(loaded_at) as date) as loaded_on
    from file
)

select
    $source_id as source_id,
    case
        when files = 0 then '导入的机构名录汇总'
        when files = 1 then concat('导入的机构名录汇总（', first_file, '）')
        else concat('导入的机构名录汇总（', first_file, '等', files, '个文件）')
    end as title,
    null as url,
    'unconfirmed' as grade,
    case when files > 0 then concat(loaded_on, '：', left(every_file, 2000)) end as remark,
    $layer as layer
from named
on conflict (source_id) do nothing
