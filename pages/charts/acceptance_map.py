"""The map of what receivers make of the branches that come to them, in classes that stay the same."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd

from geo.map_spec import Fill, MapLevel, MapSpec, Outline
from pages.charts.atlas_map import absence_fills, approval_number, fixed_class_fills, map_note
from pages.charts.style import DIVERGING, sequential
from pages.controls.order_selectors import Received
from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain

BREAKS: Mapping[Received, tuple[float, ...]] = {
    "index": (0.5, 0.8, 1.25, 2.0), "match": (0.5, 0.6, 0.7, 0.8), "survival": (0.5, 0.7, 0.9),
    "dependence": (0.01, 0.02, 0.04, 0.08), "inflow": (1.0, 5.0, 20.0, 50.0),
}
AS_PERCENT = frozenset({"survival", "dependence"})


def acceptance_spec(
    screen: Screen, level: MapLevel, rows: pd.DataFrame, hover: Mapping[str, str], received: Received,
    outlines: tuple[Outline, ...],
) -> MapSpec:
    """Build the specification; `rows` have region_code, value and reason. The acceptance index diverges around 1."""
    t = screen.texts
    name = t(f"transfer_order.received.{received}")
    board = rows.assign(value=rows["value"].astype(float), lo=None, hi=None)
    board["reason"] = board["reason"].where(board["value"].isna(), None)
    return MapSpec(
        level=level,
        fills=(*_classes(screen, board, received), *absence_fills(screen, board, level)),
        hover={**{code: screen.place(code) for code in board["region_code"]}, **hover},
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=name,
        alternative_text=t("transfer_order.map_alternative", name=name),
        outlines=outlines,
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def _classes(screen: Screen, board: pd.DataFrame, received: Received) -> tuple[Fill, ...]:
    breaks = BREAKS[received]
    colours = DIVERGING if received == "index" else sequential(len(breaks) + 1)
    return fixed_class_fills(screen, board, breaks, _labels(received), colours)


def _labels(received: Received) -> list[str]:
    breaks = BREAKS[received]
    decimals = 2 if received == "index" else 1
    words = [percent(one, 0) if received in AS_PERCENT else plain(one, 0 if received == "inflow" else decimals)
             for one in breaks]
    middle = [f"{low}–{high}" for low, high in pairwise(words)]
    return [f"<{words[0]}", *middle, f"≥{words[-1]}"]
