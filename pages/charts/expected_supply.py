"""What each region has against what is expected of it, with the intervals in which it would be no surprise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.charts.standing_marks import MARKS
from pages.charts.style import GRID, INK, QUIET, layout
from pages.shell.screen import Screen
from pages.texts.expected import amount, interval, unit_shown
from pages.texts.numbers import grouped
from queries.catalogue import Indicator
from queries.formulas.expected_supply import Standing

BANDS = (("95", "#edf2f7"), ("80", "#d9e4ef"))
MOST_NAMED = 31
LETTER, LINE = 0.012, 0.05
"""Room that a letter and a line of a name take, as parts of the axes."""
NEAR_THE_EDGE = 0.12
"""Part of the axis, from the right, in which a name stands to the left of its point."""


def expected_supply_figure(
    screen: Screen, rows: pd.DataFrame, supply: Indicator, selected: str | None, height: int
) -> go.Figure:
    """Draw expected against actual supply on logarithmic axes, in powers of ten, which pictures for print hold too.

    Parameters
    ----------
    rows : as of ``ExpectedBoard.rows``, at least one with a standing
    selected : region whose point is named
    """
    t = screen.texts
    judged = rows[rows["standing"].notna()].sort_values("expected")
    ends = judged[["supply", "lo_95", "hi_95"]].to_numpy(dtype=float)
    positive = ends[ends > 0]
    # Zero has no place on such an axis: what is zero stands at its foot, and the foot says so.
    foot = float(positive.min()) / 3
    has_foot = bool((ends == 0).any())
    ceiling = float(positive.max()) * 1.15
    traces = [*_bands(screen, judged, foot), _diagonal(screen, judged)]
    traces += [
        _points(screen, judged[judged["standing"] == standing], supply, standing, foot) for standing in reversed(MARKS)
    ]
    traces += [_ring(row, foot) for row in judged[judged["region_code"] == selected].to_dict("records")]
    at_once = len(judged) <= MOST_NAMED
    named = judged[(judged["standing"] != Standing.AS_EXPECTED.value) & at_once | (judged["region_code"] == selected)]
    axis: dict[str, Any] = {"gridcolor": GRID, "fixedrange": True, "zeroline": False,
                            "tickfont": {"size": 11, "color": QUIET}, "title": {"font": {"size": 12}, "standoff": 4}}
    unit = unit_shown(supply, t)
    vertical = _ticks(screen, foot if has_foot else float(positive.min()), ceiling, has_foot)
    low, high = float(judged["expected"].min()), float(judged["expected"].max())
    horizontal = _ticks(screen, low, high, False)
    return go.Figure(traces, layout(
        height,
        margin={"l": 8, "r": 12, "t": 30, "b": 8},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}},
        xaxis={**axis, **horizontal, "automargin": True,
               "title": {**axis["title"], "text": t("expected.axis_expected", unit=unit)},
               "range": [math.log10(low * 0.85), math.log10(high * 1.3)]},
        yaxis={**axis, **vertical, "automargin": True,
               "title": {**axis["title"], "text": t("expected.axis_actual", unit=unit)},
               "range": [math.log10(foot if has_foot else float(positive.min())) - 0.05, math.log10(ceiling)]},
        annotations=_apart([
            _name(screen, row, foot, selected, row["expected"] > high * (low / high) ** NEAR_THE_EDGE)
            for row in named.to_dict("records")
        ], math.log10(high / low), math.log10(ceiling / foot)),
    ))


def _bands(screen: Screen, judged: pd.DataFrame, foot: float) -> list[go.Scatter]:
    traces = []
    for confidence, colour in BANDS:
        x = judged["expected"].to_numpy()
        low = judged[f"lo_{confidence}"].clip(lower=foot).to_numpy()
        high = judged[f"hi_{confidence}"].clip(lower=foot).to_numpy()
        traces.append(go.Scatter(
            x=np.log10(np.concatenate([x, x[::-1]])), y=np.log10(np.concatenate([high, low[::-1]])),
            mode="lines", fill="toself", fillcolor=colour, line={"width": 0}, hoverinfo="skip",
            name=screen.texts("expected.band", confidence=confidence),
        ))
    return traces


def _diagonal(screen: Screen, judged: pd.DataFrame) -> go.Scatter:
    ends = np.log10([judged["expected"].min(), judged["expected"].max()])
    return go.Scatter(x=ends, y=ends, mode="lines", line={"color": QUIET, "width": 1, "dash": "dash"},
                      hoverinfo="skip", name=screen.texts("expected.diagonal"))


def _points(screen: Screen, rows: pd.DataFrame, supply: Indicator, standing: str, foot: float) -> go.Scatter:
    t = screen.texts
    mark = MARKS[standing]
    words = [
        t("expected.hover", place=screen.place(row["region_code"]), standing=t(f"standing.{standing}"),
          supply=amount(row["supply"], supply, t), expected=amount(row["expected"], supply, t),
          interval=interval(row["lo_80"], row["hi_80"], supply, t))
        for row in rows.to_dict("records")
    ]
    return go.Scatter(
        x=np.log10(rows["expected"]), y=np.log10(rows["supply"].clip(lower=foot)), mode="markers",
        customdata=rows["region_code"], text=words, hovertemplate="%{text}<extra></extra>",
        name=t("map.class", label=t(f"standing.{standing}"), count=len(rows)),
        marker={"color": mark.colour, "symbol": mark.symbol, "size": 7 if standing == Standing.AS_EXPECTED else 11,
                "line": {"color": mark.line, "width": 1}},
    )


def _ring(row: dict, foot: float) -> go.Scatter:
    """The selected region once more, larger and with a heavy line, on top of the others."""
    mark = MARKS[row["standing"]]
    return go.Scatter(
        x=[math.log10(row["expected"])], y=[math.log10(max(row["supply"], foot))], mode="markers", showlegend=False,
        hoverinfo="skip",
        marker={"color": mark.colour, "symbol": mark.symbol, "size": 13, "line": {"color": INK, "width": 2.5}},
    )


def _name(screen: Screen, row: dict, foot: float, selected: str | None, is_near_edge: bool) -> dict[str, Any]:
    is_selected = row["region_code"] == selected
    return {
        "x": math.log10(row["expected"]), "y": math.log10(max(row["supply"], foot)),
        "text": f"<b>{screen.place(row['region_code'])}</b>" if is_selected else screen.place(row["region_code"]),
        "showarrow": False, "yanchor": "middle",
        "xshift": -11 if is_near_edge else 11, "xanchor": "right" if is_near_edge else "left",
        "font": {"size": 14 if is_selected else 11, "color": INK},
    }


def _apart(names: list[dict[str, Any]], width: float, height: float) -> list[dict[str, Any]]:
    """The same names; one that would cover another changes sides."""

    def reach(name: dict[str, Any]) -> tuple[float, float]:
        length = (len(name["text"]) + 2) * LETTER * width
        return (name["x"] - length, name["x"]) if name["xanchor"] == "right" else (name["x"], name["x"] + length)

    placed: list[dict[str, Any]] = []
    # Those at the right edge can stand on one side alone, so they come first.
    for name in sorted(names, key=lambda name: name["xanchor"] != "right"):
        left, right = reach(name)
        covers = any(
            abs(other["y"] - name["y"]) < LINE * height and left < reach(other)[1] and reach(other)[0] < right
            for other in placed
        )
        if covers:
            name = {**name, "xshift": -name["xshift"], "xanchor": "left" if name["xanchor"] == "right" else "right"}
        placed.append(name)
    return placed


def _ticks(screen: Screen, low: float, high: float, has_foot: bool) -> dict[str, Any]:
    """Round numbers along a logarithmic axis in the reader's own words, and zero where its foot stands for it."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1,) if len(powers) > 4 else (1, 3) if len(powers) > 3 else (1, 2, 5)
    values = [step * 10.0**power for power in powers for step in steps]
    values = [value for value in values if low * (2.5 if has_foot else 1) <= value <= high]
    texts = [grouped(value, max(0, -math.floor(math.log10(value))), screen.texts) for value in values]
    return {
        "tickvals": np.log10([low, *values] if has_foot else values).tolist(),
        "ticktext": ["0", *texts] if has_foot else texts,
    }
