-- The view figure of data/schema.sql. It names the database by the name it will have once the load is finished, and its
-- columns, so that nothing is looked up before. A name without its table would mean the new value, not the column.
create view ${database}.figure ${on_cluster} (
    region_code ${region_code},
    year ${year},
    metric ${metric},
    layer ${layer},
    qualifier ${qualifier},
    value Nullable(Float64),
    lo Nullable(Float64),
    hi Nullable(Float64)
) as
select
    f.region_code as region_code,
    f.year as year,
    f.metric as metric,
    f.layer as layer,
    f.qualifier as qualifier,
    case when f.qualifier in ('over', 'reach', 'less_than') then null else f.value end as value,
    case when f.qualifier = 'less_than' then null else f.value end as lo,
    case when f.qualifier in ('over', 'reach') then null else f.value end as hi
from ${renamed}.stat as f
