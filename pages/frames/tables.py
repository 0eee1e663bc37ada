"""Table twins: the rows behind a figure with headings in the reader's language, for reading and for download."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from pages.charts.region_trend import RegionTrend
from pages.shell.screen import Screen
from pages.texts.figures import change_label, digits, unit_of
from pages.texts.numbers import percent, plain, quantity, significant
from pages.texts.ranks import band, verdict_word
from queries.catalogue import Indicator
from queries.disparity import Disparity
from queries.formulas.outcome import Outcome
from queries.regions import ZONES
from queries.targets import TargetProgress


def board_table(screen: Screen, board: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Ranking as the reader reads it: rank and interval, region, figure, change and its verdict, remark."""
    t = screen.texts
    rows: list[Any] = list(board.itertuples())
    return pd.DataFrame(
        {
            t("column.rank"): ["" if pd.isna(rank) else plain(rank, 0) for rank in board["rank"]],
            t("ranks_column.band"): [
                "" if pd.isna(row.rank) else band(row.rank_lo, row.rank_hi, t) for row in rows
            ],
            t("column.region"): [screen.place(code) for code in board["region_code"]],
            _value_heading(screen, indicator): [digits(row, indicator, t) for row in rows],
            t("column.change"): [change_label(row, t) for row in rows],
            t("column.remark"): [_remark(screen, row) for row in rows],
        }
    )


