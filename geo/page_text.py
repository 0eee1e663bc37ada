"""The words around a printed figure, apart from the drawing so that a screen need not load a drawing library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PictureKind = Literal["svg", "png"]


@dataclass(frozen=True)
class PageText:
    """The words around a figure: the finding, what it shows, and the notes below it."""

    title: str
    subtitle: str
    footer: tuple[str, ...]
    watermark: str | None = None
