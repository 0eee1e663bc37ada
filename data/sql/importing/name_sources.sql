-- Gives every staged row its source. A source in words is the one of that title, published, loaded before or coming with
-- these files; else it becomes one of its own. Rows that name none rest on the file they stand in.
create table known_title as
with titles as (
    select title, source_id, 1 as choice from known_source
    union all
    select title, source_id, 2 as choice from carried_source
    union all
    select title, source_id, 3 as choice from staged.source
)

select
    title,
    arg_min(source_id, concat(choice, source_id)) as source_id
from titles
group by title;

create table named_source as
with wanted as (
    select place_id, source_title from staged.stat where source_id is null
    union
    select place_id, source_title from staged.cluster_year where source_id is null
    union
    select place_id, source_title from staged.cluster_target where source_id is null
    union
    select place_id, source_title from staged.cluster_event where source_id is null
    union
    select place_id, source_title from staged.assistance_pair where source_id is null
    union
    select place_id, source_title from staged.joint_project where source_id is null
)

select
    wanted.place_id,
    wanted.source_title,
    coalesce(
        known_title.source_id,
        concat('i', substr(sha256(coalesce(nullif(wanted.source_title, ''), place.sha256)), 1, 12))
    ) as source_id,
    coalesce(nullif(wanted.source_title, ''), concat('导入文件 ', place.file)) as title,
    known_title.source_id is null as is_new
from wanted
inner join place on wanted.place_id = place.place_id
left join known_title on wanted.source_title = known_title.title and wanted.source_title <> '';

update staged.stat
set source_id = named_source.source_id
from named_source
where
    staged.stat.source_id is null
    and staged.stat.place_id = named_source.place_id
    and staged.stat.source_title = named_source.source_title;

update staged.cluster_year
set source_id = named_source.source_id
from named_source
where
    staged.cluster_year.source_id is null
    and staged.cluster_year.place_id = named_source.place_id
    and staged.cluster_year.source_title = named_source.source_title;

update staged.cluster_target
set source_id = named_source.source_id
from named_source
where
    staged.cluster_target.source_id is null
    and staged.cluster_target.place_id = named_source.place_id
    and staged.cluster_target.source_title = named_source.source_title;

update staged.cluster_event
set source_id = named_source.source_id
from named_source
where
    staged.cluster_event.source_id is null
    and staged.cluster_event.place_id = named_source.place_id
    and staged.cluster_event.source_title = named_source.source_title;

update staged.assistance_pair
set source_id = named_source.source_id
from named_source
where
    staged.assistance_pair.source_id is null
    and staged.assistance_pair.place_id = named_source.place_id
    and staged.assistance_pair.source_title = named_source.source_title;

update staged.joint_project
set source_id = named_source.source_id
from named_source
where
    staged.joint_project.source_id is null
    and staged.joint_project.place_id = named_source.place_id
    and staged.joint_project.source_title = named_source.source_title;

-- A source that stands in no table of sources has no line.
insert into staged.source by name
select
    min(place_id) as place_id,
    0 as line,
    source_id,
    min(title) as title,
    'unconfirmed' as grade,
    'imported' as layer
from named_source
where
    is_new
    and source_id not in (select source_id from carried_source)
group by source_id
order by source_id;
