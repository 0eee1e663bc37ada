-- How a value is told to a hash, in DuckDB: null apart from every text, a number by all its digits, a decimal
-- without zeros at its end, a moment in µs.
create or replace temp macro told_plain(told) as coalesce('=' || cast(told as varchar), '-');
create or replace temp macro told_number(told) as coalesce('=' || printf('%.16e', told), '-');
create or replace temp macro told_decimal(told) as coalesce('=' || regexp_replace(
    regexp_replace(cast(told as varchar), '(\.[0-9]*[1-9])0+$$', '\1'), '\.0+$$', ''), '-');
create or replace temp macro told_moment(told) as coalesce('=' || cast(epoch_us(told) as varchar), '-');
