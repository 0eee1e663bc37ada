"""The file of a yearly return as the loader reads it: a line per metric with its last figure and room for a new one."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.importing.sheets import METRIC_SHEET
from data.metrics import load_metrics
from queries.cluster_return import METRICS, LastFigure

HEADERS = ("集聚区代码", "年份", "指标", "单位", "上次年份", "上次数值", "数值", "来源")
OF_CLUSTER = ("集聚区代码", "集聚区名称", "地区代码", "试验区批准年份", "状态")
RETURN_SHEET, CLUSTER_SHEET = "集聚区年度数据", "集聚区"
HEADER_LINE = 1


@dataclass(frozen=True)
class Returning:
    """The cluster that returns: its code and name, and where it is not known yet, its city and year of approval."""

    cluster_id: str
    name: str
    region_code: str = ""
    pilot_year: int | None = None
    is_new: bool = False


def line_of(metric: str) -> int:
    """In which line of the file a metric stands, counted as a spreadsheet does."""
    return HEADER_LINE + 1 + METRICS.index(metric)


def return_frame(
    who: Returning, year: int, last: Mapping[str, LastFigure], figures: Mapping[str, str], source: str
) -> pd.DataFrame:
    """The lines of the return, one per metric asked for; `last` is of ``last_figures``, `figures` are as written."""
    metrics = load_metrics()
    rows = []
    for metric in METRICS:
        known = last.get(metric)
        rows.append((
            who.cluster_id, year, metrics[metric].name_zh, metrics[metric].unit,
            known.year if known else None, known.value if known else None, figures.get(metric, "").strip(), source,
        ))
    frame = pd.DataFrame(rows, columns=list(HEADERS))
    frame["上次年份"] = frame["上次年份"].astype("Int64")
    return frame


def cluster_frame(who: Returning) -> pd.DataFrame:
    """The line that makes a cluster known that is not listed yet."""
    status = "试验区" if who.pilot_year else "候选"
    row = (who.cluster_id, who.name, who.region_code, who.pilot_year or "", status)
    return pd.DataFrame([row], columns=list(OF_CLUSTER))


def return_files(
    who: Returning, year: int, last: Mapping[str, LastFigure], figures: Mapping[str, str], source: str
) -> list[tuple[str, bytes]]:
    """What was entered in a form as the files that would have been filled in by hand: name and content of each."""
    files = [(form_name(who, year), _csv(return_frame(who, year, last, figures, source)))]
    return [*files, (f"{CLUSTER_SHEET}_{who.cluster_id}.csv", _csv(cluster_frame(who)))] if who.is_new else files


def form_name(who: Returning, year: int) -> str:
    """What the file of a form is called in the report."""
    return f"{RETURN_SHEET}_{who.cluster_id}_{year}.csv"


def return_workbook(who: Returning, year: int, last: Mapping[str, LastFigure]) -> bytes:
    """The return to fill in as a workbook, with what every metric means beside it."""
    from pages.exporters.workbook import workbook_bytes

    metrics = load_metrics()
    meanings = pd.DataFrame(
        [(metrics[name].name_zh, metrics[name].name_en, metrics[name].unit, metrics[name].definition_zh,
          metrics[name].definition_en) for name in METRICS],
        columns=["指标", "metric", "单位", "定义", "definition"],
    )  # fmt: skip
    sheets = {RETURN_SHEET: return_frame(who, year, last, {}, ""), METRIC_SHEET: meanings}
    if who.is_new:
        sheets = {RETURN_SHEET: sheets[RETURN_SHEET], CLUSTER_SHEET: cluster_frame(who), METRIC_SHEET: meanings}
    return workbook_bytes(sheets, {})


def _csv(frame: pd.DataFrame) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False, name=None):
        writer.writerow(["" if pd.isna(cell) else cell for cell in row])
    return stream.getvalue().encode("utf-8-sig")
