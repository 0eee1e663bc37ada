"""How the standings of expected supply look: a colour that no colour-blind reader confuses, a shape, an order."""

from __future__ import annotations

from dataclasses import dataclass

from queries.formulas.expected_supply import Standing


@dataclass(frozen=True)
class Mark:
    """Fill, outline and shape of a standing."""

    colour: str
    line: str
    symbol: str


MARKS: dict[str, Mark] = {
    Standing.SEVERELY_SHORT.value: Mark("#9a4a06", "#5c2b02", "triangle-down"),
    Standing.SHORT.value: Mark("#eaa35a", "#9a4a06", "diamond"),
    Standing.AS_EXPECTED.value: Mark("#d3dbe3", "#5b6b7b", "circle"),
    Standing.ABOVE.value: Mark("#3c7fb6", "#083a66", "triangle-up"),
}
