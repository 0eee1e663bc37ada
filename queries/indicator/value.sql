-- Figures of one metric: as printed for the region itself, else added up from all of its provinces.
-- A sum bears the weakest qualifier of its parts.
-- Grain: one row per region of the level and year in which the metric is known for any region of that level.
-- Parameters:
--   $metric         metric, such as patent_agencies
--   $level          level of the regions
--   $layer          layer of the facts
--   $lent_by        layer whose figures serve in a region and year of which the layer has none, or null for none
--   $additive       whether parts may be added up; a total lacks its meaning while a part is missing
--   $nation_of_34   whether the nation is all 34 provinces, with 港澳台, or the 31 of the survey
with
place as (
    select r.region_code, r.in_survey
    from region as r
    inner join region_level as l on r.region_code = l.region_code
    where l.level = $level
),

fact_layer as (
    select region_code, year, max(layer) as layer
    from figure
    where metric = $metric and (layer = $layer or layer = $lent_by)
    group by region_code, year
),

fact as (
    select
        f.region_code,
        f.year,
        f.qualifier,
        f.value,
        f.lo,
        f.hi,
        case when f.layer = $layer then 1 else 0 end as is_own
    from figure as f
    inner join fact_layer as l on f.region_code = l.region_code and f.year = l.year and f.layer = l.layer
    where f.metric = $metric
),

member as (
    select
        m.group_code as region_code,
        m.member_code,
        case when m.inclusion = 'proxy' then 1 else 0 end as proxy
    from region_member as m
    inner join place as p on m.group_code = p.region_code
    where m.member_level = 'province' and m.inclusion in ('full', 'proxy') and m.valid_to is null
    union all
    select
        p.region_code,
        r.region_code as member_code,
        0 as proxy
    from place as p
    cross join region as r
    inner join region_level as l on r.region_code = l.region_code
    where $nation_of_34 and $level = 'nation' and l.level = 'province' and not r.in_survey
),

member_total as (
    select region_code, count(*) as member_count, max(proxy) as proxy
    from member
    group by region_code
),

added as (
    select
        m.region_code,
        f.year,
        count(*) as n,
        max(f.qualifier) as qualifier,
        case when count(f.value) = count(*) then sum(f.value) end as value,
        case when count(f.lo) = count(*) then sum(f.lo) end as lo,
        case when count(f.hi) = count(*) then sum(f.hi) end as hi
    from member as m
    inner join fact as f on m.member_code = f.region_code
    group by m.region_code, f.year
),

known as (
    select f.year from fact as f inner join place as p on f.region_code = p.region_code
    union
    select year from added
),

merged as (
    select
        p.region_code,
        p.in_survey,
        k.year,
        f.qualifier as printed_qualifier,
        f.value as printed_value,
        f.lo as printed_lo,
        f.hi as printed_hi,
        -- A figure lent for a group is none of the layer's: the sum of its provinces comes first where it is whole.
        case
            when f.region_code is null then 0
            when f.is_own = 1 or not $additive or a.n is null or a.n < t.member_count then 1
            else 0
        end as is_printed,
        a.qualifier as added_qualifier,
        a.n,
        a.value as added_value,
        a.lo as added_lo,
        a.hi as added_hi,
        1.0 * a.n / nullif(t.member_count, 0) as coverage,
        coalesce(t.proxy, 0) as proxy
    from place as p
    cross join known as k
    left join fact as f on p.region_code = f.region_code and k.year = f.year
    left join added as a on p.region_code = a.region_code and k.year = a.year
    left join member_total as t on p.region_code = t.region_code
),

judged as (
    select
        *,
        case
            when not in_survey then 'out_of_survey'
            when is_printed = 1 and printed_value is not null then null
            when is_printed = 1 then 'bound_only'
            when n is null then 'not_published'
            when not $additive then 'not_additive'
            when coverage is null or coverage < 1 then 'coverage'
            when added_value is null then 'bound_only'
        end as reason
    from merged
)

select
    region_code,
    year as period,
    case when reason is null and is_printed = 1 then printed_value when reason is null then added_value end as value,
    case
        when reason is not null and reason <> 'bound_only' then null
        when is_printed = 1 then printed_lo else added_lo
    end as lo,
    case
        when reason is not null and reason <> 'bound_only' then null
        when is_printed = 1 then printed_hi else added_hi
    end as hi,
    case when is_printed = 1 then 1 else coalesce(n, 0) end as n,
    case when is_printed = 1 then 1.0 else coverage end as coverage,
    cast($layer as varchar) as layer,
    reason,
    case
        when reason is not null and reason <> 'bound_only' then null
        when is_printed = 1 then cast(printed_qualifier as varchar)
        else cast(added_qualifier as varchar)
    end as qualifier,
    case when is_printed = 0 then proxy else 0 end as proxy
from judged
order by region_code, period
