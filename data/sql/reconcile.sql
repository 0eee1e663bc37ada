-- Grain: one row per additive metric and year with a printed national total and enough printed parts.
-- Parameters: $minimum_parts. The parts are the provinces of the survey, with 港澳台 where the total covers them.
-- Bounds are no printed totals and no parts.
-- A difference is explained only by a series break that names exactly this difference.
insert into reconciliation
with parts as (
    select
        figure.metric,
        figure.year,
        sum(figure.value) as total,
        count(*) as part_count
    from figure
    inner join region_level
        on figure.region_code = region_level.region_code and region_level.level = 'province'
    inner join region on figure.region_code = region.region_code
    inner join metric on figure.metric = metric.metric
    where
        metric.additive
        and figure.layer = 'published'
        and (region.in_survey or metric.total_includes_hong_kong_macao_taiwan)
    group by figure.metric, figure.year
    having count(*) >= $minimum_parts and count(figure.value) = count(*)
),

compared as (
    select
        nation.region_code,
        nation.year,
        nation.metric,
        nation.value as printed,
        parts.total as parts,
        round(parts.total - nation.value, 6) as difference,
        parts.part_count
    from figure as nation
    inner join region_level
        on nation.region_code = region_level.region_code and region_level.level = 'nation'
    inner join parts on nation.metric = parts.metric and nation.year = parts.year
    where nation.layer = 'published' and nation.value is not null
),

explanation as (
    select
        metric,
        region_code,
        year,
        difference,
        min(text_zh) as text_zh,
        min(text_en) as text_en
    from series_break
    where difference is not null
    group by metric, region_code, year, difference
)

select
    compared.region_code,
    compared.year,
    compared.metric,
    compared.printed,
    compared.parts,
    compared.difference,
    compared.part_count,
    case
        when compared.difference = 0 then 'equal'
        when explanation.metric is not null then 'explained'
        else 'unexplained'
    end as verdict,
    explanation.text_zh as explanation_zh,
    explanation.text_en as explanation_en
from compared
left join explanation
    on
        compared.metric = explanation.metric
        and compared.region_code = explanation.region_code
        and compared.year = explanation.year
        and abs(compared.difference - explanation.difference) < 1e-6
order by compared.metric, compared.year
