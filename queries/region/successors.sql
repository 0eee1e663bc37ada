-- Former units and what they became.
-- Grain: one row per former unit.
-- Parameters: none
select
    s.former_code,
    s.former_name_zh,
    s.successor_code,
    r.name_zh,
    r.name_en,
    s.changed_on,
    s.kind,
    s.note
from region_successor as s
inner join region as r on s.successor_code = r.region_code
order by s.changed_on desc, s.former_code
