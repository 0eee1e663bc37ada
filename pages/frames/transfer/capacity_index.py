"""The index of receiving capacity: provinces in order with their pillars, and the criteria behind them."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from pages.charts.capacity import capacity_figure
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.template_buttons import template_buttons
from pages.frames.transfer.capacity_sheets import capacity_sheet, known_sheet, missing_of, parts_sheet
from pages.frames.transfer.transfer_view import TransferView, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.capacity import capacity_finding, index_name
from pages.texts.composite import interval
from pages.texts.numbers import percent, plain
from queries.capacity import LEVEL, Capacity
from queries.composite_criteria import settings
from queries.formulas.rank_uncertainty import DRAWS

AROUND = 330


@apart
def index_frames(screen: Screen, view: TransferView, found: Capacity) -> None:
    """Draw provinces by capacity, and what the index consists of."""
    if not found.is_whole:
        absent = [screen.texts(f"capacity_pillar.{definition.id}") for definition, _ in found.absent]
        st.info(screen.texts("capacity.partial", pillars=screen.texts.joined(absent),
                             name=index_name(found, screen.texts)), icon=":material/info:")
    left, right = st.columns([58, 42], gap="small")
    with left:
        _index_frame(screen, view, found)
    with right:
        _parts_frame(screen, view, found)


def capacity_provenance(screen: Screen, found: Capacity, remarks: tuple[str, ...] = ()) -> Provenance:
    """Where the figures of the index come from and how it is made."""
    t, numbers = screen.texts, settings()
    pillars = [
        t("capacity.of_pillar", pillar=t(f"capacity_pillar.{pillar.id}"), year=pillar.year,
          years=t.joined([str(year) for year in pillar.base_years]))
        for pillar in found.pillars
    ]
    return of_indicators(
        screen, [criterion.indicator for pillar in found.pillars for criterion in pillar.criteria], list(found.years),
        [LEVEL],
        (*remarks, *pillars, t("capacity.standing"),
         t("capacity.draws", draws=plain(DRAWS, 0), error=percent(numbers.money_error, 0), seed=numbers.seed)),
        formula=t("capacity.formula"),
    )


def chosen(view: TransferView, found: Capacity) -> str | None:
    """The selected province, if one is."""
    return view.region if view.region in found.ranks.index else None


@apart
def _index_frame(screen: Screen, view: TransferView, found: Capacity) -> None:
    t, region = screen.texts, chosen(view, found)
    ranked = found.ranks[found.ranks["rank"].notna()]
    rows = ranked.assign(
        name=[screen.place(str(code)) for code in ranked.index],
        label=[_label(screen, row) for _, row in ranked.iterrows()],
    )
    names = {
        pillar.id: t("capacity.heading", pillar=t(f"capacity_pillar.{pillar.id}"),
                     weight=percent(float(found.weights[found.weighting][pillar.id]), 0))
        for pillar in found.pillars
    }
    sheet = capacity_sheet(screen, found)
    figure_frame(
        screen,
        FrameContent(
            key="capacity",
            finding=capacity_finding(found, region, screen.place, t),
            figure=capacity_figure(rows, [pillar.id for pillar in found.pillars], names, t("capacity.axis_rank"),
                                   region, screen.window_height - AROUND),
            alternative_text=t("capacity.alternative", name=index_name(found, t)),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=capacity_provenance(screen, found),
            state=transfer_state("capacity"),
            subtitle=_subtitle(screen, found),
        ),
        below=lambda: st.html("".join(quiet(line) for line in _reading(screen, found))),
    )


def _label(screen: Screen, row: pd.Series) -> str:
    """The interval in words, and the change of rank against equal weights where there is one."""
    t = screen.texts
    moved = row["rank_equal"] - row["rank"]
    key = "up" if moved > 0 else "down"
    change = "" if moved == 0 else t(f"capacity_moved.{key}", places=plain(abs(moved), 0))
    return "　".join(text for text in (interval(row, t), change) if text)


def _reading(screen: Screen, found: Capacity) -> list[str]:
    t = screen.texts
    without = int(found.ranks["rank"].isna().sum())
    far = int(((found.ranks["rank_equal"] - found.ranks["rank"]).abs() >= 5).sum())
    return [text for text in (
        t("capacity.reading"),
        t("capacity.moved_far", count=far) if found.weighting != "equal" and far else "",
        t("capacity.without", count=without) if without else "",
    ) if text]


@apart
def _parts_frame(screen: Screen, view: TransferView, found: Capacity) -> None:
    t, region = screen.texts, chosen(view, found)
    sheet = parts_sheet(screen, found, region)
    left_out = [*missing_of(found.pillars), *found.absent]
    criteria = sum(len(pillar.criteria) for pillar in found.pillars)
    missing = sum(len(entries) for _, entries in left_out)
    figure_frame(
        screen,
        FrameContent(
            key="capacity-parts",
            finding=t("capacity.parts_finding", criteria=plain(criteria, 0), missing=plain(missing, 0)),
            figure=None,
            alternative_text=t("capacity.parts_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=capacity_provenance(screen, found),
            state=transfer_state("capacity"),
            subtitle=_subtitle(screen, found),
        ),
        below=lambda: st.html(html_table(sheet.table(), t("capacity.parts"))),
    )
    if left_out and not screen.presenting:
        with st.container(border=True, key="capacity-missing", gap="xsmall"):
            st.html(html_table(known_sheet(screen, left_out).table(), t("capacity.missing")))
            with st.container(key="lacking", horizontal=True, vertical_alignment="center", gap="small"):
                template_buttons(screen, ("stat",))


def _subtitle(screen: Screen, found: Capacity) -> str:
    t = screen.texts
    return t("capacity.subtitle", name=index_name(found, t), years=t.joined([str(year) for year in found.years]),
             weighting=t(f"capacity_weighting.{found.weighting}"))
