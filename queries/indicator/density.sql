-- Numerator per denominator as a ratio of sums over the members that report both, never a mean of ratios.
-- Where members are missing, a group's own printed figures are set against each other, if they are of one scope.
-- Numerator and denominator are those of the ratio, over the members that report both; of a province or city each
-- stands also where the other is missing or zero.
-- The qualifier is the weakest of the figures above and below the line.
-- Grain: one row per region of the level and year in which the numerator is known for any member of that level.
-- Parameters:
--   $numerator         metric above the line
--   $denominator       metric below the line
--   $denominator_year  one fixed year of the denominator, or null for the same year
--   $scale             units of the denominator that the figure is stated for, such as 10000 people
--   $level             level of the regions
--   $layer             layer of the facts; a published denominator serves where the layer has none of its own
--   $threshold         least share of the denominator that reporting members must carry, 0..1
--   $one_scope         whether printed totals of both count the same places as their members do
with
place as (
    select r.region_code, r.in_survey
    from region as r
    inner join region_level as l on r.region_code = l.region_code
    where l.level = $level
),

upper_fact as (
    select
        region_code,
        year,
        qualifier,
        value,
        lo,
        hi
    from figure
    where metric = $numerator and layer = $layer
),

lower_layer as (
    select region_code, year, max(layer) as layer
    from figure
    where metric = $denominator and layer in ($layer, 'published')
    group by region_code, year
),

lower_fact as (
    select f.region_code, f.year, f.value, f.qualifier
    from figure as f
    inner join lower_layer as l on f.region_code = l.region_code and f.year = l.year and f.layer = l.layer
    where f.metric = $denominator and f.value is not null
),

member as (
    select region_code, region_code as member_code, 0 as proxy
    from place
    where $level in ('province', 'city')
    union all
    select
        m.group_code as region_code,
        m.member_code,
        case when m.inclusion = 'proxy' then 1 else 0 end as proxy
    from region_member as m
    inner join place as p on m.group_code = p.region_code
    where
        $level not in ('province', 'city')
        and m.member_level = 'province' and m.inclusion in ('full', 'proxy') and m.valid_to is null
),

own as (
    select
        p.region_code,
        u.year,
        u.value,
        u.lo,
        u.hi,
        d.value as lower_value,
        case when u.qualifier > d.qualifier then u.qualifier else d.qualifier end as qualifier
    from place as p
    inner join upper_fact as u on p.region_code = u.region_code
    inner join lower_fact as d
        on p.region_code = d.region_code and d.year = coalesce($denominator_year, u.year)
    where $one_scope and $level not in ('province', 'city') and d.value > 0
),

known as (
    select f.year
    from upper_fact as f
    inner join member as m on f.region_code = m.member_code
    union
    select year from own
),

pair as (
    select
        m.region_code,
        k.year,
        m.proxy,
        u.region_code as reported,
        case when u.qualifier > d.qualifier then u.qualifier else d.qualifier end as qualifier,
        u.value as upper_value,
        u.lo as upper_lo,
        u.hi as upper_hi,
        d.value as lower_value
    from member as m
    cross join known as k
    left join upper_fact as u on m.member_code = u.region_code and k.year = u.year
    left join lower_fact as d
        on m.member_code = d.region_code and d.year = coalesce($denominator_year, k.year)
),

summed as (
    select
        region_code,
        year,
        max(proxy) as proxy,
        max(case when reported is not null and lower_value is not null then qualifier end) as qualifier,
        count(reported) as numerator_count,
        count(lower_value) as denominator_count,
        count(case when reported is not null and lower_value is not null then 1 end) as n,
        count(case when reported is not null and lower_value is not null then upper_value end) as point_count,
        sum(case when lower_value is not null then upper_value end) as upper_value,
        sum(case when lower_value is not null then upper_lo end) as upper_lo,
        count(case when lower_value is not null then upper_lo end) as lo_count,
        sum(case when lower_value is not null then upper_hi end) as upper_hi,
        count(case when lower_value is not null then upper_hi end) as hi_count,
        sum(case when reported is not null then lower_value end) as lower_value,
        sum(lower_value) as lower_total,
        sum(upper_value) as upper_total,
        count(*) as member_count
    from pair
    group by region_code, year
),

weighed as (
    select
        s.*,
        s.lower_value / nullif(s.lower_total, 0) as coverage,
        case
            when not p.in_survey then 'out_of_survey'
            when s.numerator_count = 0 then 'not_published'
            when s.denominator_count < s.member_count then 'no_denominator'
            when s.lower_value = 0 then 'zero_denominator'
            when s.lower_value / nullif(s.lower_total, 0) < $threshold then 'coverage'
            when s.point_count < s.n then 'bound_only'
        end as reason
    from summed as s
    inner join place as p on s.region_code = p.region_code
),

judged as (
    select
        w.region_code,
        w.year,
        case when o.region_code is null then w.proxy else 0 end as proxy,
        case when o.region_code is null then w.n else 1 end as n,
        case when o.region_code is null then w.coverage else 1.0 end as coverage,
        case
            when o.region_code is null then w.reason
            when o.value is null then 'bound_only'
        end as reason,
        case when o.region_code is null then w.qualifier else o.qualifier end as qualifier,
        case when o.region_code is null then w.lower_value else o.lower_value end as lower_value,
        case when o.region_code is null then w.upper_value else o.value end as upper_value,
        case
            when o.region_code is not null then o.value
            when $level in ('province', 'city') then w.upper_total
            when w.reason is null then w.upper_value
        end as numerator,
        case
            when o.region_code is not null then o.lower_value
            when $level in ('province', 'city') then w.lower_total
            when w.reason is null or w.reason = 'bound_only' then w.lower_value
        end as denominator,
        case
            when o.region_code is not null then o.lo
            when w.lo_count = w.n then w.upper_lo
        end as upper_lo,
        case
            when o.region_code is not null then o.hi
            when w.hi_count = w.n then w.upper_hi
        end as upper_hi
    from weighed as w
    left join own as o
        on
            w.region_code = o.region_code
            and w.year = o.year
            and w.reason in ('not_published', 'no_denominator', 'coverage')
)

select
    region_code,
    year as period,
    case when reason is null then $scale * upper_value / nullif(lower_value, 0) end as value,
    case when reason is null or reason = 'bound_only' then $scale * upper_lo / nullif(lower_value, 0) end as lo,
    case when reason is null or reason = 'bound_only' then $scale * upper_hi / nullif(lower_value, 0) end as hi,
    n,
    coverage,
    cast($layer as varchar) as layer,
    reason,
    case when reason is null or reason = 'bound_only' then cast(qualifier as varchar) end as qualifier,
    proxy,
    numerator,
    case when reason is null or reason = 'bound_only' then upper_lo else numerator end as numerator_lo,
    case when reason is null or reason = 'bound_only' then upper_hi else numerator end as numerator_hi,
    denominator
from judged
order by region_code, period
