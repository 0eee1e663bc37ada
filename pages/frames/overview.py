"""The frames of the overview: targets, national trend, zones."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from pages.charts.bullet import Bullet, bullet_figure
from pages.charts.style import PINNED
from pages.charts.trend import BreakMark, TrendLine, trend_figure
from pages.charts.zones import zone_panels
from pages.controls.asked import NATIONAL_SERIES
from pages.controls.state import publish, restore
from pages.frames.asked import asked_of_indicator, asked_of_series
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, bound_note, figure_frame
from pages.frames.provenance import of_indicators
from pages.frames.tables import printed_rows, printed_table, target_rows, target_table, zone_rows, zone_table
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.asked import AskedOf
from pages.texts.figures import unit_of
from pages.texts.numbers import percent, plain, quantity, significant
from queries.board import years_known
from queries.catalogue import Indicator
from queries.formulas.growth import compound_annual_growth
from queries.regions import NATION
from queries.targets import TargetProgress, target_progress
from queries.values import BOUNDS, BREAKING, indicator_values

TREND_HEIGHT, TREND_HEIGHT_ON_WALL = 300, 420
DEFAULT_SERIES = "institutions"
FIRST_YEAR, LAST_YEAR = 2016, 2023
ZONE_INDICATORS = (
    "pct_applications_per_million_people",
    "utility_models_per_10k_people",
    "designs_per_10k_people",
    "rd_expenditure_per_head",
    "pct_applications_share",
)


@apart
def targets_frame(screen: Screen) -> None:
    """Five bullet charts and, in words, the status of each target."""
    t = screen.texts
    progress = target_progress(screen.engine, NATION, screen.layer)
    indicators = [screen.catalogue[item.metric] for item in progress]
    years = sorted({year for item in progress if item.path for year in (item.base_year, item.path.year) if year})
    figure_frame(
        screen,
        FrameContent(
            key="targets",
            finding=_targets_finding(screen, progress),
            figure=bullet_figure([_bullet(screen, item) for item in progress]),
            alternative_text=t("target.alternative"),
            table=partial(target_table, screen, progress),
            rows=partial(target_rows, screen, progress),
            provenance=of_indicators(
                screen,
                indicators,
                years,
                ["nation"],
                [t("target.policy", source=progress[0].source_title), t("target.prices"), t("target.bounds")],
                formula=t("target.formula"),
            ),
            state={"page": "overview"},
            subtitle=t("target.subtitle"),
        ),
        above=lambda: st.html(_status_list(screen, progress)),
    )


@apart
def national_frame(screen: Screen) -> None:
    """One national series at a time, with its breaks explained in words."""
    t = screen.texts
    series = _series(screen)
    metrics = NATIONAL_SERIES[series]
    rows = screen.engine.query(
        "indicator/printed", metrics=list(metrics), region_code=NATION, layer=screen.layer
    )
    rows = rows[rows["period"].between(FIRST_YEAR, LAST_YEAR)]
    if rows.empty:
        _series_selector(screen)
        st.info(t("national.none", name=t(f"national.{series}"), layer=t(f"layer.{screen.layer}")))
        return
    breaks = screen.engine.query("indicator/breaks", metrics=list(metrics), layer=screen.layer)
    breaks = breaks[(breaks["region_code"] == NATION) & breaks["kind"].isin(BREAKING)]
    breaks = breaks[breaks["year"].between(FIRST_YEAR, LAST_YEAR)]
    broken = {metric: frozenset(breaks.loc[breaks["metric"] == metric, "year"].astype(int)) for metric in metrics}
    lines = [
        _national_line(screen, metric, rows[rows["metric"] == metric], colour, broken[metric])
        for metric, colour in zip(metrics, ("#0b4f8a", *PINNED), strict=False)
    ]
    unit = unit_of(screen.catalogue[metrics[0]], t)
    marks = [BreakMark(int(year), t("trend.break")) for year in sorted(set(breaks["year"]))]
    explained = list(dict.fromkeys(breaks[f"text_{screen.language}"]))
    figure_frame(
        screen,
        FrameContent(
            key="national",
            finding=_national_finding(screen, metrics[0], rows[rows["metric"] == metrics[0]], bool(broken[metrics[0]])),
            figure=trend_figure(lines, marks, unit, _trend_height(screen)),
            alternative_text=t("trend.alternative", name=t(f"national.{series}")),
            table=partial(printed_table, screen, rows),
            rows=partial(printed_rows, screen, rows),
            provenance=of_indicators(
                screen, [screen.catalogue[m] for m in metrics], sorted(int(y) for y in set(rows["period"])), ["nation"]
            ),
            state={"page": "overview", "series": series},
            subtitle=t(f"national.{series}"),
            asked=partial(asked_of_series, screen, rows, metrics[0], breaks),
        ),
        above=lambda: _series_selector(screen),
        below=lambda: _below_national(screen, explained, any(line.bounds for line in lines)),
    )


def _trend_height(screen: Screen) -> int:
    if screen.figure:
        return screen.window_height - AROUND_ONE_FIGURE
    return TREND_HEIGHT_ON_WALL if screen.presenting else TREND_HEIGHT


def _series(screen: Screen) -> str:
    """The national series asked for; its selector stands inside the frame that it fills."""
    restore("series", NATIONAL_SERIES, DEFAULT_SERIES, screen.rejected)
    return str(st.session_state["series"])


def _series_selector(screen: Screen) -> None:
    t = screen.texts
    series = st.segmented_control(
        t("national.label"),
        list(NATIONAL_SERIES),
        required=True,
        format_func=lambda name: t(f"national.{name}"),
        key="series",
        label_visibility="collapsed",
    )
    publish("series", series, DEFAULT_SERIES)


@apart
def zones_frame(screen: Screen) -> None:
    """The four zones side by side on the indicators that all 31 provinces publish."""
    t = screen.texts
    panels = {}
    for identifier in ZONE_INDICATORS:
        indicator = screen.catalogue[identifier]
        values = indicator_values(screen.engine, indicator, "zone", screen.layer)
        known = years_known(values)
        full = [year for year in known if values.loc[values["period"] == year, "value"].notna().all()]
        if full:
            panels[indicator] = values[values["period"] == full[-1]].set_index("region_code")
    if not panels:
        st.info(t("zones.none"))
        return
    years = sorted({int(rows["period"].iloc[0]) for rows in panels.values()})
    figure_frame(
        screen,
        FrameContent(
            key="zones",
            finding=_zones_finding(screen, panels),
            figure=zone_panels(screen, panels),
            alternative_text=t("zones.alternative"),
            table=partial(zone_table, screen, panels),
            rows=partial(zone_rows, screen, panels),
            provenance=of_indicators(screen, list(panels), years, ["zone"], [t("zones.agencies_not_published")]),
            state={"page": "overview"},
            subtitle=t("zones.subtitle"),
            asked=partial(_asked_of_zones, screen, panels),
        ),
    )


def _asked_of_zones(screen: Screen, panels: dict[Indicator, pd.DataFrame]) -> AskedOf:
    """The zones by the indicator that the finding speaks of."""
    indicator, rows = next(iter(panels.items()))
    return asked_of_indicator(screen, indicator, "zone", int(rows["period"].iloc[0]))


def _bullet(screen: Screen, item: TargetProgress) -> Bullet:
    t = screen.texts
    indicator = screen.catalogue[item.metric]
    goal = quantity(item.target.value, indicator.decimals, item.unit, t, item.target_qualifier)
    goal = t("target.goal", value=goal)
    name = indicator.name(screen.language)
    if item.path is None:
        return Bullet(name, None, None, "", goal, "", t("status.unpublished"))
    latest = item.series.iloc[-1]
    value = quantity(latest["value"], indicator.decimals, item.unit, t, latest["qualifier"])
    projected = item.path.projected.value
    label = ""
    if projected is not None:
        amount = quantity(significant(projected), 0, item.unit, t)
        share = percent(projected / item.target.value, 0)
        label = t("target.projected", year=item.target.year, value=amount, share=share)
    return Bullet(
        name,
        latest["value"] / item.target.value,
        None if projected is None else projected / item.target.value,
        t("target.now", year=item.path.year, value=value),
        goal,
        label,
        t(f"status.{item.path.status.value}"),
    )


def _status_list(screen: Screen, progress: list[TargetProgress]) -> str:
    """The status of every target in a word and a shape, with the pace needed and the pace seen."""
    t = screen.texts
    rows = []
    for item in progress:
        name = screen.catalogue[item.metric].name(screen.language)
        status = "unpublished" if item.path is None else item.path.status.value
        rows.append(
            f'<li><span class="status status-{status}">{escape(t(f"status.{status}"))}</span>'
            f"<b>{escape(name)}</b> <span>{escape(_pace(screen, item))}</span></li>"
        )
    return f'<ul class="status-list">{"".join(rows)}</ul>'


def _pace(screen: Screen, item: TargetProgress) -> str:
    """The pace a target takes and the pace seen, or why they cannot be set against each other."""
    t = screen.texts
    if item.path is None:
        return t("target.no_pace")
    required, observed = item.path.required, item.path.observed
    if required.value is None or observed.value is None:
        return t(f"reason.{required.reason or observed.reason}")
    return t(
        "target.pace_at_most" if item.base_is_lower_bound else "target.pace",
        required=percent(required.value),
        observed=percent(observed.value),
        first=item.base_year,
        last=item.path.year,
    )


def _targets_finding(screen: Screen, progress: list[TargetProgress]) -> str:
    t = screen.texts
    groups: dict[str, list[str]] = {}
    for item in progress:
        status = "unpublished" if item.path is None else item.path.status.value
        groups.setdefault(status, []).append(screen.catalogue[item.metric].name(screen.language))
    parts = [t(f"target.finding.{status}", names=t.joined(names)) for status, names in groups.items()]
    start = t("target.finding.start", count=len(progress))
    return start + t("target.finding.separator").join(parts) + t("finding.stop")


def _national_line(
    screen: Screen, metric: str, rows: pd.DataFrame, colour: str, breaks: frozenset[int]
) -> TrendLine:
    indicator = screen.catalogue[metric]
    values = rows.set_index("period")["value"]
    printed: list[Any] = list(rows.itertuples())
    labels = [quantity(row.value, indicator.decimals, row.unit, screen.texts, row.qualifier) for row in printed]
    bounds = frozenset(int(row.period) for row in printed if row.qualifier in BOUNDS)
    return TrendLine(indicator.name(screen.language), values, colour, labels, bounds, breaks=breaks)


def _national_finding(screen: Screen, metric: str, rows: pd.DataFrame, broken: bool) -> str:
    t = screen.texts
    indicator = screen.catalogue[metric]
    name = indicator.name(screen.language)
    if rows.empty:
        return t("finding.none", year=LAST_YEAR, name=name)
    first, last = rows.iloc[0], rows.iloc[-1]
    value = quantity(last["value"], indicator.decimals, last["unit"], t, last["qualifier"])
    years = last["period"] - first["period"]
    is_bound = first["qualifier"] in BOUNDS or last["qualifier"] in BOUNDS
    growth = compound_annual_growth(first["value"], last["value"], years).value if years and not is_bound else None
    if broken or growth is None:
        key = "finding.national_broken" if broken else "finding.national_one"
        return t(key, year=last["period"], name=name, value=value)
    return t("finding.national", year=last["period"], name=name, value=value, first=first["period"],
             growth=percent(growth, signed=True))


def _zones_finding(screen: Screen, panels: dict) -> str:
    indicator, rows = next(iter(panels.items()))
    east, west = rows.loc["east", "value"], rows.loc["west", "value"]
    return screen.texts(
        "finding.zones",
        year=int(rows["period"].iloc[0]),
        name=indicator.name(screen.language),
        ratio=plain(east / west, 1) if west else screen.texts("value.none"),
    )


def _below_national(screen: Screen, explained: list[str], has_bounds: bool) -> None:
    if has_bounds:
        bound_note(screen)
    for text in explained:
        st.html(f'<p class="break-note">{escape(screen.texts("trend.break_note", text=text))}</p>')
