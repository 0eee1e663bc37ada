"""How one measure with a centre of gravity is named and drawn, on the map and on the path alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.formulas.centre_path import wind_of

Sign = Literal["circle", "diamond"]


@dataclass(frozen=True)
class Role:
    """One measure: its `name` among the centres, how sentences and legends call it, and how it is drawn."""

    name: str
    measure: str
    short: str
    colour: str
    sign: Sign

    def hover(self, screen: Screen, year: int, row: pd.Series) -> str:
        """What stands beside the pointer at the centre of a year."""
        t = screen.texts
        text = t("centres.hover_point", measure=self.measure, year=year, longitude=plain(row["longitude"], 2),
                 latitude=plain(row["latitude"], 2))
        if pd.notna(row["bearing"]):
            text += t("centres.hover_step", since=int(row["since"]), step=plain(row["step"], 1),
                      bearing=plain(row["bearing"], 0), wind=t(f"wind.{wind_of(float(row['bearing']))}"))
        if pd.notna(row["semi_major"]):
            text += t("centres.hover_ellipse", major=plain(row["semi_major"], 0), minor=plain(row["semi_minor"], 0))
        return text
