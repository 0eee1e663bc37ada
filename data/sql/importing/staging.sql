-- What is being loaded, before it is published: sheets, rows by table without any constraint, what is to be said of them,
-- and what they are checked against. The tables of the schema stand beside, empty: they lend their columns.
create schema staged;

create table place (
    place_id integer not null,
    file text not null,
    sheet text not null,
    kind text,
    rows_in bigint not null,
    is_stopped boolean not null,
    sha256 text not null
);

create table header (
    place_id integer not null,
    column_name text not null,
    header text not null
);

create table finding (
    place_id integer not null,
    line bigint not null,
    column_name text not null,
    value text not null,
    rule text not null,
    severity text not null,
    detail text not null
);

-- Which of the columns that a table may lack a sheet has, 1 or 0.
create table given (
    place_id integer not null,
    url integer not null,
    grade integer not null,
    remark integer not null,
    credit_code integer not null,
    status integer not null,
    type integer not null,
    established_on integer not null,
    closed_on integer not null,
    address integer not null,
    attorneys integer not null,
    credit_grade integer not null,
    longitude integer not null,
    latitude integer not null,
    size_class integer not null,
    employees integer not null,
    revenue integer not null,
    foreign_related integer not null,
    first_year integer not null,
    left_year integer not null,
    month integer not null,
    text_en integer not null,
    name_en integer not null,
    place_code integer not null,
    pilot_year integer not null,
    demonstration_year integer not null,
    status_text integer not null,
    note integer not null
);

create table forgotten (place_id integer not null);

create table known_source (source_id text not null, title text not null);
create table known_cluster (cluster_id text not null);
create table known_region (region_code text not null, name_zh text not null, parent_code text, in_survey boolean not null);
create table known_level (region_code text not null, level text not null);
create table known_metric (metric text not null, decimals integer not null, additive boolean not null, includes_all boolean not null);

create table staged.source as select 0 as place_id, 0::bigint as line, source.* from source where false;
create table staged.stat as select 0 as place_id, 0::bigint as line, '' as source_title, stat.* from stat where false;
create table staged.cross_check as
select 0 as place_id, 0::bigint as line, '' as source_title, cross_check.* from cross_check where false;
create table staged.agency as select 0 as place_id, 0::bigint as line, agency.* from agency where false;
create table staged.agency_year as select 0 as place_id, 0::bigint as line, agency_year.* from agency_year where false;
create table staged.branch as select 0 as place_id, 0::bigint as line, branch.* from branch where false;
create table staged.service_offer as select 0 as place_id, 0::bigint as line, service_offer.* from service_offer where false;
create table staged.cluster as select 0 as place_id, 0::bigint as line, cluster.* from cluster where false;
create table staged.cluster_year as
select 0 as place_id, 0::bigint as line, '' as source_title, cluster_year.* from cluster_year where false;
create table staged.cluster_target as
select 0 as place_id, 0::bigint as line, '' as source_title, cluster_target.* from cluster_target where false;
create table staged.cluster_event as
select 0 as place_id, 0::bigint as line, '' as source_title, cluster_event.* from cluster_event where false;
create table staged.cluster_member as select 0 as place_id, 0::bigint as line, cluster_member.* from cluster_member where false;
create table staged.assistance_pair as
select 0 as place_id, 0::bigint as line, '' as source_title, assistance_pair.* from assistance_pair where false;
create table staged.joint_project as
select 0 as place_id, 0::bigint as line, '' as source_title, joint_project.* from joint_project where false;
create table staged.import_file as select import_file.* from import_file where false;
