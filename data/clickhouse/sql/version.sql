-- Grain: one row: the version of the server.
select version() as version
