"""Technology contracts as pictures: the map of net rates, and net output as bars to the left and to the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go

from geo.map_spec import Fill, MapLevel, MapSpec, Outline
from pages.charts.atlas_map import absence_fills, approval_number, map_note
from pages.charts.style import DIVERGING, INK, layout
from pages.shell.screen import Screen

RATE_BREAKS = (-0.5, -0.1, 0.1, 0.5)
"""Net rates that part the classes, the same for every year and measure, so that maps can be compared."""
RATE_CLASSES = ("buys_most", "buys", "even", "sells", "sells_most")
ROW_HEIGHT, MARGINS = 21, 12
ROOM = 1.75


@dataclass(frozen=True)
class NetBar:
    """One place: its net output, what is written beside the bar, and what stands beside the pointer."""

    code: str
    name: str
    net: float
    label: str
    hover: str


def contract_map_spec(
    screen: Screen, rows: pd.DataFrame, level: MapLevel, hover: Mapping[str, str], title: str, outlined: Sequence[str]
) -> MapSpec:
    """Build the map of the net rate, a ratio and no total; colours and words part who sells from who buys.

    `rows` are those of ``ContractYear``.
    """
    t = screen.texts
    codes = list(screen.regions.levels[level])
    board = rows.reindex(codes)
    outside = [code for code in codes if level == "province" and not screen.regions[code].in_survey]
    board.loc[outside, "reason"] = "out_of_survey"
    board = board.assign(region_code=codes, lo=float("nan"), hi=float("nan"))
    known = board[board["value"].notna()]
    place = pd.cut(known["value"], [-1.1, *RATE_BREAKS, 1.1], right=False, labels=False)
    fills = tuple(
        Fill("class", t("map.class", label=t(f"contract_class.{name}"), count=int((place == number).sum())),
             DIVERGING[number], tuple(known.loc[place == number, "region_code"]))
        for number, name in enumerate(RATE_CLASSES) if (place == number).any()
    )
    return MapSpec(
        level=level,
        fills=(*fills, *absence_fills(screen, board, level)),
        hover={code: hover.get(code, screen.place(code)) for code in codes},
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=t("contracts.legend"),
        alternative_text=t("contracts.map_alternative", title=title),
        outlines=(Outline(tuple(outlined), INK),) if outlined else (),
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def net_figure(bars: Sequence[NetBar], selected: str | None) -> go.Figure:
    """Draw one bar per place, the greatest seller on top: to the right who sells more, to the left who buys more."""
    rows = list(reversed(bars))
    largest = max((abs(bar.net) for bar in rows), default=0.0) or 1.0
    names = [f"<b>{escape(bar.name)}</b>" if bar.code == selected else escape(bar.name) for bar in rows]
    return go.Figure(
        {
            "type": "bar", "orientation": "h", "x": [bar.net for bar in rows], "y": list(range(len(rows))),
            "marker": {"color": [DIVERGING[4] if bar.net >= 0 else DIVERGING[0] for bar in rows]},
            "text": [f" {bar.label} " for bar in rows], "textposition": "outside", "cliponaxis": False,
            "constraintext": "none", "textfont": {"size": 12, "color": INK}, "width": 0.7,
            "customdata": [bar.hover for bar in rows], "hovertemplate": "%{customdata}<extra></extra>",
        },
        layout(
            ROW_HEIGHT * max(len(rows), 1) + MARGINS,
            margin={"l": 4, "r": 4, "t": 4, "b": 4},
            showlegend=False,
            xaxis={"visible": False, "range": [-ROOM * largest, ROOM * largest], "fixedrange": True, "zeroline": True},
            yaxis={"tickvals": list(range(len(rows))), "ticktext": names, "fixedrange": True, "showgrid": False,
                   "automargin": True, "tickfont": {"size": 12}, "range": [-0.6, len(rows) - 0.4]},
        ),
    )
