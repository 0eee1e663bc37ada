-- Grain: one finding per row of a table of sources that names a published source by another title, takes the
-- identifier under which the sums of a register stand, or repeats one.
insert into finding
with numbered as (
    select
        place_id,
        line,
        source_id,
        title,
        row_number() over (partition by source_id order by place_id, line) as turn,
        first_value(line) over (partition by source_id order by place_id, line) as first_line,
        first_value(place_id) over (partition by source_id order by place_id, line) as first_place
    from staged.source
)

select
    numbered.place_id,
    numbered.line,
    coalesce(header.header, 'source_id') as column_name,
    numbered.source_id as value,
    'source_conflict' as rule,
    'error' as severity,
    known_source.title as detail
from numbered
inner join known_source on numbered.source_id = known_source.source_id and numbered.title <> known_source.title
left join header on numbered.place_id = header.place_id and header.column_name = 'source_id'
union all
select
    numbered.place_id,
    numbered.line,
    coalesce(header.header, 'source_id') as column_name,
    numbered.source_id as value,
    'source_conflict' as rule,
    'error' as severity,
    '导入的机构名录汇总 / sum of the loaded register' as detail
from numbered
left join header on numbered.place_id = header.place_id and header.column_name = 'source_id'
where numbered.source_id = 'imported-register'
union all
select
    numbered.place_id,
    numbered.line,
    coalesce(header.header, 'source_id') as column_name,
    numbered.source_id as value,
    'duplicate_key' as rule,
    'error' as severity,
    concat(numbered.source_id, ', ', place.file, case when place.sheet <> '' then concat('[', place.sheet, ']') else '' end,
        ':', numbered.first_line) as detail
from numbered
inner join place on numbered.first_place = place.place_id
left join header on numbered.place_id = header.place_id and header.column_name = 'source_id'
where numbered.turn > 1
