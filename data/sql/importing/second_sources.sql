-- A figure that several sources of one load have is shown from the one with the longest series of the region: a series
-- from one hand is worth more than one stitched together. The others become cross-checks.
create table second_source as
with several as (
    select
        region_code,
        year,
        metric
    from staged.stat
    group by region_code, year, metric
    having count(*) > 1
),

length_of as (
    select
        place.file,
        stat.region_code,
        stat.metric,
        count(*) as years
    from staged.stat as stat
    inner join place on stat.place_id = place.place_id
    group by place.file, stat.region_code, stat.metric
),

candidate as (
    select
        stat.place_id,
        stat.line,
        stat.region_code,
        stat.year,
        stat.metric,
        stat.source_id,
        stat.value,
        length_of.years
    from staged.stat as stat
    inner join several
        on stat.region_code = several.region_code and stat.year = several.year and stat.metric = several.metric
    inner join place on stat.place_id = place.place_id
    inner join length_of
        on
            place.file = length_of.file
            and stat.region_code = length_of.region_code
            and stat.metric = length_of.metric
),

ranked as (
    select
        place_id,
        line,
        value,
        row_number() over (
            partition by region_code, year, metric order by years desc, place_id, line
        ) as turn,
        first_value(source_id) over (
            partition by region_code, year, metric order by years desc, place_id, line
        ) as shown_source,
        first_value(value) over (
            partition by region_code, year, metric order by years desc, place_id, line
        ) as shown_value
    from candidate
)

select
    place_id,
    line,
    value,
    shown_source,
    shown_value
from ranked
where turn > 1;

insert into staged.cross_check by name
select
    stat.place_id,
    stat.line,
    stat.source_title,
    stat.region_code,
    stat.year,
    stat.metric,
    stat.value,
    stat.unit,
    stat.qualifier,
    stat.source_id,
    stat.note,
    stat.layer
from staged.stat as stat
inner join second_source on stat.place_id = second_source.place_id and stat.line = second_source.line;

delete from staged.stat
using second_source
where staged.stat.place_id = second_source.place_id and staged.stat.line = second_source.line;

insert into finding
select
    second_source.place_id,
    second_source.line,
    coalesce(header.header, 'value') as column_name,
    format('{:.15g}', second_source.value) as value,
    'second_source' as rule,
    'warning' as severity,
    concat(second_source.shown_source, ': ', format('{:.15g}', second_source.shown_value)) as detail
from second_source
left join header on second_source.place_id = header.place_id and header.column_name = 'value';
