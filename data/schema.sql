-- Tables of a snapshot. Every fact has a place (region or cluster), a time, a unit, a layer and a source.
-- Enumerations are the vocabulary of the whole product: the same words stand in URLs, files and catalogues.

create type layer as enum ('published', 'imported', 'sample');
create type level as enum ('nation', 'zone', 'major', 'province', 'city', 'county', 'composite');
-- From the strongest to the weakest: what is worked out from several figures bears the weakest of their qualifiers.
create type qualifier as enum ('exact', 'approx', 'over', 'reach', 'less_than', 'preliminary', 'unconfirmed');
create type grade as enum ('official', 'press', 'professional_secondary', 'mirror_repost', 'unconfirmed');
create type inclusion as enum ('full', 'partial', 'excluded', 'proxy');
create type ip_type as enum ('专利', '商标', '版权', '商业秘密', '地理标志', '植物新品种', '集成电路布图设计');
create type service_form as enum ('代理', '法律', '运营', '信息', '咨询', '培训', '其他');
create type size_class as enum ('small', 'medium', 'large');
create type event_kind as enum ('approval', 'acceptance', 'policy', 'platform', 'other');
create type cluster_status as enum ('pilot', 'demonstration', 'high_quality_pilot', 'high_quality_demonstration', 'candidate');

create table snapshot (
    snapshot_id text primary key,
    built_at timestamp not null,
    author text not null,
    schema_version integer not null
);
comment on table snapshot is 'One row: what this file is and when it was built (UTC).';
comment on column snapshot.schema_version is 'Counts the changes of this schema; a program opens only its own.';

create table snapshot_layer (
    layer layer primary key,
    row_count bigint not null
);
comment on table snapshot_layer is 'How many rows of facts this file holds: one row per layer that holds any.';
comment on column snapshot_layer.row_count is 'Rows of facts.';

create table snapshot_change (
    previous_id text primary key,
    rows_added bigint not null,
    rows_removed bigint not null,
    regions_changed bigint not null
);
comment on table snapshot_change is
    'What became different from the snapshot that this one followed: one row, none for the first. The sample is left out.';
comment on column snapshot_change.rows_added is 'Rows of facts that are new or changed.';
comment on column snapshot_change.rows_removed is 'Rows of facts that are gone or changed.';
comment on column snapshot_change.regions_changed is 'Regions that those rows are about.';

create table source (
    source_id text primary key,
    title text not null check (length(trim(title)) > 0),
    url text check (url is null or url like 'http%'),
    grade grade not null,
    remark text,
    layer layer not null
);
comment on column source.layer is 'imported: it came with a file that was loaded.';
comment on table source is 'One row per published source; no url where only a repost is known.';

create table region (
    region_code text primary key check (regexp_full_match(region_code, '[0-9]{6}|[a-z]+(-[a-z]+)*')),
    name_zh text not null,
    name_en text not null,
    full_name_zh text not null,
    parent_code text references region (region_code),
    in_survey boolean not null,
    longitude double check (longitude between 73 and 136),
    latitude double check (latitude between 3 and 54),
    area_km2 double check (area_km2 > 0)
);
comment on table region is 'One row per place. Membership of zones and major regions is region_member, never a column.';
comment on column region.parent_code is 'Administrative parent: a province of a city, the nation of a province; null for groups.';
comment on column region.in_survey is 'False for 港澳台: outside the national survey, neither zero nor missing.';
comment on column region.longitude is 'Representative point inside the region, degrees east (CGCS2000).';
comment on column region.latitude is 'Representative point inside the region, degrees north (CGCS2000).';
comment on column region.area_km2 is 'Area of the boundary polygon in an equal-area projection, km²; not an official area.';

create table region_level (
    region_code text not null references region (region_code),
    level level not null,
    primary key (region_code, level)
);
comment on table region_level is 'The levels a place is shown at; a municipality is both province and city.';

