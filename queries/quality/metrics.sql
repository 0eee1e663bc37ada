-- The contract of every metric of this snapshot.
-- Grain: one row per metric.
-- Parameters: none
select
    metric, subject, name_zh, name_en, unit, decimals, additive, polarity,
    definition_zh, definition_en, caveat_zh, caveat_en,
    total_includes_hong_kong_macao_taiwan, can_be_negative
from metric
order by subject, metric
