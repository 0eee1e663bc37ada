-- Grain: one row: how many rows a table holds and the sum of their hashes, modulo 2^64, whatever their order. The same
-- is worked out in DuckDB by digest_duckdb.sql. A name of its own would hide a column of that name, hence told_.
with
    told_value -> ifNull(concat('=', toString(told_value)), '-') as told_plain,
    told_value -> ifNull(concat('=', printf('%.16e', told_value)), '-') as told_number,
    told_value -> ifNull(concat('=', toString(told_value)), '-') as told_decimal,
    told_value -> ifNull(concat('=', toString(toUnixTimestamp64Micro(told_value))), '-') as told_moment
select
    count(*) as told_rows,
    toString(sum(reinterpretAsUInt64(substring(MD5(concatWithSeparator('\x1f', ${texts})), 1, 8)))) as told_digest
from ${database}.${table}
