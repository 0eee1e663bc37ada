-- Known breaks and conflicts of some metrics.
-- Grain: one row per break.
-- Parameters:
--   $metrics  metrics asked for
--   $layer    layer of the figures: the sample follows the printed national totals, yet no break of a single region
select break_id, metric, region_code, year, kind, text_zh, text_en
from series_break
where list_contains($metrics, metric) and ($layer <> 'sample' or region_code = '100000')
order by year, break_id
