"""Bullet charts: where a figure stands on the way to its target, and where the observed pace leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.charts.style import ACCENT, INK, PALE, QUIET, WARNING, layout

ROW_HEIGHT = 54
REACH = 1.12
LABEL_ROOM = 0.66
LONG_LINE = 60
"""Letters that stand above a bar on the screen of a laptop."""


@dataclass(frozen=True)
class Bullet:
    """One target as shares of itself: `now` and `projected` are fractions of the target; None where unpublished.

    `status` says in a shape and a word how it stands.
    """

    name: str
    now: float | None
    projected: float | None
    now_label: str
    target_label: str
    projected_label: str
    status: str = ""


def bullet_figure(bullets: Sequence[Bullet]) -> go.Figure:
    """Draw one row per target on a common axis, 100 % = the target; what goes far beyond it leaves by an arrow."""
    rows = list(reversed(bullets))
    positions = list(range(len(rows)))
    bars = [
        {
            "type": "bar", "x": lengths, "y": positions, "orientation": "h", "width": width,
            "marker": {"color": colour}, "hoverinfo": "skip", "showlegend": False,
        }
        for lengths, width, colour in (
            ([1.0] * len(rows), 0.42, PALE),
            ([min(bullet.now or 0, REACH) for bullet in rows], 0.2, ACCENT),
        )
    ]
    shapes, labels = [], []
    for position, bullet in zip(positions, rows, strict=True):
        shapes.append({"type": "line", "x0": 1, "x1": 1, "y0": position - 0.3, "y1": position + 0.3,
                       "line": {"color": INK, "width": 3}})
        said = "　".join(part for part in (f"<b>{bullet.name}</b>", bullet.now_label, bullet.status) if part)
        labels.append(_label(0, position + 0.42, said, "left", 13, INK))
        # Where the line to its left is long enough to pass the target, what the target is stands at the far end.
        beyond = REACH + LABEL_ROOM if _letters(said) > LONG_LINE else None
        labels.append(_label(beyond or 1.01, position + 0.42, bullet.target_label, "right" if beyond else "left", 12,
                             QUIET))
        if bullet.projected is not None:
            end = min(bullet.projected, REACH)
            shapes.append({"type": "line", "x0": min(bullet.now or 0, end), "x1": end, "y0": position, "y1": position,
                           "line": {"color": WARNING, "width": 1.6, "dash": "dot"}})
            # The axis ends here: a diamond would say that the figure lies just beyond the target.
            labels.append(_label(end, position, "◆" if bullet.projected <= REACH else "▶", "center", 12, WARNING))
            labels.append(_label(REACH + 0.02, position, bullet.projected_label, "left", 12, WARNING))
    shared = layout(
        ROW_HEIGHT * len(rows) + 30,
        barmode="overlay",
        margin={"l": 8, "r": 12, "t": 8, "b": 24},
        shapes=shapes,
        annotations=labels,
        xaxis={
            "range": [0, REACH + LABEL_ROOM], "fixedrange": True, "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "tickformat": ".0%", "showgrid": False, "zeroline": False, "tickfont": {"size": 11, "color": QUIET},
        },
        yaxis={"visible": False, "range": [-0.55, len(rows) - 0.35], "fixedrange": True},
    )
    return go.Figure(bars, shared)


def _letters(said: str) -> int:
    """How long words are; a Chinese character is as wide as two letters."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in said.replace("<b>", "").replace("</b>", ""))


def _label(x: float, y: float, text: str, anchor: str, size: int, colour: str) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "showarrow": False, "xanchor": anchor, "yanchor": "middle",
            "font": {"size": size, "color": colour}}
