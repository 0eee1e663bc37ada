-- Agencies inside clusters, year by year: founding, stay and closing, and what they earn and employ.
-- Who reports for no year while inside has one row without a year. Closed in: the first year without a report of an
-- agency whose status says that it is no more.
-- Grain: one row per cluster, agency, year of joining and year of a report while inside.
-- Parameters:
--   $layer  layer of the members
with reported as (
    select
        y.agency_code,
        max(y.year) as last_year
    from agency_year as y
    inner join cluster_member as m on y.agency_code = m.agency_code and y.layer = m.layer
    where m.layer = $layer
    group by y.agency_code
)
select
    m.cluster_id,
    m.agency_code,
    a.name,
    cast(extract(year from a.established_on) as integer) as founded_year,
    m.joined_year,
    m.left_year,
    case when n.is_closed then r.last_year + 1 end as closed_year,
    y.year,
    y.employees,
    y.revenue
from cluster_member as m
inner join agency as a on m.agency_code = a.agency_code
inner join agency_now as n on m.agency_code = n.agency_code
left join reported as r on m.agency_code = r.agency_code
left join agency_year as y
    on
        m.agency_code = y.agency_code
        and m.layer = y.layer
        and y.year >= m.joined_year
        and (m.left_year is null or y.year < m.left_year)
where m.layer = $layer
order by m.cluster_id, m.agency_code, m.joined_year, y.year
