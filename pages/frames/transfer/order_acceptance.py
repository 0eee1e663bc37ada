"""What receivers make of the branches that come to them: the map of one measure, the table of all."""

from __future__ import annotations

from functools import partial
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from geo.map_figure import MAP_CONFIG, map_figure
from geo.map_spec import Outline
from pages.charts.acceptance_map import acceptance_spec
from pages.charts.style import INK
from pages.controls.order_selectors import Received
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.gaps.balance_ratio import balance_map_height
from pages.frames.html import html_table
from pages.frames.maps import told_if_refused
from pages.frames.transfer.order_sheets import received_sheet
from pages.frames.transfer.order_view import OrderView
from pages.frames.transfer.order_words import in_digits, received_finding
from pages.frames.transfer.transfer_view import transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from queries.branch_acceptance import BranchAcceptance, branch_acceptance
from queries.branch_life import SPAN
from queries.catalogue import Indicator
from queries.formulas.reasons import Reason


@apart
def acceptance_frames(screen: Screen, chosen: OrderView, received: Received, demand: Indicator | None) -> None:
    """Draw map and table; without any demand base there is nothing to judge acceptance by."""
    t = screen.texts
    if demand is None:
        st.info(t("transfer_order.no_demand", layer=t(f"layer.{screen.layer}")), icon=":material/info:")
        return
    found = branch_acceptance(
        screen.engine, screen.regions, screen.catalogue, screen.layer, chosen.level, demand.id, chosen.first,
        chosen.last,
    )
    assert found is not None
    if not found.rows["standing"].sum():
        st.info(t("transfer_order.nothing_received"), icon=":material/info:")
        return
    rows = found.rows.rename_axis("region_code").reset_index()
    rows = rows.sort_values([received, "standing", "region_code"], ascending=[False, False, True])
    rows = rows.set_index("region_code")
    left, right = st.columns([46, 54], gap="small")
    with left, told_if_refused(screen):
        _map_frame(screen, chosen, found, rows, received, demand)
    with right:
        if screen.figure is None:
            sheet = received_sheet(screen, found, rows)
            period = period_words(found.first, found.last, t)
            st.html(html_table(sheet.table(), t("transfer_order.table", period=period)))


@apart
def _map_frame(
    screen: Screen, chosen: OrderView, found: BranchAcceptance, rows: pd.DataFrame, received: Received,
    demand: Indicator,
) -> None:
    t = screen.texts
    reason = rows[f"{received}_reason"] if f"{received}_reason" in rows else pd.Series(None, rows.index, dtype=object)
    board = pd.DataFrame({
        "region_code": rows.index, "value": rows[received].to_numpy(),
        "reason": reason.where(reason.notna(), Reason.NOT_PUBLISHED.value).to_numpy(),
    })
    outside = [code for code in screen.regions.levels[chosen.level] if not screen.regions[code].in_survey]
    beyond = pd.DataFrame({"region_code": outside, "value": np.nan, "reason": Reason.OUT_OF_SURVEY.value})
    hover = {
        code: t("transfer_order.map_hover", place=screen.place(code), standing=int(row["standing"]),
                inflow=int(row["inflow"]), index=in_digits(screen, row["index"], "index"),
                survival=in_digits(screen, row["survival"], "survival"),
                match=in_digits(screen, row["match"], "match"))
        for code, row in zip(rows.index, rows.to_dict("records"), strict=True)
    }
    outlines = (Outline((chosen.unit,), INK),) if chosen.unit else ()
    spec = acceptance_spec(screen, chosen.level, pd.concat([board, beyond]), hover, received, outlines)
    sheet = received_sheet(screen, found, rows)
    figure_frame(
        screen,
        FrameContent(
            key="order-acceptance",
            finding=received_finding(screen, chosen, found, received),
            figure=map_figure(spec, screen.boundaries, balance_map_height(screen)),
            alternative_text=spec.alternative_text,
            table=sheet.table, rows=sheet.rows, dictionary=partial(sheet.dictionary, t),
            provenance=chosen.provenance(screen, t("transfer_order.acceptance_formula"),
                                         _remarks(screen, found, demand), with_map=True),
            state=transfer_state("order"),
            subtitle=t("transfer_order.period", period=period_words(found.first, found.last, t)),
            config=MAP_CONFIG,
            spec=spec,
        ),
        below=lambda: st.html("".join(f'<p class="map-note">{escape(text)}</p>'
                                      for text in (*chosen.level_words(screen), *_remarks(screen, found, demand)[:2],
                                                   spec.note))),
    )


def _remarks(screen: Screen, found: BranchAcceptance, demand: Indicator) -> tuple[str, ...]:
    """By which demand acceptance is judged, how the match comes about, and of whom survival is told."""
    t = screen.texts
    remarks = [
        t("transfer_order.demand_remark", demand=demand.name(screen.language), year=found.demand_year, last=found.last),
        t("transfer_order.match_remark", year=found.gap_year, demand=found.gap_demand_year)
        if found.gap_year else t("transfer_order.no_panel"),
        t("transfer_order.form_of_branch"),
        t("transfer_order.fractional"),
    ]
    if found.cohorts is not None:
        remarks.append(t("transfer_order.cohort_remark", period=period_words(*found.cohorts, t), span=SPAN))
    return tuple(remarks)
