-- One row per branch: whence and where it leads, when, and whether it is closed by its date or by what its status says.
insert into branch_now by name
with form_set as (
    select agency_code, bit_or(1 << enum_code(service_form)) as forms
    from service_offer
    group by agency_code
)
select
    b.branch_code,
    b.layer,
    b.closed_on is not null or s.is_closed as is_closed,
    home.city_code as home_city,
    home.province_code as home_province,
    place.city_code as place_city,
    place.province_code as place_province,
    year(b.established_on) as opened,
    year(b.closed_on) as closed,
    coalesce(f.forms, 0) as forms
from branch as b
inner join register_status as s on b.status = s.status
inner join agency as a on b.agency_code = a.agency_code
left join register_place as home on a.region_code = home.region_code
left join register_place as place on b.region_code = place.region_code
left join form_set as f on b.agency_code = f.agency_code
order by b.layer, b.branch_code
