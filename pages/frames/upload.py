"""The section that loads data: templates, upload, the report, and what may become of it."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.importing.sheets import SUFFIXES
from data.snapshot import snapshot_folder
from pages.controls.private_data import NotTaken, PrivateData, drop, own_data, take_in
from pages.frames.download import MIME
from pages.frames.html import as_plain, quiet
from pages.frames.load_actions import actions, author_of
from pages.frames.load_report import load_accounts, load_findings
from pages.frames.template_buttons import template_buttons
from pages.shell.screen import Screen

MEGABYTE = 2**20
MOST_FILES = 50
LOOKED_AT_EVERY = 0.2
DRAWN_BEFORE = 8
TEMPLATE_TABLES = (
    "agency", "agency_year", "branch", "service_offer", "cluster", "cluster_year", "cluster_target",
    "cluster_event", "cluster_member", "stat", "assistance_pair", "joint_project", "source",
)  # fmt: skip


def upload(screen: Screen) -> None:
    """How to begin; then the files, what was found in them, and what may become of them."""
    data = own_data()
    _beginning(screen)
    if data is None:
        files(screen)
    elif data.is_busy:
        wait_for_errand(screen, data)
    else:
        start_again(screen, data)
        load_accounts(screen, data)
        actions(screen, data)
        load_findings(screen, data)


def _beginning(screen: Screen) -> None:
    t = screen.texts
    with st.container(key="upload-beginning", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="lead">{t("upload.begin")}</p>')
        popover = st.popover(t("upload.templates"), key="templates", on_change="rerun", icon=":material/download:")
    if popover.open:
        with popover:
            _templates(screen)


def _templates(screen: Screen) -> None:
    t = screen.texts
    # The library that writes workbooks is loaded by the reader who downloads, not by everyone who looks.
    from pages.exporters.templates import all_templates

    st.caption(t("upload.templates_help"))
    st.download_button(
        t("upload.all_templates"), data=all_templates, file_name="templates.zip", mime=MIME["zip"],
        key="templates-all", on_click="ignore", type="primary",
    )
    with st.container(horizontal=True, gap="small"):
        template_buttons(screen, TEMPLATE_TABLES)


def files(screen: Screen) -> None:
    """Where files are dropped, and the button that has them checked."""
    t = screen.texts
    limit = int(st.get_option("server.maxUploadSize"))
    with st.container(border=True, key="section-files", gap="small"):
        chosen = st.file_uploader(
            t("upload.files", limit=limit, count=MOST_FILES),
            type=[suffix.removeprefix(".") for suffix in SUFFIXES],
            accept_multiple_files=True,
            key="upload-files",
        )
        size = sum(file.size for file in chosen)
        is_too_much = size > limit * MEGABYTE or len(chosen) > MOST_FILES
        if is_too_much:
            st.error(t("upload.too_much", size=f"{size / MEGABYTE:.0f}", limit=limit, count=MOST_FILES))
        st.html(quiet(t("upload.privacy")))
        if st.button(t("upload.check"), key="upload-check", type="primary", disabled=not chosen or is_too_much):
            try:
                take_in(((file.name, file.getvalue()) for file in chosen), snapshot_folder(), author_of(screen))
            except NotTaken as refused:
                st.error(t(f"upload.fault.{refused.reason}"), icon=":material/error:")
            else:
                _let_go()
                st.rerun()


def _let_go() -> None:
    """The files are on the disk now; Streamlit would keep them in memory until the session ends."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def wait_for_errand(screen: Screen, data: PrivateData) -> None:
    """Show how far the errand is until it has ended. Leaving the page does not end it."""
    t = screen.texts
    errand = data.errand
    assert errand is not None
    with st.container(border=True, key="section-running", gap="small"):
        bar = st.progress(0.0, text=t(f"upload.doing.{errand.errand.action}"))
        if errand.errand.action != "publish":
            st.button(t("upload.cancel"), key="upload-cancel", on_click=errand.cancel)
        _clear()
    _clear()
    while errand.is_running:
        step = t(f"upload.step.{errand.step}")
        words = t("upload.progress", doing=t(f"upload.doing.{errand.errand.action}"), step=step)
        bar.progress(min(errand.part, 1.0), text=f"{words} {as_plain(errand.detail)}")
        errand.wait(LOOKED_AT_EVERY)
    st.rerun()


def _clear() -> None:
    """What the run before drew further down would stand there, faded, for as long as this run waits."""
    for _ in range(DRAWN_BEFORE):
        st.empty()


def start_again(screen: Screen, data: PrivateData) -> None:
    """How many files are held, or that a form of the page was filled in, and the button that drops what is held."""
    t = screen.texts
    is_entered = st.session_state.get("return-file") in data.files
    with st.container(key="upload-again", horizontal=True, vertical_alignment="center", gap="small"):
        held = t("upload.entered") if is_entered else t("upload.held", count=len(data.files))
        st.html(f'<p class="lead">{held}</p>')
        again = t("upload.enter_again") if is_entered else t("upload.again")
        st.button(again, key="upload-drop", on_click=drop, icon=":material/refresh:")
