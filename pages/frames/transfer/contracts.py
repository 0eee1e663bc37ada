"""The section contracts: technology that provinces sell and buy, what real data tell of services on the move."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from geo.map_spec import MapLevel
from pages.charts.centre_role import Role
from pages.charts.contract_balance import NetBar, contract_map_spec, net_figure
from pages.charts.style import ACCENT, PINNED
from pages.charts.trend import TrendLine, trend_figure
from pages.controls.contract_selectors import (
    contract_measure_selector,
    contract_sight_selector,
    contract_year_selector,
)
from pages.controls.year_slider import until_selector, until_shown
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import quiet
from pages.frames.maps import height_of_map, told_if_refused
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.transfer.centre_frames import centre_frames
from pages.frames.transfer.centre_scope import group_or_nation
from pages.frames.transfer.centre_view import CentreView
from pages.frames.transfer.contract_sheets import balance_sheet, years_sheet
from pages.frames.transfer.contract_words import (
    amount,
    balance_finding,
    line_name,
    place_hover,
    side_words,
    sum_words,
    years_finding,
)
from pages.frames.transfer.transfer_view import TransferView, lacking, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from queries.contracts import Contracts, ContractYear, contract_centres, contract_year, contracts_of
from queries.regions import NATION, ZONES

SECTION = "contracts"
TABLES = ("stat",)
NOTES = 60


@apart
def contracts_section(screen: Screen, view: TransferView) -> None:
    """Draw the controls and the view asked for, or what would have to be loaded."""
    t = screen.texts
    with view.controls:
        columns = st.columns(3, gap="small")
        with columns[0]:
            sight = contract_sight_selector(screen)
        with columns[1]:
            measure = contract_measure_selector(screen)
    contracts = contracts_of(screen.engine, screen.catalogue, measure, screen.layer)
    if contracts is None:
        lacking(screen, view, t("contracts.lacking", layer=t(f"layer.{screen.layer}")), TABLES)
        return
    level: MapLevel = "zone" if view.level == "zone" else "province"
    if view.level not in ("zone", "province"):
        st.html(quiet(t("contracts.by_province")))
    if sight == "centres":
        _centres(screen, view, contracts)
    elif sight == "years":
        _years(screen, view, contracts)
    else:
        with columns[2]:
            year = contract_year_selector(screen, contracts.years)
        found = contract_year(screen.engine, screen.regions, screen.catalogue, contracts, level, year, screen.layer)
        _balance(screen, view, contracts, found, level)


def _balance(
    screen: Screen, view: TransferView, contracts: Contracts, found: ContractYear, level: MapLevel
) -> None:
    left, right = st.columns([58, 42], gap="small")
    with left, told_if_refused(screen):
        _map_frame(screen, view, contracts, found, level)
    with right:
        _ranking_frame(screen, view, contracts, found, level)


@apart
def _map_frame(
    screen: Screen, view: TransferView, contracts: Contracts, found: ContractYear, level: MapLevel
) -> None:
    t = screen.texts
    title = t("contracts.rate_of", year=found.year)
    hover = {str(code): place_hover(screen, contracts, str(code), row) for code, row in found.rows.iterrows()}
    outlined = [view.region] if view.region in found.rows.index else []
    spec = contract_map_spec(screen, found.rows, level, hover, title, [str(code) for code in outlined])
    words = sum_words(screen, contracts, found)
    sheet = balance_sheet(screen, contracts, found)
    figure_frame(
        screen,
        FrameContent(
            key="contracts-map",
            finding=balance_finding(screen, contracts, found),
            figure=map_figure(spec, screen.boundaries, height_of_map(screen) - NOTES),
            alternative_text=spec.alternative_text,
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=_provenance(screen, contracts, [found.year], level, (words,), spec.note),
            state=transfer_state(SECTION),
            subtitle=title,
            config=MAP_CONFIG,
            spec=spec,
        ),
        below=lambda: st.html("".join(f'<p class="map-note">{escape(line)}</p>' for line in (words, spec.note))),
    )


@apart
def _ranking_frame(
    screen: Screen, view: TransferView, contracts: Contracts, found: ContractYear, level: MapLevel
) -> None:
    t = screen.texts
    known = found.rows[found.rows["net"].notna()].sort_values("net", ascending=False, kind="stable")
    bars = [
        NetBar(str(code), screen.place(str(code)), float(row["net"]),
               f"{side_words(screen, float(row['net']))} {amount(screen, contracts, abs(float(row['net'])))}",
               place_hover(screen, contracts, str(code), row))
        for code, row in known.iterrows()
    ]
    sheet = balance_sheet(screen, contracts, found)
    words = sum_words(screen, contracts, found)
    figure_frame(
        screen,
        FrameContent(
            key="contracts-ranking",
            finding=t("contracts.ranking_finding", year=found.year, sellers=int((known["net"] > 0).sum()),
                      buyers=int((known["net"] < 0).sum()), places=t(f"level.{level}")),
            figure=net_figure(bars, view.region),
            alternative_text=t("contracts.ranking_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=_provenance(screen, contracts, [found.year], level, (words,), None),
            state=transfer_state(SECTION),
            subtitle=t("contracts.net_of", year=found.year),
        ),
    )


def _years(screen: Screen, view: TransferView, contracts: Contracts) -> None:
    """Both sides of the place selected, or of all provinces together, over all years."""
    t = screen.texts
    place = _line_place(view, contracts)
    if view.region not in (None, place):
        st.html(quiet(t("contracts.other_place", place=screen.place(str(view.region)),
                        shown=line_name(screen, contracts, place))))
    line = contracts.line(place)
    lines = [
        TrendLine(t(f"contract_column.{side}"), line[side].dropna(), colour,
                  [amount(screen, contracts, float(value)) for value in line[side].dropna()], dashed=side == "bought")
        for side, colour in (("sold", ACCENT), ("bought", PINNED[0]))
    ]
    sheet = years_sheet(screen, contracts, place, line)
    level = "zone" if place in ZONES else "province"
    remark = t("contracts.nation_remark") if place == NATION else t("contracts.within_remark")
    figure_frame(
        screen,
        FrameContent(
            key="contracts-years",
            finding=years_finding(screen, contracts, place, line),
            figure=trend_figure(lines, (), unit_of(contracts.sold, t), height_of_map(screen) - NOTES),
            alternative_text=t("contracts.years_alternative", place=line_name(screen, contracts, place)),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=_provenance(screen, contracts, contracts.years, level, (remark,), None),
            state=transfer_state(SECTION),
            subtitle=line_name(screen, contracts, place),
        ),
        below=lambda: st.html(f'<p class="map-note">{escape(remark)}</p>'),
    )


def _line_place(view: TransferView, contracts: Contracts) -> str:
    """The province or zone selected; the sum of all provinces where another place, or none, is."""
    sold, _ = contracts.tables["province"]
    return view.region if view.region and (view.region in sold.index or view.region in ZONES) else NATION


def _centres(screen: Screen, view: TransferView, contracts: Contracts) -> None:
    """The centres of what is sold and of what is bought."""
    t = screen.texts
    within = group_or_nation(screen, view.region, "province")
    centres = contract_centres(screen.engine, screen.regions, contracts, within, screen.layer)
    if len(centres.series) < 2:
        lacking(screen, view, t("contracts.lacking_centres", units=len(centres.units)), TABLES)
        return
    roles = (
        Role("sold", contracts.sold.name(screen.language), t("contract_column.sold"), ACCENT, "circle"),
        Role("bought", contracts.bought.name(screen.language), t("contract_column.bought"), PINNED[0], "diamond"),
    )
    years = centres.years
    until = until_shown(screen, years)
    told = [year for year in years if year <= until]
    shown = CentreView(
        centres, roles, until, "contract-centres", lambda: transfer_state(SECTION),
        lambda remarks, note: _provenance(screen, contracts, told, "province", remarks, note, t("centres.formula")),
    )
    centre_frames(screen, shown, lambda: until_selector(screen, years))


def _provenance(
    screen: Screen, contracts: Contracts, years: list[int], level: str, remarks: tuple[str, ...], map_note: str | None,
    formula: str | None = None,
) -> Provenance:
    t = screen.texts
    return of_indicators(
        screen, [contracts.sold, contracts.bought], years, [level], (*remarks, t("contracts.not_services")), map_note,
        formula=formula or t("contracts.formula"),
    )
