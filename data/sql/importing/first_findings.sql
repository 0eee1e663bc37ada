-- Grain: one row per finding that is among the first of its rule, in the order of files and lines.
-- Parameters: $count, how many of each rule.
with every as (
    select distinct
        place.file,
        place.sheet,
        finding.line,
        finding.column_name,
        finding.value,
        finding.rule,
        finding.detail,
        finding.place_id
    from finding
    inner join place on finding.place_id = place.place_id
),

numbered as (
    select
        every.*,
        row_number() over (
            partition by every.rule
            order by
                every.place_id,
                every.line,
                every.column_name,
                every.value,
                every.detail
        ) as number
    from every
)

select
    file,
    sheet,
    line,
    column_name,
    value,
    rule,
    detail
from numbered
where number <= $count
order by rule, number
