"""Supply against demand: the map that crosses both, and the supply–demand ratio of each region."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from geo.map_spec import Outline
from pages.charts.balance_maps import WORDS, Crossed, crossed, crossed_spec
from pages.charts.dumbbell import Pair, Scale, dumbbell_figure
from pages.charts.style import ACCENT, INK
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.gaps.balance_words import crossed_finding, ratio_finding, wide_name
from pages.frames.gaps.gap_view import GapView, gap_provenance, gap_state
from pages.frames.maps import LEAST_IN_COLUMN, map_drawer, told_if_refused
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.balance import Balance, Intensity, intensity

SHORT = "#a8520c"
MOST_ROWS = 60
AROUND, AROUND_ON_WALL = 470, 260


def ratio_frames(screen: Screen, view: GapView, found: Balance) -> None:
    """Draw map and ratios beside each other."""
    left, right = st.columns([58, 42], gap="small")
    with left, told_if_refused(screen):
        _map_frame(screen, view)
    with right:
        _ratio_frame(screen, view, found)


def balance_map_height(screen: Screen) -> int:
    """What the controls of this section leave of the window for a map."""
    return max(LEAST_IN_COLUMN, screen.window_height - (AROUND_ON_WALL if screen.presenting else AROUND))


def chosen_outline(screen: Screen, view: GapView) -> tuple[Outline, ...]:
    """The selected region picked out, where it is one of the level."""
    known = view.region in screen.regions.levels[view.level]
    return (Outline((str(view.region),), INK),) if known else ()


def _map_frame(screen: Screen, view: GapView) -> None:
    t = screen.texts
    spread = intensity(screen.engine, screen.regions, screen.catalogue, view.basis)
    found = crossed(spread)
    if found.rows.empty:
        st.info(t("balance.nothing_to_cross"), icon=":material/info:")
        return
    ground = t(f"balance.ground.{spread.ground}")
    names = (wide_name(view.supply, ground, screen), wide_name(view.demand, ground, screen))
    spec = crossed_spec(screen, view.level, found, spread, names, chosen_outline(screen, view))
    surveyed = int((spread.rows["reason"] != "out_of_survey").sum())
    remarks = [t("balance.ground_remark", ground=ground), spec.legend_title]
    if spread.metric:
        remarks.append(t("balance.ground_year", name=screen.catalogue[spread.metric].name(screen.language),
                         year=spread.year))
    figure_frame(
        screen,
        FrameContent(
            key="balance-map",
            finding=crossed_finding(found, surveyed, view, ground, screen),
            figure=map_figure(spec, screen.boundaries, balance_map_height(screen)),
            alternative_text=spec.alternative_text,
            table=partial(_crossed_table, screen, found, spread, names),
            rows=partial(_crossed_rows, screen, found, spread, names),
            provenance=gap_provenance(screen, view, t("balance.crossed_formula"), tuple(remarks), spec.note),
            state=gap_state("balance"),
            subtitle=t("balance.crossed_subtitle", supply=names[0], demand=names[1], year=view.year),
            config=MAP_CONFIG,
            draw=map_drawer(screen, spec),
        ),
        below=lambda: st.html(f'<p class="map-note">{escape(spec.legend_title)}</p>'
                              f'<p class="map-note">{escape(spec.note)}</p>'),
    )


def _crossed_table(screen: Screen, found: Crossed, spread: Intensity, names: tuple[str, str]) -> pd.DataFrame:
    t = screen.texts
    rows = spread.rows[spread.rows["reason"] != "out_of_survey"]
    known = found.rows

    def third(code: str, name: str) -> str:
        return t(f"balance.third.{WORDS[int(known[name][code])]}") if code in known.index else ""

    return pd.DataFrame([
        {
            t("column.region"): screen.place(code),
            names[0]: plain(row["supply"], 3) if code in known.index else "",
            names[1]: plain(row["demand"], 3) if code in known.index else "",
            t("balance.column.supply_class"): third(code, "supply_class"),
            t("balance.column.demand_class"): third(code, "demand_class"),
            t("column.remark"): "" if pd.isna(row["reason"]) else t(f"reason.{row['reason']}"),
        }
        for code, row in zip(rows.index, rows.to_dict("records"), strict=True)
    ])


def _crossed_rows(screen: Screen, found: Crossed, spread: Intensity, names: tuple[str, str]) -> pd.DataFrame:
    table = _crossed_table(screen, found, spread, names)
    rows = spread.rows[spread.rows["reason"] != "out_of_survey"]
    table[names[0]], table[names[1]] = rows["supply"].to_numpy(), rows["demand"].to_numpy()
    table.insert(0, screen.texts("column.code"), list(rows.index))
    return table


def _ratio_frame(screen: Screen, view: GapView, found: Balance) -> None:
    t = screen.texts
    known = found.rows[found.rows["ratio"].notna()].reset_index().sort_values(["ratio", "region_code"])
    if known.empty:
        reason = found.rows["ratio_reason"].mode()
        st.info(t("balance.no_ratio", reason=t(f"reason.{reason.iloc[0]}")), icon=":material/info:")
        return
    # The shortest first; the selected region is there even where it has plenty.
    own = known[known["region_code"] == view.region]
    shown = pd.concat([known.head(MOST_ROWS), own]).drop_duplicates("region_code").sort_values("ratio")
    pairs = [_ratio_pair(screen, row) for row in shown.to_dict("records")]
    end = 1.05 * max(1.2, *(value for pair in pairs for value in (pair.full, pair.hollow) if value is not None))
    bases = [screen.catalogue[metric].name(screen.language) for metric, _ in found.bases]
    remarks = [t("balance.composite_remark", bases=t.joined(
        [t("balance.base_of_year", name=name, year=year) for name, (_, year) in zip(bases, found.bases, strict=True)]
    ))] if bases else []
    figure_frame(
        screen,
        FrameContent(
            key="balance-ratio",
            finding=ratio_finding(known, view, screen),
            figure=dumbbell_figure(pairs, Scale(end, (1.0,)), (
                view.demand.name(screen.language), t("balance.composite", bases=len(bases))
            )),
            alternative_text=t("balance.ratio_alternative"),
            table=partial(_ratio_table, screen, found),
            rows=partial(_ratio_rows, screen, found),
            provenance=gap_provenance(screen, view, t("balance.ratio_formula"), tuple(remarks)),
            state=gap_state("balance"),
            subtitle=t("balance.ratio_subtitle", supply=view.supply.name(screen.language),
                       demand=view.demand.name(screen.language), year=view.year),
        ),
    )


def _ratio_pair(screen: Screen, row: dict[Any, Any]) -> Pair:
    t = screen.texts
    ratio = float(row["ratio"])
    composite = None if pd.isna(row["composite"]) else float(row["composite"])
    is_short = ratio < 1
    word = t("balance.short" if is_short else "balance.ample", ratio=plain(ratio, 2))
    place = screen.place(row["region_code"])
    hover = t("balance.ratio_hover", place=place, ratio=plain(ratio, 3),
              composite=t("value.none") if composite is None else plain(composite, 3))
    return Pair(row["region_code"], place, ratio, composite, word, hover, SHORT if is_short else ACCENT)


def _ratio_table(screen: Screen, found: Balance) -> pd.DataFrame:
    t = screen.texts
    ordered = found.rows.reset_index().sort_values(["ratio", "region_code"])
    return pd.DataFrame([
        {
            t("column.region"): screen.place(row["region_code"]),
            t("balance.column.ratio"): t("value.none") if pd.isna(row["ratio"]) else plain(row["ratio"], 3),
            t("balance.column.composite"): t("value.none") if pd.isna(row["composite"]) else plain(row["composite"], 3),
            t("column.remark"): t.joined([
                t(f"reason.{reason}") for reason in dict.fromkeys((row["ratio_reason"], row["composite_reason"]))
                if isinstance(reason, str)
            ]),
        }
        for row in ordered.to_dict("records")
    ])


def _ratio_rows(screen: Screen, found: Balance) -> pd.DataFrame:
    t = screen.texts
    rows = found.rows.reset_index()
    return pd.DataFrame({
        t("column.code"): rows["region_code"],
        t("column.region"): [screen.place(code) for code in rows["region_code"]],
        t("gaps.supply"): rows["supply"],
        t("gaps.demand"): rows["demand"],
        t("balance.column.ratio"): rows["ratio"],
        t("balance.column.composite"): rows["composite"],
        t("column.remark"): rows["ratio_reason"],
    })
