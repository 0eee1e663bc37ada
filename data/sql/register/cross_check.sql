-- Puts what a register says of a figure that was loaded as a statistic beside it.
-- Grain: one row per city or province, year and metric that is in both.
-- Parameters:
--   $layer      layer of the register
--   $source_id  source of what is added up
insert into cross_check
select
    f.region_code,
    f.year,
    f.metric,
    f.value,
    m.unit,
    f.qualifier,
    $source_id as source_id,
    f.note,
    $layer as layer
from register_figure as f
inner join metric as m on f.metric = m.metric
inner join stat as s on f.region_code = s.region_code and f.year = s.year and f.metric = s.metric
where s.layer = $layer
order by f.region_code, f.year, f.metric
