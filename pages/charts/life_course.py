"""The course of one cluster over the years, its S-curve, its status as bands and its events as numbered pins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.charts.style import ACCENT, BOUND, GRID, INK, PALE, QUIET, WARNING, layout
from queries.formulas.logistic_growth import LogisticFit

LANE_SHARE = 0.27
APART = 0.13
"""Share of the width within which two pins would touch: the later one goes a level higher."""
PIN_LEVELS = 3
STATUS_COLOURS = {
    "pilot": PALE, "demonstration": "#a9c7e3", "high_quality_pilot": "#efe3d0", "high_quality_demonstration": "#e3c79b",
    "candidate": "#ffffff", "not_printed": "#ffffff",
}
STEPS = 60


@dataclass(frozen=True)
class CourseWords:
    """What the parts of the chart are called; `capacity` tells the ceiling with its interval in words."""

    figures: str
    curve: str
    capacity: str
    unit: str


@dataclass(frozen=True)
class StatusBand:
    """A status from `first` to `end`, which no longer belongs to it; open where no end is known."""

    status: str
    first: int
    end: int
    label: str
    is_open: bool


@dataclass(frozen=True)
class Pin:
    """An event at `when`, a year with a fraction, by its number in the table and a word."""

    when: float
    label: str


@dataclass(frozen=True)
class PrintedPoint:
    """A figure that is shown as printed and computed with by nobody."""

    year: int
    value: float
    label: str


def course_figure(
    series: pd.Series, printed: Sequence[PrintedPoint], fit: LogisticFit, bands: Sequence[StatusBand],
    pins: Sequence[Pin], years: tuple[int, int], words: CourseWords, height: int,
) -> go.Figure:
    """Draw figures and curve above, status and events on a lane below; the lane alone where there are no figures."""
    has_course = bool(len(series) or printed)
    has_lane = bool(bands or pins)
    left, right = years[0] - 0.6, max(years[1], *(band.end for band in bands), years[0] + 3) + 0.6
    traces: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    if has_course:
        traces += _course(series, printed, fit, words)
        shapes += _ceiling_shapes(fit)
        notes += _ceiling_notes(fit, words, left)
    levels = pin_levels([pin.when for pin in pins], APART * (right - left))
    traces.append(_pin_trace(pins, levels))
    shapes += [*_band_shapes(bands), *_pin_lines(pins, levels, has_course)]
    notes += _band_notes(bands, right)
    lane = [0.0, LANE_SHARE if has_course else 1.0] if has_lane else [0.0, 0.001]
    course = [lane[1] + (0.05 if has_lane else 0.0), 1.0] if has_course else [0.999, 1.0]
    return go.Figure(traces, layout(
        height, showlegend=has_course and fit.curve is not None,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.01, "yanchor": "bottom", "font": {"size": 12}},
        margin={"l": 8, "r": 12, "t": 30, "b": 8},
        xaxis={"range": [left, right], "fixedrange": True, "showgrid": False, "tickformat": "d",
               "dtick": 1 if right - left < 16 else 2, "tickfont": {"size": 12, "color": QUIET}, "anchor": "y2",
               "automargin": True},
        yaxis={"domain": course, "fixedrange": True, "gridcolor": GRID, "zeroline": False, "rangemode": "tozero",
               "nticks": 5, "automargin": True, "tickfont": {"size": 11, "color": QUIET}, "separatethousands": True,
               "exponentformat": "none", "visible": has_course},
        yaxis2={"domain": lane, "fixedrange": True, "range": [0, 1.0 + (1.2 + max(levels) if pins else 0)],
                "visible": False, "anchor": "x"},
        separators=".,", shapes=shapes, annotations=[*notes, *_unit_note(words, has_course)],
    ))


def pin_levels(when: Sequence[float], apart: float) -> list[int]:
    """Level of every pin, in order of time, so that neighbours on one level lie `apart`; the last level takes all."""
    last: dict[int, float] = {}
    found = []
    for one in when:
        free = [level for level in range(PIN_LEVELS) if one - last.get(level, -1e9) >= apart]
        level = free[0] if free else min(last, key=lambda name: last[name])
        last[level] = one
        found.append(level)
    return found


def _course(
    series: pd.Series, printed: Sequence[PrintedPoint], fit: LogisticFit, words: CourseWords
) -> list[dict[str, Any]]:
    """Points without a line between them where a curve is drawn, else with one; bounds hollow with their words."""
    traces: list[dict[str, Any]] = []
    years = [int(year) for year in series.index]
    if fit.curve is not None:
        at = np.linspace(min(years), max(years), STEPS)
        traces.append({"type": "scatter", "mode": "lines", "x": at.tolist(), "y": fit.curve.at(at).tolist(),
                       "name": words.curve, "line": {"color": ACCENT, "width": 2.4}, "hoverinfo": "skip"})
    if len(series):
        steps = [year for first, year in pairwise(years) if year - first > 1]
        x: list[float | None] = []
        y: list[float | None] = []
        for year, value in zip(years, series, strict=True):
            if year in steps:
                x.append(None)
                y.append(None)
            x.append(year)
            y.append(float(value))
        traces.append({
            "type": "scatter", "mode": "markers" if fit.curve is not None else "lines+markers", "x": x, "y": y,
            "name": words.figures, "line": {"color": ACCENT, "width": 2}, "marker": {"color": INK, "size": 8},
            "connectgaps": False, "hovertemplate": "%{x}　%{y}<extra></extra>",
        })
    if printed:
        traces.append({
            "type": "scatter", "mode": "markers+text", "x": [one.year for one in printed],
            "y": [one.value for one in printed], "text": [one.label for one in printed], "showlegend": False,
            "textposition": "top center", "textfont": {"size": 12, "color": INK}, "cliponaxis": False,
            "marker": {"color": "#ffffff", "size": 10, "line": {"color": BOUND, "width": 3}}, "hoverinfo": "skip",
        })
    return traces


def _ceiling_shapes(fit: LogisticFit) -> list[dict[str, Any]]:
    """The ceiling as a dashed line in the band of its interval."""
    if fit.curve is None or fit.interval is None:
        return []
    low, high = fit.interval
    across = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y"}
    return [
        {"type": "rect", **across, "y0": low, "y1": high, "fillcolor": "rgba(11,79,138,0.10)", "line": {"width": 0},
         "layer": "below"},
        {"type": "line", **across, "y0": fit.curve.capacity, "y1": fit.curve.capacity,
         "line": {"color": ACCENT, "width": 1.2, "dash": "dash"}},
    ]


def _ceiling_notes(fit: LogisticFit, words: CourseWords, left: float) -> list[dict[str, Any]]:
    if fit.curve is None:
        return []
    return [{"x": left, "xanchor": "left", "y": fit.curve.capacity, "yref": "y", "yanchor": "bottom",
             "showarrow": False, "text": words.capacity, "font": {"size": 12, "color": ACCENT}}]


def _pin_trace(pins: Sequence[Pin], levels: Sequence[int]) -> dict[str, Any]:
    """The pins with their words to the right; without a trace of its own the lane is not drawn."""
    return {
        "type": "scatter", "mode": "markers+text", "x": [pin.when for pin in pins] or [None],
        "y": [1.35 + level for level in levels] or [None], "yaxis": "y2", "showlegend": False, "hoverinfo": "skip",
        "text": [pin.label for pin in pins] or [""], "textposition": "middle right", "cliponaxis": False,
        "textfont": {"size": 12, "color": WARNING}, "marker": {"color": WARNING, "size": 8, "symbol": "diamond"},
    }


def _band_shapes(bands: Sequence[StatusBand]) -> list[dict[str, Any]]:
    return [
        {"type": "rect", "xref": "x", "yref": "y2", "x0": band.first - 0.5, "x1": band.end - 0.5, "y0": 0.05,
         "y1": 0.85, "fillcolor": STATUS_COLOURS.get(band.status, PALE), "layer": "below",
         "line": {"color": QUIET, "width": 1, "dash": "dot" if band.is_open else "solid"}}
        for band in bands
    ]


def _band_notes(bands: Sequence[StatusBand], right: float) -> list[dict[str, Any]]:
    return [
        {"x": (band.first - 0.5 + min(band.end - 0.5, right)) / 2, "y": 0.45, "yref": "y2", "showarrow": False,
         "text": band.label, "font": {"size": 12, "color": INK}}
        for band in bands
    ]


def _pin_lines(pins: Sequence[Pin], levels: Sequence[int], has_course: bool) -> list[dict[str, Any]]:
    """From each pin up through the course, so that the figures around an event are found."""
    if not has_course:
        return []
    return [
        {"type": "line", "xref": "x", "yref": "paper", "x0": pin.when, "x1": pin.when, "y0": LANE_SHARE, "y1": 1,
         "line": {"color": WARNING, "width": 1, "dash": "dot"}, "layer": "below"}
        for pin, _ in zip(pins, levels, strict=True)
    ]


def _unit_note(words: CourseWords, has_course: bool) -> list[dict[str, Any]]:
    if not has_course:
        return []
    return [{"xref": "paper", "x": 0, "yref": "paper", "y": 1, "yshift": 14, "xanchor": "left", "yanchor": "middle",
             "text": words.unit, "showarrow": False, "font": {"size": 12, "color": QUIET}}]
