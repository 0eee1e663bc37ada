-- Grain: one finding per row whose service began in a year before the agency was founded. The date is that of this load,
-- else that of before; a sheet that has the column and leaves it empty says that no date is known.
insert into finding
with dated_sheet as (
    select place_id from header where column_name = 'established_on'
),

founded_now as (
    select own.agency_code, own.established_on
    from staged.agency as own
    inner join dated_sheet on own.place_id = dated_sheet.place_id
),

founded as (
    select agency_code, established_on from founded_now
    union all
    select agency_code, established_on from carried_agency
    where agency_code not in (select agency_code from founded_now)
)

select
    own.place_id,
    own.line,
    coalesce(header.header, 'first_year') as column_name,
    min(own.first_year)::text as value,
    'offered_before_founding' as rule,
    'warning' as severity,
    concat(own.agency_code, ' ', founded.established_on) as detail
from staged.service_offer as own
inner join founded on own.agency_code = founded.agency_code
left join header on own.place_id = header.place_id and header.column_name = 'first_year'
where own.first_year < year(founded.established_on)
group by own.place_id, own.line, header.header, own.agency_code, founded.established_on
