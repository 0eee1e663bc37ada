"""Returns of clusters as users load them: one that is complete, and those that lack something."""

from __future__ import annotations

from pathlib import Path

from data.build import build_snapshot
from data.importing.imported import carried
from data.importing.pipeline import load_files
from data.snapshot import SnapshotReference

COMPLETE, ONE_YEAR, WITH_GAPS, WITHOUT_STAFF, PUBLISHED = (
    "own_complete", "own_one_year", "own_with_gaps", "own_without_staff", "wuhan_donghu",
)
CLUSTERS = f"""集聚区代码,集聚区名称,英文名称,所在地区,试验区批准年份,示范区批准年份,状态
{COMPLETE},自报集聚区甲,Own cluster A,昆明市,2014,2018,示范区
{ONE_YEAR},自报集聚区乙,Own cluster B,成都市,2023,,试验区
{WITH_GAPS},自报集聚区丙,Own cluster C,武汉市,2018,,试验区
{WITHOUT_STAFF},自报集聚区丁,Own cluster D,西安市,2017,,试验区
"""
INSTITUTIONS, STAFF, REVENUE = "知识产权服务机构", "从业人员", "营业收入"
FIGURES: dict[str, dict[int, dict[str, float]]] = {
    COMPLETE: {
        year: {INSTITUTIONS: 60 + 12 * step, STAFF: 900 + 170 * step, REVENUE: round(3.0 * 1.11**step, 2)}
        for step, year in enumerate(range(2015, 2025))
    },
    ONE_YEAR: {2024: {INSTITUTIONS: 45, STAFF: 610, REVENUE: 1.8}},
    WITH_GAPS: {
        2019: {INSTITUTIONS: 70, STAFF: 820, REVENUE: 2.4},
        2021: {INSTITUTIONS: 81, STAFF: 990, REVENUE: 3.1},
        2024: {INSTITUTIONS: 104, STAFF: 1310, REVENUE: 4.6},
    },
    WITHOUT_STAFF: {
        year: {INSTITUTIONS: 30 + 4 * step, REVENUE: round(1.0 + 0.12 * step, 2)}
        for step, year in enumerate(range(2020, 2025))
    },
    PUBLISHED: {2024: {INSTITUTIONS: 355, STAFF: 6120, REVENUE: 17.2}},
}
UNITS = {INSTITUTIONS: "家", STAFF: "人", REVENUE: "亿元"}
TARGETS = f"""集聚区代码,目标年份,指标,目标值,单位
{COMPLETE},2027,{REVENUE},12,亿元
{ONE_YEAR},2027,{INSTITUTIONS},60,家
"""


def returns() -> str:
    """The figures as the text of a file in long form."""
    rows = [
        f"{cluster},{year},{metric},{value},{UNITS[metric]},自报\n"
        for cluster, years in FIGURES.items() for year, figures in years.items() for metric, value in figures.items()
    ]
    return "集聚区代码,年份,指标,数值,单位,来源\n" + "".join(rows)


def load_own_clusters(folder: Path, work: Path) -> SnapshotReference:
    """Load the clusters, their returns and their targets upon the current snapshot of `folder`."""
    texts = {"clusters": CLUSTERS, "returns": returns(), "targets": TARGETS}
    paths = [work / f"{name}.csv" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    load = load_files([(path, path.name) for path in paths], carried(folder), author="tests")
    assert list(load.errors) == []
    return build_snapshot(folder, author="tests", additions=load.imported)
