"""What may become of a load: it is used in this reader's session alone, or it is published for everyone."""

from __future__ import annotations

import streamlit as st

from data.importing.errand import Report
from data.snapshot import snapshot_folder
from pages.controls.private_data import PrivateData, start, stop_using
from pages.frames.load_report import total
from pages.shell.screen import Screen


def actions(screen: Screen, data: PrivateData) -> None:
    """Draw the ways on from a report, as far as the load has sound rows."""
    t = screen.texts
    if data.report is None:
        return
    if data.published:
        st.success(t("upload.published", snapshot=data.published), icon=":material/check:")
        return
    if data.fault:
        st.error(t(f"upload.fault.{data.fault}"), icon=":material/error:")
    if not loaded_rows(data.report):
        st.info(t("upload.nothing"))
        return
    _private(screen, data, data.report)


def loaded_rows(report: Report) -> int:
    """How many rows are sound."""
    return sum(account.loaded for account in report.accounts)


def _private(screen: Screen, data: PrivateData, report: Report) -> None:
    t = screen.texts
    with st.container(border=True, key="section-private", gap="small"):
        st.html(f'<h2 class="finding">{t("private.title")}</h2>')
        if data.view is not None:
            st.markdown(t("private.in_use"))
            st.button(t("private.stop"), key="private-stop-here", on_click=stop_using)
            return
        st.caption(t("private.explained"))
        if total(report, "error"):
            st.caption(t("private.partly", count=loaded_rows(report)))
        if st.button(t("private.use"), key="private-use", type="primary"):
            start(data, "private", snapshot_folder(), t("upload.nobody"), partly=True)
            st.query_params.pop("snapshot", None)
            st.rerun()
