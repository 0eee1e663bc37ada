"""The map specification of an indicator in one year: classes for rates, circles for totals, states for absences."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from geo.classes import BreakMethod, class_breaks, class_of
from geo.map_spec import Fill, MapLevel, MapSpec, Outline, Symbol, SymbolKey
from pages.charts.style import ACCENT, BOUND, NO_DATA, OUT_OF_SURVEY, sequential
from pages.shell.screen import Screen
from pages.texts.figures import has_bound, has_value, in_full, unit_of
from pages.texts.numbers import grouped, plain
from pages.texts.ranks import rank_word
from queries.catalogue import Indicator

LARGEST_DIAMETER = 46.0
SMALLEST_DIAMETER = 3.0
GROUND = "#e9eef4"
MOST_COLOURS = 5
# What the words beside the pointer say of a place.
TOLD = ["region_code", "value", "lo", "hi", "coverage", "reason", "qualifier", "proxy", "rank", "rank_lo", "rank_hi"]


@dataclass(frozen=True)
class MapView:
    """What the reader chose for a map."""

    level: MapLevel
    breaks: tuple[BreakMethod, tuple[float, ...]]
    outlines: tuple[Outline, ...] = ()
    focus: str | None = None


def approval_number() -> str | None:
    """The approval number (审图号) of the boundaries, from the environment; None while they are not approved."""
    return os.environ.get("ATLAS_MAP_APPROVAL", "").strip() or None


def map_note(screen: Screen) -> str:
    """The cartographic note: boundary source, hash, approval number or the lack of one."""
    source = screen.boundaries.manifest["source"]
    approval = approval_number()
    return screen.texts(
        "map.note",
        source=f"{source['name']} {source['version']}",
        hash=screen.boundaries.sha256("provinces")[:8],
        status=screen.texts("map.approved", number=approval) if approval else screen.texts("map.not_approved"),
    )


def map_spec(
    screen: Screen, board: pd.DataFrame, indicator: Indicator, view: MapView, shared: Sequence[float] = ()
) -> MapSpec:
    """Build the specification from a ranking board.

    `shared` are values of another year that the class breaks must also fit, for a pair of maps.
    """
    t = screen.texts
    if view.focus:
        board = board[board["region_code"].isin(screen.regions.members(view.focus, "city"))]
    unit = unit_of(indicator, t)
    hover = _hovers(screen, board, indicator)
    fills = absence_fills(screen, board, view.level)
    symbols: tuple[Symbol, ...] = ()
    keys: tuple[SymbolKey, ...] = ()
    if indicator.is_count:
        fills = (*_ground(screen, board), *fills)
        largest = max([*board["value"].dropna(), *shared], default=0.0)
        symbols = _symbols(screen, board, largest)
        keys = symbol_keys(largest, screen)
    else:
        fills = (*_classes(screen, board, indicator, view, shared), *fills)
    return MapSpec(
        level=view.level,
        fills=fills,
        hover=hover,
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=unit or indicator.name(screen.language),
        alternative_text=t(
            "map.alternative", name=indicator.name(screen.language), level=t(f"level.{view.level}"), count=len(board)
        ),
        symbols=symbols,
        symbol_keys=keys,
        outlines=view.outlines,
        focus=view.focus,
        proxy_outline=view.level == "major" and bool((board["proxy"] == 1).any()),
        ground_label=t("map.outside_majors") if view.level == "major" else "",
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def _classes(
    screen: Screen, board: pd.DataFrame, indicator: Indicator, view: MapView, shared: Sequence[float]
) -> tuple[Fill, ...]:
    rows = board[board["value"].notna()]
    method, custom = view.breaks
    breaks = class_breaks([*rows["value"], *shared], method, class_count(len(rows)), custom) if len(rows) else ()
    classes = class_of(rows["value"].tolist(), breaks)
    colours = sequential(len(breaks) + 1)
    fills = []
    for number, label in enumerate(class_labels(breaks, indicator, screen)):
        codes = tuple(rows["region_code"][classes == number])
        if codes or number == 0 or breaks:
            entry = screen.texts("map.class", label=label, count=len(codes))
            fills.append(Fill("class", entry, colours[number], codes))
    return tuple(fills) if len(rows) else ()


def class_count(units: int) -> int:
    """Five classes, fewer where a class would hold a single unit as a rule: that would be a ranking in colours.

    Of no more places than there are colours, zones and major regions, each has its own: two classes of four places
    would paint a place like another that has seven times its value.
    """
    return max(2, units) if units <= MOST_COLOURS else max(3, min(MOST_COLOURS, units // 2))


def class_labels(breaks: Sequence[float], indicator: Indicator, screen: Screen) -> list[str]:
    """Half-open classes in words, so that no end point belongs to two of them: below a, a to b, b and above."""
    t = screen.texts
    texts = [shortest(b, indicator.decimals) for b in breaks]
    if not texts:
        return [t("map.all_values")]
    inner = [t("map.between", low=low, high=high) for low, high in pairwise(texts)]
    return [t("map.below", high=texts[0]), *inner, t("map.above", low=texts[-1])]


def shortest(value: float, decimals: int) -> str:
    """A class break in as few digits as it has."""
    for digits_after in range(0, max(decimals, 0) + 6):
        if math.isclose(round(value, digits_after), value, rel_tol=1e-12, abs_tol=1e-12):
            return plain(value, digits_after)
    return plain(value, decimals)


def fixed_class_fills(
    screen: Screen, board: pd.DataFrame, breaks: Sequence[float], labels: Sequence[str], colours: Sequence[str]
) -> tuple[Fill, ...]:
    """Legend entries of classes whose breaks are fixed, with their counts; a class without a place has none.

    `board` has columns region_code and value ≥ 0; a value on a break counts above it. There is one label and one colour
    more than breaks.
    """
    known = board[board["value"].notna()]
    place = pd.cut(known["value"], [-1.0, *breaks, math.inf], right=False, labels=False)
    members = [tuple(known.loc[place == number, "region_code"]) for number in range(len(labels))]
    return tuple(
        Fill("class", screen.texts("map.class", label=label, count=len(codes)), colour, codes)
        for label, colour, codes in zip(labels, colours, members, strict=True) if codes
    )


def absence_fills(screen: Screen, board: pd.DataFrame, level: str) -> tuple[Fill, ...]:
    """Legend entries of the places without a value: a bound alone, no data, outside the survey.

    `board` has columns region_code, value, lo, hi and reason.
    """
    t = screen.texts
    absent = board[board["value"].isna()]
    bounded = absent[absent["lo"].notna() | absent["hi"].notna()]
    outside = absent[absent["reason"] == "out_of_survey"]
    missing = absent.drop(index=[*bounded.index, *outside.index])
    fills = []
    if len(bounded):
        label = t("map.class", label=t("value.bound"), count=len(bounded))
        fills.append(Fill("class", label, BOUND, tuple(bounded["region_code"])))
    if len(missing):
        label = t("map.class", label=t("value.none"), count=len(missing))
        detail = t("map.detail", text=t(f"reason.{_usual_reason(missing)}"))
        fills.append(Fill("no_data", label, NO_DATA, tuple(missing["region_code"]), detail))
    if len(outside):
        label = t("map.class", label=t("value.out_of_survey"), count=len(outside))
        detail = t("map.detail", text=t("value.out_of_survey"))
        fills.append(Fill("out_of_survey", label, OUT_OF_SURVEY, tuple(outside["region_code"]), detail))
    if level in ("zone", "major"):
        codes = tuple(c for c in screen.regions.levels["province"] if not screen.regions[c].in_survey)
        label = t("map.class", label=t("value.out_of_survey"), count=len(codes))
        fills.append(Fill("out_of_survey", label, OUT_OF_SURVEY, codes))
    return tuple(fills)


def _ground(screen: Screen, board: pd.DataFrame) -> tuple[Fill, ...]:
    codes = tuple(board.loc[board["value"].notna(), "region_code"])
    label = screen.texts("map.class", label=screen.texts("map.has_figure"), count=len(codes))
    return (Fill("base", label, GROUND, codes),) if codes else ()


def _symbols(screen: Screen, board: pd.DataFrame, largest: float) -> tuple[Symbol, ...]:
    rows = board[board["value"].notna() & (board["value"] > 0)].sort_values("value", ascending=False)
    # Two columns of the ranking: to take its rows one by one with all of theirs took half of the time of a map.
    return tuple(
        Symbol(code, place.longitude, place.latitude, diameter(value, largest), ACCENT)
        for code, value in zip(rows["region_code"].tolist(), rows["value"].tolist(), strict=True)
        for place in (screen.regions[code],)
    )


def diameter(value: float, largest: float) -> float:
    """Diameter of a circle whose area is proportional to the value; very small ones stay visible."""
    return max(SMALLEST_DIAMETER, LARGEST_DIAMETER * math.sqrt(value / largest)) if largest > 0 else SMALLEST_DIAMETER


def symbol_keys(largest: float, screen: Screen) -> tuple[SymbolKey, ...]:
    """Reference circles for the legend: a round number below the largest, and its tenth."""
    if largest <= 0:
        return ()
    top = 10 ** math.floor(math.log10(largest))
    top = max(step * top for step in (1, 2, 5) if step * top <= largest)
    return tuple(
        SymbolKey(grouped(value, 0, screen.texts), round(diameter(value, largest), 1)) for value in (top, top / 10)
    )


def _usual_reason(missing: pd.DataFrame) -> str:
    return str(missing["reason"].mode().iloc[0])


def _hovers(screen: Screen, board: pd.DataFrame, indicator: Indicator) -> dict[str, str]:
    """Text beside the pointer: name, figure and rank; of absent figures only what is not the usual reason."""
    missing = board[board["value"].isna() & board["lo"].isna() & board["hi"].isna()]
    usual = {"out_of_survey", _usual_reason(missing) if len(missing) else ""}
    hovers = {}
    rows: Any = board[TOLD].itertuples()
    for row in rows:
        text = screen.place_shown(row.region_code, row.proxy)
        if has_bound(row) or has_value(row) or row.reason not in usual:
            text += screen.texts("map.detail", text=in_full(row, indicator, screen.texts))
        if pd.notna(row.rank):
            own = {"rank": row.rank, "lo": row.rank_lo, "hi": row.rank_hi}
            text += "<br>" + rank_word(own, screen.texts)
        hovers[row.region_code] = text
    return hovers
