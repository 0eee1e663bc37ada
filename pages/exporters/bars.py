"""Bars behind the first cell of a table's rows: the style sheets of screen and paper draw them from one length."""

from __future__ import annotations

from collections.abc import Sequence


def bar_style(bars: Sequence[float], row: int) -> str:
    """The attributes of a row whose bar is `bars[row]` long, 0..1 of the cell; nothing where the row has none."""
    return f' class="barred" style="--bar: {100 * bars[row]:.1f}%"' if row < len(bars) else ""
