"""The map of expected supply: each region filled by its standing, the selected one outlined."""

from __future__ import annotations

import pandas as pd

from geo.map_spec import Fill, FillKind, MapLevel, MapSpec, Outline
from pages.charts.atlas_map import approval_number, map_note
from pages.charts.standing_marks import MARKS
from pages.charts.style import INK, NO_DATA, OUT_OF_SURVEY
from pages.shell.screen import Screen
from pages.texts.expected import amount, driver_reason, interval
from queries.catalogue import Indicator
from queries.formulas.reasons import Reason


def standing_map(
    screen: Screen, rows: pd.DataFrame, supply: Indicator, level: MapLevel, outlined: tuple[str, ...],
    focus: str | None = None,
) -> MapSpec:
    """Build the specification.

    Parameters
    ----------
    rows : as of ``ExpectedBoard.rows``; where a province is in `focus`, those of its cities
    outlined : region codes of the level with a line around them
    """
    t = screen.texts
    fills = [
        _fill(screen, "class", t(f"standing.{standing}"), mark.colour, rows[rows["standing"] == standing])
        for standing, mark in MARKS.items()
    ]
    outside = rows["reason"] == Reason.OUT_OF_SURVEY
    fills.append(_fill(screen, "no_data", t("value.none"), NO_DATA, rows[rows["standing"].isna() & ~outside]))
    fills.append(_fill(screen, "out_of_survey", t("value.out_of_survey"), OUT_OF_SURVEY, rows[outside]))
    return MapSpec(
        level=level,
        fills=tuple(fill for fill in fills if fill.codes),
        hover={row["region_code"]: _hover(screen, row, supply) for row in rows.to_dict("records")},
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=t("expected.legend"),
        alternative_text=t(
            "map.alternative", name=t("expected.legend"), level=t(f"level.{level}"), count=len(rows)
        ),
        outlines=(Outline(outlined, INK),) if outlined else (),
        focus=focus,
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def _fill(screen: Screen, kind: FillKind, word: str, colour: str, rows: pd.DataFrame) -> Fill:
    return Fill(kind, screen.texts("map.class", label=word, count=len(rows)), colour, tuple(rows["region_code"]))


def _hover(screen: Screen, row: dict, supply: Indicator) -> str:
    t = screen.texts
    place = screen.place(row["region_code"])
    if row["standing"] is None:
        return place + t("map.detail", text=driver_reason(row["reason"], t))
    return t(
        "expected.hover", place=place, standing=t(f"standing.{row['standing']}"),
        supply=amount(row["supply"], supply, t), expected=amount(row["expected"], supply, t),
        interval=interval(row["lo_80"], row["hi_80"], supply, t),
    )