create table region_member (
    group_code text not null references region (region_code),
    member_code text not null references region (region_code),
    member_level level not null,
    inclusion inclusion not null,
    valid_from date not null,
    valid_to date,
    basis text not null,
    basis_url text,
    note text,
    primary key (group_code, member_code, member_level, valid_from),
    check (valid_to is null or valid_to > valid_from)
);
comment on table region_member is 'Many-to-many membership with its basis and validity. Zones partition the 31 provinces; major regions overlap them.';
comment on column region_member.inclusion is 'proxy: a whole province standing in where only provincial figures exist; excluded: named by the basis as left out.';

create table region_successor (
    former_code text primary key,
    former_name_zh text not null,
    successor_code text not null references region (region_code),
    changed_on date not null,
    kind text not null check (kind in ('renamed', 'merged', 'upgraded', 'recoded')),
    note text
);
comment on table region_successor is 'Former units and what they became; a file that names a former unit is refused with the code of its successor.';

create table region_alias (
    alias text primary key,
    region_code text not null references region (region_code)
);
comment on table region_alias is 'Other spellings and codes under which a region appears in files.';

create table metric (
    metric text primary key check (regexp_full_match(metric, '[a-z][a-z0-9_]*')),
    subject text not null,
    name_zh text not null,
    name_en text not null,
    unit text not null,
    decimals integer not null check (decimals between 0 and 4),
    additive boolean not null,
    polarity integer not null check (polarity in (-1, 0, 1)),
    definition_zh text not null,
    definition_en text not null,
    caveat_zh text not null,
    caveat_en text not null,
    total_includes_hong_kong_macao_taiwan boolean not null,
    can_be_negative boolean not null,
    unique (metric, unit)
);
comment on table metric is 'The contract of every metric that a fact may name.';
comment on column metric.additive is 'True where parts add to the whole: counts and money, never rates.';
comment on column metric.total_includes_hong_kong_macao_taiwan is
    'Whether the printed national total covers the 34 province-level units (true) or the 31 of the survey (false).';
comment on column metric.can_be_negative is 'True for changes alone: a count, a sum of money or a share below zero is a slip.';
comment on column metric.polarity is '1 more is better, -1 less is better, 0 neither.';
comment on column metric.decimals is 'Digits after the point on screens, 0 to 4; values are stored unrounded.';

create table stat (
    region_code text not null references region (region_code),
    year smallint not null check (year between 1985 and 2100),
    metric text not null,
    value double not null check (isfinite(value)),
    unit text not null,
    qualifier qualifier not null,
    layer layer not null,
    source_id text not null references source (source_id),
    note text,
    primary key (region_code, year, metric, layer),
    foreign key (metric, unit) references metric (metric, unit)
);
comment on table stat is 'Published and imported statistics: one row per region, year, metric and layer.';
comment on column stat.year is 'Position at the end of the year unless the note says otherwise.';
comment on column stat.value is 'In the unit of its row; a bound where the view figure gives none.';

create view figure as
select
    region_code,
    year,
    metric,
    layer,
    qualifier,
    case when qualifier in ('over', 'reach', 'less_than') then null else value end as value,
    case when qualifier = 'less_than' then null else value end as lo,
    case when qualifier in ('over', 'reach') then null else value end as hi
from stat;
comment on view figure is
    'What a row of stat says of the true value: a point, with lo and hi equal to it, or a bound, with lo or hi alone.';
comment on column figure.year is 'As in stat.';
comment on column figure.value is 'In the unit of the metric; null for a bound.';
comment on column figure.lo is 'Lower bound of the true value, in the unit of the metric; null where none is known.';
comment on column figure.hi is 'Upper bound of the true value, in the unit of the metric; null where none is known.';

create table cross_check (
    region_code text not null references region (region_code),
    year smallint not null check (year between 1985 and 2100),
    metric text not null references metric (metric),
    value double not null check (isfinite(value)),
    unit text not null,
    qualifier qualifier not null,
    source_id text not null references source (source_id),
    note text,
    layer layer not null,
    primary key (region_code, year, metric, source_id),
    foreign key (metric, unit) references metric (metric, unit)
);
comment on column cross_check.year is 'As in stat.';
comment on column cross_check.value is 'In the unit of its row, as the second source prints it.';
comment on table cross_check is 'The same figure as a second source prints it; never shown in place of stat.';

