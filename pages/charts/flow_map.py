"""The flow map: the largest links as arrows whose width tells their branches, and what every place is left with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

import pandas as pd

from geo.map_spec import Fill, Flow, Letter, MapSpec, Mark, Outline, Shape, Symbol
from pages.charts.atlas_map import GROUND, approval_number, map_note
from pages.charts.style import ACCENT, INK, OUT_OF_SURVEY, QUIET
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.flow_board import FlowBoard, Shown

SENT, RECEIVED = "#a85a10", ACCENT
"""Away from and towards a selected place; net senders and net receivers."""

WIDTHS = (1.2, 2.4, 4.2, 6.6)
SMALLEST_SIGN, LARGEST_SIGN = 6.0, 17.0
# Degrees: how far below its place a name stands, how far names keep apart, and how many there are at most.
BELOW, APART, MOST_NAMES = 0.85, (3.4, 1.3), 24
SIGNS: dict[str, tuple[Shape, str]] = {
    "receiver": ("circle", RECEIVED), "sender": ("diamond", SENT), "even": ("square", QUIET),
}


def width_breaks(links: pd.DataFrame) -> list[int]:
    """Counts that part the widths, ascending: a quarter, half and three quarters of the largest link, roundly.

    Equal steps, as width is read in proportion: with steps of a ratio a link of 86 would be as wide as one of 262.
    """
    if links.empty:
        return []
    low, high = int(links["count"].min()), int(links["count"].max())
    steps = [_rounded(high * part / len(WIDTHS)) for part in range(1, len(WIDTHS))]
    return [step for step in dict.fromkeys(steps) if low < step <= high]


def _rounded(value: float) -> int:
    """Two digits at most, the second of a large number 0 or 5."""
    if value < 10:
        return round(value)
    step = 10 ** (len(str(int(value))) - 1) // 2
    return round(value / step) * step


def width_of(count: int, breaks: list[int]) -> float:
    """Width of a link; the widest classes are used where there are few."""
    return WIDTHS[sum(count >= step for step in breaks)]


def flow_map_spec(
    screen: Screen, board: FlowBoard, shown: Shown, units: Collection[str], hover: Mapping[str, str]
) -> MapSpec:
    """Build the specification.

    Parameters
    ----------
    units : the selected units, whose outflow and inflow differ in colour; none shows all links in one
    hover : text beside the pointer by unit
    """
    t = screen.texts
    breaks = width_breaks(shown.links)
    level = board.level
    outside = tuple(code for code in screen.regions.levels["province"] if not screen.regions[code].in_survey)
    if level == "city":
        outside = tuple(code for code in screen.regions.levels["city"] if code not in board.flows.index)
    return MapSpec(
        level=level,
        fills=(
            Fill("base", t("flows.ground", count=len(board.flows), level=t(f"level.unit.{level}")), GROUND,
                 tuple(board.flows.index)),
            Fill("out_of_survey", t("map.class", label=t("value.out_of_survey"), count=len(outside)), OUT_OF_SURVEY,
                 outside),
        ),
        hover=dict(hover),
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=t("flows.legend"),
        alternative_text=t("flows.map_alternative", links=len(shown.links), branches=plain(shown.branches, 0)),
        symbols=_signs(screen, board, shown),
        flows=_arrows(screen, shown, breaks, units),
        letters=_names(screen, shown),
        marks=(*_widths(screen, shown, breaks), *_colours(screen, units), *_shapes(screen)),
        outlines=(Outline(tuple(units), INK),) if units else (),
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def _arrows(screen: Screen, shown: Shown, breaks: list[int], units: Collection[str]) -> tuple[Flow, ...]:
    """The arrows, the smallest first, so that the largest lie on top."""
    t = screen.texts
    arrows = []
    for row in reversed(shown.links.to_dict("records")):
        start, end = screen.regions[row["origin"]], screen.regions[row["destination"]]
        text = t("flows.link", origin=start.name(screen.language), destination=end.name(screen.language),
                 count=plain(row["count"], 0))
        colour = SENT if units and row["origin"] in units else RECEIVED
        arrows.append(Flow(
            (start.longitude, start.latitude), (end.longitude, end.latitude), width_of(row["count"], breaks), colour,
            text, end.code,
        ))
    return tuple(arrows)


def _widths(screen: Screen, shown: Shown, breaks: list[int]) -> tuple[Mark, ...]:
    """What each width stands for, the widest first."""
    t = screen.texts
    if shown.links.empty:
        return ()
    low, high = int(shown.links["count"].min()), int(shown.links["count"].max())
    bounds = [low, *breaks, high + 1]
    labels = [
        t("flows.exactly", count=plain(first, 0)) if last == first + 1
        else t("flows.range", low=plain(first, 0), high=plain(last - 1, 0))
        for first, last in pairwise(bounds)
    ]
    return tuple(
        Mark(label, QUIET, width) for label, width in reversed(list(zip(labels, WIDTHS, strict=False)))
    )


def _colours(screen: Screen, units: Collection[str]) -> tuple[Mark, ...]:
    if not units:
        return ()
    t = screen.texts
    return Mark(t("flows.sent"), SENT, WIDTHS[2]), Mark(t("flows.received"), RECEIVED, WIDTHS[2])


def _shapes(screen: Screen) -> tuple[Mark, ...]:
    return tuple(
        Mark(screen.texts(f"flows.sign.{name}"), colour, shape=shape) for name, (shape, colour) in SIGNS.items()
    )


def _signs(screen: Screen, board: FlowBoard, shown: Shown) -> tuple[Symbol, ...]:
    """One sign per unit that sends or receives, by its net inflow; its area tells how large that is.

    Of cities only those at the end of an arrow have one: hundreds of signs would cover the arrows.
    """
    moved = board.balance[(board.balance["sent"] + board.balance["received"]) > 0]
    if board.level == "city":
        moved = moved[moved.index.isin({*shown.links["origin"], *shown.links["destination"]})]
    largest = int(moved["net"].abs().max()) if len(moved) else 0
    signs = []
    for code, net in moved["net"].sort_values(key=abs, ascending=False).items():
        shape, colour = SIGNS["even" if net == 0 else "receiver" if net > 0 else "sender"]
        share = abs(net) / largest if largest else 0.0
        place = screen.regions[str(code)]
        size = max(SMALLEST_SIGN, LARGEST_SIGN * share**0.5)
        signs.append(Symbol(str(code), place.longitude, place.latitude, round(size, 1), colour, shape))
    return tuple(signs)


def named_ends(links: pd.DataFrame, places: Mapping[str, tuple[float, float]]) -> list[str]:
    """Codes of the ends of arrows whose names stand on the map, those with most branches first.

    A name that would lie on another is left out; `places` are longitude and latitude in degrees.
    """
    ends = pd.concat([links.set_index(end)["count"] for end in ("origin", "destination")])
    named: list[str] = []
    for code in ends.groupby(level=0).sum().sort_values(ascending=False, kind="stable").index:
        at = places[code]
        if all(abs(at[0] - places[one][0]) > APART[0] or abs(at[1] - places[one][1]) > APART[1] for one in named):
            named.append(str(code))
    return named[:MOST_NAMES]


def _names(screen: Screen, shown: Shown) -> tuple[Letter, ...]:
    codes = {*shown.links["origin"], *shown.links["destination"]}
    places = {code: (screen.regions[code].longitude, screen.regions[code].latitude) for code in codes}
    return tuple(
        Letter(places[code][0], places[code][1] - BELOW, screen.place(code), INK)
        for code in named_ends(shown.links, places)
    )
