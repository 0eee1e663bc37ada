"""The disparity figure: how much each zone adds to the inequality, between the zones and within them."""

from __future__ import annotations

import plotly.graph_objects as go

from pages.charts.style import GRID, INK, QUIET, ZONE_COLOURS, layout
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.disparity import Disparity
from queries.regions import ZONES

HEIGHT = 200


def disparity_figure(screen: Screen, result: Disparity) -> go.Figure:
    """Draw the contributions of the zones to Theil T: pale between, full within; together they are 100 %."""
    t = screen.texts
    groups = result.theil.groups.reindex(list(reversed(ZONES)))
    names = [screen.place(zone) for zone in groups.index]
    colours = [ZONE_COLOURS[zone] for zone in groups.index]
    figure = go.Figure()
    for column, opacity in (("contribution_between", 0.45), ("contribution_within", 1.0)):
        shares = 100 * groups[column].fillna(0)
        figure.add_trace(
            go.Bar(
                x=shares,
                y=names,
                orientation="h",
                name=t(f"disparity.{column}"),
                marker={"color": colours, "opacity": opacity},
                text=[f" {t(f'disparity.{column}')} {plain(share, 1)}% " for share in shares],
                constraintext="none",
                textposition="outside",
                cliponaxis=False,
                textfont={"size": 11, "color": INK},
                hovertemplate="%{y}　%{text}<extra>%{fullData.name}</extra>",
                width=0.36,
                offset=0.02 if column == "contribution_between" else -0.38,
            )
        )
    low = min(0.0, *(100 * groups["contribution_between"].fillna(0)))
    high = max(100 * groups[["contribution_between", "contribution_within"]].fillna(0).to_numpy().max(), 1.0)
    figure.update_xaxes(
        gridcolor=GRID, zerolinecolor=QUIET, fixedrange=True, range=[low * 1.35 - 12, high * 1.2], ticksuffix="%",
        tickfont={"size": 11, "color": QUIET},
    )
    figure.update_yaxes(fixedrange=True, automargin=True, tickfont={"size": 12})
    margin = {"l": 8, "r": 12, "t": 8, "b": 26}
    return figure.update_layout(layout(HEIGHT, barmode="overlay", showlegend=False, margin=margin))