create table series_break (
    break_id text primary key,
    metric text not null references metric (metric),
    region_code text not null references region (region_code),
    year smallint not null check (year between 1985 and 2100),
    kind text not null check (kind in ('break', 'scope', 'conflict', 'rounding', 'incomplete', 'definition')),
    difference double check (difference is null or (isfinite(difference) and difference <> 0)),
    text_zh text not null,
    text_en text not null
);
comment on table series_break is 'Known breaks and conflicts of the published figures, shown where they matter.';
comment on column series_break.region_code is 'The region whose series it concerns, and no other.';
comment on column series_break.year is 'For a break or scope, the first year of the new series.';
comment on column series_break.kind is
    'break, scope: not comparable across this year; incomplete: the parts on record do not cover the total; definition: what it is not.';
comment on column series_break.difference is
    'Sum of the parts less the printed total that this entry accounts for, in the unit of the metric; null where none is claimed.';

create table target (
    metric text not null references metric (metric),
    region_code text not null references region (region_code),
    year smallint not null check (year between 1985 and 2100),
    value double not null check (isfinite(value)),
    unit text not null,
    qualifier qualifier not null,
    source_id text not null references source (source_id),
    clause text not null,
    primary key (metric, region_code, year),
    foreign key (metric, unit) references metric (metric, unit)
);
comment on column target.year is 'Year by whose end the target is due.';
comment on column target.value is 'In the unit of its row; what is to be exceeded or reached, as the qualifier says.';
comment on table target is 'Official targets; the policy is their source.';

create table cluster (
    cluster_id text primary key,
    name_zh text not null,
    name_en text not null,
    region_code text not null references region (region_code),
    place_code text not null check (regexp_full_match(place_code, '[0-9]{6}')),
    pilot_year smallint check (pilot_year between 1985 and 2100),
    demonstration_year smallint check (demonstration_year between 1985 and 2100),
    status cluster_status,
    status_text text,
    layer layer not null,
    note text
);
comment on column cluster.pilot_year is 'Year of approval as 试验区.';
comment on column cluster.demonstration_year is 'Year of approval as 示范区.';
comment on table cluster is 'Clusters of IP services (集聚区); null status or year: not printed in any source found.';
comment on column cluster.region_code is 'Host city, or the province where no city is printed.';
comment on column cluster.place_code is 'Finest adcode that the source allows (county, city or province).';

create table cluster_source (
    cluster_id text not null references cluster (cluster_id),
    source_id text not null references source (source_id),
    primary key (cluster_id, source_id)
);
comment on table cluster_source is 'Every source that a cluster rests on: one row per cluster and source.';

create table cluster_year (
    cluster_id text not null references cluster (cluster_id),
    year smallint not null check (year between 1985 and 2100),
    metric text not null,
    value double not null check (isfinite(value)),
    unit text not null,
    qualifier qualifier not null,
    layer layer not null,
    source_id text not null references source (source_id),
    note text,
    primary key (cluster_id, year, metric, layer),
    foreign key (metric, unit) references metric (metric, unit)
);
comment on table cluster_year is 'What is known of a cluster in a year, one row per metric.';
comment on column cluster_year.year is 'Position at the end of the year unless the note says otherwise.';
comment on column cluster_year.value is 'In the unit of its row; a bound where the qualifier is one.';

create table cluster_target (
    cluster_id text not null references cluster (cluster_id),
    year smallint not null check (year between 1985 and 2100),
    metric text not null,
    value double not null check (isfinite(value)),
    unit text not null,
    layer layer not null,
    source_id text not null references source (source_id),
    note text,
    primary key (cluster_id, year, metric, layer),
    foreign key (metric, unit) references metric (metric, unit)
);
comment on table cluster_target is 'What the plan of a cluster aims at: one row per cluster, year and metric.';
comment on column cluster_target.year is 'Year by whose end the figure is aimed at.';
comment on column cluster_target.value is 'In the unit of its row.';

