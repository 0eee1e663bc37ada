-- The same of a snapshot from before events and members of clusters.
create temp view previous_cluster_event as
select
    cast(null as text) as cluster_id,
    cast(null as smallint) as year,
    cast(null as smallint) as month,
    cast(null as text) as kind,
    cast(null as text) as text_zh,
    cast(null as text) as text_en,
    cast(null as text) as layer,
    cast(null as text) as source_id
where false;
create temp view previous_cluster_member as
select
    cast(null as text) as cluster_id,
    cast(null as text) as agency_code,
    cast(null as smallint) as joined_year,
    cast(null as smallint) as left_year,
    cast(null as text) as layer
where false;
