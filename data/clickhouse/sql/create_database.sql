-- Makes an empty database, one whose renaming is a single step.
create database ${database} ${on_cluster} engine = Atomic
