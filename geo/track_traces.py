"""Lines through points on a map of the screen, such as the path of a centre or the outline of an ellipse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.map_spec import Track

DECIMALS = 3
SIGN_SIZE = 7.0


def track_traces(tracks: Sequence[Track]) -> list[dict[str, Any]]:
    """Return one trace of the main map for every track, in their order; those with a label stand in the legend."""
    return [_trace(track) for track in tracks]


def _trace(track: Track) -> dict[str, Any]:
    trace: dict[str, Any] = {
        "type": "scattergeo",
        "geo": "geo",
        "lon": [round(longitude, DECIMALS) for longitude, _ in track.points],
        "lat": [round(latitude, DECIMALS) for _, latitude in track.points],
        "mode": "lines+markers" if track.sign else "lines",
        "line": {"color": track.colour, "width": track.width, "dash": "dash" if track.dashed else "solid"},
        "name": track.label or "track",
        "showlegend": bool(track.label),
        "hoverinfo": "skip",
    }
    if track.sign:
        trace["marker"] = {
            "symbol": track.sign, "size": SIGN_SIZE, "color": track.colour, "line": {"color": "#ffffff", "width": 0.8},
        }
    if track.texts:
        trace |= {"text": list(track.texts), "hovertemplate": "%{text}<extra></extra>", "hoverinfo": "text"}
    return trace
