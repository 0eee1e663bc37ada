"""The gradient: a ladder of regions, the map, and any two of them set against each other."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from html import escape
from itertools import pairwise

import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from geo.map_spec import Outline
from pages.charts.gradient_ladder import LadderWords, Rung, ladder_figure
from pages.charts.gradient_map import gradient_map_spec
from pages.charts.style import INK
from pages.controls.trail import go_to
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.html import quiet
from pages.frames.maps import LEAST_IN_COLUMN, clicked_code, told_if_refused
from pages.frames.transfer.gradient_controls import chosen_gradient
from pages.frames.transfer.gradient_pair import pair_frame
from pages.frames.transfer.gradient_tables import heights_sheet
from pages.frames.transfer.gradient_view import (
    GradientView,
    heights_provenance,
    hover_words,
    is_few,
    members_of_selected,
    of_what,
    row_of,
    rungs_drawn,
    scope_words,
    whole_word,
)
from pages.frames.transfer.transfer_view import TransferView, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.gradient import Told, height_word, ladder_finding
from pages.texts.numbers import plain
from pages.texts.ranks import rank_beside
from queries.regions import NATION, ZONES

MOST_RUNGS = 60
SHORT_LADDER = 12
AROUND_MAP = 330


@apart
def gradient_section(screen: Screen, view: TransferView) -> None:
    """Draw the section."""
    shown = chosen_gradient(screen, view)
    if shown is None:
        return
    left, right = st.columns([52, 48], gap="small")
    is_short = len(shown.known) <= SHORT_LADDER
    with left:
        _ladder_frame(screen, shown)
        if is_short:
            pair_frame(screen, shown)
    with right, told_if_refused(screen):
        _map_frame(screen, shown)
    if not is_short:
        pair_frame(screen, shown)


def told_of(screen: Screen, view: GradientView) -> Told:
    """What the sentences of a view speak of."""
    t = screen.texts
    return Told(
        of_what(screen, view), view.year, t(f"gradient_unit.{view.level}"),
        {part: t(f"gradient_part.{part}") for part in view.parts},
    )


@apart
def _ladder_frame(screen: Screen, view: GradientView) -> None:
    t = screen.texts
    codes, left_out = rungs_drawn(screen, view, MOST_RUNGS)
    hover = hover_words(screen, view)
    rungs = _rungs(screen, view, codes, hover)
    sheet = heights_sheet(screen, view)
    notes = [note] if (note := scope_words(screen, view)) else []
    if left_out:
        notes.append(t("gradient.left_out", drawn=len(codes), left=plain(left_out, 0)))
    if any(rung.hollow for rung in rungs):
        notes.append(t("gradient.hollow"))
    if view.form:
        notes.append(t("gradient.fractional"))
    if view.level == "major":
        notes.append(t("remark.whole_provinces"))
    words = LadderWords(
        {zone: screen.place(zone) for zone in ZONES} if view.level != "major" else {},
        t("level.major"), tuple(t(f"gradient_part.{part}") for part in view.parts),
    )
    figure_frame(
        screen,
        FrameContent(
            key="gradient-ladder",
            finding=_finding(screen, view),
            figure=ladder_figure(rungs, view.region, words),
            alternative_text=t("gradient.ladder_alternative", name=of_what(screen, view)),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=heights_provenance(screen, view),
            state=transfer_state("gradient"),
            subtitle=t("gradient.subtitle", name=of_what(screen, view), year=view.year,
                       whole=whole_word(screen, view)),
        ),
        on_select=partial(_on_click, "gradient-ladder", view),
        below=(lambda: st.html("".join(quiet(note) for note in notes))) if notes else None,
    )


def _finding(screen: Screen, view: GradientView) -> str:
    """Of all regions of the level; of the cities of a selected province of those alone."""
    inside = members_of_selected(screen, view)
    is_province = bool(inside) and view.region not in view.rows.index
    known = view.known[view.known.index.isin(inside)] if is_province else view.known
    units = len(inside) if is_province else len(view.rows)
    within = screen.texts("gradient.within", place=screen.place(str(view.region))) if is_province else ""
    if known.empty:
        known, units, within = view.known, len(view.rows), ""
    return ladder_finding(known, units, view.region, told_of(screen, view), screen.place, screen.texts, within,
                          view.ranks)


def _rungs(screen: Screen, view: GradientView, codes: list[str], hover: dict[str, str]) -> list[Rung]:
    places = {str(code): place for place, code in enumerate(view.known.index)}
    rungs = [_rung(screen, view, code, hover[code]) for code in codes]
    steps = [False, *(places[lower] - places[upper] > 1 for upper, lower in pairwise(codes))]
    both_ends = not members_of_selected(screen, view)
    return [replace(rung, is_apart=is_apart and both_ends) for rung, is_apart in zip(rungs, steps, strict=True)]


def _rung(screen: Screen, view: GradientView, code: str, hover: str) -> Rung:
    row, own = row_of(view.rows, code), row_of(view.ranks, code)
    rank = rank_beside(own["rank"], own["lo"], own["hi"], screen.texts)
    height = float(row["height"])
    parts = tuple(
        math.log(float(row[part])) if pd.notna(row[part]) and float(row[part]) > 0 else None for part in view.parts
    )
    zone = row["zone"] if isinstance(row["zone"], str) else ""
    return Rung(
        code, f"{rank}  {screen.place(code)}", zone, height or None, parts, height_word(height), hover, is_few(row)
    )


@apart
def _map_frame(screen: Screen, view: GradientView) -> None:
    t = screen.texts
    whole = whole_word(screen, view)
    title = t("gradient.legend", year=view.year, whole=whole)
    spec = gradient_map_spec(
        screen, view.rows, hover_words(screen, view), view.level, title, of_what(screen, view),
        _outlines(screen, view), _focus(screen, view),
    )
    sheet = heights_sheet(screen, view)
    height = screen.window_height - AROUND_ONE_FIGURE if screen.figure else max(
        LEAST_IN_COLUMN, screen.window_height - AROUND_MAP
    )
    known = view.known["height"]
    figure_frame(
        screen,
        FrameContent(
            key="gradient-map",
            finding=t(
                "gradient.map_finding", year=view.year, name=of_what(screen, view), known=len(known),
                high=int((known >= 1.25).sum()), level=int(((known >= 0.8) & (known < 1.25)).sum()),
                low=int((known < 0.8).sum()), whole=whole,
            ),
            figure=map_figure(spec, screen.boundaries, height),
            alternative_text=spec.alternative_text,
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=heights_provenance(screen, view, spec.note),
            state=transfer_state("gradient"),
            subtitle=t("gradient.subtitle", name=of_what(screen, view), year=view.year, whole=whole),
            config=MAP_CONFIG,
            spec=spec,
        ),
        on_select=partial(_on_click, "gradient-map", view),
        below=lambda: st.html(f'<p class="map-note">{escape(spec.note)}</p>'),
    )


def _outlines(screen: Screen, view: GradientView) -> tuple[Outline, ...]:
    if view.region is None:
        return ()
    if view.region in screen.regions.levels[view.level]:
        return (Outline((view.region,), INK),)
    members = screen.regions.members(view.region, view.level) if view.region in screen.regions else ()
    return (Outline(tuple(members), INK),) if members else ()


def _focus(screen: Screen, view: GradientView) -> str | None:
    """The province whose cities fill the map."""
    provinces = screen.regions.levels["province"]
    return view.region if view.level == "city" and view.region in provinces else None


def _on_click(key: str, view: GradientView) -> None:
    code = clicked_code(st.session_state[key]["selection"]["points"])
    go_to(code or NATION, view.level)
