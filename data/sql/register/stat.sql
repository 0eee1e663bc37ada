-- Puts what a register says among the statistics of its layer. A figure that was loaded as such stands.
-- Grain: one row per city or province, year and metric.
-- Parameters:
--   $layer      layer of the register
--   $source_id  source of what is added up
insert into stat
select
    f.region_code,
    f.year,
    f.metric,
    f.value,
    m.unit,
    f.qualifier,
    $layer as layer,
    $source_id as source_id,
    f.note
from register_figure as f
inner join metric as m on f.metric = m.metric
where
    (f.region_code, f.year, f.metric) not in (
        select (region_code, year, metric) from stat where layer = $layer
    )
order by f.region_code, f.year, f.metric
