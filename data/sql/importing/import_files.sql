-- Grain: one row per loaded sheet, as the snapshot will keep it.
-- Parameters: $author, $loaded_at.
insert into staged.import_file
select
    account.file,
    account.sheet,
    account.kind,
    account.rows_in,
    account.rows_loaded,
    account.rows_rejected,
    place.sha256,
    $author as author,
    $loaded_at as loaded_at
from account
inner join place on account.place_id = place.place_id
where account.rows_loaded > 0
