-- The same of a snapshot from before: every pair of assistance was a published one, and there were no joint projects.
create temp view previous_assistance_pair as
select
    helper_code,
    assisted_code,
    assisted_name,
    year,
    'published' as layer,
    source_id,
    note
from previous.assistance_pair;
create temp view previous_joint_project as
select
    cast(null as text) as region_code,
    cast(null as text) as partner_code,
    cast(null as smallint) as year,
    cast(null as text) as kind,
    cast(null as integer) as projects,
    cast(null as text) as layer,
    cast(null as text) as source_id,
    cast(null as text) as note
where false;
