-- Titles awarded to zones, cities and parks, as far as they are published.
-- Grain: one row per title and holder.
-- Parameters: none
select t.title_type, t.holder, t.region_code, t.year, t.note, s.title as source_title
from special_title as t
inner join source as s on t.source_id = s.source_id
order by t.title_type, t.region_code, t.holder
