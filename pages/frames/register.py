"""What the sections on agencies have in common: the register they rest on, where it comes from, and its absence."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pages.charts.atlas_map import map_note
from pages.frames.provenance import Provenance
from pages.shell.screen import Screen
from queries.agencies import register_files, registers

COLUMNS = ["metric", "source_id", "title", "url", "grade", "first_year", "last_year", "figures"]


def no_register(screen: Screen, way_to_load: Callable[[], object]) -> None:
    """Say that the layer has no register and where there is one; `way_to_load` draws how to come to loading one."""
    t = screen.texts
    st.info(t("agencies.no_layer", layer=t(f"layer.{screen.layer}")), icon=":material/info:")
    with st.container(key="other-layers", horizontal=True):
        for layer in registers(screen.engine):
            if layer in screen.layers:
                st.button(t("agencies.to_layer", layer=t(f"layer.{layer}")), key=f"to-{layer}",
                          on_click=_show_layer, args=(layer,))
        way_to_load()


def _show_layer(layer: str) -> None:
    st.session_state["layer"] = layer


def of_register(
    screen: Screen, formula: str, remarks: tuple[str, ...], with_map: bool = False, period: str | None = None
) -> Provenance:
    """Provenance of what is counted in the register itself; as it stands, unless `period` says otherwise."""
    t = screen.texts
    years = registers(screen.engine)[screen.layer]
    if period is None:
        period = t("agencies.period", first=min(years), last=max(years)) if years else t("agencies.period_standing")
    note = map_note(screen) if with_map else None
    return Provenance((), period, _sources(screen), remarks, note, formula)


def _sources(screen: Screen) -> pd.DataFrame:
    if screen.layer == "imported":
        files = register_files(screen.engine)
        titles = [
            screen.texts("agencies.file", file=file, author=author, day=f"{loaded_at:%Y-%m-%d}")
            for file, author, loaded_at in zip(files["file"], files["author"], files["loaded_at"], strict=True)
        ]
        rows = [("", title, title, None, "loaded_file", None, None, count)
                for title, count in zip(titles, files["rows_loaded"], strict=True)]
        return pd.DataFrame(rows, columns=COLUMNS)
    every = screen.engine.query("source/list")
    own = every[every["source_id"] == screen.layer]
    rows = [("", row["source_id"], row["title"], None, row["grade"], None, None, row["figures"])
            for row in own.to_dict("records")]
    return pd.DataFrame(rows, columns=COLUMNS)


def count_remark(screen: Screen, region: str) -> tuple[str, ...]:
    """What is special about counting agencies in a place: units that belong to it in part count as a whole."""
    rows = screen.regions.membership
    rows = rows[(rows["group_code"] == region) & (rows["inclusion"].isin(("partial", "excluded")))]
    return (screen.texts("agencies.partial", place=screen.place(region)),) if len(rows) else ()
