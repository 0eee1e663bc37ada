-- A file that ends in something unreadable is not loaded by half: its sheets, rows and findings go.
delete from staged.source where place_id in (select place_id from forgotten);
delete from staged.stat where place_id in (select place_id from forgotten);
delete from staged.cross_check where place_id in (select place_id from forgotten);
delete from staged.agency where place_id in (select place_id from forgotten);
delete from staged.agency_year where place_id in (select place_id from forgotten);
delete from staged.branch where place_id in (select place_id from forgotten);
delete from staged.service_offer where place_id in (select place_id from forgotten);
delete from staged.cluster where place_id in (select place_id from forgotten);
delete from staged.cluster_year where place_id in (select place_id from forgotten);
delete from staged.cluster_target where place_id in (select place_id from forgotten);
delete from staged.cluster_event where place_id in (select place_id from forgotten);
delete from staged.cluster_member where place_id in (select place_id from forgotten);
delete from staged.assistance_pair where place_id in (select place_id from forgotten);
delete from staged.joint_project where place_id in (select place_id from forgotten);
delete from finding where place_id in (select place_id from forgotten);
delete from header where place_id in (select place_id from forgotten);
delete from place where place_id in (select place_id from forgotten);
delete from forgotten;
