"""By how much, in per cent, each figure would have to move so that every requirement passes."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from pages.charts.style import ACCENT, GRID, INK, QUIET, WARNING, layout
from pages.shell.screen import Screen
from pages.texts.numbers import percent
from pages.texts.readiness import amount_words
from queries.catalogue import Indicator
from queries.formulas.readiness import Lift

BAR, AROUND = 34, 60
ROOM_FOR_WORDS = 2.2
"""How far the axis goes on beyond the longest bar, for what stands at its end."""


def lifts_figure(screen: Screen, lifts: tuple[Lift, ...], catalogue: Mapping[str, Indicator]) -> go.Figure:
    """One bar per figure, the first check at the top; a figure that starts from nothing has no bar but its words."""
    t = screen.texts
    lengths = [100 * (lift.effort.value or 0.0) for lift in lifts]
    names = [catalogue[lift.figure].name(screen.language) for lift in lifts]
    bars = go.Bar(
        x=lengths, y=names, orientation="h", text=[_label(screen, lift, catalogue) for lift in lifts],
        textposition="outside", cliponaxis=False, textfont={"size": 13, "color": INK}, hoverinfo="skip",
        marker={"color": [ACCENT if lift.difference > 0 else WARNING for lift in lifts],
                "pattern": {"shape": ["" if lift.difference > 0 else "/" for lift in lifts]}},
    )
    return go.Figure(bars, layout(
        AROUND + BAR * len(lifts),
        margin={"l": 8, "r": 8, "t": 6, "b": 8}, bargap=0.35, showlegend=False,
        xaxis={"title": {"text": t("readiness.axis"), "font": {"size": 12}, "standoff": 4}, "gridcolor": GRID,
               "fixedrange": True, "tickfont": {"size": 11, "color": QUIET}, "automargin": True,
               "range": [0, ROOM_FOR_WORDS * max(max(lengths), 1.0)]},
        yaxis={"categoryorder": "array", "categoryarray": names[::-1], "fixedrange": True, "automargin": True,
               "tickfont": {"size": 13}},
    ))


def _label(screen: Screen, lift: Lift, catalogue: Mapping[str, Indicator]) -> str:
    """How much, in its unit, and in per cent."""
    sign = "+" if lift.difference > 0 else "−"
    amount = amount_words(lift, catalogue[lift.figure], screen.texts)
    if lift.effort.value is None:
        return screen.texts("readiness.bar", amount=sign + amount, share=screen.texts("readiness.from_nothing"))
    return screen.texts("readiness.bar", amount=sign + amount, share=sign + percent(lift.effort.value))
