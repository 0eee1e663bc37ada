"""Files of a register of any size, in the shape of the sample, whose names say that they are synthetic."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from data.sample.register import generate

YEARS = (2019, 2023)
FORMATS = {"csv": "header", "parquet": "format parquet"}
# Tables of the sample that are copied, and those that stand as they are.
SAMPLED = ("agency", "agency_year", "branch", "service_offer", "stat", "joint_project")
OF_CLUSTERS = ("cluster", "cluster_year", "cluster_target", "cluster_event", "cluster_member")

# Copies of the sample stand side by side until there are enough agencies. One that the sample knows of in some years
# alone has the figures of the nearest of them in the others, so that every agency has five years.
REGISTER = """
create table shape as select row_number() over (order by agency_code) - 1 as place, * from sampled_agency;
create table shape_year as
with wanted as (
    select shape.place, shape.agency_code, years.year
    from shape cross join (select unnest(range($first, $last + 1)) as year) as years
    where shape.agency_code in (select agency_code from sampled_agency_year)
)
select wanted.place, wanted.year, arg_min(own, abs(own.year - wanted.year)) as figures
from wanted inner join sampled_agency_year as own on wanted.agency_code = own.agency_code
group by wanted.place, wanted.year
"""
AGENCY_FILE = """
copy (
    select
        format('L{:03d}-{}', copies.copy, agency_code) as 机构代码, format('{} 副本{}', name, copies.copy) as 机构名称,
        status as 机构状态, type as 机构类型, established_on as 设立日期, region_code as 地区代码,
        attorneys as 执业代理师人数, credit_grade as 信用等级, longitude as 经度, latitude as 纬度
    from shape cross join range($agencies // $size + 1) as copies (copy)
    where copies.copy * $size + shape.place < $agencies
) to '{folder}/agencies.{ending}' ({options})
"""
YEAR_FILE = """
copy (
    select
        format('L{:03d}-{}', copies.copy, shape.agency_code) as 机构代码, shape_year.year as 年份,
        figures.employees as 从业人员, figures.attorneys as 执业代理师人数, figures.revenue as "营业收入（万元）",
        figures.size_class as 规模, figures.foreign_related as 涉外业务
    from shape_year
    inner join shape on shape_year.place = shape.place
    cross join range($agencies // $size + 1) as copies (copy)
    where copies.copy * $size + shape.place < $agencies
) to '{folder}/years.{ending}' ({options})
"""
BRANCH_FILE = """
copy (
    select
        format('L{:03d}-{}', copies.copy, own.branch_code) as 分支机构代码,
        format('L{:03d}-{}', copies.copy, shape.agency_code) as 主机构代码,
        format('{} 副本{}', own.name, copies.copy) as 分支机构名称, own.established_on as 设立日期,
        own.closed_on as 注销日期, own.region_code as 地区代码, own.status as 状态
    from sampled_branch as own
    inner join shape on own.agency_code = shape.agency_code
    cross join range($agencies // $size + 1) as copies (copy)
    where copies.copy * $size + shape.place < $agencies
) to '{folder}/branches.{ending}' ({options})
"""
OFFER_FILE = """
copy (
    select
        format('L{:03d}-{}', copies.copy, own.agency_code) as 机构代码, own.ip_type as 知识产权类型,
        own.service_form as 业务形态, own.first_year as 起始年份
    from sampled_service_offer as own
    inner join shape on own.agency_code = shape.agency_code
    cross join range($agencies // $size + 1) as copies (copy)
    where copies.copy * $size + shape.place < $agencies
) to '{folder}/offers.{ending}' ({options})
"""
# Demand and conditions, which no register tells: the metrics of years before its own.
STAT_FILE = """
copy (
    select region_code as 地区代码, year as 年份, metric as 指标, value as 数值, unit as 单位, '合成样例' as 来源
    from sampled_stat
    where metric in (select metric from sampled_stat group by metric having min(year) < $first)
) to '{folder}/stats.{ending}' ({options})
"""
PROJECT_FILE = """
copy (
    select
        region_code as 地区代码, partner_code as 合作地区代码, year as 年份, kind as 项目类型, projects as 项目数,
        '合成样例' as 来源
    from sampled_joint_project
) to '{folder}/projects.{ending}' ({options})
"""
# The clusters of the sample under codes of their own, since its codes are kept for it. Their yearly figures stand as
# they are; the members of every copy are inside them, so that their register is as large as it would be.
CLUSTER_FILE = """
copy (
    select
        replace(cluster_id, 'sample_', 'large-') as 集聚区代码, name_zh as 集聚区名称, name_en as 英文名称,
        region_code as 地区代码, place_code as 区县代码, pilot_year as 试验区批准年份,
        demonstration_year as 示范区批准年份, status as 状态, note as 备注
    from sampled_cluster
) to '{folder}/clusters.{ending}' ({options})
"""
CLUSTER_YEAR_FILE = """
copy (
    select
        replace(cluster_id, 'sample_', 'large-') as 集聚区代码, year as 年份, metric as 指标, value as 数值,
        unit as 单位, '合成样例' as 来源
    from sampled_cluster_year
) to '{folder}/cluster_years.{ending}' ({options})
"""
CLUSTER_TARGET_FILE = """
copy (
    select
        replace(cluster_id, 'sample_', 'large-') as 集聚区代码, year as 目标年份, metric as 指标, value as 目标值,
        unit as 单位, '合成样例' as 来源
    from sampled_cluster_target
) to '{folder}/cluster_targets.{ending}' ({options})
"""
CLUSTER_EVENT_FILE = """
copy (
    select
        replace(cluster_id, 'sample_', 'large-') as 集聚区代码, year as 年份, month as 月份, kind as 事件类型,
        text_zh as 事件, text_en as 事件英文, '合成样例' as 来源
    from sampled_cluster_event
) to '{folder}/cluster_events.{ending}' ({options})
"""
CLUSTER_MEMBER_FILE = """
copy (
    select
        replace(own.cluster_id, 'sample_', 'large-') as 集聚区代码,
        format('L{:03d}-{}', copies.copy, own.agency_code) as 机构代码, own.joined_year as 入驻年份,
        own.left_year as 迁出年份
    from sampled_cluster_member as own
    inner join shape on own.agency_code = shape.agency_code
    cross join range($agencies // $size + 1) as copies (copy)
    where copies.copy * $size + shape.place < $agencies
) to '{folder}/cluster_members.{ending}' ({options})
"""
STATEMENTS = (
    AGENCY_FILE, YEAR_FILE, BRANCH_FILE, OFFER_FILE, STAT_FILE, PROJECT_FILE,
    CLUSTER_FILE, CLUSTER_YEAR_FILE, CLUSTER_TARGET_FILE, CLUSTER_EVENT_FILE, CLUSTER_MEMBER_FILE,
)


def write_register(folder: Path, agencies: int, ending: str) -> list[Path]:
    """Write the files of a register into `folder`, each of `FORMATS` by its ending, and return their paths."""
    frames = generate()
    own = frames["agency"][frames["agency"]["agency_code"].isin(frames["agency_year"]["agency_code"])]
    with duckdb.connect() as connection:
        _register(connection, {**frames, "agency": own})
        tables, years = duckdb.extract_statements(REGISTER)
        connection.execute(tables)
        connection.execute(years, {"first": YEARS[0], "last": YEARS[1]})
        asked = {"agencies": agencies, "size": len(own), "first": YEARS[0]}
        for statement in STATEMENTS:
            text = statement.replace("{folder}", str(folder)).replace("{ending}", ending)
            text = text.replace("{options}", FORMATS[ending])
            names = duckdb.extract_statements(text)[0].named_parameters
            connection.execute(text, {name: asked[name] for name in names})
    return sorted(folder.glob(f"*.{ending}"))


def _register(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pd.DataFrame]) -> None:
    for table in (*SAMPLED, *OF_CLUSTERS):
        connection.register(f"sampled_{table}", frames[table])