create table cluster_event (
    cluster_id text not null references cluster (cluster_id),
    year smallint not null check (year between 1985 and 2100),
    month smallint check (month between 1 and 12),
    kind event_kind not null,
    text_zh text not null check (length(trim(text_zh)) > 0),
    text_en text not null check (length(trim(text_en)) > 0),
    layer layer not null,
    source_id text not null references source (source_id),
    primary key (cluster_id, year, kind, text_zh, layer)
);
comment on table cluster_event is 'What happened to a cluster: one row per cluster, year, kind, words and layer.';
comment on column cluster_event.year is 'Year in which it happened; what a source reports without a date is no event.';
comment on column cluster_event.month is 'Month 1 to 12; null where only the year is printed.';
comment on column cluster_event.kind is
    'approval: granted a status; acceptance: assessed or accepted; policy: a plan or measure; platform: a service platform opened.';

create table cluster_criterion (
    applies_to text not null,
    criterion text not null,
    threshold text,
    requirement text,
    source_id text not null references source (source_id),
    primary key (applies_to, criterion)
);
comment on table cluster_criterion is 'The public part of the assessment of clusters; official thresholds are not public.';

create table special_title (
    title_type text not null,
    holder text not null,
    region_code text not null references region (region_code),
    city text,
    year smallint check (year between 1985 and 2100),
    note text,
    source_id text not null references source (source_id),
    primary key (title_type, holder)
);
comment on table special_title is 'Titles awarded to zones, cities and parks (出口基地, 导航服务基地 …): one row per title and holder.';
comment on column special_title.year is 'Year of the award; null where none is printed.';

create table assistance_pair (
    helper_code text not null references region (region_code),
    assisted_code text not null references region (region_code),
    assisted_name text not null,
    year smallint not null check (year between 1985 and 2100),
    layer layer not null,
    source_id text not null references source (source_id),
    note text,
    primary key (helper_code, assisted_name, year, layer)
);
comment on table assistance_pair is
    'Pairs of 区域协作帮扶, named in public or imported: one row per helper, assisted place, year and layer.';
comment on column assistance_pair.year is 'Year in which the pair was named.';
comment on column assistance_pair.assisted_code is 'The province of the assisted place.';
comment on column assistance_pair.assisted_name is
    'The assisted place by its own name: the province, or a place inside it such as 新疆生产建设兵团.';

create table joint_project (
    region_code text not null references region (region_code),
    partner_code text not null references region (region_code),
    year smallint not null check (year between 1985 and 2100),
    kind text not null,
    projects integer not null check (projects >= 0),
    layer layer not null,
    source_id text not null references source (source_id),
    note text,
    primary key (region_code, partner_code, year, kind, layer),
    check (region_code <= partner_code)
);
comment on table joint_project is
    'Projects of two provinces together, without regard to who leads: one row per pair, year, kind and layer.';
comment on column joint_project.region_code is 'Of the two the one with the lower code, so that a pair stands once.';
comment on column joint_project.partner_code is
    'The other; the same as region_code for projects of a province alone, which count as its activity.';
comment on column joint_project.year is 'Year in which the projects were under way.';
comment on column joint_project.kind is 'Kind of the projects in the words of the source; 未注明 where it names none.';
comment on column joint_project.projects is 'Number of projects, 0 or more.';

create table agency (
    agency_code text primary key,
    name text not null,
    credit_code text,
    status text not null,
    type text not null,
    established_on date,
    region_code text not null references region (region_code),
    address text,
    attorneys integer check (attorneys >= 0),
    credit_grade text,
    longitude double,
    latitude double,
    layer layer not null
);
comment on table agency is 'Register of agencies (机构代码 机构名称 统一社会信用代码 机构状态 机构类型 设立日期 地址 执业代理师人数 信用等级). No personal data.';
comment on column agency.attorneys is '执业代理师, persons.';
comment on column agency.longitude is 'Degrees east (CGCS2000).';
comment on column agency.latitude is 'Degrees north (CGCS2000).';

