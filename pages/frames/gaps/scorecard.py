"""The section scorecard of the gaps page: every sentence of the policy on regional layout with its lights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from pages.charts.light_grid import LINE, SIDE_MARGIN, SIDE_MARGIN_EN, LightField, light_grid
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, figure_frame
from pages.frames.gaps.gap_view import PlaceView, gap_state
from pages.frames.gaps.scorecard_card import card_html
from pages.frames.gaps.scorecard_tables import scorecard_dictionary, scorecard_rows, scorecard_table
from pages.frames.html import quiet
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.scorecard import absent_text, level_text, region_finding, scorecard_finding
from queries.cluster_register import ClusterRegister, cluster_register
from queries.formulas.scorecard_light import Light, row_light
from queries.scorecard import Scorecard, scorecard
from queries.scorecard_record import Sentence, measures, sentences
from queries.sources import sources_of

REMARKS = ("no_total", "references", "absences", "survivors", "few_rule", "city_points",
           "percentiles")
WIDEST_LABEL = 18.0
"""Width of a name in a field, in widths of a Chinese sign."""
NARROW, WIDE = "iljtfr.,:;()'| ", "MWmw%"


@apart
def scorecard_section(screen: Screen, view: PlaceView) -> None:
    """Draw the section."""
    t = screen.texts
    card = scorecard(screen.engine, screen.regions, screen.catalogue, screen.layer)
    names = cluster_names(screen)
    province = _province(screen, view.region)
    finding = scorecard_finding(card, t)
    if province:
        finding = t("scorecard.both", first=finding, second=region_finding(card, province, screen.place(province), t))
    figure_frame(
        screen,
        FrameContent(
            key="scorecard",
            finding=finding,
            figure=light_grid(
                [_fields(screen, card, one) for one in sentences()],
                [_side(screen, card, one) for one in sentences()],
                SIDE_MARGIN if screen.language == "zh" else SIDE_MARGIN_EN,
                screen.window_height - AROUND_ONE_FIGURE if screen.figure else LINE * len(sentences()),
            ),
            alternative_text=t("scorecard.alternative"),
            table=partial(scorecard_table, screen, card, names),
            rows=partial(scorecard_rows, screen, card, names),
            provenance=_provenance(screen, card),
            state=gap_state("scorecard"),
            subtitle=t("scorecard.caption"),
            dictionary=partial(scorecard_dictionary, screen),
        ),
        above=lambda: st.html(quiet(t("scorecard.rule"))),
        below=None if screen.figure else lambda: st.html(card_html(screen, card, province, names)),
    )


def cluster_names(screen: Screen) -> Mapping[str, str]:
    """Names of the clusters of the register of the layer by their id."""
    register = cluster_register(screen.engine, screen.layer) or ClusterRegister.none(screen.layer)
    return {str(code): str(name) for code, name in register.identity[f"name_{screen.language}"].items()}


def _province(screen: Screen, region: str | None) -> str | None:
    """The province of a selected province or city; a zone or major region as it is; None where none is selected."""
    if region is None:
        return None
    provinces = screen.regions.zone_of_province
    return next((step for step in screen.regions.trail(region) if step in provinces), region)


def _side(screen: Screen, card: Scorecard, sentence: Sentence) -> str:
    t = screen.texts
    mark = t(f"scorecard.light.{card.lights[sentence.id].value}")
    return t("scorecard.side", name=escape(sentence.name(screen.language)), mark=mark)


def _fields(screen: Screen, card: Scorecard, sentence: Sentence) -> list[LightField]:
    t = screen.texts
    rows = card.rows[(card.rows["sentence"] == sentence.id) & card.rows["is_group"]]
    metric_names = {name: one.name(screen.language) for name, one in screen.catalogue.items()}
    fields = []
    for name in sentence.measures:
        measure = measures()[name]
        own = rows[rows["measure"] == name].to_dict("records")
        light = row_light(Light(row["light"]) for row in own)
        known = [row for row in own if pd.notna(row["year"])]
        short = _short(measure.name(screen.language))
        label = t("scorecard.field", light=t(f"scorecard.light.{light.value}"), name=short)
        levels = t.joined([level_text(row, measure, t) for row in known])
        hover = f"{measure.name(screen.language)} {levels}" if known else absent_text(measure, metric_names, t)
        fields.append(LightField(label, light, escape(hover)))
    return fields


def _short(text: str) -> str:
    """The text cut to the width of a field."""
    width = 0.0
    for place, sign in enumerate(text):
        width += _width(sign)
        if width > WIDEST_LABEL:
            return escape(text[:place].rstrip()) + "…"
    return escape(text)


def _width(sign: str) -> float:
    """How wide a sign is, as a share of a Chinese one."""
    if ord(sign) > 0x2E80:
        return 1.0
    if sign in NARROW:
        return 0.32
    return 0.9 if sign in WIDE else 0.7 if sign.isupper() else 0.57


def _provenance(screen: Screen, card: Scorecard) -> Provenance:
    """The metrics that enter any known row, with the published sources of what the layer borrows."""
    t = screen.texts
    known = card.rows[card.rows["year"].notna()]
    metrics = list(dict.fromkeys(metric for name in known["measure"].unique() for metric in measures()[name].metrics))
    indicators = [screen.catalogue[metric] for metric in metrics]
    years = sorted({int(year) for year in pd.concat([known["year"], known["base_year"]])})
    remarks = [t(f"scorecard.{one}") for one in REMARKS]
    made = of_indicators(screen, indicators, years, ["province"], remarks, formula=t("scorecard.formula"))
    missing = sorted(set(metrics) - set(made.sources["metric"]))
    if screen.layer == "published" or not missing:
        return made
    borrowed = sources_of(screen.engine, missing, ["province"], years, "published", None)
    return replace(made, sources=pd.concat([made.sources, borrowed], ignore_index=True))
