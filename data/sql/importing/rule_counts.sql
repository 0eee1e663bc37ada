-- Grain: one row per file and rule that something was found by, in the order of first finding.
with every as (
    select distinct
        place_id,
        line,
        column_name,
        value,
        rule,
        severity,
        detail
    from finding
)

select
    place.file,
    every.rule,
    every.severity,
    count(*) as finding_count
from every
inner join place on every.place_id = place.place_id
group by place.file, every.rule, every.severity
order by min((every.place_id, every.line)), every.rule
