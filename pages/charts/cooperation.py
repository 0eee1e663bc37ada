"""Who assists whom as arrows, affinities of pairs on a strip, and the closest pairs as bars."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from geo.map_spec import Fill, Flow, MapSpec, Mark, Outline, Symbol
from pages.charts.atlas_map import GROUND, approval_number, map_note
from pages.charts.style import ACCENT, GRID, INK, OUT_OF_SURVEY, PALE, QUIET, layout
from pages.shell.screen import Screen
from pages.texts.cooperation import assisted_place
from pages.texts.numbers import plain
from queries.cooperation import CooperationBoard

HELPER, ASSISTED = "#a85a10", ACCENT
WIDTH, SIGN = 3.2, 13.0
ROW_HEIGHT, HEAD = 23, 40
OFFICIAL, ORDINARY = ACCENT, "#9db8d2"
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)


def assistance_spec(screen: Screen, pairs: pd.DataFrame, region: str | None) -> MapSpec:
    """Build the map of helpers and assisted places: an arrow from each helper to the province of the assisted place.

    Parameters
    ----------
    pairs : helper_code, assisted_code, assisted_name, year, is_province
    """
    t = screen.texts
    provinces = screen.regions.levels["province"]
    outside = tuple(code for code in provinces if not screen.regions[code].in_survey)
    ground = tuple(code for code in provinces if screen.regions[code].in_survey)
    arrows = tuple(
        Flow(
            _point(screen, str(helper)), _point(screen, str(assisted)), WIDTH, HELPER,
            t("cooperation.arrow", helper=screen.place(str(helper)), assisted=t.joined(_names(screen, rows))),
        )
        for (helper, assisted), rows in pairs.groupby(["helper_code", "assisted_code"])
    )  # fmt: skip
    return MapSpec(
        level="province",
        fills=(
            Fill("base", t("cooperation.ground", count=len(ground)), GROUND, ground),
            Fill("out_of_survey", t("map.class", label=t("value.out_of_survey"), count=len(outside)), OUT_OF_SURVEY,
                 outside),
        ),
        hover={code: _hover(screen, pairs, code) for code in ground},
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=t("cooperation.legend"),
        alternative_text=t("cooperation.map_alternative", count=len(pairs)),
        symbols=tuple(_signs(screen, pairs)),
        flows=arrows,
        marks=(Mark(t("cooperation.arrow_mark"), HELPER, WIDTH), Mark(t("cooperation.helper"), HELPER, shape="diamond"),
               Mark(t("cooperation.assisted"), ASSISTED, shape="circle")),
        outlines=(Outline((region,), INK),) if region else (),
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
    )


def affinity_strip(screen: Screen, board: CooperationBoard, height: int) -> go.Figure:
    """Draw the affinity of every pair that could be one of assistance; means as lines, and 1 as what is expected."""
    t = screen.texts
    rows = board.pairs[board.pairs["is_comparable"] & board.pairs["affinity"].notna()]
    traces: list[Any] = []
    shapes = [_line(1.0, 0.4, 2.6, QUIET, "dash")]
    for level, (is_official, colour, symbol, size) in enumerate(
        ((False, ORDINARY, "circle", 7), (True, OFFICIAL, "diamond", 13)), start=1
    ):
        own = rows[rows["is_assisted"] == is_official]
        # Places on the strip are spread by position, so that no point hides another and none moves between two runs.
        spread = [level + 0.62 * (((7 * place) % 19) / 19 - 0.5) for place in range(len(own))]
        if is_official:
            spread = [level + 0.5 * (place / max(1, len(own) - 1) - 0.5) for place in range(len(own))]
        texts = [
            t("cooperation.hover", first=screen.place(row["first"]), second=screen.place(row["second"]),
              joint=plain(row["joint"], 0), affinity=plain(row["affinity"], 2))
            for row in own.to_dict("records")
        ]
        traces.append({
            "type": "scatter", "mode": "markers", "x": [_at(value) for value in own["affinity"]], "y": spread,
            "customdata": texts, "hovertemplate": "%{customdata}<extra></extra>",
            "name": t("cooperation.official" if is_official else "cooperation.ordinary"),
            "marker": {"size": size, "color": colour, "symbol": symbol, "line": {"color": "#ffffff", "width": 1}},
        })  # fmt: skip
        if len(own) and own["affinity"].mean() > 0:
            shapes.append(_line(float(own["affinity"].mean()), level - 0.42, level + 0.42, INK, "solid"))
    official = rows[rows["is_assisted"]].reset_index(drop=True)
    names = [
        {"x": _at(row["affinity"]), "y": 2 + 0.5 * (int(str(place)) / max(1, len(official) - 1) - 0.5),
         "text": t("cooperation.both", first=screen.place(row["first"]), second=screen.place(row["second"])),
         "showarrow": False, "xanchor": "left", "yanchor": "middle", "xshift": 11, "font": {"size": 12, "color": INK}}
        for place, row in official.iterrows()
    ]  # fmt: skip
    high = max(2.0, float(rows["affinity"].max()) if len(rows) else 2.0) * 1.5
    ticks = [tick for tick in TICKS if tick <= high]
    return go.Figure(traces, layout(
        height,
        margin={"l": 8, "r": 10, "t": 30, "b": 8},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
        xaxis={"gridcolor": GRID, "fixedrange": True, "zeroline": False, "tickfont": {"size": 11, "color": QUIET},
               "tickvals": [_at(0.0), *(_at(tick) for tick in ticks)], "automargin": True,
               "ticktext": ["0", *(f"{tick:g}" for tick in ticks)],
               "title": {"text": t("cooperation.axis_affinity"), "font": {"size": 12}, "standoff": 4},
               "range": [_at(0.0) - 0.08, math.log10(high)]},
        yaxis={"tickvals": [1, 2], "ticktext": [t("cooperation.row_ordinary"), t("cooperation.row_official")],
               "fixedrange": True, "showgrid": False, "automargin": True, "tickfont": {"size": 12},
               "range": [0.4, 2.6]},
        shapes=shapes, annotations=names,
    ))  # fmt: skip


def intensity_bars(screen: Screen, rows: pd.DataFrame, region: str | None) -> go.Figure:
    """Draw the Salton intensity of pairs, the first on top; assisted pairs in the colour of assistance, with a sign."""
    t = screen.texts
    drawn = rows.iloc[::-1]
    largest = max(float(drawn["salton"].max()), 1e-9)
    names = []
    for row in drawn.to_dict("records"):
        first, second = (row["second"], row["first"]) if row["second"] == region else (row["first"], row["second"])
        words = t("cooperation.both", first=screen.place(first), second=screen.place(second))
        names.append(t("cooperation.marked", pair=words) if row["is_assisted"] else words)
    labels = [
        t("cooperation.bar", salton=plain(row["salton"], 3), joint=plain(row["joint"], 0))
        for row in drawn.to_dict("records")
    ]
    bars = {
        "type": "bar", "orientation": "h", "x": drawn["salton"].tolist(), "y": list(range(len(drawn))), "width": 0.7,
        "marker": {"color": [OFFICIAL if official else ORDINARY for official in drawn["is_assisted"]]},
        "text": [f" {label}" for label in labels], "textposition": "outside", "cliponaxis": False,
        "constraintext": "none", "textfont": {"size": 12, "color": INK}, "hoverinfo": "none",
    }  # fmt: skip
    return go.Figure([bars], layout(
        ROW_HEIGHT * len(drawn) + HEAD,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        showlegend=False,
        xaxis={"visible": False, "range": [0, largest * 1.75], "fixedrange": True},
        yaxis={"tickvals": list(range(len(drawn))), "ticktext": names, "fixedrange": True, "showgrid": False,
               "gridcolor": PALE, "automargin": True, "tickfont": {"size": 12}, "range": [-0.6, len(drawn) - 0.4]},
    ))


def _point(screen: Screen, code: str) -> tuple[float, float]:
    return screen.regions[code].longitude, screen.regions[code].latitude


def _at(affinity: float) -> float:
    """Place on the logarithmic axis; no joint project stands at its foot."""
    return math.log10(max(affinity, TICKS[0] / 2))


def _line(at: float, low: float, high: float, colour: str, dash: str) -> dict[str, Any]:
    return {"type": "line", "x0": _at(at), "x1": _at(at), "y0": low, "y1": high,
            "line": {"color": colour, "width": 1.6, "dash": dash}}


def _names(screen: Screen, rows: pd.DataFrame) -> list[str]:
    return [assisted_place(row, screen.place, screen.texts) for row in rows.to_dict("records")]


def _hover(screen: Screen, pairs: pd.DataFrame, code: str) -> str:
    t = screen.texts
    helps, helped = pairs[pairs["helper_code"] == code], pairs[pairs["assisted_code"] == code]
    lines = [screen.place(code)]
    if len(helps):
        lines.append(t("cooperation.helps", names=t.joined(_names(screen, helps))))
    lines += [
        t("cooperation.helped", assisted=assisted_place(row, screen.place, t), helper=screen.place(row["helper_code"]))
        for row in helped.to_dict("records")
    ]
    return "<br>".join(lines if len(lines) > 1 else [*lines, t("cooperation.no_pair_here")])


def _signs(screen: Screen, pairs: pd.DataFrame) -> list[Symbol]:
    signs = []
    for column, colour, shape in (("helper_code", HELPER, "diamond"), ("assisted_code", ASSISTED, "circle")):
        for code in dict.fromkeys(pairs[column]):
            place = screen.regions[code]
            signs.append(Symbol(code, place.longitude, place.latitude, SIGN, colour, shape))  # type: ignore[arg-type]
    return signs
