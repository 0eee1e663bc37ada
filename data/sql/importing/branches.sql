-- Grain: one finding per branch whose head office is itself a branch, a branch of its own, or not there; and per branch
-- that is the head office of a branch loaded before.
insert into finding
with recursive head_of as (
    select branch_code, agency_code from staged.branch
    union all
    select branch_code, agency_code from carried_branch
    where branch_code not in (select branch_code from staged.branch)
),

known_agency as (
    select agency_code from staged.agency
    union
    select agency_code from carried_agency
),

walk as (
    select
        own.place_id,
        own.line,
        own.agency_code as own_head,
        own.agency_code as head,
        [own.branch_code] as path
    from staged.branch as own
    where own.agency_code in (select branch_code from head_of)
    union all
    select
        walk.place_id,
        walk.line,
        walk.own_head,
        head_of.agency_code as head,
        list_append(walk.path, walk.head) as path
    from walk
    inner join head_of on walk.head = head_of.branch_code
    -- A longer chain is wrong all the same, and a longer circle is told as a head office that is a branch.
    where not list_contains(walk.path, walk.head) and len(walk.path) < 10
),

circular as (
    select
        place_id,
        line,
        own_head,
        array_to_string(list_append(path, head), ' → ') as told
    from walk
    where list_contains(path, head)
),

broken as (
    select place_id, line, 'agency_code' as column_name, own_head as value, 'branch_cycle' as rule, told as detail
    from circular
    union all
    select place_id, line, 'agency_code' as column_name, own_head as value, 'head_is_branch' as rule, '' as detail
    from walk
    where len(path) = 1 and (place_id, line) not in (select (place_id, line) from circular)
    union all
    select place_id, line, 'agency_code' as column_name, agency_code as value, 'branch_without_head' as rule, '' as detail
    from staged.branch
    where
        agency_code not in (select branch_code from head_of)
        and agency_code not in (select agency_code from known_agency)
    union all
    select
        own.place_id,
        own.line,
        'branch_code' as column_name,
        own.branch_code as value,
        'branch_has_branches' as rule,
        min(before.branch_code) as detail
    from staged.branch as own
    inner join carried_branch as before on own.branch_code = before.agency_code
    where before.branch_code not in (select branch_code from staged.branch)
    group by own.place_id, own.line, own.branch_code
)

select
    broken.place_id,
    broken.line,
    coalesce(header.header, broken.column_name) as column_name,
    broken.value,
    broken.rule,
    'error' as severity,
    broken.detail
from broken
left join header on broken.place_id = header.place_id and broken.column_name = header.column_name
