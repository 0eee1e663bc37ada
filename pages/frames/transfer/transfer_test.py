"""The section test of the transfer page: did services of a form move from one region to another?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from pages.charts.evidence import evidence_figure
from pages.controls.flow_selectors import period_selector, service_selector
from pages.controls.pair_selectors import pair_selector
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table
from pages.frames.register import of_register
from pages.frames.transfer.transfer_test_words import (
    evidence_rows,
    legs_sheet,
    pairs_finding,
    pairs_sheet,
    shares_words,
    verdict_finding,
)
from pages.frames.transfer.transfer_view import TransferView, lacking, transfer_state
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from queries.branch_register import BranchRegister, FlowLevel, branch_register
from queries.formulas.transfer_evidence import Leg
from queries.transfer_test import STANDING_AFTER, TransferTest, transfer_test

MOST_PAIRS = 12
USUAL_SPAN = 8
ALL_BUT_ALL = 0.99


@dataclass(frozen=True)
class Claim:
    """The transfer that is claimed: source, target, form of service, first and last year of opening."""

    source: str
    target: str
    form: str
    first: int
    last: int


@apart
def transfer_test_section(screen: Screen, view: TransferView) -> None:
    """Draw the verdict on one pair with its four legs, and the verdicts on all pairs beside."""
    t = screen.texts
    register = branch_register(screen.engine, screen.regions, screen.layer)
    if register is None:
        lacking(screen, view, t("transfer_test.no_branches", layer=t(f"layer.{screen.layer}")), ("agency", "branch"))
        return
    level: FlowLevel = "province" if view.level == "major" else view.level
    with view.controls:
        columns = st.columns([18, 18, 18, 26], gap="small", vertical_alignment="bottom")
    with columns[2]:
        form = service_selector(screen, required=True)
    with columns[3]:
        first, last = period_selector(screen, register.years, USUAL_SPAN)
    assert form is not None
    test = transfer_test(screen.engine, screen.regions, screen.layer, level, form, first, last)
    assert test is not None
    units = register.units(level)
    usual = _usual_pair(test, view.region, units)
    source, target = pair_selector(screen, columns[0], columns[1], usual, units)
    if view.level == "major":
        st.html(f'<p class="map-note">{escape(t("transfer_test.as_provinces"))}</p>')
    claim = Claim(source, target, form, first, last)
    left, right = st.columns([58, 42], gap="small")
    with left:
        _claim_frame(screen, claim, test, register)
    with right:
        _pairs_frame(screen, claim, test)


def _usual_pair(test: TransferTest, region: str | None, units: Sequence[str]) -> tuple[str, str]:
    """The pair with most openings that ends, else begins, in the selected region; the largest of all without one."""
    rows = test.verdicts.sort_values(["branches", "source", "target"], ascending=[False, True, True])
    chosen = [rows[rows[end] == region] for end in ("target", "source")]
    found = next((own for own in (*chosen, rows) if len(own)), None)
    return (units[0], units[1]) if found is None else (str(found["source"].iloc[0]), str(found["target"].iloc[0]))


@apart
def _claim_frame(screen: Screen, claim: Claim, test: TransferTest, register: BranchRegister) -> None:
    t = screen.texts
    own = test.legs(claim.source, claim.target)
    drawn = evidence_rows(screen, own)
    sheet = legs_sheet(screen, own)
    told = _told(screen, claim, test, register)
    figure_frame(
        screen,
        FrameContent(
            key="transfer-test",
            finding=verdict_finding(screen, own, _names(screen, claim)),
            figure=evidence_figure(drawn, t("transfer_test.mark"), t("transfer_test.value")),
            alternative_text=t("transfer_test.alternative", words=t.joined([row.words for row in drawn])),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=of_register(screen, t("transfer_test.formula"), (t("transfer_test.rule"), *told),
                                   period=t("transfer_test.period", period=period_words(claim.first, claim.last, t))),
            state=transfer_state("test"),
            subtitle=t("transfer_test.subtitle", **_names(screen, claim), layer=t(f"layer.{screen.layer}")),
        ),
        below=lambda: st.html("".join(f'<p class="map-note">{escape(words)}</p>' for words in told)),
    )


def _told(screen: Screen, claim: Claim, test: TransferTest, register: BranchRegister) -> tuple[str, ...]:
    """What must stand beside the verdict: shares prove nothing, what a branch is, which cohort survival is of."""
    t = screen.texts
    if not register.dates_closings:
        cohort = t("transfer_test.no_closings")
    elif test.cohort_end is None:
        cohort = t("transfer_test.no_cohort")
    else:
        cohort = t("transfer_test.cohort", first=claim.first, end=test.cohort_end)
        first_closing = register.rows["closed"].min()
        if first_closing > claim.first + STANDING_AFTER:
            cohort += t("transfer_test.late_closings", year=int(first_closing))
    same_form = test.legs(claim.source, claim.target).set_index("leg")["reference"][Leg.SAME_FORM]
    common = (t("transfer_test.common_form"),) if same_form >= ALL_BUT_ALL else ()
    return (
        shares_words(screen, test.shares, claim.source, claim.target, t(f"service_form.{claim.form}")),
        *common, t("transfer_test.no_form"), t("transfer_test.not_moves"), cohort,
    )


@apart
def _pairs_frame(screen: Screen, claim: Claim, test: TransferTest) -> None:
    t = screen.texts
    rows = test.verdicts.sort_values(["branches", "source", "target"], ascending=[False, True, True])
    sheet = pairs_sheet(screen, rows)
    names = _names(screen, claim)
    empty = test.pairs - len(rows)

    def below() -> None:
        shown = min(MOST_PAIRS, len(rows))
        st.html(html_table(sheet.table().head(MOST_PAIRS), caption=t("transfer_test.pairs_caption", count=shown)))
        if len(rows) > shown or empty:
            words = t("transfer_test.pairs_more", count=len(rows) - shown, empty=empty)
            st.html(f'<p class="map-note">{escape(words)}</p>')

    figure_frame(
        screen,
        FrameContent(
            key="transfer-pairs",
            finding=pairs_finding(screen, rows, names),
            figure=None,
            alternative_text=t("transfer_test.pairs_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=of_register(
                screen, t("transfer_test.pairs_formula"), (t("transfer_test.rule"), t("transfer_test.no_form")),
                period=t("transfer_test.period", period=period_words(claim.first, claim.last, t)),
            ),
            state=transfer_state("test"),
            subtitle=t("transfer_test.pairs_subtitle", **names, layer=t(f"layer.{screen.layer}")),
        ),
        below=below,
    )


def _names(screen: Screen, claim: Claim) -> dict[str, object]:
    return {
        "source": screen.place(claim.source), "target": screen.place(claim.target),
        "form": screen.texts(f"service_form.{claim.form}"),
        "period": period_words(claim.first, claim.last, screen.texts),
    }
