-- One row per branch: whether it is closed, by its closing date or by what its status says.
insert into branch_now by name
select
    b.branch_code,
    b.layer,
    b.closed_on is not null or s.is_closed as is_closed
from branch as b
inner join register_status as s on b.status = s.status
order by b.layer, b.branch_code
