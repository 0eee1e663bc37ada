-- Grain: one row per finding, in the order of files and lines.
-- Parameters: $severity, null for both; $count, $start.
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
where
    $severity is null or finding.severity = $severity
order by
    finding.place_id,
    finding.line,
    finding.rule,
    finding.column_name,
    finding.value,
    finding.detail
limit $count offset $start
