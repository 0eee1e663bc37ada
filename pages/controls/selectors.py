"""The selectors of the distribution page, each bound to its parameter in the URL."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from geo.classes import BREAK_METHODS, BreakMethod
from geo.map_spec import MapLevel
from pages.controls.asked import DEFAULT_INDICATOR, DEFAULT_LEVEL, implied_level
from pages.controls.state import MOST_COMPARED, VIEW, held, parse_breaks, publish, remembered, restore
from pages.shell.screen import Screen
from queries.board import latest_well_covered, years_known
from queries.catalogue import Indicator
from queries.coverage import GROUPS, indicators_known
from queries.regions import LEVELS, NATION
from queries.strongest import layers_of

DEFAULT_BREAKS: BreakMethod = "quantile"
# Where a layer knows too little of the usual indicator, it opens on the agencies of every kind.
ALL_INSTITUTIONS = "ip_service_institutions"
METHODS = tuple(method for method in BREAK_METHODS if method != "custom")
SUBJECTS = ("services", "talent", "revenue", "demand", "economy", "environment", "quality", "clusters")
NO_REGION = ""


def level_selector(screen: Screen) -> MapLevel:
    """Zones, major regions, provinces or cities."""
    t = screen.texts
    restore("level", LEVELS, DEFAULT_LEVEL, screen.rejected, implied=implied_level(screen.regions))
    level = st.segmented_control(
        t("control.level"), LEVELS, required=True, format_func=lambda name: t(f"level.{name}"), key="level"
    )
    publish("level", level, DEFAULT_LEVEL)
    return level or DEFAULT_LEVEL


def indicators_of_level(screen: Screen, level: str) -> dict[str, int]:
    """Indicators with a figure at a level and how many regions report them, by subject, the best covered first.

    Those that less than half of the regions report come last.

    Of the layer that the reader chose, else each of the layer it would be shown from.
    """
    if screen.chosen_layer:
        known = indicators_known(screen.engine, screen.catalogue, level, screen.layer)
        reported = dict(zip(known["indicator"], known["reported"].astype(int), strict=True))
    else:
        units = screen.regions.surveyed(level)
        answers = layers_of(screen.engine, screen.catalogue, level, screen.layers, units)
        reported = {identifier: count for identifier, (_, count) in answers.items()}
    enough = screen.regions.surveyed(level) / 2
    return dict(sorted(
        reported.items(), key=lambda item: (item[1] < enough, _place_of_subject(screen, item[0]), -item[1])
    ))


def _place_of_subject(screen: Screen, identifier: str) -> int:
    return SUBJECTS.index(screen.catalogue[identifier].subject)


def indicator_selector(screen: Screen, level: str) -> Indicator:
    """The indicator shown, by subject; the one chosen stays chosen on a level that it has no figures for."""
    t = screen.texts
    reported = indicators_of_level(screen, level)
    chosen = held("indicator")
    options = [*reported, *([chosen] if chosen in screen.catalogue and chosen not in reported else [])]
    units = screen.regions.surveyed(level)
    default = DEFAULT_INDICATOR
    if screen.chosen_layer and 2 * reported.get(default, 0) < units:
        # Who asks for a layer asks for what it knows.
        first = next(iter(reported), default)
        default = ALL_INSTITUTIONS if 2 * reported.get(ALL_INSTITUTIONS, 0) >= units else first
    # A layer that holds clusters alone knows no indicator of regions: the view then says so of the usual one.
    options = options or [default]

    def label(identifier: str) -> str:
        indicator = screen.catalogue[identifier]
        words = t("control.indicator_option", subject=t(f"subject.{indicator.subject}"),
                  name=indicator.name(screen.language))
        count = reported.get(identifier, 0)
        return words if 2 * count >= units else t("control.covered", name=words, count=count, units=units)

    restore("indicator", options, default, screen.rejected, label=label)
    chosen = st.selectbox(t("control.indicator"), options, format_func=label, key="indicator")
    publish("indicator", chosen, default)
    return screen.catalogue[chosen]


def year_selector(screen: Screen, values: pd.DataFrame) -> int:
    """The year shown: unless the link says otherwise, the latest that is not known of a few regions only."""
    default = latest_well_covered(values)
    years = years_known(values)
    restore("year", years, default, screen.rejected)
    year = st.selectbox(screen.texts("control.year"), list(reversed(years)), key="year")
    publish("year", year, default)
    return year


def against_selector(screen: Screen, years: Sequence[int], year: int) -> int | None:
    """The year of the second map, or none."""
    t = screen.texts
    options = [0, *[other for other in reversed(years) if other != year]]
    restore("against", options, 0, screen.rejected)
    chosen = st.selectbox(
        t("control.against"),
        options,
        format_func=lambda option: str(option) if option else t("control.against_none"),
        key="against",
        disabled=len(options) == 1,
    )
    publish("against", chosen, 0)
    return chosen or None


def breaks_selector(screen: Screen, level: str, enabled: bool) -> tuple[BreakMethod, tuple[float, ...]]:
    """How classes are cut: a method, or custom breaks typed as numbers.

    By default equal counts; of four or five units natural breaks, which keep what is close together in one class.
    """
    t = screen.texts
    default: BreakMethod = "fisher-jenks" if level in GROUPS else DEFAULT_BREAKS
    own = [text for text in (st.query_params.get("breaks"), st.session_state.get("breaks")) if parse_breaks(text)]
    options = list(dict.fromkeys([*METHODS, *own]))
    restore("breaks", options, default, screen.rejected)
    chosen = st.selectbox(
        t("control.breaks"),
        options,
        format_func=lambda method: t(f"breaks.{method}") if method in METHODS else t("breaks.own", breaks=method),
        key="breaks",
        disabled=not enabled,
        accept_new_options=True,
        help=t("control.breaks_help"),
    )
    parsed = parse_breaks(chosen)
    if parsed is None:
        st.caption(t("breaks.unreadable", breaks=str(chosen)[:40], method=t(f"breaks.{default}")))
        return (default, ())
    publish("breaks", chosen, default)
    return parsed


def region_options(screen: Screen, level: str) -> list[str]:
    """Places that may be selected: nation, zones, major regions, provinces, and cities on the city level."""
    levels = ("nation", "zone", "major", "province", *(["city"] if level == "city" else []))
    return [NO_REGION, *dict.fromkeys(code for name in levels for code in screen.regions.levels[name])]


def region_selector(screen: Screen, level: str, on_change: Callable[[], None] | None = None) -> str | None:
    """The selected place. Clicking the map writes here, so the keyboard reaches all that the mouse does."""
    t = screen.texts
    options = region_options(screen, level)
    # One that the session has lost is left so: the address still tells it.
    if "region" in st.session_state:
        st.session_state["region"] = shown_on(screen, level, st.session_state["region"])
    restore("region", options, NO_REGION, screen.rejected)
    chosen = st.selectbox(
        t("control.region"),
        options,
        format_func=lambda code: region_label(screen, code) if code else t("control.region_none"),
        key="region",
        on_change=on_change,
    )
    publish("region", chosen, NO_REGION)
    return chosen or None


def compare_selector(screen: Screen, level: str) -> list[str]:
    """Up to ten places whose colours stay with them in ranking and trend."""
    t = screen.texts
    options = [code for code in region_options(screen, level) if code not in (NO_REGION, NATION)]
    if "compare" in st.session_state:
        raised = [shown_on(screen, level, code) for code in st.session_state["compare"]]
        st.session_state["compare"] = list(dict.fromkeys(raised))
    restore("compare", options, [], screen.rejected)
    chosen = st.multiselect(
        t("control.compare"),
        options,
        format_func=lambda code: region_label(screen, code),
        key="compare",
        on_change=_keep_ten,
        placeholder=t("control.compare_placeholder"),
    )
    publish("compare", chosen, [])
    return chosen


def _keep_ten() -> None:
    """More than ten colours cannot be told apart. Streamlit's own limit speaks English only."""
    st.session_state["compare"] = st.session_state["compare"][:MOST_COMPARED]


def shown_on(screen: Screen, level: str, code: str) -> str:
    """The place itself, or the province of a city where the level shows no cities."""
    cities, provinces = screen.regions.levels["city"], screen.regions.levels["province"]
    if level == "city" or code not in cities or code in provinces:
        return code
    return next(step for step in screen.regions.trail(code) if step in provinces)


def region_label(screen: Screen, code: str) -> str:
    """Name of a place; a city with its province."""
    region = screen.regions[code]
    if region.parent_code and region.parent_code != NATION:
        return f"{region.name(screen.language)} · {screen.place(region.parent_code)}"
    return region.name(screen.language)


def current_state(page: str) -> dict[str, object]:
    """The view parameters of this session, for links and the briefing."""
    return {"page": page, **{name: remembered(name) for name in VIEW if remembered(name)}}
