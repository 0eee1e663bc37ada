"""Draws a map for the screen: Plotly with boundaries by URL, so that a rerun carries kilobytes, not geometry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from geo.boundaries import Boundaries
from geo.compliance import (
    INSET_FRAME,
    INSET_LATITUDE,
    INSET_LONGITUDE,
    INSET_PROVINCES,
    check_layout,
    check_map,
)
from geo.flow_traces import flow_traces, mark_traces
from geo.legend_grid import grid_parts
from geo.map_spec import FILL_LAYERS, SCREEN_FONTS, Fill, MapSpec
from geo.projection import CENTRAL_MERIDIAN, PARALLELS
from geo.sign_traces import letter_trace, symbol_trace
from geo.track_traces import track_traces

Part = dict[str, Any]
MAP_CONFIG = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "topojsonURL": 'data:application/json,{"type":"Topology","objects":{},"arcs":[]}#',
}
MAIN_LONGITUDE = (77.0, 131.0)
MAIN_LATITUDE = (17.5, 53.8)
# Characters of a line that the inset of the narrowest map has room for.
INSET_TITLE_WIDTH = 12
OUTLINE_WIDTH = 2.4
# Plotly's legend knows no hatching for areas.
HATCHED = "▨"
LAST = 2000
GROUND = "#f8f9fa"
HEIGHT = 560
KEY_MARGIN = 10
BORDER = "#8c9bab"
QUIET_BORDER = "#cfd6dd"
LABEL = "#5b6b7b"
TEXT = "#2a3f5f"
OUTLINE = "#5b6b7b"
SEGMENT = "#3a4652"
HATCH = "#c3c9d0"
FOCUS_HATCH = "#dde2e7"
EVERY_POLYGON: Part = {
    "type": "choropleth",
    "zmin": 0,
    "zmax": 1,
    "showscale": False,
    # What is clicked keeps its opacity by itself.
    "unselected": {"marker": {"opacity": 1}},
}


@dataclass(frozen=True)
class _Frame:
    """One of the two geographic axes: the main map or the inset of the South China Sea islands."""

    name: str
    is_inset: bool
    cities: frozenset[str] = frozenset()


MAIN = _Frame("geo", False)


def map_figure(spec: MapSpec, boundaries: Boundaries, height: int = HEIGHT) -> go.Figure:
    """Return the figure of a map with the inset of the South China Sea islands, `height` in pixels.

    Raises
    ------
    MapRefusedError
        if the map would lack territory, islands, segments or its note, or the legend would cover them.
    """
    check_map(spec, boundaries)
    traces: list[Part] = []
    has_ground = spec.level != "province" and not _is_covered(spec, boundaries)
    frames = (MAIN, _inset(spec, boundaries))
    for frame in frames:
        if has_ground:
            traces.append(_ground(spec, boundaries, frame))
        for fill in spec.fills:
            traces += _fill(fill, spec, boundaries, frame)
        if spec.level != "province":
            traces.append(_province_borders(boundaries, frame))
        traces += _outlines(spec, boundaries, frame)
        traces.append(_segments(boundaries, frame))
    traces += flow_traces(spec.flows)
    traces += track_traces(spec.tracks)
    for frame in frames:
        symbols = [symbol for symbol in spec.symbols if (symbol.latitude < MAIN_LATITUDE[0]) == frame.is_inset]
        if symbols:
            traces.append(symbol_trace(symbols, spec, frame.name))
    if spec.letters:
        traces.append(letter_trace(spec))
    traces += mark_traces(spec.marks)
    # Validated once as a whole: each change of a Plotly object costs as much as drawing up the whole layout.
    figure = go.Figure(traces, _layout(spec, boundaries, height))
    check_layout(figure, boundaries, focused=spec.focus is not None)
    return figure


def _is_covered(spec: MapSpec, boundaries: Boundaries) -> bool:
    """Whether the cities that are filled leave nothing of the ground to be seen: it is a fifth of what is drawn."""
    filled = {code for fill in spec.fills for code in fill.codes}
    return spec.level == "city" and filled.issuperset(boundaries.geometry("cities").index)


def _ground(spec: MapSpec, boundaries: Boundaries, frame: _Frame) -> Part:
    codes = _in_frame(boundaries.geometry("provinces").index, frame)
    ground = _polygons(
        boundaries.url("provinces"), codes, GROUND, frame, border="#d5dae0", hover=None, name=spec.ground_label,
        in_legend=bool(spec.ground_label) and not frame.is_inset,
    )
    return {**ground, "legendrank": LAST}


def _province_borders(boundaries: Boundaries, frame: _Frame) -> Part:
    codes = _in_frame(boundaries.geometry("provinces").index, frame)
    return _polygons(
        boundaries.url("provinces"), codes, "rgba(0,0,0,0)", frame, border=OUTLINE, hover=None, border_width=0.6
    )


def _fill(fill: Fill, spec: MapSpec, boundaries: Boundaries, frame: _Frame) -> list[Part]:
    parts = []
    layer = spec.fill_layer
    if spec.level in ("zone", "major") and fill.kind == "out_of_survey":
        layer = "provinces"
    codes = _in_frame(fill.codes, frame, "province" if layer == "provinces" else spec.level)
    if codes or not frame.is_inset:
        parts.append(
            _polygons(
                boundaries.url(layer),
                codes,
                fill.colour,
                frame,
                border=QUIET_BORDER if fill.kind == "no_data" else BORDER,
                border_width=0.6 if spec.level != "city" else 0.3,
                hover=None if frame.is_inset else [spec.hover.get(code, "") for code in codes],
                detail=fill.detail,
                name=f"{HATCHED} {fill.label}" if fill.kind == "no_data" else fill.label,
                in_legend=not frame.is_inset and bool(fill.label) and not (spec.legend_grid and fill.kind == "class"),
            )
        )
    if fill.kind == "no_data" and codes:
        hatch = f"hatch-{FILL_LAYERS[spec.level]}"
        colour = FOCUS_HATCH if spec.focus else HATCH
        parts.append(_polygons(boundaries.url(hatch), codes, colour, frame, border_width=0, hover=None))
    return parts


def _outlines(spec: MapSpec, boundaries: Boundaries, frame: _Frame) -> list[Part]:
    return [
        _polygons(
            boundaries.url(spec.fill_layer), codes, "rgba(0,0,0,0)", frame, border=outline.colour, hover=None,
            border_width=OUTLINE_WIDTH,
        )
        for outline in spec.outlines
        if (codes := _in_frame(outline.codes, frame, spec.level))
    ]


def _inset(spec: MapSpec, boundaries: Boundaries) -> _Frame:
    """The inset, with the cities that reach into its window: the others would be projected, and clipped away."""
    if spec.level != "city":
        return _Frame("geo2", True)
    (west, east), (south, north) = INSET_LONGITUDE, INSET_LATITUDE
    return _Frame("geo2", True, frozenset(boundaries.geometry("cities").cx[west:east, south:north].index))


def _in_frame(codes: Iterable[str], frame: _Frame, level: str = "province") -> tuple[str, ...]:
    if not frame.is_inset or level in ("zone", "major"):
        return tuple(codes)
    inside = frame.cities if level == "city" else INSET_PROVINCES
    return tuple(code for code in codes if code in inside)


def _polygons(
    url: str,
    codes: tuple[str, ...],
    colour: str,
    frame: _Frame,
    *,
    border: str = BORDER,
    border_width: float = 0.5,
    hover: list[str] | None,
    detail: str = "",
    name: str = "",
    in_legend: bool = False,
) -> Part:
    trace: Part = {
        **EVERY_POLYGON,
        "geojson": url,
        "locations": codes,
        # A plain list: Plotly takes packed numbers for changed whenever it compares two copies of a figure.
        "z": [1] * len(codes),
        "colorscale": [[0, colour], [1, colour]],
        "marker": {"line": {"color": border, "width": border_width}},
        "geo": frame.name,
        "name": name,
        "showlegend": in_legend,
    }
    if hover is None:
        trace["hoverinfo"] = "skip"
    else:
        trace |= {"text": hover, "hovertemplate": f"%{{text}}{detail}<extra></extra>"}
    return trace


def _segments(boundaries: Boundaries, frame: _Frame) -> Part:
    longitudes: list[float | None] = []
    latitudes: list[float | None] = []
    for line in boundaries.geometry("segments").geometry:
        thinned = line.simplify(0.05)
        longitudes += [*(round(x, 2) for x, _ in thinned.coords), None]
        latitudes += [*(round(y, 2) for _, y in thinned.coords), None]
    return {
        "type": "scattergeo",
        "lon": longitudes,
        "lat": latitudes,
        "mode": "lines",
        "line": {"color": SEGMENT, "width": 1.3},
        "geo": frame.name,
        "hoverinfo": "skip",
        "showlegend": False,
        "name": "segments",
    }


def _symbol_keys(spec: MapSpec) -> tuple[list[Part], list[Part]]:
    """Reference circles in true size, one inside the other, in the empty north-west of the map, and their labels."""
    circles, labels = [], []
    largest = max((key.diameter for key in spec.symbol_keys), default=0.0)
    for key in spec.symbol_keys:
        left = KEY_MARGIN + (largest - key.diameter) / 2
        circles.append({
            "type": "circle", "xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel",
            "xanchor": 0, "yanchor": 1, "x0": left, "x1": left + key.diameter,
            "y0": -KEY_MARGIN - largest, "y1": -KEY_MARGIN - largest + key.diameter,
            "line": {"color": spec.symbol_colour, "width": 1},
        })
        labels.append({
            "xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "middle",
            "showarrow": False, "xshift": KEY_MARGIN + largest + 6, "yshift": -KEY_MARGIN - largest + key.diameter - 4,
            "text": key.label, "font": {"size": 11, "color": LABEL}, "name": "symbol-key",
        })
    return circles, labels


def _layout(spec: MapSpec, boundaries: Boundaries, height: int) -> Part:
    west, east = INSET_FRAME["x"]
    south, north = INSET_FRAME["y"]
    keys, labels = grid_parts(spec.legend_grid) if spec.legend_grid else _symbol_keys(spec)
    frame = {
        "type": "rect", "xref": "paper", "yref": "paper", "x0": west, "x1": east, "y0": south, "y1": north,
        "line": {"color": "#8995a1", "width": 0.8},
    }
    title = {
        "xref": "paper", "yref": "paper", "x": east, "y": south, "xanchor": "right", "yanchor": "bottom",
        "showarrow": False, "text": "<br>".join(wrap(spec.inset_title, INSET_TITLE_WIDTH)),
        "font": {"size": 10, "color": LABEL}, "name": "inset-title",
    }
    return {
        # Plotly's own template weighs 3 kB in every rerun and styles nothing that a map draws.
        "template": {},
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": SCREEN_FONTS, "color": TEXT},
        "dragmode": False,
        "uirevision": "map",
        "geo": _main_axis(spec, boundaries),
        "geo2": {
            "domain": {"x": [west, east], "y": [south, north]},
            "visible": False,
            "bgcolor": "rgba(0,0,0,0)",
            "projection": {"type": "mercator"},
            "lonaxis": {"range": list(INSET_LONGITUDE)},
            "lataxis": {"range": list(INSET_LATITUDE)},
        },
        "legend": {
            # The map of one province ends before the inset, and the space above that holds no place to cover.
            **({"x": west, "y": 1.0, "yanchor": "top"} if spec.focus else {"x": 0.0, "y": 0.0, "yanchor": "bottom"}),
            "xanchor": "left",
            "title": {"text": "" if spec.legend_grid else spec.legend_title, "font": {"size": 12}},
            "font": {"size": 12},
            "itemsizing": "trace",
            "itemclick": False,
            "itemdoubleclick": False,
            "tracegroupgap": 0,
            "bgcolor": "rgba(255,255,255,0.75)",
        },
        "shapes": [*keys, frame],
        "annotations": [*labels, title, *_watermark(spec)],
    }


def _watermark(spec: MapSpec) -> list[Part]:
    """The watermark on a light edge of its own: on a class of its own hue it could not be read."""
    if not spec.watermark:
        return []
    words = {
        "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False, "textangle": -20,
        "text": spec.watermark,
    }
    return [
        {**words, "xshift": 1.5, "yshift": -1.5, "opacity": 0.5, "font": {"size": 34, "color": "#ffffff"},
         "name": "watermark-edge"},
        {**words, "opacity": 0.34, "font": {"size": 34, "color": spec.watermark_colour}, "name": "watermark"},
    ]


def _main_axis(spec: MapSpec, boundaries: Boundaries) -> Part:
    longitude, latitude, meridian, right = MAIN_LONGITUDE, MAIN_LATITUDE, CENTRAL_MERIDIAN, 1.0
    if spec.focus:
        west, south, east, north = boundaries.geometry("provinces").loc[spec.focus].geometry.bounds
        pad = 0.06 * max(east - west, north - south)
        longitude, latitude = (west - pad, east + pad), (south - pad, north + pad)
        meridian = (west + east) / 2
        # A single province may reach where the inset stands; the whole country leaves that corner to the sea.
        right = INSET_FRAME["x"][0] - 0.01
    return {
        "domain": {"x": [0, right], "y": [0, 1]},
        "visible": False,
        "bgcolor": "rgba(0,0,0,0)",
        "projection": {
            "type": "conic equal area",
            "parallels": list(PARALLELS),
            "rotation": {"lon": meridian},
        },
        "lonaxis": {"range": list(longitude)},
        "lataxis": {"range": list(latitude)},
    }
