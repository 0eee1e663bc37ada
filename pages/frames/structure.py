"""What the agencies of a place offer, beside another place: form by type of IP, and sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.charts.structure import grid_figure, size_figure
from pages.charts.style import ACCENT, PINNED, QUIET
from pages.controls.agency_filters import choose_many
from pages.controls.link import link_button
from pages.controls.selectors import NO_REGION, region_label, region_options, region_selector
from pages.controls.state import publish, restore
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.maps import height_of_map
from pages.frames.register import count_remark, of_register
from pages.frames.structure_tables import (
    DOWNLOADED,
    difference_rows,
    difference_table,
    size_rows,
    size_table,
    structure_dictionary,
    structure_rows,
    structure_table,
)
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain
from pages.texts.structure import difference_finding, points, size_finding, structure_finding
from queries.agencies import IP_TYPES, SERVICE_FORMS, SIZES, UNKNOWN, registers
from queries.offer_structure import OfferStructure, offer_structure
from queries.regions import NATION

STANDING = "standing"
SIZES_HEIGHT, LEAST_HEIGHT = 168, 220
# Sentence and source line of the grid take more lines than those of a map.
LINES_AROUND = 48
# Difference of shares that is drawn in the full colour; a smaller one stays pale.
FULL_DIFFERENCE = 0.1


@dataclass(frozen=True)
class StructureView:
    """What the reader chose: a place, the year of the reports or none, sizes, and the place it is set `beside`."""

    region: str
    period: int | None
    sizes: tuple[str, ...]
    beside: str | None

    def state(self) -> dict[str, object]:
        """The parameters that reopen this view, for links and the briefing."""
        return {
            "page": "distribution",
            "section": "structure",
            "region": "" if self.region == NATION else self.region,
            "reported": self.period or STANDING,
            "size": list(self.sizes),
            "beside": "" if self.beside in (None, NATION) else self.beside,
        }


def structure_view(screen: Screen) -> StructureView:
    """Draw the line of controls and return what they say."""
    t = screen.texts
    with st.container(key="controls"):
        columns = st.columns([26, 16, 30, 26, 10], gap="small", vertical_alignment="bottom")
        with columns[0]:
            region = region_selector(screen, "city") or NATION
        with columns[1]:
            period = _period(screen)
        with columns[2]:
            sizes = choose_many(
                screen, "size", (*SIZES, UNKNOWN), lambda word: t(f"size_class.{word}"),
                t("structure.size_of_year", year=period) if period else "",
            )
        with columns[3]:
            beside = _beside(screen, region)
        view = StructureView(region, period, sizes, beside)
        with columns[4]:
            link_button(screen, view.state())
    return view


@apart
def structure_frames(screen: Screen, view: StructureView) -> None:
    """The grid of counts, the grid of differences, and the sizes."""
    here = _structure(screen, view, view.region)
    left, right = st.columns([54, 46], gap="small")
    with left:
        _counts_frame(screen, view, here)
    with right:
        if view.beside:
            _difference_frame(screen, view, here, _structure(screen, view, view.beside))
        elif not screen.presenting:
            st.caption(screen.texts("structure.choose_beside"))
        _sizes_frame(screen, view)


@apart
def _counts_frame(screen: Screen, view: StructureView, here: OfferStructure) -> None:
    t = screen.texts
    labels = pd.DataFrame(
        [[t("structure.cell", count=plain(count, 0), share=_share(share, t("value.none")))
          for count, share in zip(counts, shares, strict=True)]
         for counts, shares in zip(here.cells.to_numpy(), here.shares.to_numpy(), strict=True)]
    )
    finding = structure_finding(here, screen.place(view.region), view.period, t)
    _frame(screen, view, "structure", finding, partial(
        _grid, screen, here.shares, labels, here.cells.map(lambda count: t("structure.hover", count=plain(count, 0)))
    ), partial(structure_table, screen, here), partial(structure_rows, screen, {view.region: here}, view.period,
       view.sizes), height_of_map(screen) - LINES_AROUND)


@apart
def _difference_frame(screen: Screen, view: StructureView, here: OfferStructure, there: OfferStructure) -> None:
    assert view.beside is not None
    t = screen.texts
    difference = here.shares - there.shares
    labels = difference.map(lambda value: "" if pd.isna(value) else points(value))
    hover = pd.DataFrame(
        [[t("structure.against", here=_share(one, t("value.none")), there=_share(other, t("value.none")))
          for one, other in zip(*rows, strict=True)]
         for rows in zip(here.shares.to_numpy(), there.shares.to_numpy(), strict=True)]
    )
    finding = difference_finding(difference, screen.place(view.region), screen.place(view.beside), t)
    height = max(LEAST_HEIGHT, height_of_map(screen) - SIZES_HEIGHT - 180)
    pair = {view.region: here, view.beside: there}
    _frame(screen, view, "difference", finding,
           partial(_grid, screen, difference, labels, hover, least_depth=FULL_DIFFERENCE),
           partial(difference_table, screen, here, there, (view.region, view.beside)),
           partial(difference_rows, screen, pair, view.period, view.sizes), height)


@apart
def _sizes_frame(screen: Screen, view: StructureView) -> None:
    t = screen.texts
    whole = replace(view, sizes=())
    places = dict.fromkeys([view.region, *([view.beside] if view.beside else []), NATION])
    drawn = {place: _structure(screen, whole, place) for place in places}
    shown = {screen.place(place): structure for place, structure in drawn.items()}
    labels = {size: t(f"size_class.{size}") for size in (*SIZES, UNKNOWN)}
    if not any(structure.sizes[UNKNOWN] for structure in shown.values()):
        del labels[UNKNOWN]
    shares = {name: structure.size_shares for name, structure in shown.items()}

    def draw(height: int) -> go.Figure:
        return size_figure(shares, labels, (ACCENT, PINNED[0], QUIET), height)

    finding = size_finding(next(iter(shown.values())), screen.place(view.region), view.period, t)
    _frame(screen, view, "sizes", finding, draw, partial(size_table, screen, shown),
           partial(size_rows, screen, drawn, view.period), SIZES_HEIGHT)


@apart
def _frame(
    screen: Screen, view: StructureView, key: str, finding: str, draw: Callable[[int], go.Figure],
    table: Callable[[], pd.DataFrame], rows: Callable[[], pd.DataFrame], height: int,
) -> None:
    """One of the three frames; formula, remarks and columns of the download are its own."""
    t = screen.texts
    if screen.figure:
        height = screen.window_height - AROUND_ONE_FIGURE
    of_offers = ("structure.not_additive", "structure.denominator")
    own = ("structure.sizes_unfiltered",) if key == "sizes" else of_offers
    remarks = (*(t(name) for name in own), *count_remark(screen, view.region))
    figure_frame(
        screen,
        FrameContent(
            key=key,
            finding=finding,
            figure=draw(height),
            alternative_text=t(f"structure_alternative.{key}", place=screen.place(view.region)),
            table=table,
            rows=rows,
            provenance=of_register(screen, t(f"structure_formula.{key}"), remarks, period=_vintage(screen, view)),
            state=view.state(),
            subtitle=t("structure.subtitle", place=screen.place(view.region), layer=t(f"layer.{screen.layer}")),
            dictionary=partial(structure_dictionary, screen, DOWNLOADED[key]),
        ),
    )


def _vintage(screen: Screen, view: StructureView) -> str:
    """Of when the agencies and their sizes are."""
    t = screen.texts
    if view.period:
        return t("structure.as_reported", year=view.period)
    years = registers(screen.engine)[screen.layer]
    return t("structure.as_it_stands", first=min(years), last=max(years)) if years else t("agencies.period_standing")


def _grid(
    screen: Screen, values: pd.DataFrame, labels: pd.DataFrame, hover: pd.DataFrame, height: int,
    least_depth: float = 0.0,
) -> go.Figure:
    t = screen.texts
    heads = [t(f"ip_type_short.{word}") for word in IP_TYPES]
    sides = [t(f"service_form.{word}") for word in SERVICE_FORMS]
    return grid_figure(values, labels, hover, heads, sides, height, least_depth)


def _structure(screen: Screen, view: StructureView, region: str) -> OfferStructure:
    return offer_structure(screen.engine, screen.regions, screen.layer, region, view.period, view.sizes)


def _share(value: float, absent: str) -> str:
    return absent if pd.isna(value) else percent(value)


def _period(screen: Screen) -> int | None:
    t = screen.texts
    years = registers(screen.engine)[screen.layer]
    options: list[int | str] = [*years, STANDING]
    restore("reported", options, options[0], screen.rejected)
    chosen = st.selectbox(
        t("structure.reported"), options, key="reported",
        format_func=lambda option: t("structure.standing") if option == STANDING else str(option),
    )
    publish("reported", chosen, options[0])
    return chosen if isinstance(chosen, int) else None


def _beside(screen: Screen, region: str) -> str | None:
    t = screen.texts
    options = [NO_REGION, *(code for code in region_options(screen, "city") if code not in (NO_REGION, NATION, region))]
    restore("beside", options, NO_REGION, screen.rejected)
    nobody = t("control.against_none") if region == NATION else screen.place(NATION)
    chosen = st.selectbox(
        t("structure.beside"), options, key="beside",
        format_func=lambda code: region_label(screen, code) if code else nobody,
    )
    publish("beside", chosen, NO_REGION)
    return chosen or (None if region == NATION else NATION)
