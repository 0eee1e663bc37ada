"""The section yearly_return of the page on clusters: fill in, have it checked, see it beside the last, then publish."""

from __future__ import annotations

import streamlit as st

from pages.controls.private_data import own_data
from pages.frames.clusters.cluster_view import ClusterView
from pages.frames.clusters.return_beside import faults_of_form, return_beside
from pages.frames.clusters.return_form import return_form, returning_cluster, template_button
from pages.frames.html import quiet
from pages.frames.load_actions import actions
from pages.frames.load_report import load_accounts, load_findings
from pages.frames.template_buttons import template_buttons
from pages.frames.unanswered import apart
from pages.frames.upload import files, start_again, wait_for_errand
from pages.shell.screen import Screen

OTHER_TEMPLATES = ("cluster_event", "cluster_target", "cluster_member")


@apart
def yearly_return_section(screen: Screen, view: ClusterView) -> None:
    """What is held and what was found in it, then the two ways to fill in a return: the page, or a workbook."""
    data = own_data()
    if data is not None and data.is_busy:
        wait_for_errand(screen, data)
        return
    if data is not None:
        start_again(screen, data)
        faults_of_form(screen, data)
        return_beside(screen, data)
        load_accounts(screen, data)
        actions(screen, data)
        load_findings(screen, data)
    _fill_in(screen, view, is_held=data is not None)


def _fill_in(screen: Screen, view: ClusterView, is_held: bool) -> None:
    t = screen.texts
    with st.container(border=True, key="section-return", gap="small"):
        st.html(f'<h2 class="finding">{t("yearly_return.title")}</h2>')
        st.html(quiet(t("yearly_return.how")))
        who, year = returning_cluster(screen, view)
        if who is None:
            return
        return_form(screen, who, year)
    with st.container(border=True, key="section-return-file", gap="small"):
        st.html(f'<h2 class="finding">{t("yearly_return.by_file")}</h2>')
        st.html(quiet(t("yearly_return.file_how")))
        template_button(screen, who, year)
        if not is_held:
            files(screen)
        st.html(quiet(t("yearly_return.other_tables")))
        with st.container(key="return-templates", horizontal=True, gap="small"):
            template_buttons(screen, OTHER_TEMPLATES)
