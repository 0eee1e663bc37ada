-- Grain: one row per table of agencies and kind of fault that no index prevents: keys that repeat, rows of no agency, and
-- branches of branches, which two loads make that were checked upon the same snapshot.
with repeated_year as (
    select
        agency_code,
        year,
        layer
    from agency_year
    group by agency_code, year, layer
    having count(*) > 1
),

repeated_offer as (
    select
        agency_code,
        ip_type,
        service_form,
        layer
    from service_offer
    group by agency_code, ip_type, service_form, layer
    having count(*) > 1
),

fault as (
    select 'agency_year: repeated key' as told from repeated_year
    union all
    select 'service_offer: repeated key' as told from repeated_offer
    union all
    select 'agency_year: no such agency' as told from agency_year
    where agency_code not in (select agency_code from agency)
    union all
    select 'service_offer: no such agency' as told from service_offer
    where agency_code not in (select agency_code from agency)
    union all
    select 'branch: the head office is itself a branch' as told from branch
    where agency_code in (select branch_code from branch)
)

select
    told,
    count(*) as row_count
from fault
group by told
order by told
