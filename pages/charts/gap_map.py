"""The map of gaps: how far each region is from a benchmark in five classes, and how much is missing as circles."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geo.map_spec import Fill, MapLevel, MapSpec, Outline, Symbol
from pages.charts.atlas_map import absence_fills, approval_number, diameter, fixed_class_fills, map_note, symbol_keys
from pages.charts.style import DIVERGING, INK
from pages.shell.screen import Screen

CLASSES = ("far_below", "below", "level", "above", "far_above")
BREAKS = (0.75, 0.95, 1.05, 1.5)
"""Relative ratios that part the classes, the same for every benchmark, so that maps can be compared."""


def gap_map_spec(
    screen: Screen,
    rows: pd.DataFrame,
    hover: Mapping[str, str],
    level: MapLevel,
    aim: str,
    legend_title: str,
    missing: pd.Series | None = None,
    outlines: tuple[Outline, ...] = (),
    focus: str | None = None,
) -> MapSpec:
    """Build the specification from the rows of the ledger against one benchmark.

    Parameters
    ----------
    rows : region_code, relative, relative_lo, relative_hi, interval, reason, proxy
    hover : text beside the pointer by region code
    missing : by region code, what is missing in units of supply; drawn as circles where given and above zero
    """
    t = screen.texts
    is_bound = rows["interval"] == "bound"
    board = pd.DataFrame({
        "region_code": rows["region_code"],
        "value": rows["relative"],
        "lo": rows["relative_lo"].where(is_bound),
        "hi": rows["relative_hi"].where(is_bound),
        "reason": rows["reason"],
    })
    amounts = missing[missing > 0].sort_values(ascending=False) if missing is not None else pd.Series(dtype=float)
    largest = float(amounts.max()) if len(amounts) else 0.0
    return MapSpec(
        level=level,
        fills=(*_classes(screen, board), *absence_fills(screen, board, level)),
        hover=dict(hover),
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=legend_title,
        alternative_text=t("ledger.alternative", aim=aim),
        symbols=_circles(screen, amounts, largest),
        symbol_keys=symbol_keys(largest, screen),
        symbol_colour=INK,
        outlines=outlines,
        focus=focus,
        proxy_outline=level == "major" and bool((rows["proxy"] == 1).any()),
        ground_label=t("map.outside_majors") if level == "major" else "",
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def _classes(screen: Screen, board: pd.DataFrame) -> tuple[Fill, ...]:
    labels = [screen.texts(f"ledger.class.{name}") for name in CLASSES]
    return fixed_class_fills(screen, board, BREAKS, labels, DIVERGING)


def _circles(screen: Screen, amounts: pd.Series, largest: float) -> tuple[Symbol, ...]:
    return tuple(
        Symbol(
            str(code), screen.regions[str(code)].longitude, screen.regions[str(code)].latitude,
            diameter(float(amount), largest), INK,
        )
        for code, amount in amounts.items()
    )
