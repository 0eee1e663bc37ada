"""A figure of the product as panels of native charts, or as a grid of cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pages.exporters.deck.bar_panel import Rows, bar_panel
from pages.exporters.deck.overlay import with_annotations, with_shapes
from pages.exporters.deck.panels import Panel
from pages.exporters.deck.point_panel import point_panel
from pages.exporters.deck.reading import NotNativeError, axis_of, axis_pair, plain


def read_panels(figure: Any) -> tuple[Panel, ...]:
    """Read every subplot of a chart.

    Raises:
        NotNativeError: Bars and lines on one pair of axes where no native chart holds both, nothing to draw, or a
            colour, dash, axis or mode of bars that no native chart has.
    """
    groups: dict[tuple[str, str], list[Any]] = {}
    for trace in figure.data:
        if trace.type not in ("bar", "scatter"):
            raise NotNativeError(trace.type)
        groups.setdefault(axis_pair(trace), []).append(trace)
    if not groups:
        raise NotNativeError("trace")
    found: dict[tuple[str, str], tuple[Panel, Rows | None]] = {}
    for pair, traces in groups.items():
        kinds = {trace.type for trace in traces if trace.x is not None and len(trace.x)}
        if not kinds:
            raise NotNativeError("no points")
        domain = (*(axis_of(figure, pair[0]).domain or (0.0, 1.0)), *(axis_of(figure, pair[1]).domain or (0.0, 1.0)))
        if "bar" in kinds:
            if any(trace.type == "scatter" and trace.mode != "text" for trace in traces):
                raise NotNativeError("bar + scatter")
            found[pair] = bar_panel(figure, pair, traces, domain)
        else:
            found[pair] = point_panel(figure, pair, traces, domain), None
    _overlay(figure, found)
    _label_once(found)
    return tuple(panel for panel, _ in found.values())


def _overlay(figure: Any, found: dict[tuple[str, str], tuple[Panel, Rows | None]]) -> None:
    """Give every shape and annotation to the panel that it hangs on."""
    shapes: dict[tuple[str, str], list[Any]] = {}
    notes: dict[tuple[str, str], list[Any]] = {}
    for shape in figure.layout.shapes:
        for pair in _owners(found, shape.xref or "x", shape.yref or "y", shape.x0, shape.y0):
            shapes.setdefault(pair, []).append(shape)
    for note in figure.layout.annotations:
        owner = _owners(found, note.xref or "x", note.yref or "y", note.x, note.y)[0]
        panel, rows = found[owner]
        is_name = rows is not None and panel.is_horizontal and note.yref in (None, owner[1]) and not isinstance(
            note.y, str) and rows.number(float(note.y)) is not None
        # A chart of bars has taken up what stands in its rows already.
        if not is_name and plain(note.text):
            notes.setdefault(owner, []).append(note)
    for pair, (panel, rows) in list(found.items()):
        panel = with_shapes(panel, rows, shapes.get(pair, ()))
        found[pair] = with_annotations(panel, rows, notes.get(pair, ()), figure), rows


def _owners(
    found: dict[tuple[str, str], tuple[Panel, Rows | None]], x: str, y: str, left: Any, up: Any
) -> list[tuple[str, str]]:
    """The panels that bear what hangs on two axes; what hangs on the paper goes to the panel below it, or the first."""
    pairs = list(found)
    fits = [pair for pair in pairs if x in (pair[0], "paper") and y in (pair[1], "paper")]
    if x == "paper" and y == "paper":
        over = [pair for pair in fits if _holds(found[pair][0].domain, float(left), float(up))]
        return over[:1] or fits[:1]
    if x == "paper":
        return fits
    return fits[:1] or pairs[:1]


def _holds(domain: tuple[float, float, float, float], x: float, y: float) -> bool:
    return domain[0] - 0.02 <= x <= domain[1] + 0.02 and domain[2] - 0.02 <= y <= domain[3] + 0.02


def _label_once(found: dict[tuple[str, str], tuple[Panel, Rows | None]]) -> None:
    """Words of an axis that several panels of a kind share stand beside the first of them alone."""
    seen: set[tuple[str, bool]] = set()
    for (x, y), (panel, rows) in list(found.items()):
        kind = bool(panel.categories)
        if (y, kind) in seen:
            panel = replace(panel, shows_categories=False, y=replace(panel.y, has_labels=False, title=""))
        seen |= {(x, kind), (y, kind)}
        found[x, y] = panel, rows