def board_rows(
    screen: Screen, values: pd.DataFrame, indicator: Indicator, years: Sequence[int],
    ranks: Callable[[Sequence[int]], pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Unrounded rows of some years for download, every row with its reason or qualifier.

    `ranks` gives the ranks of these years with what they are worth, for figures that show ranks.
    """
    t = screen.texts
    rows = values[values["period"].isin(years)].sort_values(["period", "region_code"])
    found = pd.DataFrame(
        {
            t("column.code"): rows["region_code"],
            t("column.region"): [screen.place(code) for code in rows["region_code"]],
            t("column.year"): rows["period"].astype(int),
            _value_heading(screen, indicator): rows["value"],
            t("column.lo"): rows["lo"],
            t("column.hi"): rows["hi"],
            t("column.n"): rows["n"],
            t("column.coverage"): rows["coverage"],
            t("column.layer"): [t(f"layer.{layer}") for layer in rows["layer"]],
            t("column.remark"): [_remark(screen, row) for row in rows.itertuples()],
        }
    ).reset_index(drop=True)
    if ranks is None:
        return found
    ranked = rows[["region_code", "period"]].merge(ranks(years), how="left", on=["region_code", "period"])
    found[t("column.rank")] = ranked["rank"]
    for name in ("lo", "hi", "ties"):
        found[t(f"ranks_column.{name}")] = ranked[name]
    found[t("ranks_column.verdict")] = [verdict_word(verdict, t) for verdict in ranked["verdict"]]
    return found


def trend_table(screen: Screen, trend: RegionTrend, indicator: Indicator) -> pd.DataFrame:
    """One row per place, one column per year."""
    t = screen.texts
    known = trend.rows[trend.rows["period"].isin(trend.years)]
    table = {t("column.region"): trend.names}
    for year in trend.years:
        cells = {row.name: digits(row, indicator, t) for row in known[known["period"] == year].itertuples(index=False)}
        table[str(year)] = [cells.get(name, t("value.none")) for name in trend.names]
    return pd.DataFrame(table)


def trend_rows(screen: Screen, trend: RegionTrend, indicator: Indicator) -> pd.DataFrame:
    """Unrounded rows of the trend for download."""
    return board_rows(screen, trend.rows, indicator, trend.years)


def disparity_table(screen: Screen, result: Disparity) -> pd.DataFrame:
    """Measures of concentration and inequality, then the contributions of the zones."""
    t = screen.texts
    measures = [
        *((t("measure.concentration_ratio", count=m), outcome) for m, outcome in result.concentration.items()),
        (t("measure.herfindahl"), result.herfindahl),
        (t("measure.gini"), result.gini),
        (t("measure.theil"), result.theil.total),
        (t("measure.theil_between"), result.theil.between),
        (t("measure.theil_within"), result.theil.within),
    ]
    rows = [
        (name, plain(outcome.value, 4) if outcome.value is not None else t(f"reason.{outcome.reason}"), "", "")
        for name, outcome in measures
    ]
    for zone, group in result.theil.groups.iterrows():
        rows.append(
            (
                t("measure.zone", zone=screen.place(str(zone))),
                _share(screen, group["supply_share"]),
                _share(screen, group["contribution_between"]),
                _share(screen, group["contribution_within"]),
            )
        )
    headings = [t("column.measure"), t("column.value"), t("disparity.contribution_between"),
                t("disparity.contribution_within")]
    return pd.DataFrame(rows, columns=headings)


def target_table(screen: Screen, progress: Sequence[TargetProgress]) -> pd.DataFrame:
    """One row per target: latest figure, target, pace needed and seen, projection, year of attainment, status."""
    t = screen.texts
    rows = []
    for item in progress:
        indicator = screen.catalogue[item.metric]
        goal = quantity(item.target.value, indicator.decimals, item.unit, t, item.target_qualifier)
        cells = [indicator.name(screen.language), goal]
        if item.path is None:
            cells += [t("target.unpublished"), *[t("value.none")] * 5, t("status.unpublished")]
        else:
            latest = item.series.iloc[-1]
            cells += [
                quantity(latest["value"], indicator.decimals, item.unit, t, latest["qualifier"]),
                str(item.path.year),
                _rate(screen, item.path.required),
                _rate(screen, item.path.observed),
                _amount(screen, item.path.projected, item),
                _attained(screen, item),
                t(f"status.{item.path.status.value}"),
            ]
        rows.append(cells)
    names = ("target", "goal", "latest", "year", "required", "observed", "projected", "attained", "status")
    return pd.DataFrame(rows, columns=[t(f"column.{name}") for name in names])


def target_rows(screen: Screen, progress: Sequence[TargetProgress]) -> pd.DataFrame:
    """The same with bare numbers, growth as fractions, for download."""
    t = screen.texts
    rows = []
    for item in progress:
        latest = item.series.iloc[-1] if item.path else None
        rows.append(
            {
                t("column.target"): screen.catalogue[item.metric].name(screen.language),
                t("column.goal"): item.target.value,
                t("column.unit"): item.unit,
                t("column.latest"): None if latest is None else latest["value"],
                t("column.qualifier"): "" if latest is None else t(f"qualifier_name.{latest['qualifier']}"),
                t("column.year"): item.path.year if item.path else None,
                t("column.required"): item.path.required.value if item.path else None,
                t("column.observed"): item.path.observed.value if item.path else None,
                t("column.projected"): item.path.projected.value if item.path else None,
                t("column.attained"): item.path.year_attained.value if item.path else None,
                t("column.status"): t(f"status.{item.path.status.value if item.path else 'unpublished'}"),
            }
        )
    return pd.DataFrame(rows)


def printed_table(screen: Screen, rows: pd.DataFrame) -> pd.DataFrame:
    """Figures of one region as their sources print them."""
    t = screen.texts
    printed: Any = rows.itertuples()
    return pd.DataFrame(
        {
            t("column.year"): rows["period"].astype(int),
            t("column.indicator"): [screen.catalogue[metric].name(screen.language) for metric in rows["metric"]],
            t("column.value"): [
                quantity(row.value, screen.catalogue[row.metric].decimals, row.unit, t, row.qualifier)
                for row in printed
            ],
            t("column.source"): rows["source_title"],
            t("column.grade"): [t(f"grade.{grade}") for grade in rows["grade"]],
            t("column.remark"): rows["note"].fillna(""),
        }
    )


def printed_rows(screen: Screen, rows: pd.DataFrame) -> pd.DataFrame:
    """The same with bare numbers, unit and qualifier apart, for download."""
    t = screen.texts
    return pd.DataFrame(
        {
            t("column.year"): rows["period"].astype(int),
            t("column.indicator"): [screen.catalogue[metric].name(screen.language) for metric in rows["metric"]],
            t("column.value"): rows["value"],
            t("column.unit"): rows["unit"],
            t("column.qualifier"): [t(f"qualifier_name.{qualifier}") for qualifier in rows["qualifier"]],
            t("column.source"): rows["source_title"],
            t("column.grade"): [t(f"grade.{grade}") for grade in rows["grade"]],
            t("column.remark"): rows["note"].fillna(""),
        }
    )


def zone_table(screen: Screen, panels: Mapping[Indicator, pd.DataFrame]) -> pd.DataFrame:
    """One row per indicator and year, one column per zone."""
    t = screen.texts
    table = []
    for indicator, rows in panels.items():
        by_zone = {row.Index: row for row in rows.itertuples()}
        table.append(
            {
                t("column.indicator"): _value_heading(screen, indicator),
                t("column.year"): int(rows["period"].iloc[0]),
                **{screen.place(zone): digits(by_zone[zone], indicator, t) for zone in ZONES},
            }
        )
    return pd.DataFrame(table)


def zone_rows(screen: Screen, panels: Mapping[Indicator, pd.DataFrame]) -> pd.DataFrame:
    """The same with bare numbers for download: one row per indicator and zone."""
    parts = [
        board_rows(screen, rows.reset_index(), indicator, [int(rows["period"].iloc[0])])
        .rename(columns={_value_heading(screen, indicator): screen.texts("column.value")})
        .assign(**{screen.texts("column.indicator"): _value_heading(screen, indicator)})
        for indicator, rows in panels.items()
    ]
    return pd.concat(parts, ignore_index=True)


def disparity_rows(screen: Screen, result: Disparity) -> pd.DataFrame:
    """The provinces behind the measures, and the parts of the zones, with bare numbers for download."""
    t = screen.texts
    units = result.units.reset_index()
    groups = result.theil.groups
    return pd.DataFrame(
        {
            t("column.code"): [*units["region_code"], *groups.index],
            t("column.region"): [screen.place(code) for code in [*units["region_code"], *groups.index]],
            t("column.value"): [*units["supply"], *[None] * len(groups)],
            t("column.weight"): [*units["weight"], *[None] * len(groups)],
            t("disparity.contribution_between"): [*[None] * len(units), *groups["contribution_between"]],
            t("disparity.contribution_within"): [*[None] * len(units), *groups["contribution_within"]],
        }
    )


def _rate(screen: Screen, outcome: Outcome) -> str:
    return percent(outcome.value) if outcome.value is not None else screen.texts(f"reason.{outcome.reason}")


def _amount(screen: Screen, outcome: Outcome, item: TargetProgress) -> str:
    if outcome.value is None:
        return screen.texts(f"reason.{outcome.reason}")
    return quantity(significant(outcome.value), 0, item.unit, screen.texts)


def _attained(screen: Screen, item: TargetProgress) -> str:
    """Year of attainment, with the interval of the trend where five yearly figures allow one."""
    assert item.path is not None
    outcome = item.path.year_attained
    if outcome.value is None:
        return screen.texts(f"reason.{outcome.reason}")
    year = str(math.ceil(outcome.value))
    if item.attainment is None or item.attainment.low.value is None or item.attainment.high.value is None:
        return year
    low, high = math.ceil(item.attainment.low.value), math.ceil(item.attainment.high.value)
    return screen.texts("target.interval", year=year, low=low, high=high)


def _share(screen: Screen, value: float) -> str:
    return screen.texts("value.none") if pd.isna(value) else percent(value)


def _value_heading(screen: Screen, indicator: Indicator) -> str:
    unit = unit_of(indicator, screen.texts)
    name = indicator.name(screen.language)
    return screen.texts("column.with_unit", name=name, unit=unit) if unit else name


def _remark(screen: Screen, row: Any) -> str:
    t = screen.texts
    parts: list[str] = []
    if pd.notna(row.reason):
        parts.append(t(f"reason.{row.reason}"))
    if isinstance(row.qualifier, str) and row.qualifier != "exact":
        parts.append(t(f"qualifier_name.{row.qualifier}"))
    if pd.notna(row.value) and row.coverage < 1:
        parts.append(t("value.coverage", share=percent(row.coverage)))
    if row.proxy == 1:
        parts.append(t("value.proxy"))
    return t.joined(parts)
