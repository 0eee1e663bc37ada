-- Known breaks and conflicts of some metrics.
-- Grain: one row per break.
-- Parameters:
--   $metrics  metrics asked for
select break_id, metric, region_code, year, kind, text_zh, text_en
from series_break
where list_contains($metrics, metric)
order by year, break_id