-- Of five million rows, the index of a key would be the one thing that has to fit into memory whole. The keys of
-- agency_year and service_offer, one row per agency and year, or type and form, of a layer, are checked when a snapshot is
-- written: data/sql/unkeyed.sql.
create table agency_year (
    agency_code text not null,
    year smallint not null check (year between 1985 and 2100),
    size_class size_class,
    employees integer check (employees >= 0),
    attorneys integer check (attorneys >= 0),
    revenue double check (isfinite(revenue)),
    foreign_related boolean,
    layer layer not null
);
comment on table agency_year is 'An agency in a year, as it reports for the survey (从业人员 执业代理师 营业收入). One row per agency, year and layer.';
comment on column agency_year.revenue is '营业收入, 万元.';
comment on column agency_year.year is 'Position at the end of the year; revenue over the year.';
comment on column agency_year.employees is '从业人员, persons.';
comment on column agency_year.attorneys is '执业代理师, persons.';

create table cluster_member (
    cluster_id text not null references cluster (cluster_id),
    agency_code text not null references agency (agency_code),
    joined_year smallint not null check (joined_year between 1985 and 2100),
    left_year smallint check (left_year between 1985 and 2100),
    layer layer not null,
    primary key (cluster_id, agency_code, joined_year, layer),
    check (left_year is null or left_year >= joined_year)
);
comment on table cluster_member is
    'Agencies inside a cluster: one row per cluster, agency, year of joining and layer. The agency stands in the register of the layer.';
comment on column cluster_member.joined_year is 'First year at whose end the agency is in the cluster.';
comment on column cluster_member.left_year is
    'First year at whose end it is there no more; null while it is. An agency may join again later.';

create table branch (
    branch_code text primary key,
    agency_code text not null references agency (agency_code),
    name text not null,
    established_on date,
    closed_on date,
    region_code text not null references region (region_code),
    address text,
    status text not null,
    layer layer not null
);
comment on table branch is 'Branches of agencies (主机构代码 分支机构代码 分支机构名称 设立日期 地址 状态): one row per branch.';

create table service_offer (
    agency_code text not null,
    ip_type ip_type not null,
    service_form service_form not null,
    first_year smallint check (first_year between 1985 and 2100),
    layer layer not null
);
comment on table service_offer is 'What an agency offers: one row per agency, type of IP and form of service.';
comment on column service_offer.first_year is 'First year in which the agency offers it; null where that is not told.';

create table branch_now (
    branch_code text primary key,
    layer layer not null,
    is_closed boolean not null,
    home_city text,
    home_province text,
    place_city text,
    place_province text,
    opened smallint,
    closed smallint,
    forms smallint not null
);
comment on table branch_now is
    'Derived by the build from branch, agency and service_offer: whence and where a branch leads, when, and whether it is closed.';
comment on column branch_now.is_closed is 'Whether it has a closing date or a status that says so; 未注销, 拟注销 say that it is open.';
comment on column branch_now.home_city is 'City of the head office; null where only its province is known, as for every place.';
comment on column branch_now.opened is 'Calendar year of 设立日期; null where it is not told.';
comment on column branch_now.closed is 'Calendar year of the closing; null while open or on an unknown day.';
comment on column branch_now.forms is 'Forms of service that the head office offers: one bit per number of the form, from 0. A branch has none of its own.';

create table form_year (
    layer layer not null,
    region_code text not null,
    year smallint not null,
    service_form service_form,
    agencies double not null check (agencies > 0),
    employees double,
    employees_told double not null,
    revenue double,
    revenue_told double not null
);
comment on table form_year is
    'Derived by the build: agencies that report for a year, by place and form. One with m forms counts 1/m in each, so that forms add up.';
