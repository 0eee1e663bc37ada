"""The vectors of the specification: inputs with the results that are expected of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parent / "vectors"


def vector(name: str) -> dict[str, Any]:
    """A vector of the specification, as its file holds it."""
    found: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return found
