"""The words around a printed figure, apart from the drawing so that a screen need not load a drawing library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PictureKind = Literal["svg", "png"]
# Colours of watermarks: over synthetic data, and over data that only one reader sees.
SYNTHETIC, PRIVATE = "#b36b00", "#6b3fa0"


@dataclass(frozen=True)
class PageText:
    """The words around a figure: the finding, what it shows, and the notes below it."""

    title: str
    subtitle: str
    footer: tuple[str, ...]
    watermark: str | None = None
    watermark_colour: str = SYNTHETIC
