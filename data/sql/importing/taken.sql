-- Keys that published rows bear.
create temp table taken_source (source_id text, title text);
create temp table taken_cluster (cluster_id text);
create temp table taken_cross_check (region_code text, year smallint, metric text, source_id text);
