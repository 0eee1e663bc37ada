"""What a chart may hold to be drawn on paper, so that no picture silently lacks what the screen shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any

import plotly.graph_objects as go

DASHES: dict[str, Any] = {
    "solid": "solid", "dash": (0, (6, 3)), "dot": (0, (1.2, 2.2)),
    "dashdot": (0, (6, 2.2, 1.2, 2.2)), "longdash": (0, (10, 4)), "longdashdot": (0, (10, 2.2, 1.2, 2.2)),
}
# Markers of Plotly and of Matplotlib, so that a colour is never the only difference between points.
MARKERS: dict[str, Any] = {
    "circle": "o", "diamond": "D", "square": "s", "triangle-up": "^", "triangle-down": "v", "triangle-right": ">",
    "x": "X", "star": "*", "line-ns-open": "|",
    "arrow": [(0.0, 1.0), (-0.7, -1.0), (0.0, -0.5), (0.7, -1.0), (0.0, 1.0)],
}

# A mark of which only the edge is drawn.
HOLLOW = "-open"
SIDES = tuple(f"{up} {across}" for up in ("top", "middle", "bottom") for across in ("left", "center", "right"))

Rule = type | UnionType | tuple[str, ...]
Rules = dict[str, Rule]
NUMBER: Rule = int | float


def _any(names: str) -> Rules:
    """Attributes that are drawn whatever their value, or without an effect on paper."""
    return dict.fromkeys(names.split(), object)


# Hovering, clicking, playing, and the place of the figure on the screen; a star stands for everything below.
SCREEN_ONLY = _any(
    "hovertemplate hovertext hoverinfo customdata cliponaxis constraintext selected.* unselected.* fixedrange "
    "automargin ticklabeloverflow "
    "hovermode hoverdistance legendgroup "
    "anchor exponentformat template.* height margin.* paper_bgcolor plot_bgcolor font.* dragmode hoverlabel.* legend.* "
    "updatemenus clickmode datarevision"
)
TRACE = _any(
    "type x y xaxis yaxis name showlegend text textfont.size textfont.color marker.color marker.line.color"
) | {"marker.opacity": NUMBER, "marker.line.width": NUMBER} | SCREEN_ONLY
LINE: Rules = {"line.width": NUMBER, "line.dash": tuple(DASHES)}
RULES: dict[str, Rules] = {
    "bar": {
        **TRACE, "orientation": ("h", "v"), "width": object, "offset": NUMBER,
        "textposition": ("outside",), "textangle": ("0",), **_any("marker.pattern.size marker.pattern.solidity"),
        "marker.pattern.shape": ("", "/"), "marker.pattern.fgcolor": str, "marker.pattern.bgcolor": str,
    },
    "scatter": {
        **TRACE, **LINE,
        "mode": ("lines", "markers", "lines+markers", "text", "markers+text", "lines+markers+text"),
        "textposition": SIDES, "line.shape": ("linear", "hv"),
        "connectgaps": ("False",), "line.color": str, "marker.size": object,
        "marker.symbol": (*MARKERS, *(f"{name}{HOLLOW}" for name in MARKERS)), "marker.angle": object,
        "fill": ("toself",), "fillcolor": str,
        "error_y.type": ("data",), "error_y.symmetric": ("False",), "error_y.color": str,
        **_any("error_y.array error_y.arrayminus error_y.thickness error_y.width"),
    },
    "axis": {
        **SCREEN_ONLY,
        **_any("domain matches visible range tickvals ticktext ticksuffix nticks separatethousands showticklabels"),
        **_any("showgrid gridcolor zeroline zerolinecolor tickfont.size tickfont.color"),
        **_any("title.text title.font.size title.font.color title.standoff"),
        "side": ("top", "bottom"), "tickangle": ("0", "-30", "-90"), "tickformat": ("d", ".0%"),
        "rangemode": ("tozero",), "scaleanchor": ("x",), "type": ("linear", "log", "category"), "dtick": NUMBER,
        "categoryorder": ("array",), "categoryarray": object,
    },
    "shape": {
        **LINE, **_any("x0 x1 y0 y1 xref yref fillcolor line.color"), "type": ("line", "rect", "circle"),
        "layer": ("above", "below"),
    },
    "annotation": {
        **_any("text x y xref yref align"), "showarrow": ("False", "True"),
        "xanchor": ("auto", "left", "center", "right"), "yanchor": ("auto", "top", "middle", "bottom"),
        "xshift": NUMBER, "yshift": NUMBER, "font.size": NUMBER, "font.color": str, "bgcolor": str,
        "ax": NUMBER, "ay": NUMBER, "axref": ("pixel",), "ayref": ("pixel",), "arrowhead": ("1", "2"),
        "arrowcolor": str,
    },
    "layout": {
        **SCREEN_ONLY, "showlegend": object, "barmode": ("overlay", "group", "relative"), "separators": (".,",),
        "bargap": NUMBER,
    },
}
# Every point or bar of a trace may have another.
EACH_ITS_OWN = ("marker.symbol", "marker.pattern.shape", "textposition")
# What Plotly takes where a figure says nothing, and what is not drawn.
ASSUMED: dict[str, dict[str, Any]] = {"scatter": {"mode": "auto"}}


class UnsupportedFigureError(ValueError):
    """The figure asks for something that the exporter does not draw; the message names it."""

    def __init__(self, what: str, value: object) -> None:
        super().__init__(
            f"该图无法导出为图片：不支持 {what} = {value}；请改用表格下载 / "
            f"this figure cannot be exported as a picture: {what} = {value} is not drawn; download the table"
        )


def check_figure(figure: go.Figure) -> None:
    """Let a figure pass that is drawn whole.

    Raises:
        UnsupportedFigureError: It has no trace, or an attribute or a value that no chart of the product has.
    """
    if not figure.data:
        raise UnsupportedFigureError("trace", "0")
    for trace in figure.data:
        if trace.type not in ("bar", "scatter"):
            raise UnsupportedFigureError("trace", trace.type)
        if trace.x is None or trace.y is None:
            raise UnsupportedFigureError("trace", "x, y: None")
        shows_text = trace.text is not None and (trace.type == "bar" or "text" in (trace.mode or ""))
        _check(trace.type, ({"textposition": "auto"} if shows_text else {}) | trace.to_plotly_json())
    _check_bars(figure)
    layout = figure.layout.to_plotly_json()
    for part in ("shape", "annotation"):
        for mark in layout.pop(f"{part}s", ()):
            _check(part, mark)
    for name in [name for name in layout if name[1:5] == "axis"]:
        _check("axis", layout.pop(name))
    _check("layout", layout)


def _check_bars(figure: go.Figure) -> None:
    """Refuse bars side by side; bars over each other, or stacked, say so."""
    bars = [(trace.xaxis, trace.yaxis) for trace in figure.data if trace.type == "bar"]
    if figure.layout.barmode not in ("overlay", "relative") and len(set(bars)) < len(bars):
        raise UnsupportedFigureError("barmode", figure.layout.barmode or "group")


def _check(part: str, content: Mapping[str, Any]) -> None:
    for name, value in _leaves({**ASSUMED.get(part, {}), **content}):
        rule = RULES[part].get(name, RULES[part].get(f"{name.split('.')[0]}.*", ()))
        each = value if isinstance(value, list | tuple) and name in EACH_ITS_OWN else (value,)
        fits = all(str(one) in rule for one in each) if isinstance(rule, tuple) else isinstance(value, rule)
        if not fits and value is not None:
            raise UnsupportedFigureError(f"{part}.{name}", value)


def _leaves(node: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The attributes of a part of a figure with their values, 'marker.line.color' for one that lies deep."""
    for name, value in node.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
