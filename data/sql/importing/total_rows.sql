-- Grain: one error per row called a total in a sheet that does not hold every province: of what it is the total, nobody
-- knows. It takes the place of the remark that the row was loaded for the nation.
insert into finding
with province as (
    select level.region_code
    from known_level as level
    inner join known_region as region on level.region_code = region.region_code
    where level.level = 'province' and region.in_survey
),

province_count as (
    select count(*) as provinces from province
),

held as (
    select
        stat.place_id,
        count(distinct stat.region_code) as provinces
    from staged.stat as stat
    inner join province on stat.region_code = province.region_code
    group by stat.place_id
)

select
    total.place_id,
    total.line,
    total.column_name,
    total.value,
    'total_of_a_part' as rule,
    'error' as severity,
    province_count.provinces::text as detail
from finding as total
cross join province_count
left join held on total.place_id = held.place_id
where total.rule = 'total_row' and coalesce(held.provinces, 0) < province_count.provinces;

delete from finding
using finding as stopped
where
    finding.rule = 'total_row'
    and stopped.rule = 'total_of_a_part'
    and finding.place_id = stopped.place_id
    and finding.line = stopped.line;
