-- The years that agencies of a register reported.
-- Grain: one row per layer and year; the year is null for the register as it stands.
-- Parameters: none
select
    cast(o.layer as varchar) as layer,
    o.year as period,
    sum(o.agencies) as agencies
from offer_count as o
where o.ip_type is null and o.service_form is null
group by o.layer, o.year
order by o.layer, o.year desc nulls last
