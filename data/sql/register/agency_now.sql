-- One row per agency: the last year that it reported, its open branches, its offers, and the text that searches compare.
-- Full-width signs become half-width ones. Stored by place, so that a search within one reads little.
insert into agency_now by name
with last_report as (
    select agency_code, layer, max(year) as year
    from agency_year
    group by agency_code, layer
),
branch_count as (
    select b.agency_code, count(*) as branches
    from branch as b
    inner join branch_now as n on b.branch_code = n.branch_code
    where not n.is_closed
    group by b.agency_code
),
offer_set as (
    select agency_code, bit_or(cast(1 as bigint) << (7 * enum_code(ip_type) + enum_code(service_form))) as offers
    from service_offer
    group by agency_code
)
select
    a.agency_code,
    a.layer,
    a.region_code,
    a.status,
    s.is_closed,
    a.type,
    a.credit_grade,
    a.established_on,
    lower(translate(
        concat(a.name, ' ', a.agency_code),
        '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　',
        '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~ '
    )) as folded,
    case when a.latitude is not null then a.longitude end as longitude,
    case when a.longitude is not null then a.latitude end as latitude,
    y.year,
    y.size_class,
    y.employees,
    case when y.year is null then a.attorneys else y.attorneys end as attorneys,
    y.revenue,
    y.foreign_related,
    coalesce(b.branches, 0) as branches,
    coalesce(o.offers, 0) as offers
from agency as a
inner join register_status as s on a.status = s.status
left join last_report as l on a.agency_code = l.agency_code and a.layer = l.layer
left join agency_year as y on l.agency_code = y.agency_code and l.layer = y.layer and l.year = y.year
left join branch_count as b on a.agency_code = b.agency_code
left join offer_set as o on a.agency_code = o.agency_code
order by a.layer, a.region_code, a.agency_code
