"""The section one-page: all that a cluster takes home, on one sheet of A4, shown as it will print."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from pages.controls.readiness_thresholds import OwnThresholds, restore_thresholds
from pages.controls.state import link_query
from pages.exporters.print_page import PrintPage, print_page
from pages.frames.clusters.cluster_view import ClusterView, cluster_state
from pages.frames.clusters.one_page_parts import (
    blocks_part,
    events_part,
    growth_part,
    headline_figures,
    host_sources,
    step_part,
    targets_part,
    threshold_sources,
)
from pages.frames.download import download
from pages.frames.html import quiet
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from queries.cluster_readiness_rules import requirement_rules
from queries.cluster_register import ClusterRegister
from queries.cluster_status import standing_of

PAPER_WIDTH, PAPER_HEIGHT = 794, 1123
"""A4 in the pixels of a browser, 96 to the inch."""


@apart
def one_page_section(screen: Screen, view: ClusterView) -> None:
    """Draw the file that is downloaded, in a frame of the size of the paper, and the button for it."""
    t = screen.texts
    assert view.cluster is not None
    own = restore_thresholds(screen)
    page = print_page(cluster_page(screen, view.register, view.cluster, own), screen.language)
    with st.container(key="one-page-bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(quiet(t("one_page.hint")))
        download(
            screen, t("one_page.download"), lambda: page, f"{view.cluster}-{screen.engine.snapshot_id}.html",
            "one-page-download", view=link_query(cluster_state("one-page")),
        )
    with st.container(key="one-page-sheet", horizontal_alignment="center"):
        st.iframe(
            page.decode(), width=PAPER_WIDTH, height=PAPER_HEIGHT,
            alt=t("one_page.alternative", cluster=view.register.name(view.cluster, screen.language)),
        )


def cluster_page(screen: Screen, register: ClusterRegister, cluster: str, own: OwnThresholds) -> PrintPage:
    """Everything on the sheet; readiness by the thresholds of the reader."""
    t = screen.texts
    return PrintPage(
        title=register.name(cluster, screen.language),
        subtitle=_subtitle(screen, register, cluster),
        headline=headline_figures(screen, register, cluster),
        sections=(
            growth_part(screen, register, cluster),
            targets_part(screen, register, cluster),
            blocks_part(screen, register, cluster),
            step_part(screen, register, cluster, own),
            events_part(screen, register, cluster),
        ),
        sources=_sources(screen, register, cluster, own),
        foot=t("one_page.foot", layer=t(f"layer.{screen.layer}"), snapshot=screen.engine.snapshot_id,
               date=date.today().isoformat()),
        marks=(screen.watermark,) if screen.watermark else (),
        mark_colour=screen.watermark_colour,
    )


def _subtitle(screen: Screen, register: ClusterRegister, cluster: str) -> str:
    """Status, host and since when."""
    t, identity = screen.texts, register.identity.loc[cluster].to_dict()
    words = [t("one_page.of_status", status=t(f"cluster_status.{standing_of(identity['status'])}"),
               host=screen.place(str(identity["region_code"])))]
    for name in ("pilot", "demonstration"):
        year = identity[f"{name}_year"]
        if pd.notna(year):
            words.append(t(f"one_page.{name}_since", year=int(year)))
    return " · ".join(words)


def _sources(
    screen: Screen, register: ClusterRegister, cluster: str, own: OwnThresholds
) -> tuple[str, ...]:
    """Titles of everything that the page rests on.

    Figures, targets, events and status of the cluster, the growth of its host, thresholds, and the requirements.
    """
    titles: list[str] = []
    for table in (register.figures, register.targets, register.events):
        titles += table.loc[table["cluster_id"] == cluster, "source_title"].tolist()
    status = screen.engine.query("cluster/sources")
    titles += status.loc[status["cluster_id"] == cluster, "title"].tolist()
    titles += host_sources(screen, register, cluster) + threshold_sources(screen, cluster, own)
    read = {(rule.applies_to, rule.criterion) for rule in requirement_rules()}
    criteria = screen.engine.query("cluster/criteria").to_dict("records")
    titles += [row["source_title"] for row in criteria if (row["applies_to"], row["criterion"]) in read]
    return tuple(dict.fromkeys(titles))
