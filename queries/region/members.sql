-- Members of zones and major regions with the basis of their membership.
-- Grain: one row per group, member and level of the member, of the membership in force.
-- Parameters: none
select
    m.group_code,
    m.member_code,
    cast(m.member_level as varchar) as member_level,
    cast(m.inclusion as varchar) as inclusion,
    m.valid_from,
    m.basis,
    m.basis_url,
    m.note
from region_member as m
where m.valid_to is null
order by m.group_code, m.member_level, m.member_code
