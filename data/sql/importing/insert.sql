-- All imported rows, in the order of loading: what is referred to comes first. The rows of an agency stand together, so
-- that one is found without an index.
insert into source by name select * from merged_source;
insert into stat by name select * from merged_stat;
insert into cross_check by name select * from merged_cross_check;
insert into agency by name select * from merged_agency order by agency_code;
insert into agency_year by name select * from merged_agency_year order by agency_code, year;
insert into branch by name select * from merged_branch;
insert into service_offer by name select * from merged_service_offer order by agency_code, ip_type, service_form;
insert into cluster by name select * from merged_cluster;
insert into cluster_year by name select * from merged_cluster_year;
insert into cluster_target by name select * from merged_cluster_target;
insert into cluster_event by name select * from merged_cluster_event;
insert into cluster_member by name select * from merged_cluster_member;
insert into assistance_pair by name select * from merged_assistance_pair;
insert into joint_project by name select * from merged_joint_project;
insert into import_file by name select * from merged_import_file;
