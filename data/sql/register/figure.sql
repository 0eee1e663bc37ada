-- What a register says of each metric, with how sure it is and in words what it rests on.
-- Grain: one row per city or province, year and metric.
-- Parameters:
--   $position_on  day of loading, as in register_sum
-- Forms of service are undated and stand for the last year alone (basis last); a position has no ages and no revenue
-- (basis year). A province whose register knows no agency of a kind says nothing of that kind, and one that knows but
-- patent and trademark agencies is no register of all institutions. A figure needs that 19 of 20 agencies that it may
-- concern say what it adds up; where the kind of an agency is unknown, it may. A sum with a slip in it is unconfirmed.
create or replace temp table register_figure as
with
measured as (
    select
        w.region_code,
        w.year,
        w.is_position,
        w.agencies,
        w.answers_due,
        w.without_city,
        w.placed_share,
        m.metric,
        m.basis,
        case when m.due = 0 and not starts_with(m.metric, 'share_') then 0 else m.value end as value,
        case when ends_with(m.metric, 'revenue') then w.slips else 0 end as slips,
        m.known,
        m.due,
        case when m.due = 0 then 1.0 else 1.0 * m.known / m.due end as known_share
    from register_sum as w,
        lateral (
            values
            ('ip_service_institutions', 'any', w.has_other, w.agencies, w.agencies, w.agencies),
            ('new_ip_service_institutions', 'year', w.has_other, w.opened, w.dated, w.agencies),
            ('institutions_aged_1_to_2_years', 'year', w.has_other, w.aged_1_to_2, w.dated, w.agencies),
            (
                'share_of_institutions_under_5_years', 'year', w.has_other,
                100.0 * w.under_5 / nullif(w.dated, 0), w.dated, w.agencies
            ),
            (
                'institutions_with_foreign_related_business', 'year', w.has_other,
                w.foreign_related, w.foreign_known, w.agencies
            ),
            (
                'share_of_institutions_with_foreign_related_business', 'year', w.has_other,
                100.0 * w.foreign_related / nullif(w.foreign_known, 0), w.foreign_known, w.agencies
            ),
            ('employees', 'year', w.has_other, w.employees, w.employees_known, w.agencies),
            ('industry_revenue', 'year', w.has_other, w.revenue, w.revenue_known, w.agencies),
            ('trademark_agencies', 'last', w.has_trademark, w.trademark, w.trademark_known, w.agencies),
            (
                'ip_agencies', 'last', greatest(w.has_patent, w.has_trademark),
                w.filing, w.filing_known, w.agencies
            ),
            ('ip_legal_service_institutions', 'last', w.has_legal, w.legal, w.forms_known, w.agencies),
            (
                'ip_information_service_institutions', 'last', w.has_information,
                w.information, w.forms_known, w.agencies
            ),
            ('ip_operation_service_institutions', 'last', w.has_operation, w.operation, w.forms_known, w.agencies),
            ('ip_consulting_service_institutions', 'last', w.has_consulting, w.consulting, w.forms_known, w.agencies),
            ('ip_training_service_institutions', 'last', w.has_training, w.training, w.forms_known, w.agencies),
            ('patent_agencies', 'any', w.has_patent, w.patent, w.patent_known, w.agencies),
            ('new_patent_agencies', 'year', w.has_patent, w.patent_opened, w.patent_dated, w.patent_due),
            ('patent_agencies_under_3_years', 'year', w.has_patent, w.patent_under_3, w.patent_dated, w.patent_due),
            (
                'patent_agencies_aged_10_years_or_more', 'year', w.has_patent,
                w.patent_from_10, w.patent_dated, w.patent_due
            ),
            (
                'patent_agencies_aged_20_years_or_more', 'year', w.has_patent,
                w.patent_from_20, w.patent_dated, w.patent_due
            ),
            ('patent_agency_revenue', 'year', w.has_patent, w.patent_revenue, w.patent_revenue_known, w.patent_due),
            ('practising_patent_attorneys', 'any', w.has_patent, w.attorneys, w.attorneys_known, w.patent_due),
            ('patent_agencies_under_10_attorneys', 'any', w.has_patent, w.under_10, w.attorneys_known, w.patent_due),
            ('patent_agencies_10_or_fewer_attorneys', 'any', w.has_patent, w.to_10, w.attorneys_known, w.patent_due),
            ('patent_agencies_51_100_attorneys', 'any', w.has_patent, w.from_51, w.attorneys_known, w.patent_due),
            ('patent_agencies_over_50_attorneys', 'any', w.has_patent, w.over_50, w.attorneys_known, w.patent_due),
            ('patent_agencies_over_100_attorneys', 'any', w.has_patent, w.over_100, w.attorneys_known, w.patent_due),
            (
                'patent_agency_branches', 'any', w.has_patent * w.has_branches,
                w.branches, w.branches, w.branches_due
            )
        ) as m (metric, basis, is_in_scope, value, known, due)
    where
        m.is_in_scope = 1
        and (m.basis <> 'last' or w.is_last)
        and (m.basis <> 'year' or w.is_position = 0)
)

select
    region_code,
    year,
    metric,
    round(value, 6) as value,
    case
        when placed_share < 0.95 or agencies < 0.95 * answers_due or slips > 0 then 'unconfirmed'
        when is_position = 1 then 'preliminary'
        when placed_share < 1 or agencies < answers_due or known_share < 1 then 'approx'
        else 'exact'
    end as qualifier,
    concat(
        '由导入的机构名录汇总',
        case when is_position = 1 then concat('，截至', cast($position_on as date)) end,
        case when agencies < answers_due then concat('，', answers_due, '家中', agencies, '家有该年数据') end,
        case when without_city > 0 then concat('，全省另有', without_city, '家未注明城市') end,
        case when known_share < 1 then concat('，', due, '家中', known, '家可据以计算') end,
        case when basis = 'last' then '，业务形态以导入时为准' end,
        case when slips > 0 then concat('，含疑似单位有误的数', slips, '个') end,
        ' / added up from the loaded register of agencies',
        case when is_position = 1 then concat(', position on ', cast($position_on as date)) end,
        case when agencies < answers_due then concat(', ', agencies, ' of ', answers_due, ' report for the year') end,
        case when without_city > 0 then concat(', ', without_city, ' more of the province name no city') end,
        case when known_share < 1 then concat(', ', known, ' of ', due, ' say what is counted') end,
        case when basis = 'last' then ', services as loaded' end,
        case when slips > 0 then concat(', with ', slips, ' amounts that seem to be in another unit') end
    ) as note
from measured
where value is not null and known_share >= 0.95
order by region_code, year, metric
