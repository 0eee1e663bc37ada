-- Grain: one finding per row of a member whose stay overlaps another of the same agency: in the same cluster an error, in
-- another a warning. A stay goes from the year of joining to that of leaving, which is no part of it. Of two rows of one
-- load the one that joined later is told; a row of before counts unless it is loaded anew.
insert into finding
with stay as (
    select
        cluster_id,
        agency_code,
        joined_year,
        coalesce(left_year, 9999) as until_year,
        line
    from staged.cluster_member
    union all
    select
        before.cluster_id,
        before.agency_code,
        before.joined_year,
        coalesce(before.left_year, 9999) as until_year,
        0 as line
    from carried_cluster_member as before
    left join staged.cluster_member as now
        on
            before.cluster_id = now.cluster_id
            and before.agency_code = now.agency_code
            and before.joined_year = now.joined_year
    where now.cluster_id is null
),

overlap as (
    select
        own.place_id,
        own.line,
        own.joined_year,
        own.cluster_id = other.cluster_id as is_same,
        min(concat(other.cluster_id, ' ', other.joined_year)) as detail
    from staged.cluster_member as own
    inner join stay as other
        on
            own.agency_code = other.agency_code
            and own.joined_year < other.until_year
            and other.joined_year < coalesce(own.left_year, 9999)
            and (own.cluster_id, own.joined_year) <> (other.cluster_id, other.joined_year)
    where
        other.line = 0
        or (own.joined_year, own.cluster_id) > (other.joined_year, other.cluster_id)
    group by own.place_id, own.line, own.joined_year, own.cluster_id = other.cluster_id
)

select
    overlap.place_id,
    overlap.line,
    coalesce(header.header, 'joined_year') as column_name,
    overlap.joined_year::text as value,
    case when overlap.is_same then 'overlapping_stay' else 'member_of_two' end as rule,
    case when overlap.is_same then 'error' else 'warning' end as severity,
    overlap.detail
from overlap
left join header on overlap.place_id = header.place_id and header.column_name = 'joined_year'
