"""The match matrix as a scatter of capacity and gap, and as a map of its quarters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from geo.map_spec import Fill, MapSpec, Outline
from pages.charts.atlas_map import approval_number, map_note
from pages.charts.label_places import label_sides
from pages.charts.style import DIVERGING, INK, NO_DATA, OUT_OF_SURVEY, QUIET, layout
from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain
from queries.capacity import LEVEL
from queries.formulas.match_quadrant import Quadrant
from queries.match_matrix import MatchMatrix

LEAST_WIDTH = 560
"""Width in px that names are placed for; in a wider window they stand further apart."""
NAME_SIZE, NAME_HEIGHT = 11, 13


@dataclass(frozen=True)
class Look:
    """Colour and shape of a quarter; the shape alone would tell them apart."""

    colour: str
    line: str
    symbol: str


LOOKS: dict[str, Look] = {
    Quadrant.PRIORITY.value: Look(DIVERGING[0], "#6b3303", "triangle-up"),
    Quadrant.BUILD_FIRST.value: Look(DIVERGING[1], "#9a5a12", "diamond"),
    Quadrant.RADIATE.value: Look(DIVERGING[4], "#083a66", "circle"),
    Quadrant.CONSOLIDATE.value: Look(DIVERGING[3], "#4a7591", "square"),
}


def matrix_figure(screen: Screen, found: MatchMatrix, selected: str | None, height: int) -> go.Figure:
    """Draw capacity across and gap upward; a hollow mark belongs to a region that the lines do not place surely."""
    t = screen.texts
    rows = found.rows[found.rows["quadrant"].notna()]
    # A region that has many times the average would press all others into a line; it stands at the edge, and says so.
    low = max(float(rows["gap"].min()), -1.0)
    high = max(float(rows["gap"].max()), 0.1)
    up = (low - 0.14 * (high - low), high + 0.14 * (high - low))
    span = float(rows["capacity"].max() - rows["capacity"].min()) or 0.1
    across = (float(rows["capacity"].min()) - 0.08 * span, float(rows["capacity"].max()) + 0.10 * span)
    drawn = rows.assign(shown=rows["gap"].clip(lower=low), name=[screen.place(str(code)) for code in rows.index])
    drawn["side"] = _sides(drawn, across, up, selected, height)
    traces = [_whisker(drawn.loc[[selected]])] if selected in drawn.index else []
    traces += [_quarter(screen, drawn[drawn["quadrant"] == name], name) for name in LOOKS
               if (drawn["quadrant"] == name).any()]
    axis = {"fixedrange": True, "zeroline": False, "showgrid": False, "tickfont": {"size": 11, "color": QUIET},
            "automargin": True}
    return go.Figure(traces, layout(
        height, margin={"l": 76, "r": 8, "t": 8, "b": 8}, showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}},
        xaxis={**axis, "range": list(across),
               "title": {"text": t("capacity.axis_capacity"), "font": {"size": 12, "color": QUIET}}},
        yaxis={**axis, "range": list(up), "tickformat": ".0%", "automargin": False,
               "title": {"standoff": 8, "text": t(f"capacity_gap_axis.{found.kind}"),
                         "font": {"size": 12, "color": QUIET}}},
        shapes=[
            {"type": "line", "x0": found.capacity_line, "x1": found.capacity_line, "y0": 0, "y1": 1, "yref": "paper",
             "line": {"color": QUIET, "width": 1.2, "dash": "dash"}, "layer": "below"},
            {"type": "line", "y0": found.gap_line, "y1": found.gap_line, "x0": 0, "x1": 1, "xref": "paper",
             "line": {"color": QUIET, "width": 1.2, "dash": "dash"}, "layer": "below"},
        ],
        annotations=_corner_words(screen),
    ))


def match_map_spec(screen: Screen, found: MatchMatrix, selected: str | None) -> MapSpec:
    """The map of the quarters."""
    t = screen.texts
    surveyed = {code for code in screen.regions.levels[LEVEL] if screen.regions[code].in_survey}
    outside = tuple(code for code in screen.regions.levels[LEVEL] if code not in surveyed)
    fills = [_fill(screen, t(f"match_quadrant.{name}"), look.colour, tuple(found.codes(name)))
             for name, look in LOOKS.items()]
    placed = {code for fill in fills for code in fill.codes}
    unknown = tuple(sorted(surveyed - placed))
    states = [
        Fill("no_data", t("map.class", label=t("value.none"), count=len(unknown)), NO_DATA, unknown),
        Fill("out_of_survey", t("map.class", label=t("value.out_of_survey"), count=len(outside)), OUT_OF_SURVEY,
             outside),
    ]
    hover = {code: screen.place(code) for code in (*unknown, *outside)}
    hover |= {str(code): hover_words(screen, row) for code, row in found.rows.iterrows() if str(code) in placed}
    return MapSpec(
        level=LEVEL,
        fills=tuple(fill for fill in (*fills, *states) if fill.codes),
        hover=hover,
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=t("capacity.map_legend"),
        alternative_text=t("capacity.map_alternative"),
        outlines=(Outline((selected,), INK),) if selected in surveyed and selected else (),
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def hover_words(screen: Screen, row: pd.Series) -> str:
    """Quarter, capacity and gap of a region beside the pointer."""
    t = screen.texts
    word = t(f"match_quadrant.{row['quadrant']}")
    return t(
        "capacity.hover", place=screen.place(str(row.name)),
        quadrant=t("capacity.edge_of", quadrant=word) if row["is_edge"] else word,
        capacity=plain(row["capacity"], 2), gap=percent(row["gap"], 0),
    )


def _fill(screen: Screen, word: str, colour: str, codes: tuple[str, ...]) -> Fill:
    return Fill("class", screen.texts("map.class", label=word, count=len(codes)), colour, codes)


def _quarter(screen: Screen, rows: pd.DataFrame, name: str) -> dict[str, Any]:
    look = LOOKS[name]
    return {
        "type": "scatter", "mode": "markers+text", "x": rows["capacity"].tolist(), "y": rows["shown"].tolist(),
        "name": screen.texts("map.class", label=screen.texts(f"match_quadrant.{name}"), count=len(rows)),
        "customdata": [str(code) for code in rows.index],
        "text": [word if side else "" for word, side in zip(rows["name"], rows["side"], strict=True)],
        "textposition": [side or "top center" for side in rows["side"]],
        "textfont": {"size": NAME_SIZE, "color": INK},
        "hovertext": [hover_words(screen, row) for _, row in rows.iterrows()],
        "hovertemplate": "%{hovertext}<extra></extra>", "cliponaxis": False,
        "marker": {
            "symbol": [f"{look.symbol}-open" if is_edge else look.symbol for is_edge in rows["is_edge"]],
            "color": [look.line if is_edge else look.colour for is_edge in rows["is_edge"]],
            "size": 11, "line": {"color": look.line, "width": 1.6},
        },
    }


def _whisker(row: pd.DataFrame) -> dict[str, Any]:
    """The intervals of the selected region, both ways."""
    one = row.iloc[0]
    x, y = float(one["capacity"]), float(one["shown"])
    return {
        "type": "scatter", "mode": "lines", "x": [one["capacity_lo"], one["capacity_hi"], None, x, x],
        "y": [y, y, None, one["gap_lo"], one["gap_hi"]], "line": {"color": INK, "width": 1.4}, "hoverinfo": "skip",
        "showlegend": False, "connectgaps": False,
    }


def _corner_words(screen: Screen) -> list[dict[str, Any]]:
    corners = {"build_first": (0, 1), "priority": (1, 1), "consolidate": (0, 0), "radiate": (1, 0)}
    return [
        {"text": f"<b>{screen.texts(f'match_quadrant.{name}')}</b>", "x": x, "y": y, "xref": "paper", "yref": "paper",
         "xanchor": "right" if x else "left", "yanchor": "top" if y else "bottom", "showarrow": False,
         "font": {"size": 14, "color": LOOKS[name].line}}
        for name, (x, y) in corners.items()
    ]


def _sides(
    rows: pd.DataFrame, across: tuple[float, float], up: tuple[float, float], selected: str | None, height: int
) -> list[str]:
    """Where names stand, empty where there is no room; the selected region is named first, then the widest gaps."""
    frame = (float(LEAST_WIDTH), max(height - 110.0, 100.0))
    points = [
        ((x - across[0]) / (across[1] - across[0]) * frame[0], (y - up[0]) / (up[1] - up[0]) * frame[1])
        for x, y in zip(rows["capacity"], rows["shown"], strict=True)
    ]
    sizes = [(NAME_SIZE * _width(name), float(NAME_HEIGHT)) for name in rows["name"]]
    order = sorted(range(len(rows)), key=lambda place: (rows.index[place] != selected, -rows["gap"].iloc[place]))
    return [side or "" for side in label_sides(points, sizes, order, frame)]


def _width(name: str) -> float:
    """Width of a name in ems: Chinese characters are square, others about half as wide."""
    return sum(1.05 if ord(letter) > 0x2E80 else 0.58 for letter in name)
