"""Supply against demand: the map that crosses both, and the supply–demand ratio of each region."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from geo.map_spec import Outline
from pages.charts.balance_maps import crossed, crossed_spec
from pages.charts.dumbbell import Pair, Scale, dumbbell_figure
from pages.charts.style import ACCENT, INK
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.gaps.balance_drawn import drawn
from pages.frames.gaps.balance_sheets import crossed_sheet, ratio_sheet, shortest_first
from pages.frames.gaps.balance_words import crossed_finding, ratio_finding, wide_name
from pages.frames.gaps.gap_view import GapView, gap_provenance, gap_state
from pages.frames.html import quiet
from pages.frames.maps import LEAST_IN_COLUMN, told_if_refused
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.balance import Balance, intensity
from queries.formulas.reasons import Reason

SHORT = "#a8520c"
AROUND, AROUND_ON_WALL = 470, 260


@apart
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


@apart
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
    surveyed = int((spread.rows["reason"] != Reason.OUT_OF_SURVEY).sum())
    sheet = crossed_sheet(screen, found, spread, names)
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
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=gap_provenance(screen, view, t("balance.crossed_formula"), tuple(remarks), spec.note),
            state=gap_state("balance"),
            subtitle=t("balance.crossed_subtitle", supply=names[0], demand=names[1], year=view.year),
            config=MAP_CONFIG,
            spec=spec,
        ),
        below=lambda: st.html(f'<p class="map-note">{escape(spec.legend_title)}</p>'
                              f'<p class="map-note">{escape(spec.note)}</p>'),
    )


@apart
def _ratio_frame(screen: Screen, view: GapView, found: Balance) -> None:
    t = screen.texts
    ordered = shortest_first(found.rows)
    known = ordered[ordered["ratio"].notna()]
    if known.empty:
        reason = found.rows["ratio_reason"].mode()
        st.info(t("balance.no_ratio", reason=t(f"reason.{reason.iloc[0]}")), icon=":material/info:")
        return
    codes, left_out = drawn(screen, view, list(known.index))
    pairs = [_ratio_pair(screen, code, row) for code, row in known.loc[codes].iterrows()]
    sheet = ratio_sheet(screen, view, found)
    end = 1.05 * max(1.2, *(value for pair in pairs for value in (pair.full, pair.hollow) if value is not None))
    bases = [screen.catalogue[metric].name(screen.language) for metric, _ in found.bases]
    remarks = [*([left_out] if left_out else []), t("balance.tie_remark")]
    remarks += [t("balance.composite_remark", bases=t.joined(
        [t("balance.base_of_year", name=name, year=year) for name, (_, year) in zip(bases, found.bases, strict=True)]
    ))] if bases else []
    figure_frame(
        screen,
        FrameContent(
            key="balance-ratio",
            finding=ratio_finding(known["ratio"], len(found.rows), view, screen),
            figure=dumbbell_figure(pairs, Scale(end, (1.0,)), (
                view.demand.name(screen.language), t("balance.composite", bases=len(bases))
            )),
            alternative_text=t("balance.ratio_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=gap_provenance(screen, view, t("balance.ratio_formula"), tuple(remarks)),
            state=gap_state("balance"),
            subtitle=t("balance.ratio_subtitle", supply=view.supply.name(screen.language),
                       demand=view.demand.name(screen.language), year=view.year),
        ),
        below=(lambda: st.html(quiet(left_out))) if left_out else None,
    )


def _ratio_pair(screen: Screen, code: Any, row: pd.Series) -> Pair:
    t = screen.texts
    ratio = float(row["ratio"])
    composite = None if pd.isna(row["composite"]) else float(row["composite"])
    is_short = ratio < 1
    word = t("balance.short" if is_short else "balance.ample", ratio=plain(ratio, 2))
    place = screen.place(str(code))
    hover = t("balance.ratio_hover", place=place, ratio=plain(ratio, 3),
              composite=t("value.none") if composite is None else plain(composite, 3))
    return Pair(str(code), place, ratio, composite, word, hover, SHORT if is_short else ACCENT)
