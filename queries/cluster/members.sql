-- The agencies that were ever inside a cluster, as they stood at the ends of two years, and what they earned then.
-- Inside: from the year of joining to the one before leaving or closing. Closed in: the first year without a report of
-- an agency whose status says that it is no more. A founding that is not known was before.
-- Revenue (10,000 yuan) counts of a year inside alone; null where none was reported.
-- Grain: one row per agency.
-- Parameters:
--   $layer       layer of the members
--   $cluster_id  the cluster
--   $first_year  the earlier of the years
--   $last_year   the later of them
with own as (
    select
        agency_code,
        joined_year,
        coalesce(left_year, 9999) as left_year
    from cluster_member
    where layer = $layer and cluster_id = $cluster_id
),

reported as (
    select
        agency_code,
        max(year) as last_year,
        max(case when year = $first_year then revenue end) as revenue_before,
        max(case when year = $last_year then revenue end) as revenue_after
    from agency_year
    where layer = $layer and agency_code in (select agency_code from own)
    group by agency_code
),

firm as (
    select
        n.agency_code,
        coalesce(cast(extract(year from n.established_on) as integer), 0) as founded_year,
        case when n.is_closed then coalesce(r.last_year + 1, 9999) else 9999 end as closed_year,
        r.revenue_before,
        r.revenue_after
    from agency_now as n
    left join reported as r on n.agency_code = r.agency_code
    where n.agency_code in (select agency_code from own)
)

select
    firm.agency_code,
    max(
        case
            when own.joined_year <= $first_year and $first_year < least(own.left_year, firm.closed_year) then 1
            else 0
        end
    ) as member_before,
    max(
        case
            when own.joined_year <= $last_year and $last_year < least(own.left_year, firm.closed_year) then 1
            else 0
        end
    ) as member_after,
    max(
        case when firm.founded_year <= $first_year and $first_year < firm.closed_year then 1 else 0 end
    ) as alive_before,
    max(
        case when firm.founded_year <= $last_year and $last_year < firm.closed_year then 1 else 0 end
    ) as alive_after,
    max(
        case when own.joined_year <= $first_year and $first_year < own.left_year then firm.revenue_before end
    ) as revenue_before,
    max(
        case when own.joined_year <= $last_year and $last_year < own.left_year then firm.revenue_after end
    ) as revenue_after
from own
inner join firm on own.agency_code = firm.agency_code
group by firm.agency_code
order by firm.agency_code
