"""The map of gradients: classes that lie about 1 as ratios do, half on one side against double on the other."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geo.map_spec import Fill, MapLevel, MapSpec, Outline
from pages.charts.atlas_map import absence_fills, approval_number, fixed_class_fills, map_note
from pages.charts.style import DIVERGING
from pages.shell.screen import Screen
from queries.formulas.reasons import Reason

BREAKS = (0.5, 0.8, 1.25, 2.0)
CLASSES = ("least", "low", "level", "high", "most")
"""The same for every year, form and measure, so that maps can be compared."""


def gradient_map_spec(
    screen: Screen, rows: pd.DataFrame, hover: Mapping[str, str], level: MapLevel, legend_title: str, name: str,
    outlines: tuple[Outline, ...] = (), focus: str | None = None,
) -> MapSpec:
    """Build the specification.

    Parameters
    ----------
    rows : index = codes of the level; height (≥ 0, 1 = the whole; NaN = none) and why (text where there is none)
    hover : text beside the pointer by region code
    name : what is measured; the legend has no room for it without lying over the south-west
    """
    t = screen.texts
    codes = list(screen.regions.levels[level])
    shown = rows.reindex(codes)
    board = pd.DataFrame({
        "region_code": codes, "value": shown["height"].to_numpy(dtype=float), "lo": float("nan"), "hi": float("nan"),
        "reason": [
            shown.loc[code, "why"] if screen.regions[code].in_survey else Reason.OUT_OF_SURVEY.value for code in codes
        ],
    })
    return MapSpec(
        level=level,
        fills=(*_classes(screen, board), *absence_fills(screen, board, level)),
        hover=dict(hover),
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=legend_title,
        alternative_text=t("gradient.map_alternative", name=name),
        outlines=outlines,
        focus=focus,
        ground_label=t("map.outside_majors") if level == "major" else "",
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def _classes(screen: Screen, board: pd.DataFrame) -> tuple[Fill, ...]:
    labels = [screen.texts(f"gradient_class.{name}") for name in CLASSES]
    return fixed_class_fills(screen, board, BREAKS, labels, DIVERGING)