comment on column form_year.region_code is 'City of the agency, or its province where the city is not known.';
comment on column form_year.year is 'Year of the report.';
comment on column form_year.service_form is 'Null: agencies of which no offer is on record for the year.';
comment on column form_year.agencies is 'Agencies, in parts of one where they offer several forms.';
comment on column form_year.employees is '从业人员, persons, of the agencies that tell them.';
comment on column form_year.employees_told is 'Those of the agencies that tell their employees.';
comment on column form_year.revenue is '营业收入, 万元 at prices of the year, of the agencies that tell it.';
comment on column form_year.revenue_told is 'Those of the agencies that tell their revenue.';

create table agency_now (
    agency_code text primary key,
    layer layer not null,
    region_code text not null,
    status text not null,
    is_closed boolean not null,
    type text not null,
    credit_grade text,
    established_on date,
    folded text not null,
    longitude double,
    latitude double,
    year smallint,
    size_class size_class,
    employees integer,
    attorneys integer,
    revenue double,
    foreign_related boolean,
    branches integer not null,
    offers bigint not null
);
comment on table agency_now is
    'Derived by the build from agency, agency_year, branch and service_offer: what a search of the register asks of an agency.';
comment on column agency_now.is_closed is 'Whether the status says that the agency is no more; 未注销, 拟注销 say that it is open.';
comment on column agency_now.folded is 'Name and code as searches compare them: lower case, half width.';
comment on column agency_now.longitude is 'As in agency; null unless both coordinates are known.';
comment on column agency_now.latitude is 'As in agency; null unless both coordinates are known.';
comment on column agency_now.year is 'The last year that the agency reported; size, staff, revenue and foreign business are those of that year.';
comment on column agency_now.employees is '从业人员 of that year, persons.';
comment on column agency_now.attorneys is '执业代理师 of that year, persons; of the register where no year is known.';
comment on column agency_now.revenue is '营业收入 of that year, 万元.';
comment on column agency_now.branches is 'Branches on record that are not closed: without a closing date, and with a status that does not say so.';
comment on column agency_now.offers is
    'One bit per pair that is offered: seven times the number of the type of IP plus the number of the form, from 0.';

create table offer_count (
    layer layer not null,
    region_code text not null,
    year smallint,
    size_class size_class,
    ip_type ip_type,
    service_form service_form,
    agencies integer not null check (agencies > 0),
    offering integer not null check (offering <= agencies)
);
comment on table offer_count is
    'Derived by the build: agencies by place, year, size, type of IP and form. Null type or form: any. Offers do not add up to agencies.';
comment on column offer_count.year is 'Year of the report; null for the register as it stands, every status included.';
comment on column offer_count.size_class is 'Size in that year; null where none is known.';
comment on column offer_count.agencies is 'Agencies that offer the type and form; where both are null, all agencies.';
comment on column offer_count.offering is 'Those of them of which any offer is on record.';

create table offer_year (
    layer layer not null,
    region_code text not null,
    ip_type ip_type not null,
    service_form service_form not null,
    first_year smallint,
    agencies integer not null check (agencies > 0)
);
comment on table offer_year is
    'Derived by the build: agencies that are not closed, by place, type of IP, form and first year. One row per combination.';
comment on column offer_year.region_code is 'City of the agency, or its province where the city is not known.';
comment on column offer_year.first_year is 'First year in which they offer it; null where that is not told.';
comment on column offer_year.agencies is 'Agencies that offer the type and form; an agency with several offers is in several rows.';

create table offer_answer (
    layer layer not null,
    region_code text not null,
    agencies integer not null check (agencies > 0),
    offering integer not null check (offering <= agencies),
    primary key (layer, region_code)
);
comment on table offer_answer is
    'Derived by the build: agencies that are not closed, by place as in offer_year, and of how many any offer is on record.';
comment on column offer_answer.agencies is 'Agencies that are not closed.';
comment on column offer_answer.offering is 'Those of them of which any offer is on record.';

create table register_cell (
    layer layer not null,
    table_name text not null,
    column_name text not null,
    row_count bigint not null check (row_count > 0),
    filled_count bigint not null check (filled_count <= row_count),
    primary key (layer, table_name, column_name)
);
comment on table register_cell is 'Derived by the build: how far each column of a register is filled.';

