"""The policy scorecard in rows: for reading beside the figure, and for download."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pages.frames.gaps.scorecard_card import base_name, unit_name
from pages.shell.screen import Screen
from pages.texts.scorecard import against_text, change_text, level_text, percentile_text, status_text
from queries.scorecard import Scorecard
from queries.scorecard_record import measures, sentences

DOWNLOADED = (
    "sentence", "measure", "place_code", "place", "group", "year", "level", "reason", "base_year", "base", "change",
    "against", "target_year", "status", "percentile", "n", "shortfall", "events", "lo", "hi", "unit", "light",
    "layer",
)


def scorecard_table(screen: Screen, card: Scorecard, names: Mapping[str, str]) -> pd.DataFrame:
    """One row per sentence, measure and addressed region, as the reader reads it."""
    t = screen.texts
    titles = {one.id: one.name(screen.language) for one in sentences()}
    groups = card.rows[card.rows["is_group"]]
    rows = []
    for row in groups.to_dict("records"):
        measure = measures()[row["measure"]]
        is_known = pd.notna(row["year"])
        rows.append((
            titles[row["sentence"]],
            measure.name(screen.language),
            unit_name(screen, row["unit"], row["proxy"], names),
            level_text(row, measure, t),
            against_text(row, measure, t, base_name(screen, row, measure)) if is_known else t("value.none"),
            change_text(row, measure, t) if is_known else t("value.none"),
            percentile_text(row, t),
            status_text(row, measure, t),
            t(f"scorecard.light.{row['light']}"),
        ))
    heads = ("sentence", "measure", "place", "level", "against", "change", "percentile", "status", "light")
    return pd.DataFrame(rows, columns=[t(f"scorecard.column.{name}") for name in heads])


def scorecard_rows(screen: Screen, card: Scorecard, names: Mapping[str, str]) -> pd.DataFrame:
    """Every row with unrounded numbers, regions and their units."""
    t = screen.texts
    titles = {one.id: one.name(screen.language) for one in sentences()}
    rows = card.rows
    columns = {
        "sentence": rows["sentence"].map(titles),
        "measure": [measures()[name].name(screen.language) for name in rows["measure"]],
        "place_code": rows["unit"],
        "place": [unit_name(screen, *one, names) for one in zip(rows["unit"], rows["proxy"], strict=True)],
        "group": [t("scorecard.group") if one else t("scorecard.one_unit") for one in rows["is_group"]],
        "year": rows["year"].astype("Int64"),
        "level": rows["value"],
        "reason": [t(f"reason.{reason}") if isinstance(reason, str) else "" for reason in rows["reason"]],
        "base_year": rows["base_year"].astype("Int64"),
        "base": rows["base"],
        "change": rows["change"],
        "against": rows["against"],
        "target_year": rows["target_year"].astype("Int64"),
        "status": [t(f"status.{status}") if isinstance(status, str) else "" for status in rows["status"]],
        "percentile": rows["percentile"],
        "n": rows["n"],
        "shortfall": rows["shortfall"],
        "events": rows["events"].astype("Int64"),
        "lo": rows["lo"],
        "hi": rows["hi"],
        "unit": [measures()[name].unit(screen.language) for name in rows["measure"]],
        "light": [t(f"scorecard.light.{light}") for light in rows["light"]],
        "layer": t(f"layer.{screen.layer}"),
    }
    return pd.DataFrame({t(f"scorecard.column.{name}"): columns[name] for name in DOWNLOADED})


def scorecard_dictionary(screen: Screen) -> pd.DataFrame:
    """What each column of the download means."""
    t = screen.texts
    return pd.DataFrame(
        [(t(f"scorecard.column.{name}"), name, t(f"scorecard.meaning.{name}")) for name in DOWNLOADED],
        columns=[t("column.name"), t("column.identifier"), t("column.definition")],
    )
