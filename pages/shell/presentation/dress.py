"""What a presented page wears: large type, and in a meeting the colours of paper or of a dark wall."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ThemeName = Literal["light", "dark"]
STYLES = Path(__file__).parents[1] / "styles"


@dataclass(frozen=True)
class Ground:
    """Colours of everything on the canvas but the figure: paper, words, quiet words, lines, marks of the data."""

    name: ThemeName
    paper: str
    ink: str
    quiet: str
    line: str
    accent: str
    synthetic: str
    private: str

    @property
    def style(self) -> str:
        """The colours as properties that the style sheets use."""
        names = ("paper", "ink", "quiet", "line", "accent", "synthetic", "private")
        declared = " ".join(f"--{name}: {getattr(self, name)};" for name in names)
        # A picture drawn for paper keeps its hues on a wall, with its lightness turned over.
        turned, blend = ("invert(1) hue-rotate(180deg)", "lighten") if self.name == "dark" else ("none", "normal")
        pictures = f"--picture-filter: {turned}; --picture-blend: {blend};"
        return f":root {{ color-scheme: {self.name}; {declared} {pictures} }}"


LIGHT = Ground("light", "#ffffff", "#1c2733", "#4a5968", "#dde3ea", "#0b4f8a", "#7a4b00", "#6b3fa0")
DARK = Ground("dark", "#0f161d", "#eef2f6", "#b4c0cb", "#3a4754", "#8cc4f2", "#ffc35c", "#cdb2f2")
GROUNDS: dict[str, Ground] = {ground.name: ground for ground in (LIGHT, DARK)}


def meeting_style(is_speaker: bool, ground: Ground) -> str:
    """The style of a window of a meeting."""
    sheets = ("stage.css", "speaker.css") if is_speaker else ("stage.css", "wall_paper.css")
    return ground.style + "".join((STYLES / sheet).read_text(encoding="utf-8") for sheet in sheets)


def meeting_styles() -> list[str]:
    """Every style that a window of a meeting may wear; the page allows no other."""
    return [meeting_style(is_speaker, ground) for is_speaker in (False, True) for ground in GROUNDS.values()]


def large_type() -> str:
    """The style of a page that is presented on a wall."""
    return (STYLES / "present.css").read_text(encoding="utf-8")
