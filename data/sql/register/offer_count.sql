-- Agencies by place, year and size that offer a type of IP in a form; any form of a type, any type in a form, and all.
insert into offer_count by name
with report as (
    select n.layer, n.region_code, y.year, y.size_class, n.offers, count(*) as agencies
    from agency_now as n
    inner join agency_year as y on n.agency_code = y.agency_code and n.layer = y.layer
    group by n.layer, n.region_code, y.year, y.size_class, n.offers
    union all
    select layer, region_code, null as year, size_class, offers, count(*) as agencies
    from agency_now
    group by layer, region_code, size_class, offers
),
pair as (
    select
        t.ip_type,
        f.service_form,
        cast(1 as bigint) << (7 * enum_code(t.ip_type) + enum_code(f.service_form)) as offers
    from (select cast(unnest(enum_range(cast(null as ip_type))) as ip_type) as ip_type) as t
    cross join (select cast(unnest(enum_range(cast(null as service_form))) as service_form) as service_form) as f
),
cell as (
    select ip_type, service_form, offers from pair
    union all
    select ip_type, null as service_form, bit_or(offers) as offers from pair group by ip_type
    union all
    select null as ip_type, service_form, bit_or(offers) as offers from pair group by service_form
    union all
    select null as ip_type, null as service_form, bit_or(offers) as offers from pair
)
select
    r.layer,
    r.region_code,
    r.year,
    r.size_class,
    c.ip_type,
    c.service_form,
    sum(r.agencies) as agencies,
    sum(case when r.offers <> 0 then r.agencies else 0 end) as offering
from report as r
inner join cell as c on (r.offers & c.offers) <> 0 or (c.ip_type is null and c.service_form is null)
group by r.layer, r.region_code, r.year, r.size_class, c.ip_type, c.service_form
order by r.layer, r.year, r.region_code, r.size_class, c.ip_type, c.service_form
