"""A complete set of input files, small enough to check by hand: one nation, two provinces, one city, 台湾."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.intake import InputFolders
from data.snapshot import current_snapshot

METRIC = """[{name}]
subject = "{subject}"
name_zh = "{name_zh}"
name_en = "{name_en}"
unit = "{unit}"
decimals = 0
additive = true
polarity = 1
total_includes_hong_kong_macao_taiwan = {whole}
can_be_negative = false
definition_zh = "年末数"
definition_en = "At year end"
caveat_zh = ""
caveat_en = ""
"""

METRICS = "\n".join(
    METRIC.format(name=name, subject=subject, name_zh=name_zh, name_en=name_en, unit=unit, whole=whole)
    for name, subject, name_zh, name_en, unit, whole in (
        ("patent_agencies", "services", "专利代理机构", "Patent agencies", "家", "false"),
        ("utility_models", "demand", "实用新型", "Utility models", "件", "true"),
    )
)

STAT = "year,region_code,region_name,metric,value,unit,qualifier,source_id,note\n"
CLUSTER_FIGURE = "cluster_id,year,metric,value,unit,qualifier,source_id,note\n"

FILES: dict[str, str] = {
    "metrics.toml": METRICS,
    "published/sources.csv": "source_id,title,url,grade,remark\n"
    "s1,统计年报,https://example.org/a,official,\ns2,转载,,mirror_repost,\n",
    "regions/region.csv": "region_code,name_zh,name_en,full_name_zh,parent_code,in_survey\n"
    "110000,北京,Beijing,北京市,100000,true\n"
    "100000,全国,China,中华人民共和国,,true\n"
    "320000,江苏,Jiangsu,江苏省,100000,true\n"
    "320500,苏州,Suzhou,苏州市,320000,true\n"
    "710000,台湾,Taiwan,台湾省,100000,false\n"
    "east,东部,Eastern zone,东部地区,,true\n",
    "regions/region_geometry.csv": "region_code,longitude,latitude,area_km2\n"
    "110000,116.4,40.2,16400\n320000,119.5,33.0,102000\n",
    "regions/region_level.csv": "region_code,level\n100000,nation\n110000,province\n110000,city\n"
    "320000,province\n320500,city\n710000,province\neast,zone\n",
    "regions/region_member.csv": "group_code,member_code,member_level,inclusion,valid_from,valid_to,basis,"
    "basis_url,note\neast,110000,province,full,2011-06-13,,划分方法,,\n"
    "east,320000,province,full,2011-06-13,,划分方法,,\n",
    "regions/region_successor.csv": "former_code,former_name_zh,successor_code,changed_on,kind,note\n"
    "320586,吴县市,320500,2000-12-31,merged,\n",
    "regions/region_alias.csv": "alias,region_code\n110100,110000\n姑苏,320500\n",
    "published/national_stats.csv": STAT + "2022,100000,全国,patent_agencies,30,家,exact,s1,\n"
    "2022,100000,全国,utility_models,60,件,exact,s1,含港澳台\n"
    "2023,100000,全国,utility_models,61,件,exact,s1,含港澳台\n"
    "2021,100000,全国,utility_models,59,件,exact,s1,含港澳台\n",
    "published/province_stats.csv": STAT + "2022,110000,北京,patent_agencies,10,家,exact,s1,\n"
    "2022,320000,江苏,patent_agencies,20,家,exact,s1,\n"
    "2022,710000,台湾,patent_agencies,5,家,exact,s1,不计入全国\n"
    "2022,110000,北京,utility_models,10,件,exact,s1,\n"
    "2022,320000,江苏,utility_models,20,件,exact,s1,\n"
    "2022,710000,台湾,utility_models,28,件,exact,s1,\n"
    "2023,110000,北京,utility_models,11,件,exact,s1,\n"
    "2023,320000,江苏,utility_models,20,件,exact,s1,\n"
    "2023,710000,台湾,utility_models,28,件,exact,s1,\n"
    "2021,110000,北京,utility_models,11,件,exact,s1,\n"
    "2021,320000,江苏,utility_models,20,件,over,s1,\n",
    "published/city_stats.csv": STAT + "2022,320500,苏州,patent_agencies,7,家,approx,s2,约7家\n",
    "published/region_stats.csv": STAT + "2022,east,东部,patent_agencies,28,家,over,s2,\n",
    "published/cross_checks.csv": STAT + "2022,100000,全国,patent_agencies,30,家,exact,s2,\n",
    "published/breaks.csv": "break_id,metric,region_code,year,kind,difference,text_zh,text_en\n"
    "utility-2023,utility_models,100000,2023,rounding,-2,分项之和少2件,The parts sum to two less\n",
    "published/targets.csv": "metric,region_code,year,value,unit,qualifier,source_id,clause\n"
    "patent_agencies,100000,2030,50,家,over,s1,（三）发展目标：机构超过50家\n",
    "published/clusters.csv": "cluster_id,name_zh,name_en,region_code,place_code,pilot_year,"
    "demonstration_year,status,status_text,note\nsnd,苏州高新区,Suzhou New District,320500,320505,"
    "2012,2016,demonstration,示范区,\n",
    "published/cluster_sources.csv": "cluster_id,source_id\nsnd,s2\n",
    "published/cluster_stats.csv": CLUSTER_FIGURE + "snd,2022,patent_agencies,3,家,exact,s2,\n",
    "published/cluster_targets.csv": "cluster_id,year,metric,value,unit,source_id,note\n"
    "snd,2025,patent_agencies,9,家,s2,\n",
    "published/cluster_events.csv": "cluster_id,year,month,kind,text_zh,text_en,source_id\n"
    "snd,2012,,approval,获批试验区,Approved as a pilot zone,s2\n",
    "published/cluster_criteria.csv": "applies_to,criterion,threshold,requirement,source_id\n"
    "示范区,验收,,专家评审,s2\n",
    "published/special_titles.csv": "title_type,holder,region_code,city,year,note,source_id\n"
    "出口基地,苏州高新区,320000,苏州,2022,,s2\n",
    "published/assistance_pairs.csv": "helper_code,assisted_code,assisted_name,year,source_id,note\n"
    "110000,320000,江苏,2025,s2,\n",
}


def write_inputs(folder: Path) -> InputFolders:
    """Write the files below `folder` and return where they stand."""
    for label, text in FILES.items():
        path = folder / label
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return InputFolders(folder / "published", folder / "regions", folder / "metrics.toml")


def change(folder: Path, label: str, old: str, new: str) -> None:
    """Replace the single occurrence of `old` in a written file."""
    path = folder / label
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (label, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def assert_only(folder: Path, snapshot_id: str) -> None:
    """The old snapshot is current, opens, and nothing else was left behind."""
    assert current_snapshot(folder).snapshot_id == snapshot_id
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [".lock", "audit.jsonl", "current", f"atlas-{snapshot_id}.duckdb"]
    )
    with duckdb.connect(str(current_snapshot(folder).path), read_only=True) as connection:
        assert connection.table("stat").shape[0] == 17
