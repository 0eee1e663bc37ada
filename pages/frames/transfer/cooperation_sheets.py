"""Assistance and joint projects in rows, as table twins and as files."""

from __future__ import annotations

import pandas as pd

from pages.frames.sheet import Column, Sheet, digits
from pages.shell.screen import Screen
from pages.texts.cooperation import assisted_place


def assistance_sheet(screen: Screen, pairs: pd.DataFrame) -> Sheet:
    """One row per pair: helper, assisted place, its province, year, layer, source and note."""
    t = screen.texts
    records = pairs.to_dict("records")
    return Sheet((
        Column(t("cooperation_column.helper"), t("cooperation_column.place_meaning"),
               [screen.place(code) for code in pairs["helper_code"]]),
        Column(t("cooperation_column.assisted"), t("cooperation_column.assisted_meaning"),
               [assisted_place(row, screen.place, t) for row in records]),
        Column(t("cooperation_column.province"), t("cooperation_column.province_meaning"),
               [screen.place(code) for code in pairs["assisted_code"]]),
        Column(t("cooperation_column.year"), t("cooperation_column.year_meaning"), pairs["year"].tolist()),
        Column(t("cooperation_column.layer"), t("cooperation_column.layer_meaning"),
               [t(f"layer.{layer}") for layer in pairs["layer"]]),
        Column(t("cooperation_column.source"), t("cooperation_column.source_meaning"),
               [t("frame.source", title=row["title"], grade=t(f"grade.{row['grade']}")) for row in records]),
        Column(t("cooperation_column.note"), t("cooperation_column.note_meaning"),
               [row["note"] if isinstance(row["note"], str) else "" for row in records]),
    ))  # fmt: skip


def intensity_sheet(screen: Screen, rows: pd.DataFrame) -> Sheet:
    """One row per pair: joint projects, Salton intensity, affinity, whether assisted."""
    t = screen.texts
    yes = [t("cooperation_column.yes" if official else "cooperation_column.no") for official in rows["is_assisted"]]
    return Sheet((
        *(Column(t(f"cooperation_column.{end}"), t("cooperation_column.place_meaning"),
                 [screen.place(code) for code in rows[end]]) for end in ("first", "second")),
        *(Column(t(f"cooperation_column.{name}"), t(f"cooperation_column.{name}_meaning"), rows[name].tolist(),
                 digits(t, decimals)) for name, decimals in (("joint", 0), ("salton", 3), ("affinity", 2))),
        Column(t("cooperation_column.official"), t("cooperation_column.official_meaning"), yes),
    ))  # fmt: skip
