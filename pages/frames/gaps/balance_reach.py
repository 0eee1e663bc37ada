"""Demand out of reach: what share of it lies beyond a distance to the nearest open agency."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from pages.charts.reach import Curve, Reach, curve_figure, reach_figure
from pages.charts.style import INK, ZONE_COLOURS
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.gaps.balance_sheets import curve_sheet, reach_sheet
from pages.frames.gaps.balance_words import reach_finding
from pages.frames.gaps.gap_view import GapView, gap_state
from pages.frames.html import quiet
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.register import of_register
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain
from queries.agencies import SERVICE_FORMS, registers
from queries.regions import NATION, ZONES
from queries.underserved import GREATEST_DISTANCE, Underserved, underserved

STEP, TABLE_STEP, USUAL_END = 5, 25, 250
DISTANCES = tuple(range(0, GREATEST_DISTANCE + 1, STEP))
ENOUGH = 0.9
AROUND_CURVE, LEAST_CURVE = 420, 260


@apart
def reach_frames(screen: Screen, view: GapView, limit: int, form: str | None) -> None:
    """Draw bars and curve, of all agencies or those that offer a form of service.

    Plain words where the layer has no register or no demand of cities.
    """
    t = screen.texts
    if screen.layer not in registers(screen.engine):
        st.info(t("balance.no_points", layer=t(f"layer.{screen.layer}")), icon=":material/info:")
        return
    found = underserved(
        screen.engine, screen.regions, screen.catalogue, view.demand.id, view.year, screen.layer,
        SERVICE_FORMS[form] if form else None,
    )
    if found.agencies == 0:
        st.info(t("balance.no_coordinates", agencies=_served_by(screen, form), layer=t(f"layer.{screen.layer}")),
                icon=":material/info:")
        return
    if found.share(NATION, limit).value is None:
        st.info(t("balance.no_city_demand", name=view.demand.name(screen.language), known=found.reported,
                  cities=len(found.cities)), icon=":material/info:")
        return
    left, right = st.columns([50, 50], gap="small")
    with left:
        _bars_frame(screen, view, found, limit, form)
    with right:
        _curve_frame(screen, view, found, limit, form)
        if screen.figure is None:
            st.html(quiet(t("balance.point_remark")))


def _served_by(screen: Screen, form: str | None) -> str:
    """The agencies whose distance counts, in words."""
    t = screen.texts
    return t("balance.of_form", form=t(f"service_form.{form}")) if form else t("balance.every_form")


def _places(screen: Screen) -> list[str]:
    provinces = [code for code in screen.regions.levels["province"] if screen.regions[code].in_survey]
    return [NATION, *ZONES, *provinces]


def _colour(screen: Screen, code: str) -> str:
    zone = code if code in ZONES else screen.regions.zone_of(code)
    return INK if zone is None else ZONE_COLOURS[zone]


@apart
def _bars_frame(screen: Screen, view: GapView, found: Underserved, limit: int, form: str | None) -> None:
    t = screen.texts
    shares = {code: found.share(code, limit).value for code in _places(screen)}
    first = [NATION, *ZONES]
    provinces = sorted((code for code in shares if code not in first and shares[code] is not None),
                       key=lambda code: (-(shares[code] or 0.0), code))
    sheet = reach_sheet(screen, view, found, limit, [*first, *provinces, *(
        code for code in shares if shares[code] is None and code not in first
    )])
    bars = []
    for code in (*first, *provinces):
        share = shares[code]
        if share is not None:
            label = t("balance.reach_label", share=percent(share, 0), mean=_km(screen, found.mean(code).value))
            bars.append(Reach(screen.place(code), share, label, _colour(screen, code)))
    figure_frame(
        screen,
        FrameContent(
            key="underserved",
            finding=reach_finding(found, limit, view, screen),
            figure=reach_figure(bars),
            alternative_text=t("balance.reach_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=_provenance(screen, view, found, limit, form),
            state=gap_state("balance"),
            subtitle=t("balance.reach_subtitle", name=view.demand.name(screen.language), distance=limit,
                       agencies=_served_by(screen, form)),
        ),
    )


def _is_enough(beyond: float | None) -> bool:
    """Whether nine tenths of the demand lie within a distance, of the share beyond it."""
    return beyond is not None and 1 - beyond >= ENOUGH


@apart
def _curve_frame(screen: Screen, view: GapView, found: Underserved, limit: int, form: str | None) -> None:
    t = screen.texts
    chosen = [view.region] if view.region in screen.regions.levels["province"] else []
    enough = next((distance for distance in DISTANCES if _is_enough(found.share(NATION, distance).value)), None)
    # The curve runs on to the distance chosen and to that which is enough.
    end = max(USUAL_END, limit, enough or GREATEST_DISTANCE)
    distances = [distance for distance in DISTANCES if distance < end + STEP]
    curves = []
    for code in (NATION, *ZONES, *chosen):
        shares = [found.share(str(code), distance).value for distance in distances]
        if None not in shares:
            colour = "#b0464f" if code in chosen else _colour(screen, str(code))
            curves.append(Curve(screen.place(str(code)), tuple(float(share or 0.0) for share in shares), colour))
    height = max(LEAST_CURVE, screen.window_height - AROUND_CURVE)
    if screen.figure:
        height = screen.window_height - AROUND_ONE_FIGURE
    finding = t("balance.curve_finding" if enough is not None else "balance.curve_open",
                distance=GREATEST_DISTANCE if enough is None else enough, name=view.demand.name(screen.language))
    sheet = curve_sheet(screen, curves, distances)
    figure_frame(
        screen,
        FrameContent(
            key="reach-curve",
            finding=finding,
            figure=curve_figure(curves, distances, limit, t("balance.km"), height),
            alternative_text=t("balance.curve_alternative"),
            table=curve_sheet(screen, curves, distances, TABLE_STEP).table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=_provenance(screen, view, found, limit, form),
            state=gap_state("balance"),
            subtitle=t("balance.reach_subtitle", name=view.demand.name(screen.language), distance=limit,
                       agencies=_served_by(screen, form)),
        ),
    )


def _provenance(screen: Screen, view: GapView, found: Underserved, limit: int, form: str | None) -> Provenance:
    """Sources of the demand and of the register whose agencies are near or far."""
    t = screen.texts
    assert found.demand_year is not None
    remarks = (
        t("balance.point_remark"),
        t("balance.agencies_remark", served=_served_by(screen, form), agencies=plain(found.agencies, 0),
          cities=found.reported, all_cities=len(found.cities)),
    )
    demand = of_indicators(
        screen, [view.demand], [found.demand_year], ["city"], remarks,
        formula=t("balance.reach_formula", distance=limit),
    )
    register = of_register(screen, "", ())
    sources = pd.concat([demand.sources, register.sources], ignore_index=True)
    return Provenance(demand.indicators, demand.period, sources, demand.remarks, None, demand.formula)


def _km(screen: Screen, value: float | None) -> str:
    return screen.texts("value.none") if value is None else plain(value, 0)