create table register_answer (
    layer layer not null,
    region_code text not null,
    agencies integer not null,
    open_agencies integer not null,
    last_year smallint,
    answers integer not null check (answers <= open_agencies),
    primary key (layer, region_code)
);
comment on table register_answer is 'Derived by the build: how fresh the register of a province is. One row per province with agencies.';
comment on column register_answer.agencies is 'Agencies on record.';
comment on column register_answer.open_agencies is 'Those of them that are not closed.';
comment on column register_answer.last_year is 'Last year that any agency of the province reports for; null: none does.';
comment on column register_answer.answers is 'Open agencies that report for that year.';

create table register_check (
    layer layer not null,
    rule text not null,
    checked bigint not null,
    found bigint not null check (found <= checked),
    primary key (layer, rule)
);
comment on table register_check is 'Derived by the build: how many agencies or agency-years each rule looked at, and how many it found wanting.';

create table register_finding (
    layer layer not null,
    rule text not null,
    position smallint not null,
    agency_code text not null,
    other_code text,
    year smallint,
    measure text,
    value double,
    against double,
    primary key (layer, rule, position)
);
comment on table register_finding is 'Derived by the build: the first findings of each rule, the gravest first.';
comment on column register_finding.position is 'Counts from 1 within the rule.';
comment on column register_finding.other_code is 'Another agency with the same mark.';
comment on column register_finding.year is 'Year of the report; null for the register itself.';
comment on column register_finding.measure is 'Column that is looked at, or the mark that agencies share.';
comment on column register_finding.value is 'What stands there: agencies with the same mark, or the figure in its unit.';
comment on column register_finding.against is 'What it is held against, in the same unit; null where the rule has no such figure.';

create table intake (
    file text not null,
    rows_in integer not null,
    rows_stored integer not null,
    rows_reported integer not null,
    sha256 text not null,
    primary key (file),
    check (rows_in = rows_stored + rows_reported)
);
comment on table intake is 'Every row of every input file: stored, or reported as refused.';
comment on column intake.rows_in is 'Rows of the file without its header.';
comment on column intake.rows_stored is 'Rows that stand in the table.';
comment on column intake.rows_reported is 'Rows refused with a reason.';

create table import_file (
    file text not null,
    sheet text not null,
    kind text not null,
    rows_in integer not null,
    rows_loaded integer not null,
    rows_rejected integer not null,
    sha256 text not null,
    author text not null,
    loaded_at timestamp not null,
    primary key (file, sheet, sha256),
    check (rows_in = rows_loaded + rows_rejected)
);
comment on table import_file is 'Every loaded sheet of every imported file: its rows, loaded or rejected, and who loaded it when (UTC).';
comment on column import_file.sheet is 'Empty outside workbooks.';
comment on column import_file.kind is 'The table that the sheet fills.';
comment on column import_file.rows_in is 'Rows of the sheet without its header.';
comment on column import_file.rows_loaded is 'Rows taken into the tables; a later file may have replaced some since.';
comment on column import_file.rows_rejected is 'Rows stopped by an error.';

create table reconciliation (
    region_code text not null references region (region_code),
    year smallint not null check (year between 1985 and 2100),
    metric text not null references metric (metric),
    printed double not null,
    parts double not null,
    difference double not null,
    part_count integer not null,
    verdict text not null check (verdict in ('equal', 'explained', 'unexplained')),
    explanation_zh text,
    explanation_en text,
    primary key (region_code, year, metric)
);
comment on table reconciliation is 'Printed totals against the sum of their printed parts.';
comment on column reconciliation.difference is 'Sum of the parts less the printed total, in the unit of the metric.';
comment on column reconciliation.year is 'As in stat.';
comment on column reconciliation.printed is 'Printed total, in the unit of the metric.';
comment on column reconciliation.parts is 'Sum of the printed parts, in the unit of the metric.';
comment on column reconciliation.part_count is 'Number of parts, provinces.';
