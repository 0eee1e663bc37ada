-- Every known break and conflict.
-- Grain: one row per break.
-- Parameters: none
select break_id, metric, region_code, year, kind, text_zh, text_en
from series_break
order by kind, metric, year, break_id
