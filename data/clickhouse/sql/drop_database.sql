-- Drops a database with all its tables, at once.
drop database if exists ${database} ${on_cluster} sync
