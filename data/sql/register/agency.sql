-- What each agency of a layer is and where it counts.
-- Grain: one row per agency inside the survey.
-- Parameters:
--   $layer  layer of the register
-- A patent agency files patents, is called one, or has patent attorneys, who may practise nowhere else; null where the
-- register does not say.
create or replace temp table register_agency as
with
offer as (
    select
        agency_code,
        max(case when ip_type = '专利' and service_form = '代理' then 1 else 0 end) as patent,
        max(case when ip_type = '商标' and service_form = '代理' then 1 else 0 end) as trademark,
        max(case when service_form = '法律' then 1 else 0 end) as legal,
        max(case when service_form = '信息' then 1 else 0 end) as information,
        max(case when service_form = '运营' then 1 else 0 end) as operation,
        max(case when service_form = '咨询' then 1 else 0 end) as consulting,
        max(case when service_form = '培训' then 1 else 0 end) as training
    from service_offer
    where layer = $layer
    group by agency_code
),

reported as (
    select
        agency_code,
        max(attorneys) as most_attorneys
    from agency_year
    where layer = $layer
    group by agency_code
)

select
    a.agency_code,
    place.province_code,
    place.city_code,
    year(a.established_on) as established_year,
    s.is_closed,
    a.attorneys,
    case
        when
            offer.patent = 1
            or contains(a.type, '专利代理')
            or coalesce(a.attorneys, 0) > 0
            or coalesce(reported.most_attorneys, 0) > 0 then 1
        when
            offer.patent = 0
            or contains(a.type, '商标代理')
            or a.attorneys is not null
            or reported.most_attorneys is not null then 0
    end as is_patent,
    case when offer.trademark = 1 or contains(a.type, '商标代理') then 1 else offer.trademark end as is_trademark,
    offer.legal,
    offer.information,
    offer.operation,
    offer.consulting,
    offer.training
from agency as a
inner join register_status as s on a.status = s.status
inner join register_place as place on a.region_code = place.region_code
left join offer on a.agency_code = offer.agency_code
left join reported on a.agency_code = reported.agency_code
where a.layer = $layer
