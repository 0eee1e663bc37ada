-- Figures of an agency in two neighbouring years that are large enough to be compared.
-- Grain: one row per agency, year and measure.
-- Parameters:
--   $layer     layer of the register
--   $smallest  least figure that is compared
create or replace temp table register_neighbour as
with
report as (
    select
        y.agency_code,
        y.year,
        y.employees,
        y.attorneys,
        y.revenue
    from agency_year as y
    inner join register_agency as own on y.agency_code = own.agency_code
    where y.layer = $layer
)

select
    r.agency_code,
    r.year,
    m.measure,
    m.value,
    m.against,
    greatest(m.value, m.against) / least(m.value, m.against) as ratio
from report as r
inner join report as b on r.agency_code = b.agency_code and r.year = b.year + 1,
    lateral (
        values
        ('employees', cast(r.employees as double), cast(b.employees as double)),
        ('attorneys', cast(r.attorneys as double), cast(b.attorneys as double)),
        ('revenue', r.revenue, b.revenue)
    ) as m (measure, value, against)
where m.value >= $smallest and m.against >= $smallest
