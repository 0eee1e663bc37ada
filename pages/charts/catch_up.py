"""Catching up as pictures: years to close with their intervals, and the path of one region towards its reference."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, PALE, PINNED, QUIET, WARNING, layout

ROW_HEIGHT, MARGINS = 22, 56
FARTHEST = 60.0
"""Years beyond which a point is drawn at the edge; its label says how many they are."""
BAND = "rgba(11, 79, 138, 0.13)"
DASHES = ("dash", "dashdot", "longdash", "dot", "longdashdot")


def years_figure(rows: pd.DataFrame, selected: str | None, axis: str) -> go.Figure:
    """Draw one row per region: a dot with its interval where the gap closes, words where it does not.

    Parameters
    ----------
    rows : columns region_code, name, standing, years, lo, hi, label (in words); in order of display
    selected : region drawn in the accent colour
    axis : what the axis counts
    """
    rows = rows.iloc[::-1].reset_index(drop=True)
    positions = list(range(len(rows)))
    names = [
        f"<b>{escape(name)}</b>" if code == selected else escape(name)
        for code, name in zip(rows["region_code"], rows["name"], strict=True)
    ]
    told = pd.concat([rows["years"], rows["hi"]])
    farthest = min(FARTHEST, max(10.0, 1.1 * float(told[told <= FARTHEST].max() if (told <= FARTHEST).any() else 0)))
    shared = layout(
        ROW_HEIGHT * max(len(rows), 1) + MARGINS,
        margin={"l": 4, "r": 4, "t": 46, "b": 6},
        showlegend=False,
        xaxis={"range": [-0.02 * farthest, 1.5 * farthest], "fixedrange": True, "side": "top", "gridcolor": GRID,
               "zeroline": True, "zerolinecolor": PALE, "tickfont": {"size": 11, "color": QUIET},
               "tickvals": _ticks(farthest), "title": {"text": axis, "font": {"size": 11, "color": QUIET},
                                                       "standoff": 6}},
        yaxis={"tickvals": positions, "ticktext": names, "fixedrange": True, "showgrid": False, "zeroline": False,
               "automargin": True, "tickfont": {"size": 12}, "range": [-0.7, len(rows) - 0.3]},
        shapes=_intervals(rows, selected, farthest),
    )
    return go.Figure([_points(rows, selected, farthest), _labels(rows, farthest)], shared)


def _ticks(farthest: float) -> list[int]:
    step = next(step for step in (2, 5, 10) if farthest / step <= 7)
    return list(range(0, int(farthest) + 1, step))


def _intervals(rows: pd.DataFrame, selected: str | None, farthest: float) -> list[dict[str, Any]]:
    """A line from the fewest to the most years; an open one runs to the edge."""
    shapes = []
    for position, row in enumerate(rows.to_dict("records")):
        if pd.notna(row["lo"]) and row["lo"] <= farthest:
            end = min(row["hi"], farthest) if pd.notna(row["hi"]) else farthest
            shapes.append({
                "type": "line", "x0": row["lo"], "x1": end, "y0": position, "y1": position, "layer": "below",
                "line": {"color": ACCENT if row["region_code"] == selected else "#9db8d2", "width": 5,
                         "dash": "solid" if pd.notna(row["hi"]) and row["hi"] <= farthest else "dot"},
            })
    return shapes


def _points(rows: pd.DataFrame, selected: str | None, farthest: float) -> dict[str, Any]:
    """Dots of those who close, crosses at the edge of those who do not, ticks at zero of those who are there."""
    places = {"closing": rows["years"].clip(upper=farthest), "above": rows["years"]}
    x = [
        float(places[standing][position]) if standing in places else (farthest if standing == "not_closing" else 0.0)
        for position, standing in enumerate(rows["standing"])
    ]
    symbols = {"closing": "circle", "above": "diamond", "not_closing": "x", "unknown": "line-ns-open"}
    colours = {"closing": "#3c7fb6", "above": "#2f8ca3", "not_closing": WARNING, "unknown": "#8995a1"}
    return {
        "type": "scatter", "mode": "markers", "x": x, "y": list(range(len(rows))), "cliponaxis": False,
        "marker": {
            "symbol": [
                "triangle-right" if standing == "closing" and years > farthest else symbols[standing]
                for standing, years in zip(rows["standing"], rows["years"], strict=True)
            ],
            "size": 10,
            "color": [ACCENT if code == selected else colours[standing]
                      for code, standing in zip(rows["region_code"], rows["standing"], strict=True)],
            "line": {"width": 1, "color": "#ffffff"},
        },
        "customdata": rows["region_code"].tolist(),
        "text": [escape(label) for label in rows["label"]],
        "hovertemplate": "%{text}<extra></extra>",
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }


def _labels(rows: pd.DataFrame, farthest: float) -> dict[str, Any]:
    """The words of each row, right of its dot and interval."""
    ends = []
    for row in rows.to_dict("records"):
        if row["standing"] in ("above", "unknown"):
            ends.append(0.0)
        elif row["standing"] == "not_closing" or (pd.notna(row["lo"]) and not row["hi"] <= farthest):
            ends.append(farthest)
        else:
            ends.append(min(row["hi"] if pd.notna(row["hi"]) else row["years"], farthest))
    return {
        "type": "scatter", "mode": "text", "x": [end + 0.025 * farthest for end in ends], "y": list(range(len(rows))),
        "text": [escape(label) for label in rows["label"]], "textposition": "middle right", "hoverinfo": "skip",
        "textfont": {"size": 12, "color": INK}, "cliponaxis": False,
    }


@dataclass(frozen=True)
class PathWords:
    """The names on the picture of a path; `crossing` is the year in which the gap closes with its words, if any."""

    region: str
    reference: str
    projected: str
    interval: str
    unit: str
    scenarios: tuple[str, ...]
    crossing: tuple[float, float, str] | None


def path_figure(path: pd.DataFrame, year: int, words: PathWords, height: int) -> go.Figure:
    """Draw what was observed, where present speeds lead with their band, and the scenarios.

    Parameters
    ----------
    path : columns of ``catch_up_path``, in the unit that is shown
    year : present year
    words : names of the lines
    height : pixels
    """
    traces: list[dict[str, Any] | None] = []
    band = path.dropna(subset=["lo", "hi"])
    if len(band):
        traces.append({
            "type": "scatter", "mode": "lines", "fill": "toself", "fillcolor": BAND, "line": {"width": 0},
            "x": [*band["period"], *reversed(band["period"].tolist())], "name": words.interval, "hoverinfo": "skip",
            "y": [*band["hi"], *reversed(band["lo"].tolist())],
        })
    for column, name, colour in (("reference", words.reference, QUIET), ("region", words.region, ACCENT)):
        traces += [
            _line(path, column, name, colour, "solid", markers=True),
            _line(path, f"{column}_projected", f"{name}{words.projected}", colour, "dot"),
        ]
    traces += [
        _line(path, f"way_{number}", name, PINNED[number], DASHES[number])
        for number, name in enumerate(words.scenarios)
    ]
    return go.Figure([trace for trace in traces if trace], _path_layout(path, year, words, height))


def _line(
    path: pd.DataFrame, column: str, name: str, colour: str, dash: str, markers: bool = False
) -> dict[str, Any] | None:
    known = path.dropna(subset=[column])
    if known.empty:
        return None
    return {
        "type": "scatter", "mode": "lines+markers" if markers else "lines", "x": known["period"].tolist(),
        "y": known[column].tolist(), "name": escape(name), "line": {"color": colour, "width": 2.2, "dash": dash},
        "marker": {"size": 7, "color": colour}, "hovertemplate": "%{x}　%{y:,.2f}<extra>%{fullData.name}</extra>",
    }


def _path_layout(path: pd.DataFrame, year: int, words: PathWords, height: int) -> dict[str, Any]:
    first, last = int(path["period"].min()), int(path["period"].max())
    # What runs past the reference does not set the scale: the question is when the lines meet.
    leading = path[["region", "reference", "reference_projected"]].max().max()
    drawn = leading if leading > 0 else path["region_projected"].max()
    annotations: list[dict[str, Any]] = [
        {"xref": "paper", "x": 0, "yref": "paper", "y": 1, "yshift": 14, "xanchor": "left", "yanchor": "middle",
         "text": escape(words.unit), "showarrow": False, "font": {"size": 11, "color": QUIET}},
    ]
    if words.crossing is not None:
        when, value, text = words.crossing
        annotations.append(
            {"x": when, "y": value, "text": escape(text), "showarrow": True, "arrowhead": 2, "arrowcolor": INK,
             "ax": -46, "ay": -28, "font": {"size": 12, "color": INK}, "bgcolor": "rgba(255,255,255,0.85)"}
        )
    return layout(
        height,
        showlegend=True,
        legend={"orientation": "h", "y": -0.12, "yanchor": "top", "x": 0, "font": {"size": 11}},
        separators=".,",
        margin={"l": 8, "r": 12, "t": 26, "b": 8},
        xaxis={"tickformat": "d", "showgrid": False, "fixedrange": True, "nticks": 10,
               "range": [first - 0.3, last + 0.3], "tickfont": {"size": 11, "color": QUIET}},
        yaxis={"gridcolor": GRID, "zeroline": False, "fixedrange": True, "nticks": 5, "automargin": True,
               "range": [0, 1.3 * float(drawn)] if drawn > 0 else None, "tickfont": {"size": 11, "color": QUIET},
               "separatethousands": True, "exponentformat": "none"},
        shapes=[{"type": "line", "x0": year, "x1": year, "yref": "paper", "y0": 0, "y1": 1,
                 "line": {"color": PALE, "width": 1}}],
        annotations=annotations,
    )
