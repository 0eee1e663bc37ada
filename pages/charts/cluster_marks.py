"""How the status of a cluster looks: a shape and a colour each, the same on the map, in the life of statuses and beside
names."""

from __future__ import annotations

from dataclasses import dataclass

from geo.map_spec import Shape
from queries.cluster_status import NOT_PRINTED


@dataclass(frozen=True)
class StatusMark:
    """Shape and colour of a status, and the same shape as a letter for tables."""

    shape: Shape
    colour: str
    sign: str


STATUS_MARKS: dict[str, StatusMark] = {
    "high_quality_demonstration": StatusMark("square", "#9a4a06", "■"),
    "high_quality_pilot": StatusMark("triangle-up", "#d9822b", "▲"),
    "demonstration": StatusMark("diamond", "#0b4f8a", "◆"),
    "pilot": StatusMark("circle", "#4a8fc2", "●"),
    "candidate": StatusMark("triangle-down", "#7a5ba6", "▼"),
    NOT_PRINTED: StatusMark("x", "#5b6b7b", "×"),
}
"""High quality is orange, what came before blue; the dark one of each is the demonstration zone."""
