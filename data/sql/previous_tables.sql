-- The tables of facts that are younger than the others, as the snapshot that this one follows holds them.
create temp view previous_assistance_pair as
select
    helper_code,
    assisted_code,
    assisted_name,
    year,
    layer::text as layer,
    source_id,
    note
from previous.assistance_pair;
create temp view previous_joint_project as
select
    region_code,
    partner_code,
    year,
    kind,
    projects,
    layer::text as layer,
    source_id,
    note
from previous.joint_project;
