-- Which states of agencies and branches say that they are no more: the one rule of what is closed.
-- Grain: one row per status of any agency or branch.
-- Parameters:
--   $closed_words  parts of a status that say that an agency or a branch is no more
--   $not_closed    pattern of what denies that, as in 未注销; it counts for nothing
create or replace temp table register_status as
select
    s.status,
    len(list_filter($closed_words, lambda word: contains(regexp_replace(lower(s.status), $not_closed, '', 'g'), word))) > 0 as is_closed
from (
    select status from agency
    union
    select status from branch
) as s
order by s.status
