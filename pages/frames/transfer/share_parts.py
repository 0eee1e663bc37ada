"""Shift-share: the terms of one region as a waterfall with its forms and years, and the own term of all regions."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from pages.charts.shift_share import competitive_figure, waterfall_figure
from pages.controls.trail import go_to
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.maps import clicked_code
from pages.frames.transfer.share_sheets import steps_dictionary, steps_rows, terms_sheet
from pages.frames.transfer.share_view import ShareView, share_provenance, share_subtitle
from pages.frames.transfer.transfer_view import transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.numbers import adding_up, plain
from pages.texts.share_dynamics import BESIDE_TERM, OWN_TERM, parts_finding, ranking_finding
from queries.formulas.shift_share import TERMS, Split
from queries.shift_share import ShiftShare, shift_share_of
from queries.supply_panel import FORMS

SECTION = "shares"
WATERFALL_HEIGHT, MOST_BARS = 300, 62


@apart
def share_part_frames(screen: Screen, view: ShareView, split: Split) -> None:
    """Draw waterfall and ranking; words where the years do not tell of enough regions."""
    t = screen.texts
    found = _of_level(screen, view, view.level)
    if found.reason is not None:
        st.info(t("shift_share.none", reason=t(f"reason.{found.reason.value}")), icon=":material/info:")
        return
    if split == "spatial" and view.level == "major":
        st.info(t("shift_share.no_neighbours"), icon=":material/info:")
        return
    region, own = _region(screen, view, found)
    left, right = st.columns([54, 46], gap="small")
    with left:
        _waterfall_frame(screen, view, own, region, split)
        if screen.figure is None:
            _tables(screen, view, own, region, split)
    with right:
        _ranking_frame(screen, view, found, region, split)


def _of_level(screen: Screen, view: ShareView, level: str) -> ShiftShare:
    return shift_share_of(screen.engine, screen.regions, screen.catalogue, screen.boundaries, screen.layer, level,
                          view.measure, view.period)


def _region(screen: Screen, view: ShareView, found: ShiftShare) -> tuple[str, ShiftShare]:
    """The selected region with the shift-share of its own level; else the one with the greatest competitive term."""
    by_region = found.by_region
    if view.region in by_region.index:
        return str(view.region), found
    if view.region and view.region in screen.regions and screen.regions.level_of(view.region) != "nation":
        other = _of_level(screen, view, screen.regions.level_of(view.region))
        if other.reason is None and view.region in other.by_region.index:
            return view.region, other
    return str(by_region["competitive"].abs().idxmax()), found


def _remarks(screen: Screen, found: ShiftShare, split: Split) -> tuple[str, ...]:
    """What is special about the terms: new forms, cells without neighbours, regions left out."""
    t = screen.texts
    remarks = [t(f"split_remark.{split}")]
    steps = found.steps
    if split == "esteban_marquillas" and (new := int((steps["new_to_region"] & (steps["change"] != 0)).sum())):
        remarks.append(t("shift_share.new_to_region", count=plain(new, 0)))
    if bool((steps["new_to_nation"] & (steps["change"] != 0)).any()):
        remarks.append(t("shift_share.new_to_nation"))
    if split == "spatial":
        remarks.append(t("shift_share.neighbours"))
        if alone := int(steps["without_neighbours"].sum()):
            remarks.append(t("shift_share.without_neighbours", count=plain(alone, 0)))
    if found.left_out:
        remarks.append(t("shift_share.left_out", count=len(found.left_out),
                         names=t.joined([screen.place(code) for code in found.left_out[:5]])))
    return tuple(remarks)


@apart
def _waterfall_frame(screen: Screen, view: ShareView, found: ShiftShare, region: str, split: Split) -> None:
    t = screen.texts
    terms = TERMS[split]
    [sums] = found.of_region(region, "region").to_dict("records")
    # A term that nothing falls to has no step of its own.
    shown = [term for term in terms if term != "not_split" or sums[term] != 0]
    values: list[float] = [sums[term] for term in shown]
    printed = adding_up(values, view.words.decimals)
    labels = [_signed(value, view.words.decimals) for value in [*printed, sum(printed)]]
    by_form = _by_form(found, region)
    sheet = terms_sheet(screen, by_form, split, view.words, t("share_column.form"),
                        [t(f"share_form.{form}") for form in by_form.index], t("share_dynamics.sum"))
    steps = found.steps[found.steps.index.get_level_values("region") == region]
    figure_frame(
        screen,
        FrameContent(
            key="shift-share-parts",
            finding=parts_finding([sums[term] for term in terms], sums["change"], split, view.period,
                                  screen.place(region), view.words, t),
            figure=waterfall_figure(
                [*(t(f"shift_term.{term}") for term in shown), t("shift_term.change")], values, labels,
                screen.window_height - AROUND_ONE_FIGURE if screen.figure else WATERFALL_HEIGHT,
            ),
            alternative_text=t("shift_share.waterfall_alternative", place=screen.place(region)),
            table=sheet.table,
            rows=partial(steps_rows, screen, steps),
            dictionary=partial(steps_dictionary, screen),
            provenance=share_provenance(screen, view, t(f"split_formula.{split}"), _remarks(screen, found, split)),
            state=transfer_state(SECTION),
            subtitle=share_subtitle(screen, view),
        ),
        below=None if view.region else lambda: st.html(quiet(t("shift_share.shown_by_default"))),
    )


def _by_form(found: ShiftShare, region: str) -> pd.DataFrame:
    """Sums by form in their order, without forms that the region never had."""
    rows = found.of_region(region, "form")
    rows = rows.loc[[form for form in FORMS if form in rows.index]]
    return rows[(rows[["change", "national", "competitive"]] != 0).any(axis=1)]


def _tables(screen: Screen, view: ShareView, found: ShiftShare, region: str, split: Split) -> None:
    """The terms of the region by form of service and by year."""
    t = screen.texts
    with st.container(border=True, key="shift-share-tables", gap="xsmall"):
        by_form, by_year = _by_form(found, region), found.of_region(region, "year")
        forms = terms_sheet(screen, by_form, split, view.words, t("share_column.form"),
                            [t(f"share_form.{form}") for form in by_form.index], t("share_dynamics.sum"))
        years = terms_sheet(screen, by_year, split, view.words, t("share_column.year"),
                            [str(year) for year in by_year.index], t("share_dynamics.sum"))
        st.html(html_table(forms.table(), t("shift_share.by_form", place=screen.place(region))))
        st.html(html_table(years.table(), t("shift_share.by_year", place=screen.place(region))))
        st.html("".join(f'<p class="map-note">{escape(text)}</p>' for text in _remarks(screen, found, split)))


@apart
def _ranking_frame(screen: Screen, view: ShareView, found: ShiftShare, region: str, split: Split) -> None:
    t = screen.texts
    own, beside = OWN_TERM[split], BESIDE_TERM[split]
    rows = found.by_region.sort_values(own, ascending=False, kind="stable")
    known = rows[rows[own].notna()]
    shown = known if len(known) <= MOST_BARS else pd.concat([known.head(MOST_BARS // 2), known.tail(MOST_BARS // 2)])
    labels = [
        t("shift_share.bar", own=_signed(first, view.words.decimals), beside=_signed(second, view.words.decimals))
        for first, second in zip(shown[own], shown[beside], strict=True)
    ]
    sheet = terms_sheet(screen, rows, split, view.words, t("share_column.region"),
                        [screen.place(str(code)) for code in rows.index],
                        None if view.level == "major" else t("share_dynamics.sum"))
    remarks = [*_remarks(screen, found, split)]
    if len(shown) < len(known):
        remarks.append(t("shift_share.both_ends", each=MOST_BARS // 2, left=len(known) - len(shown)))

    def select() -> None:
        code = clicked_code(st.session_state["shift-share-ranking"]["selection"]["points"])
        if code:
            go_to(code, view.level)

    figure_frame(
        screen,
        FrameContent(
            key="shift-share-ranking",
            finding=ranking_finding(rows, split, view.words, screen.place, t),
            figure=competitive_figure(
                [str(code) for code in shown.index], [screen.place(str(code)) for code in shown.index],
                shown[own].tolist(), shown[beside].tolist(), labels,
                (t(f"shift_term.{own}"), t(f"shift_term.{beside}")), region,
            ),
            alternative_text=t("shift_share.ranking_alternative", term=t(f"shift_term.{own}")),
            table=sheet.table,
            rows=partial(steps_rows, screen, found.steps),
            dictionary=partial(steps_dictionary, screen),
            provenance=share_provenance(screen, view, t(f"split_formula.{split}"), tuple(remarks)),
            state=transfer_state(SECTION),
            subtitle=share_subtitle(screen, view),
        ),
        on_select=select,
        below=lambda: st.html(quiet(_sum_check(screen, view, known, split))),
    )


def _sum_check(screen: Screen, view: ShareView, rows: pd.DataFrame, split: Split) -> str:
    """What the regional terms of all regions add up to; nothing is said of regions that overlap."""
    t = screen.texts
    if view.level == "major":
        return t("share_dynamics.overlap")
    total = plain(float(rows["competitive"].sum()), view.words.decimals)
    return t(f"split_sum.{split}", total=total)


def _signed(value: float, decimals: int) -> str:
    text = plain(value, decimals)
    return f"+{text}" if round(value, decimals) > 0 else text
