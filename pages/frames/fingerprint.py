"""Short marks of what a figure rests on besides its data, by which a later version can tell that it has changed."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from geo.map_spec import FILL_LAYERS
from pages.shell.screen import Screen

if TYPE_CHECKING:
    from pages.frames.figure_frame import FrameContent

LENGTH = 16
_YEAR = re.compile(r"\d{4}")


def method_of(content: FrameContent) -> str:
    """Fingerprint of the definitions and formulas of a figure; years in a formula are data, not method."""
    provenance = content.provenance
    told = [
        [indicator.id, indicator.kind, indicator.formula, indicator.method, indicator.definition("zh"),
         *indicator.metrics, indicator.scale]
        for indicator in provenance.indicators
    ]
    return _mark([told, _YEAR.sub("", provenance.formula or "")])


def boundary_of(screen: Screen, content: FrameContent) -> str:
    """Fingerprint of the boundaries that a map is drawn with; empty for other figures."""
    if content.spec is None:
        return ""
    return screen.boundaries.sha256(FILL_LAYERS[content.spec.level])[:LENGTH]


def _mark(told: object) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8")).hexdigest()[:LENGTH]
