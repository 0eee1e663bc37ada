-- Printed totals against the sum of their printed parts.
-- Grain: one row per region, year and metric that prints both.
-- Parameters: none
select
    region_code, metric, year as period, printed, parts, difference, part_count, verdict, explanation_zh, explanation_en
from reconciliation
order by metric, year, region_code
