-- What happened to clusters and who is inside, as the snapshot that this one follows holds it.
create temp view previous_cluster_event as
select
    cluster_id,
    year,
    month,
    kind::text as kind,
    text_zh,
    text_en,
    layer::text as layer,
    source_id
from previous.cluster_event;
create temp view previous_cluster_member as
select
    cluster_id,
    agency_code,
    joined_year,
    left_year,
    layer::text as layer
from previous.cluster_member;
