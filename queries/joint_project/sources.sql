-- Sources of joint projects, the one with the most projects first.
-- Grain: one row per source.
-- Parameters:
--   $layer  layer of the projects
--   $years  years of the projects
select
    'joint_projects' as metric,
    s.source_id,
    s.title,
    s.url,
    cast(s.grade as varchar) as grade,
    min(p.year) as first_year,
    max(p.year) as last_year,
    count(*) as figures
from joint_project as p
inner join source as s on p.source_id = s.source_id
where p.layer = $layer and list_contains($years, p.year)
group by s.source_id, s.title, s.url, s.grade
order by figures desc, s.source_id
