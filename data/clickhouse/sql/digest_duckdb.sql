-- Grain: one row: how many rows a table holds and the sum of their hashes, modulo 2^64, whatever their order, in DuckDB.
select
    count(*) as told_rows,
    cast(coalesce(sum(md5_number_upper(concat_ws(chr(31), ${texts}))), 0) % 18446744073709551616 as varchar) as told_digest
from ${table}
