"""Bullet charts: where a figure stands on the way to its target, and where the observed pace leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.charts.style import ACCENT, INK, PALE, QUIET, WARNING, lay_out

ROW_HEIGHT = 58


@dataclass(frozen=True)
class Bullet:
    """One target as shares of itself: `now` and `projected` are fractions of the target; None where unpublished."""

    name: str
    now: float | None
    projected: float | None
    now_label: str
    target_label: str
    projected_label: str


def bullet_figure(bullets: Sequence[Bullet], target_name: str) -> go.Figure:
    """Draw one row per target on a common axis, 100 % = the target."""
    figure = go.Figure()
    rows = list(reversed(bullets))
    reach = max([1.15, *[max(b.now or 0, b.projected or 0) * 1.05 for b in rows]])
    positions = list(range(len(rows)))
    figure.add_trace(
        go.Bar(x=[1.0] * len(rows), y=positions, orientation="h", width=0.46, marker={"color": PALE}, hoverinfo="skip",
               showlegend=False)
    )
    figure.add_trace(
        go.Bar(
            x=[bullet.now or 0 for bullet in rows],
            y=positions,
            orientation="h",
            width=0.2,
            marker={"color": ACCENT},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    figure.update_layout(barmode="overlay")
    for position, bullet in zip(positions, rows, strict=True):
        figure.add_shape(
            type="line", x0=1, x1=1, y0=position - 0.3, y1=position + 0.3, line={"color": INK, "width": 3}
        )
        figure.add_annotation(
            x=0, y=position + 0.4, text=f"<b>{bullet.name}</b>　{bullet.now_label}", showarrow=False, xanchor="left",
            font={"size": 13},
        )
        figure.add_annotation(
            x=1, y=position + 0.4, text=bullet.target_label, showarrow=False, xanchor="right", font={"size": 12,
                                                                                                     "color": QUIET},
        )
        if bullet.projected is not None:
            figure.add_annotation(
                x=bullet.projected, y=position - 0.36, text=f"▲ {bullet.projected_label}", showarrow=False,
                xanchor="center", font={"size": 11, "color": WARNING},
            )
    figure.update_xaxes(
        range=[0, reach], fixedrange=True, tickformat=".0%", showgrid=False, tickfont={"size": 11, "color": QUIET},
        title={"text": target_name, "font": {"size": 11, "color": QUIET}},
    )
    figure.update_yaxes(visible=False, range=[-0.65, len(rows) - 0.35], fixedrange=True)
    return lay_out(figure, ROW_HEIGHT * len(rows) + 46)
