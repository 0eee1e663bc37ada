-- Drops what was noted on the way to the figures and faults of a register; at a million agencies it is no small matter.
drop table if exists register_doubt;
drop table if exists register_neighbour;
drop table if exists register_figure;
drop table if exists register_sum;
drop table if exists register_branch;
drop table if exists register_year;
drop table if exists register_agency;
drop table if exists register_place;
drop table if exists register_status;
