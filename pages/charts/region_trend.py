"""The trend of a selected place against its zone and the nation, and of the places compared with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, PINNED, QUIET, ZONE_COLOURS
from pages.charts.trend import BreakMark, TrendLine, trend_figure
from pages.shell.screen import Screen
from pages.texts.figures import in_full, unit_of
from queries.catalogue import Indicator
from queries.regions import NATION, ZONES
from queries.values import BREAKING, indicator_values

INDEX_BASE = 100.0


@dataclass(frozen=True)
class RegionTrend:
    """A trend figure with what it rests on. `rows` are the result rows of every line, with a column name."""

    figure: go.Figure
    rows: pd.DataFrame
    names: list[str]
    years: list[int]
    levels: list[str]
    nation: dict[int, float]
    remarks: tuple[str, ...]
    base_year: int | None
    has_bounds: bool


def region_trend(
    screen: Screen,
    indicator: Indicator,
    region: str | None,
    compared: Sequence[str],
    leading: Sequence[str],
    height: int,
) -> RegionTrend:
    """Draw the lines of a place, its zone and the nation, or of the four zones while nothing is selected.

    Totals of different size are drawn as an index of the first year they all have; rates as they are.
    """
    codes = _codes(screen, indicator, region, compared, leading)
    colours = _colours(codes, region, compared)
    rows = pd.concat([_rows(screen, indicator, code) for code in codes], ignore_index=True)
    known = rows[rows["value"].notna() | rows["lo"].notna() | rows["hi"].notna()]
    base_year = _base_year(known, indicator)
    breaks = screen.engine.query("indicator/breaks", metrics=list(indicator.metrics), layer=screen.layer)
    breaks = breaks[breaks["kind"].isin(BREAKING)]
    lines = [
        _line(screen, indicator, own, str(code), colours[str(code)], base_year, breaks)
        for code, own in known.groupby("region_code", sort=False)
    ]
    broken = sorted({year for line in lines for year in line.breaks})
    marks = [BreakMark(year, screen.texts("trend.break")) for year in broken]
    unit = unit_of(indicator, screen.texts)
    if base_year is not None:
        unit = screen.texts("trend.index_unit", year=base_year)
    nation = rows[rows["region_code"] == NATION].dropna(subset=["value"])
    return RegionTrend(
        figure=trend_figure(lines, marks, unit, height),
        rows=rows,
        names=[_name(screen, indicator, code) for code in codes],
        years=sorted(int(year) for year in known["period"].unique()),
        levels=sorted({screen.regions.level_of(code) for code in codes}),
        nation=dict(zip(nation["period"].astype(int), nation["value"], strict=True)),
        remarks=(screen.texts("trend.index_remark", year=base_year),) if base_year is not None else (),
        base_year=base_year,
        has_bounds=any(line.bounds for line in lines),
    )


def _codes(
    screen: Screen, indicator: Indicator, region: str | None, compared: Sequence[str], leading: Sequence[str]
) -> list[str]:
    chosen = [*([region] if region and region != NATION else []), *compared]
    if not chosen and not any(_rows(screen, indicator, zone)["value"].notna().any() for zone in ZONES):
        return list(leading) or [NATION]
    if not chosen:
        return [*ZONES] if indicator.is_count or indicator.kind == "share" else [*ZONES, NATION]
    context = []
    zone = screen.regions.zone_of(region) if region else None
    if zone:
        context.append(zone)
    if indicator.kind != "share":
        context.append(NATION)
    return list(dict.fromkeys([*chosen, *context]))


def _colours(codes: Sequence[str], region: str | None, compared: Sequence[str]) -> dict[str, str]:
    colours = dict(zip(codes, PINNED, strict=False)) | ZONE_COLOURS | {NATION: QUIET}
    if region or compared:
        colours = dict.fromkeys(codes, QUIET)
        colours |= dict(zip(compared, PINNED, strict=False))
        if region:
            colours[region] = ACCENT
    return {code: colours.get(code, QUIET) for code in codes}


def _rows(screen: Screen, indicator: Indicator, code: str) -> pd.DataFrame:
    values = indicator_values(screen.engine, indicator, screen.regions.level_of(code), screen.layer)
    return values[values["region_code"] == code].assign(name=_name(screen, indicator, code))


def _base_year(known: pd.DataFrame, indicator: Indicator) -> int | None:
    if not indicator.is_count or known["region_code"].nunique() < 2:
        return None
    points = known[known["value"] > 0]
    shared = points.groupby("period")["region_code"].nunique()
    full = shared[shared == known["region_code"].nunique()]
    return int(full.index[0]) if len(full) and full.index[0] < known["period"].max() else None


def _line(
    screen: Screen, indicator: Indicator, rows: pd.DataFrame, code: str, colour: str, base_year: int | None,
    breaks: pd.DataFrame,
) -> TrendLine:
    rows = rows.sort_values("period")
    shown = rows["value"].fillna(rows["lo"]).fillna(rows["hi"])
    shown.index = rows["period"].astype(int)
    if base_year is not None:
        base = shown.get(base_year, math.nan)
        shown = INDEX_BASE * shown / base if base else shown
    return TrendLine(
        name=_name(screen, indicator, code),
        values=shown,
        colour=colour,
        labels=[in_full(row, indicator, screen.texts) for row in rows.itertuples()],
        bounds=frozenset(rows.loc[rows["value"].isna(), "period"].astype(int)),
        dashed=code == NATION,
        breaks=_breaks(breaks[breaks["region_code"] == code], rows["period"]),
    )


def _breaks(breaks: pd.DataFrame, years: pd.Series) -> frozenset[int]:
    """Years within those of a line in which its series breaks."""
    return frozenset(int(year) for year in breaks["year"] if years.min() < year <= years.max())


def _name(screen: Screen, indicator: Indicator, code: str) -> str:
    """Name of a line; a national total that includes 港澳台 says so, since zones and provinces leave them out."""
    name = screen.place(code)
    is_total = indicator.kind in ("value", "growth") and indicator.numerator.total_includes_hong_kong_macao_taiwan
    return screen.texts("value.nation_with", name=name) if code == NATION and is_total else name
