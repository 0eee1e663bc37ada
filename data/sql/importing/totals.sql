-- Grain: one finding per total of a nation or a province, and figure of a year, that is not the sum of its parts, where
-- all parts are there. A figure is the one loaded now, else the one loaded before, else the published one.
-- Whole counts add up exactly; figures that are rounded may differ by half a step for each of them. The step is the
-- finest among the parts, and that of the total; of whole counts, fewer than three zeros are no rounding. Bounds are
-- neither totals nor parts.
insert into finding
with figures as (
    select region_code, year, metric, value, qualifier, place_id, line, 1 as choice from staged.stat
    union all
    select region_code, year, metric, value, qualifier, null as place_id, null as line, 2 as choice
    from carried_stat
    union all
    select region_code, year, metric, value, qualifier, null as place_id, null as line, 3 as choice
    from previous.stat
    where layer = 'published'
),

touched as (
    select distinct year, metric from staged.stat
),

ranked as (
    select
        figures.region_code,
        figures.year,
        figures.metric,
        figures.value,
        figures.qualifier::text as qualifier,
        figures.place_id,
        figures.line,
        row_number() over (
            partition by figures.region_code, figures.year, figures.metric order by figures.choice
        ) as turn
    from figures
    inner join touched on figures.year = touched.year and figures.metric = touched.metric
    inner join known_metric on figures.metric = known_metric.metric
    where known_metric.additive
),

figure as (
    select
        region_code,
        year,
        metric,
        value,
        place_id,
        line
    from ranked
    where turn = 1 and qualifier not in ('over', 'reach', 'less_than')
),

part_of as (
    select
        nation.region_code as whole_code,
        province.region_code as part_code,
        known_metric.metric
    from known_level as nation
    inner join known_level as province on province.level = 'province'
    inner join known_region on province.region_code = known_region.region_code
    inner join known_metric on known_region.in_survey or known_metric.includes_all
    where nation.level = 'nation'
    union all
    select
        known_region.parent_code as whole_code,
        city.region_code as part_code,
        known_metric.metric
    from known_level as city
    inner join known_region on city.region_code = known_region.region_code
    inner join known_level as province
        on known_region.parent_code = province.region_code and province.level = 'province'
    cross join known_metric
    where
        city.level = 'city'
        -- Counties that these provinces govern without a city between are in no register.
        and known_region.parent_code not in ('410000', '420000', '460000', '650000')
),

wanted as (
    select
        whole_code,
        metric,
        count(*) as part_count
    from part_of
    group by whole_code, metric
),

summed as (
    select
        part_of.whole_code,
        part_of.metric,
        figure.year,
        sum(figure.value) as total,
        count(*) as part_count,
        arg_max(figure.place_id, (figure.place_id, figure.line)) as place_id,
        arg_max(figure.line, (figure.place_id, figure.line)) as line
    from figure
    inner join part_of on figure.region_code = part_of.part_code and figure.metric = part_of.metric
    group by part_of.whole_code, part_of.metric, figure.year
),

compared as (
    select
        summed.whole_code,
        summed.metric,
        summed.year,
        summed.part_count,
        whole.value as printed,
        summed.total,
        coalesce(whole.place_id, summed.place_id) as place_id,
        case when whole.place_id is null then summed.line else whole.line end as line
    from summed
    inner join wanted
        on
            summed.whole_code = wanted.whole_code
            and summed.metric = wanted.metric
            and summed.part_count = wanted.part_count
    inner join figure as whole
        on summed.whole_code = whole.region_code and summed.metric = whole.metric and summed.year = whole.year
    where wanted.part_count > 1 and abs(summed.total - whole.value) > 1e-9 * greatest(1, abs(whole.value))
),

step as (
    select unnest([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6]) as width
),

member as (
    select
        compared.whole_code,
        compared.metric,
        compared.year,
        'part' as side,
        figure.region_code,
        figure.value
    from compared
    inner join part_of on compared.whole_code = part_of.whole_code and compared.metric = part_of.metric
    inner join figure
        on
            part_of.part_code = figure.region_code
            and compared.metric = figure.metric
            and compared.year = figure.year
    union all
    select whole_code, metric, year, 'whole' as side, whole_code as region_code, printed as value from compared
),

coarsest as (
    select
        member.whole_code,
        member.metric,
        member.year,
        member.side,
        member.region_code,
        max(step.width) as width
    from member
    inner join step on abs(member.value / step.width - round(member.value / step.width)) < 1e-6
    where member.value <> 0
    group by member.whole_code, member.metric, member.year, member.side, member.region_code
),

finest as (
    select
        coarsest.whole_code,
        coarsest.metric,
        coarsest.year,
        coarsest.side,
        case
            when known_metric.decimals = 0 and min(coarsest.width) < 1000 then 0
            else 0.5 * min(coarsest.width)
        end as half_step
    from coarsest
    inner join known_metric on coarsest.metric = known_metric.metric
    group by coarsest.whole_code, coarsest.metric, coarsest.year, coarsest.side, known_metric.decimals
),

allowed as (
    select
        compared.whole_code,
        compared.metric,
        compared.year,
        sum(finest.half_step * case when finest.side = 'part' then compared.part_count else 1 end) as difference
    from compared
    inner join finest
        on
            compared.whole_code = finest.whole_code
            and compared.metric = finest.metric
            and compared.year = finest.year
    group by compared.whole_code, compared.metric, compared.year
)

select
    compared.place_id,
    compared.line,
    coalesce(header.header, 'value') as column_name,
    format('{:.15g}', compared.printed) as value,
    'sum_of_parts' as rule,
    'warning' as severity,
    concat(
        known_region.name_zh, ' ', compared.year, ' ', compared.metric, ': ', compared.part_count, ' → ',
        format('{:.15g}', round(compared.total, 6)), ', ', format('{:+.15g}', round(compared.total - compared.printed, 6))
    ) as detail
from compared
inner join allowed
    on
        compared.whole_code = allowed.whole_code
        and compared.metric = allowed.metric
        and compared.year = allowed.year
inner join known_region on compared.whole_code = known_region.region_code
left join header on compared.place_id = header.place_id and header.column_name = 'value'
where
    compared.place_id is not null
    and abs(compared.total - compared.printed) > allowed.difference + 1e-6
